import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Entry, IndicatorFigures } from '#contract/reports/county-schema.ts'
import type { Targets } from '#contract/reports/targets-schema.ts'
import CountyIndicatorPage from '#client/reports/CountyIndicatorPage.vue'
import content from '../fixtures/content/yunxi/targets.json' with { type: 'json' }
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { now, openDesk, serveDesk } from '../consultations/desk-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
const targets = content as Targets
let page: Page
const routes = [{ path: '/desk/figures/:id', component: CountyIndicatorPage }, { path: '/desk/financing/:id', component: { template: '<p>需求</p>' } }]
const figure = { id: 'x', value: null, sincePlan: null, asOf: null, people: null, known: null, rows: 0, knownRows: 0, entries: 0, isSmall: false }
const slice = (word: string, value: number) => ({ id: word, word, value, rows: value === 0 ? 0 : 1 })
const twelve = (values: Record<number, number>) => Array.from({ length: 12 }, (_, index) => ({ month: index + 1, value: values[index + 1] ?? 0, rows: values[index + 1] === undefined ? 0 : 1 }))
function figures(id: string, more: Partial<IndicatorFigures> = {}): IndicatorFigures {
  return {
    plan: targets.plan, year: 2026, years: [2026], state: 'running', today: '2026-11-23', indicator: targets.indicators.find((one) => one.id === id)!, figure: { ...figure, id }, byYear: [{ year: 2026, value: null, sincePlan: null }], months: null, byTown: null, byIndustry: null, knownByTown: null, knownByIndustry: null,
    towns: ['汐口镇', '芦湾镇'], industries: ['渔具'], mayEnter: true, ...more,
  }
}
const anEntry = (more: Partial<Entry> = {}): Entry => ({ id: 'e1', indicator: 'training', state: 'live', on: '2026-04-22', value: 120, people: 100, town: '汐口镇', industry: null, title: '宣传周培训', basis: '签到表', by: '王倩', at: '2026-11-20T01:00:00.000Z', replaces: null, replacedBy: null, removedBy: null, removedAt: null, removedReason: null, ...more })
const posted = () => sent.filter(({ method }) => method === 'POST')
const confirm = async () => {
  document.querySelector<HTMLButtonElement>('.confirm-acts .btn:not(.n)')?.click()
  await page.settle()
}
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  answer('GET /api/reports/county/entries', 200, { items: [] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('one indicator', () => {
  beforeEach(() => answer('GET /api/reports/county/indicators/loans', 200, figures('loans', { figure: { ...figure, id: 'loans', value: 3, rows: 3 }, months: twelve({ 2: 1, 11: 2 }), byTown: [slice('汐口镇', 3), slice('芦湾镇', 0)], byYear: [{ year: 2026, value: 3, sincePlan: null }] })))
  it('has every chart as a table: months with their sum, towns with theirs, years', async () => {
    page = await openDesk('/desk/figures/loans', routes)
    const tables = [...document.querySelectorAll('table')].map((table) => table.textContent?.replace(/\s+/g, ' ') ?? '')
    expect(tables).toHaveLength(3)
    expect(tables[0]).toMatch(/2 月 ?1 ?1/)
    expect(tables[0]).toMatch(/11 月 ?2 ?3/)
    expect(tables[0]).not.toContain('12 月')
    expect(tables[1]).toMatch(/汐口镇.*3.*芦湾镇.*0.*合计.*3/)
    for (const chart of document.querySelectorAll('.county-columns, td.county-bar')) expect(chart.getAttribute('aria-hidden')).toBe('true')
    expect(page.text()).toContain('当年放款并登记的合同。')
    expect(page.text()).toContain('云汐示〔2026〕1号 一；平台算。')
    expect(page.text()).not.toContain('录入：')
  })
  it('opens the rows of a month, whose heading takes the focus; they lead on, and close', async () => {
    answer('GET /api/reports/county/indicators/loans/rows', 200, { items: [{ id: 'l1', label: '苇畔新材料', detail: '示例银行', on: '2026-02-09', link: '/desk/financing/r1', town: '汐口镇', industry: null, value: 1 }], total: 1, sum: 1 })
    page = await openDesk('/desk/figures/loans?year=2026', routes)
    const open = [...document.querySelectorAll<HTMLAnchorElement>('.county-open')].find((link) => link.getAttribute('aria-label')?.startsWith('2 月'))!
    expect(open.getAttribute('aria-label')).toBe('2 月 1 笔，看 1 行明细')
    await page.router.push(open.getAttribute('href')!)
    await page.settle()
    expect(sent.at(-1)?.params).toEqual({ year: 2026, month: 2 })
    expect(document.activeElement?.textContent).toBe('质押贷款，2026 年，2 月')
    expect(document.querySelector('.report-row')?.getAttribute('href')).toBe('/desk/financing/r1')
    document.querySelector<HTMLButtonElement>('[aria-label="收起明细"]')!.click()
    await page.settle()
    expect(page.router.currentRoute.value.query).toEqual({ year: '2026' })
  })
  it('of firms that are counted only opens no rows and leads to their statistics', async () => {
    answer('GET /api/reports/county/indicators/self-checks', 200, figures('self-checks', { figure: { ...figure, id: 'self-checks', isSmall: true } }))
    page = await openDesk('/desk/figures/self-checks?rows=all', routes)
    expect(page.text()).toContain('不到 5 家，不显示')
    expect(document.querySelector('.report-rows')).toBeNull()
    expect(document.querySelector('a[href="/desk/assessments/statistics"]')).not.toBeNull()
  })
})

describe('what is entered', () => {
  const training = (more: Partial<IndicatorFigures> = {}) => figures('training', { months: twelve({}), byTown: [slice('汐口镇', 0)], ...more })
  beforeEach(() => answer('GET /api/reports/county/indicators/training', 200, training()))
  it('by nobody yet is said so, with no chart of noughts', async () => {
    page = await openDesk('/desk/figures/training', routes)
    expect(page.text()).toContain('待主办单位提供')
    expect(page.text()).toContain('2026 年还没有录入')
    expect(page.text()).toContain('还没有按镇街录入')
  })
  it('goes with times and heads, town and basis; a number that is none is said beside its box and not sent', async () => {
    page = await openDesk('/desk/figures/training', routes)
    await page.press('录入')
    await page.type('哪一天办的', '2026-04-22')
    await page.type('名称', '宣传周培训')
    await page.type('人次', '一百')
    await page.type('人数', '100')
    await page.type('镇（街道）', '汐口镇')
    await page.type('依据', '签到表')
    await confirm()
    expect(posted()).toEqual([])
    expect(page.noteOf('人次')).toContain('请重新填')
    await page.type('人次', '1,20')
    answer('POST /api/reports/county/indicators/training/entries', 201, anEntry())
    await confirm()
    expect(posted()[0]).toMatchObject({ data: { on: '2026-04-22', title: '宣传周培训', value: 120, people: 100, town: '汐口镇', industry: null, basis: '签到表' } })
    expect(posted()[0]!.headers?.['Idempotency-Key'] ?? posted()[0]!.headers?.['idempotency-key']).toBeTruthy()
  })
  it('that the server finds wrong is said beside its box, and what was typed stays', async () => {
    page = await openDesk('/desk/figures/training', routes)
    await page.press('录入')
    await page.type('人次', '10')
    await page.type('人数', '20')
    answer('POST /api/reports/county/indicators/training/entries', 422, { code: 'invalid-input', requestId: 'r', fields: [{ field: 'people', reason: 'number-max', limit: 10 }, { field: 'basis', reason: 'required' }] })
    await confirm()
    expect(page.noteOf('人数')).toContain('10')
    expect(page.noteOf('依据')).toContain('还没有填')
    expect(page.noteOf('哪一天办的')).not.toContain('还没有填')
  })
  it('is corrected from what it was; a correction of one that somebody corrected is explained', async () => {
    answer('GET /api/reports/county/entries', 200, { items: [anEntry()] })
    page = await openDesk('/desk/figures/training', routes)
    await page.press('更正')
    expect(document.querySelector('.confirm-acts .btn:not(.n)')?.textContent?.trim()).toBe('还没有改')
    await page.type('人次', '130')
    answer('POST /api/reports/county/entries/e1/corrections', 409, { code: 'reports.entry-replaced', requestId: 'r' })
    await confirm()
    expect(page.text()).toContain('这一条已经有人改过，请刷新后再改')
    answer('POST /api/reports/county/entries/e1/corrections', 201, anEntry({ id: 'e2', value: 130, replaces: 'e1' }))
    await confirm()
    expect(posted().at(-1)).toMatchObject({ data: { on: '2026-04-22', value: 130, people: 100, town: '汐口镇', title: '宣传周培训', basis: '签到表' } })
  })
  it('is taken out with a reason, and stays to be seen', async () => {
    answer('GET /api/reports/county/entries', 200, { items: [anEntry()] })
    page = await openDesk('/desk/figures/training', routes)
    await page.press('去掉')
    expect(document.querySelector<HTMLButtonElement>('.confirm-acts .btn:not(.n)')?.disabled).toBe(true)
    await page.type('理由', '没有办')
    answer('POST /api/reports/county/entries/e1/removal', 200, anEntry({ state: 'removed' }))
    answer('GET /api/reports/county/entries', 200, { items: [anEntry({ state: 'removed', removedBy: '王倩', removedAt: '2026-11-23T02:00:00.000Z', removedReason: '没有办' }), anEntry({ id: 'e0', state: 'replaced', replacedBy: 'e1' })] })
    await confirm()
    expect(posted()[0]).toMatchObject({ data: { reason: '没有办' } })
    expect(page.text()).toContain('去掉：没有办')
    expect(page.text()).toContain('已更正，以后来的一条为准')
    expect(document.querySelectorAll('.county-entry-acts')).toHaveLength(0)
  })
  it('is not offered to who may not enter', async () => {
    answer('GET /api/reports/county/indicators/training', 200, training({ mayEnter: false }))
    answer('GET /api/reports/county/entries', 200, { items: [anEntry()] })
    page = await openDesk('/desk/figures/training', routes)
    expect(page.text()).toContain('宣传周培训')
    expect([...document.querySelectorAll('button')].filter((button) => /^(录入|更正|去掉)/.test(button.textContent?.trim() ?? ''))).toEqual([])
  })
  it('in money is typed in either unit and sent in fen', async () => {
    answer('GET /api/reports/county/indicators/fund', 200, figures('fund', { months: twelve({}) }))
    page = await openDesk('/desk/figures/fund', routes)
    await page.press('录入')
    await page.type('哪一天的', '2026-01-05')
    const [, wan] = document.querySelectorAll<HTMLInputElement>('.money input') as unknown as [HTMLInputElement, HTMLInputElement]
    wan.value = '500'
    wan.dispatchEvent(new Event('input'))
    await page.settle()
    await page.type('依据', '预算')
    answer('POST /api/reports/county/indicators/fund/entries', 201, anEntry())
    await confirm()
    expect(posted()[0]).toMatchObject({ data: { value: 500_000_000, on: '2026-01-05' } })
  })
})
