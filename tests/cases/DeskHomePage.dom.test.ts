import { RouterView } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { DeskHome, DeskItem } from '#contract/cases/desk-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import DeskHomePage from '#client/cases/DeskHomePage.vue'
import DeskLeavesPage from '#client/cases/DeskLeavesPage.vue'
import DeskPhrasesPage from '#client/cases/DeskPhrasesPage.vue'
import DeskSearchPage from '#client/cases/DeskSearchPage.vue'
import { answer, answerWith, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { as, officer } from './case-world.dom.ts'
import { answerCounts, deskCounts } from './desk-counts.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const anItem = (change: Partial<DeskItem>): DeskItem => ({
  kind: 'case', id: 'a1', number: 'HT2026-ZH-0001', title: '专利转化奖励', firm: { id: 'f1', name: '桓水新材料', town: '马桥镇' }, state: '已提交', dueOn: '2026-11-25', workdaysLeft: 2, provisional: false,
  since: '2026-11-20T01:00:00.000Z', assignee: null, standsInFor: null, waitsFor: 'us', isBarred: false, link: '/desk/cases/a1', ...change,
})
const counts = deskCounts([{ kind: 'case', word: '申报办件', all: 2, todo: 2, mine: 1 }, { kind: 'booking', word: '专家预约', all: 1, waiting: 1 }, { kind: 'scheme', word: '资金项目' }], { mine: 1, overdue: 1, unassigned: 2, all: 3 })
const aHome = (items: DeskItem[], change: Partial<DeskHome> = {}): DeskHome => ({ items, counts, standsInFor: [], away: null, ...change })
const three = [
  anItem({ id: 'a1', workdaysLeft: -1, dueOn: '2026-11-20', assignee: { id: 'officer', name: '王倩' } }),
  anItem({ kind: 'booking', id: 'b1', number: 'HT2026-YY-0001', title: '专利挖掘', state: '专家还没有确认', waitsFor: 'expert', link: '/desk/consultations/b1' }),
  anItem({ id: 'a2', number: 'HT2026-ZH-0002', state: '审核中', waitsFor: 'second', isBarred: true, link: '/desk/cases/a2' }),
]
const rows = () => [...document.querySelectorAll<HTMLElement>('.home-row')]
const groups = () => [...document.querySelectorAll<HTMLAnchorElement>('.home-groups a')]
const words = (element: Element | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim()

async function open(path: string, home: DeskHome, me: Me = officer): Promise<void> {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
  answer('GET /api/cases/desk', 200, home)
  answer('GET /api/cases/desk/counts', 200, home.counts)
  answer('GET /api/cases/colleagues', 200, { items: [{ id: 'officer', name: '王倩', open: 6, isMe: true }, { id: 'o2', name: '李科', open: 3, isMe: false }] })
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  page = await mountPage(as(me, RouterView), path, [
    { path: '/desk', component: DeskHomePage }, { path: '/desk/search', component: DeskSearchPage }, { path: '/desk/leaves', component: DeskLeavesPage }, { path: '/desk/phrases', component: DeskPhrasesPage },
    { path: '/desk/staff', name: 'not-found', component: { template: '<i />' } },
  ])
  await vi.dynamicImportSettled()
  await page.settle()
}
const tick = async (row: number) => {
  rows()[row]?.querySelector('input')?.dispatchEvent(new Event('change'))
  await page.settle()
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the desk home', () => {
  it('has its groups with their counts, mine first, and asks for the one that is chosen', async () => {
    await open('/desk', aHome(three))
    expect(groups().map(words)).toEqual(['我的 1', '超期 1', '今天到期 0', '本周 0', '没人接 2', '等第二人 0', '等答复 0', '全部 3'])
    expect(groups()[0]?.getAttribute('aria-current')).toBe('true')
    groups()[4]?.click()
    await page.settle()
    expect(sent.filter(({ url }) => url === '/api/cases/desk').at(-1)?.params).toMatchObject({ group: 'unassigned' })
    expect(page.router.currentRoute.value.fullPath).toBe('/desk?group=unassigned')
  })

  it('says of each when it is due, what it is, whose it is and whom it waits for, and leads there', async () => {
    await open('/desk?group=all', aHome(three))
    expect(rows().map((row) => [row.querySelector('.due-block b')?.textContent, words(row.querySelector('.home-kind') ?? undefined), words(row.querySelector('.tag') ?? undefined), words(row.querySelector('.home-holder') ?? undefined)])).toEqual([
      ['超 1', '申报办件', '已提交', '我在办'], ['2', '专家预约', '专家还没有确认', '等专家'], ['2', '申报办件', '审核中', '没人接 您经手过，等同事'],
    ])
    expect(rows()[1]?.querySelector('a')?.getAttribute('href')).toBe('/desk/consultations/b1')
  })

  it('is narrowed to a kind that is there and to somebody’s hand', async () => {
    await open('/desk?group=all', aHome(three))
    await page.type('类别', 'booking')
    await page.type('经办', 'o2')
    expect(page.router.currentRoute.value.query).toEqual({ group: 'all', kind: 'booking', assignee: 'o2' })
    const options = [...document.querySelectorAll('.home-narrow select:first-of-type option')].map((option) => option.textContent?.trim())
    expect(options.slice(0, 3)).toEqual(['全部类别', '申报办件 2', '专家预约 1'])
  })

  it('marks what is a colleague’s on leave, and says so above', async () => {
    await open('/desk', aHome([anItem({ assignee: { id: 'o2', name: '李科' }, standsInFor: '李科' })], { standsInFor: [{ name: '李科', toOn: '2026-11-25' }] }))
    expect(page.text()).toContain('您代李科办理到')
    expect(words(rows()[0]?.querySelector('.home-holder') ?? undefined)).toBe('代李科')
  })

  it('hands picked things of several kinds to a colleague and says what stayed', async () => {
    await open('/desk?group=all', aHome(three))
    await tick(0)
    await tick(2)
    expect(page.text()).toContain('已选 2 件')
    answer('POST /api/cases/desk/hands', 200, { done: [{ kind: 'case', id: 'a1' }], refused: [{ kind: 'case', id: 'a2', number: 'HT2026-ZH-0002', reason: 'barred' }] })
    await page.press('转给…')
    await vi.dynamicImportSettled()
    await page.settle()
    document.querySelector<HTMLInputElement>('#overlays .choice input')?.dispatchEvent(new Event('change'))
    await page.settle()
    await page.press('转给李科')
    expect(sent.find(({ url }) => url === '/api/cases/desk/hands')?.data).toEqual({ items: [{ kind: 'case', id: 'a1' }, { kind: 'case', id: 'a2' }], to: 'o2' })
    expect(page.text()).toContain('有 1 件没有动：HT2026-ZH-0002：李科要回避，或前面已经经手，不能再接。')
  })

  it('offers an auditor no hand and no group of their own', async () => {
    await open('/desk', aHome(three), { ...officer, roles: ['officer', 'auditor'] })
    expect(groups().map(words)[0]).toBe('超期 1')
    expect(document.querySelector('.home-pick')).toBeNull()
    expect([...document.querySelectorAll('.rail a')].map(words)).not.toContain('常用语')
  })

  it('leads its rail to no page that is not there', async () => {
    await open('/desk', aHome([]), { ...officer, roles: ['administrator'] })
    expect([...document.querySelectorAll('.rail a.n')].map(words)).toEqual(['操作留痕', '保存期限', '消息'])
  })
})

