import { describe, expect, it } from 'vitest'
import { categoryTitle, inOrder, isExpired, nextDeadline, summarise, textOfSource, type ListedNotice } from '#contract/notices/notices.ts'
import type { NoticeSource } from '#contract/notices/schema.ts'

const settings = { categories: [{ id: 'policy', title: '政策' }, { id: 'notice', title: '通知' }] }
const today = '2026-11-30'

function aSource(id: string, over: Partial<NoticeSource> = {}): NoticeSource {
  return {
    id, title: `通知 ${id}`, documentNumber: null, issuer: '县局', category: 'policy', writtenOn: null, publishedOn: '2026-11-01', validTo: null, sourceUrl: null, points: ['第一句'],
    facts: { who: null, until: null, amount: null, how: null }, body: [{ paragraph: '正文' }], interpretation: [], deadlines: [], programmeIds: [], source: '示例', ...over,
  }
}
function aLine(over: Partial<ListedNotice> = {}): ListedNotice {
  return { id: 'a', title: '知识产权质押办法', documentNumber: '桓政字〔2022〕73号', issuer: '县局', category: 'policy', publishedOn: '2026-11-01', validTo: null, point: '第一句', words: '知识产权质押办法\n先登记质押，再放款', deadlines: [], ...over }
}

describe('files of notices', () => {
  it('are published by their day, then by the date of the document, then by id', () => {
    const sources = [aSource('b', { publishedOn: '2026-11-20' }), aSource('c', { writtenOn: '2023-01-01' }), aSource('a', { writtenOn: '2022-01-01' }), aSource('d', { writtenOn: '2023-01-01' })]
    expect(inOrder(sources).map(({ id }) => id)).toEqual(['a', 'c', 'd', 'b'])
  })

  it('say all they say in the words of the desk, but for their day', () => {
    const { id, publishedOn, ...words } = aSource('a', { programmeIds: ['P01'], deadlines: [{ id: 'apply', title: '报名', on: '2026-12-01' }], interpretation: [{ paragraph: '解读' }] })
    expect([id, publishedOn, textOfSource({ id, publishedOn, ...words })]).toEqual(['a', '2026-11-01', { ...words, attachments: [] }])
  })
})

describe('a notice in the list', () => {
  it('shows its first point where nothing was typed', () => {
    expect(summarise(settings, aLine(), today)).toMatchObject({ excerpt: '第一句', markedTitle: '知识产权质押办法', categoryTitle: '政策', deadline: null, isExpired: false })
  })

  it('shows what was found, marked, in the title and around it', () => {
    const { excerpt, markedTitle } = summarise(settings, aLine(), today, '质押')
    expect([markedTitle, excerpt.includes('先登记\ue000质押\ue001')]).toEqual(['知识产权\ue000质押\ue001办法', true])
  })

  it('names the next deadline, which may be today', () => {
    const deadlines = [{ id: 'late', title: '公示', on: '2026-12-20' }, { id: 'past', title: '报名', on: '2026-11-29' }, { id: 'next', title: '交材料', on: today }]
    expect([nextDeadline(deadlines, today)?.id, nextDeadline(deadlines.slice(1, 2), today)]).toEqual(['next', null])
  })

  it('has run out the day after its last', () => {
    expect([isExpired(today, today), isExpired('2026-11-29', today), isExpired(null, today)]).toEqual([false, true, false])
  })

  it('is under the id of a category that is there no more', () => expect(categoryTitle(settings, 'gone')).toBe('gone'))
})
