import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CountyFigures, Figure } from '#contract/reports/county-schema.ts'
import type { Targets } from '#contract/reports/targets-schema.ts'
import CountyFiguresPage from '#client/reports/CountyFiguresPage.vue'
import TownFiguresPage from '#client/reports/TownFiguresPage.vue'
import content from '../fixtures/content/yunxi/targets.json' with { type: 'json' }
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { now, openDesk, serveDesk } from '../consultations/desk-pages.dom.ts'

const saved = vi.hoisted((): string[] => [])
vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/save-file.ts', () => ({ saveFile: (_bytes: ArrayBuffer, name: string) => saved.push(name) }))
const targets = content as Targets
let page: Page
const routes = [{ path: '/desk/figures', component: CountyFiguresPage }, { path: '/desk/figures/:id', component: { template: '<p>一项</p>' } }, { path: '/figures/town', component: TownFiguresPage }]
const blank = { value: null, sincePlan: null, asOf: null, people: null, known: null, rows: 0, knownRows: 0, entries: 0, isSmall: false }
const given: Record<string, Partial<Figure>> = {
  loans: { value: 3, rows: 3 }, lent: { value: 1_000_000_000, rows: 3 }, trademarks: { known: 12, knownRows: 12 }, champions: { value: 1, sincePlan: 5, rows: 1 }, 'self-checks': { isSmall: true }, training: { value: 90, people: 80, rows: 2, entries: 2 }, density: { value: 1050, asOf: '2026-06-30', rows: 1 },
}
const figures = (more: Partial<CountyFigures> = {}): CountyFigures => ({
  plan: targets.plan, year: 2026, years: [2026], state: 'running', today: '2026-11-23', groups: targets.groups, indicators: targets.indicators, figures: targets.indicators.map(({ id }) => ({ id, ...blank, ...given[id] })), ...more,
})
const lineOf = (word: string) => [...document.querySelectorAll('.county-goals > li')].find((line) => line.textContent?.includes(word))!
const said = (word: string) => lineOf(word).textContent?.replace(/\s+/g, ' ') ?? ''
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  saved.length = 0
  answer('GET /api/reports/county', 200, figures())
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the county\'s figures', () => {
  it('stand against the plan: reached, not reached, more than a round sum, given by nobody', async () => {
    page = await openDesk('/desk/figures', routes)
    expect(page.text()).toContain('方案期 2026—2028 年')
    expect(said('质押贷款')).toContain('每年不少于 3 笔已达到，完成 100%')
    expect(said('质押贷款额')).toContain('1,000.00万元每年超过 1,000 万元还没有达到，完成 99.9%')
    expect(said('有效商标')).toContain('待主办单位提供')
    expect(said('有效商标')).toContain('平台登记的 12 件')
    expect(said('新增示范企业')).toContain('方案期累计 5 家')
    expect(said('自评企业')).toContain('不到 5 家，不显示')
    expect(said('培训人次')).toContain('80 人')
    expect(said('每万人发明专利')).toContain('10.50')
    expect(said('每万人发明专利')).toContain('截至 6月30日')
  })
  it('lead to their rows; what has none leads to its page only', async () => {
    page = await openDesk('/desk/figures', routes)
    const number = lineOf('质押贷款').querySelector('.county-value a')!
    expect([number.getAttribute('href'), number.getAttribute('aria-label')]).toEqual(['/desk/figures/loans?year=2026&rows=all', '质押贷款 3 笔，看 3 行明细'])
    expect(lineOf('有效商标').querySelector('.county-value a')).toBeNull()
    expect(lineOf('有效商标').querySelector('.county-more a')!.getAttribute('href')).toBe('/desk/figures/trademarks?year=2026&rows=known')
    expect(lineOf('自评企业').querySelector('.county-name')!.getAttribute('href')).toBe('/desk/figures/self-checks?year=2026')
  })
  it('of a year after the plan are shown as reference, and nothing is praised', async () => {
    answer('GET /api/reports/county', 200, figures({ state: 'over', year: 2029, years: [2029, 2028] }))
    page = await openDesk('/desk/figures?year=2029', routes)
    expect(sent.find(({ url }) => url === '/api/reports/county')?.params).toEqual({ year: 2029 })
    expect(page.text()).toContain('参照（方案期 2026—2028 年已满）')
    expect(document.querySelector('.figures-goal-line i.met')).toBeNull()
  })
  it('are saved as a table under their year', async () => {
    answer('GET /api/reports/county/figures.xlsx', 200, new ArrayBuffer(8))
    page = await openDesk('/desk/figures', routes)
    await page.press('导出 Excel')
    expect(saved).toEqual(['全县知识产权指标-2026.xlsx'])
  })
  it('that cannot be read offer to try again', async () => {
    answer('GET /api/reports/county', 503, { code: 'unavailable', requestId: 'r' })
    page = await openDesk('/desk/figures', routes)
    expect(page.text()).toContain('再试')
  })
})

describe('an assistant\'s town', () => {
  const frame = { plan: targets.plan, year: 2026, years: [2026], state: 'running', today: '2026-11-23' }
  it('has counts, and says where nobody has given any', async () => {
    const one = { unit: 'times', unitWord: '笔', definition: '合同', isConfirmed: true, kind: 'live', known: null }
    answer('GET /api/reports/town', 200, { ...frame, town: '汐口镇', figures: [{ ...one, id: 'loans', word: '质押贷款', value: 2 }, { ...one, id: 'trademarks', word: '有效商标', kind: 'both', isConfirmed: false, value: null, known: 7 }] })
    page = await openDesk('/figures/town', routes)
    expect(said('质押贷款')).toContain('2笔')
    expect(said('有效商标')).toContain('待主办单位提供')
    expect(said('有效商标')).toContain('平台登记的 7 笔')
    expect(said('有效商标')).toContain('口径待主办单位确认')
  })
  it('that nobody has named says whom to ask', async () => {
    answer('GET /api/reports/town', 200, { ...frame, town: null, figures: [] })
    page = await openDesk('/figures/town', routes)
    expect(page.text()).toContain('还没有设您的镇（街道）')
  })
})