describe('the search of the desk', () => {
  it('looks for anything from the home and shows what it found by kind', async () => {
    await open('/desk', aHome(three))
    answer('GET /api/cases/desk/search', 200, { groups: [{ kind: 'case', word: '申报办件', isMore: true, items: [{ kind: 'case', id: 'a1', number: 'HT2026-ZH-0001', title: '专利转化奖励', firmName: '桓水新材料', state: '已受理', note: '电话 139****4242', link: '/desk/cases/a1' }, { kind: 'case', id: 'a3', number: null, title: '没有页面的', firmName: null, state: '', note: null, link: null }] }] })
    const box = document.querySelector<HTMLInputElement>('input[type=search]')
    if (box) box.value = ' 桓水 '
    box?.dispatchEvent(new Event('input'))
    document.querySelector('form[role=search]')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await vi.dynamicImportSettled()
    await page.settle()
    expect(page.router.currentRoute.value.fullPath).toBe(`/desk/search?q=${encodeURIComponent('桓水')}`)
    expect([...document.querySelectorAll('.found-row')].map((row) => [row.tagName, row.getAttribute('href')])).toEqual([['A', '/desk/cases/a1'], ['DIV', null]])
    expect(page.text()).toContain('电话 139****4242')
  })

  it('asks nothing for one character', async () => {
    await open('/desk/search?q=桓', aHome([]))
    expect(page.text()).toContain('再多写一个字')
    expect(sent.some(({ url }) => url.endsWith('/search'))).toBe(false)
  })
})

describe('leave and ready sentences', () => {
  it('writes a leave for oneself with a cover', async () => {
    answer('GET /api/cases/leaves', 200, { items: [], people: [{ id: 'officer', name: '王倩' }, { id: 'o2', name: '李科' }], today: '2026-11-23', mayWrite: true })
    await open('/desk/leaves', aHome([]))
    await page.press('登记请假')
    expect(page.button('先选谁代办').disabled).toBe(true)
    await page.type('谁代办', 'o2')
    await page.type('到', '2026-11-25')
    answer('POST /api/cases/leaves', 201, {})
    await page.press('登记')
    expect(sent.find(({ method, url }) => method === 'POST' && url === '/api/cases/leaves')?.data).toEqual({ personId: 'officer', coverId: 'o2', fromOn: '2026-11-23', toOn: '2026-11-25', note: '' })
  })

  it('keeps, changes and takes away sentences of one’s own; the county’s stay', async () => {
    let own = [{ id: 'p1', place: 'opinion', title: '材料', words: '材料齐全。', version: 3 }]
    answerWith('GET /api/cases/phrases', () => ({ status: 200, body: { own, county: [{ place: 'refusal', title: '不符合', words: '不符合申报条件：' }], mayWrite: true } }))
    await open('/desk/phrases', aHome([]))
    expect(page.text()).toContain('全县共用')
    await page.press('改')
    await page.type('内容', '材料齐全，同意。')
    own = []
    answer('PATCH /api/cases/phrases/p1', 200, {})
    await page.press('存好')
    expect(sent.find(({ method }) => method === 'PATCH')).toMatchObject({ data: { place: 'opinion', title: '', words: '材料齐全，同意。' }, headers: { 'If-Match': '"3"' } })
    answerCounts()
    expect(page.text()).not.toContain('材料齐全。')
  })
})
