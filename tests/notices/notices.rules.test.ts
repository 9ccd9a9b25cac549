import { describe, expect, it } from 'vitest'
import { findNotice, inOrder, listed, loadNotice } from '#contract/notices/notices.ts'
import type { NoticeSource } from '#contract/notices/schema.ts'

const settings = { categories: [{ id: 'policy', title: '政策' }, { id: 'notice', title: '通知' }] }
const today = '2026-11-30'

function aNotice(id: string, over: Partial<NoticeSource> = {}): NoticeSource {
  return {
    id, title: `通知 ${id}`, documentNumber: null, issuer: '县局', category: 'policy', writtenOn: null, publishedOn: '2026-11-01', validTo: null, sourceUrl: null, points: ['第一句'],
    facts: { who: null, until: null, amount: null, how: null }, body: [{ paragraph: '正文' }], interpretation: [], deadlines: [], programmeIds: [], source: '示例', ...over,
  }
}
const load = (...sources: NoticeSource[]) => inOrder(sources.map(loadNotice))
const idsOf = (notices: ReturnType<typeof load>, query = {}) => listed(settings, notices, query, today).items.map(({ id }) => id)

describe('the list of notices', () => {
  it('has the newest first, then the document written last', () => {
    expect(idsOf(load(aNotice('a', { writtenOn: '2022-01-01' }), aNotice('b', { publishedOn: '2026-11-20' }), aNotice('c', { writtenOn: '2023-01-01' })))).toEqual(['b', 'c', 'a'])
  })

  it('shows none before its day', () => {
    expect(idsOf(load(aNotice('today', { publishedOn: today }), aNotice('tomorrow', { publishedOn: '2026-12-01' })))).toEqual(['today'])
  })

  it('keeps to a category and to a scheme', () => {
    const notices = load(aNotice('a'), aNotice('b', { category: 'notice', programmeIds: ['P01'] }))
    expect([idsOf(notices, { category: 'notice' }), idsOf(notices, { programmeId: 'P01' }), idsOf(notices, { category: 'none' })]).toEqual([['b'], ['b'], []])
  })

  it('finds words of every part and says how many', () => {
    const notices = load(aNotice('a', { body: [{ table: [['险种', '保什么'], ['执行险', '律师费用']] }] }), aNotice('b', { interpretation: [{ list: ['先登记质押'] }] }), aNotice('c', { documentNumber: '桓政字〔2022〕73号' }))
    expect([idsOf(notices, { q: '律师费' }), idsOf(notices, { q: '质押' }), idsOf(notices, { q: '73号' }), idsOf(notices, { q: '不在的词' })]).toEqual([['a'], ['b'], ['c'], []])
    expect(listed(settings, notices, { q: '质押' }, today)).toMatchObject({ total: 1, items: [{ excerpt: expect.stringContaining('\ue000质押\ue001') }] })
  })

  it('goes on where the last page ended, also when something newer came', () => {
    const many = Array.from({ length: 45 }, (_, index) => aNotice(`n${String(index).padStart(2, '0')}`))
    const first = listed(settings, load(...many), {}, today)
    const second = listed(settings, load(...many, aNotice('new', { publishedOn: today })), { cursor: first.next }, today)
    const third = listed(settings, load(...many), { cursor: second.next }, today)
    expect(new Set([...first.items, ...second.items, ...third.items].map(({ id }) => id)).size).toBe(45)
    expect([first.items.length, second.items.length, third.items.length, third.next, first.total]).toEqual([20, 20, 5, undefined, 45])
  })

  it('names the next deadline and what has run out', () => {
    const [item] = listed(settings, load(aNotice('a', { validTo: '2026-11-29', deadlines: [{ id: 'late', title: '公示', on: '2026-12-20' }, { id: 'past', title: '报名', on: '2026-11-01' }, { id: 'next', title: '交材料', on: '2026-12-01' }] })), {}, today).items
    expect([item?.deadline?.id, item?.isExpired]).toEqual(['next', true])
    expect(listed(settings, load(aNotice('b', { validTo: today })), {}, today).items[0]?.isExpired).toBe(false)
  })
})

describe('one notice', () => {
  const notices = { settings, all: load(aNotice('a', { programmeIds: ['P01'] }), aNotice('later', { publishedOn: '2026-12-01' })) }
  const programmes = [{ id: 'P01', title: '贴息', availability: 'taking' as const, closesOn: '2026-12-31' }, { id: 'P02', title: '别的', availability: 'closed' as const, closesOn: null }]

  it('comes with its schemes as they stand', () => {
    expect(findNotice({ notices }, 'a', programmes, today)).toMatchObject({ id: 'a', categoryTitle: '政策', programmes: [programmes[0]] })
  })

  it('is not there before its day, and not under another id', () => {
    expect([findNotice({ notices }, 'later', [], today), findNotice({ notices }, 'none', [], today)]).toEqual([undefined, undefined])
  })
})
