import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { measures } from '#contract/reports/measures.ts'
import type { MonthReport } from '#contract/reports/schema.ts'
import MonthReportPage from '#client/reports/MonthReportPage.vue'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { now, openDesk, serveDesk } from '../consultations/desk-pages.dom.ts'

const saved = vi.hoisted((): string[] => [])
vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/save-file.ts', () => ({ saveFile: (_bytes: ArrayBuffer, name: string) => saved.push(name) }))
let page: Page
const routes = [{ path: '/desk/reports/:month?', component: MonthReportPage }, { path: '/desk/cases/:id', component: { template: '<p>办件</p>' } }]
const values = [12, 10, 8, 37.5, 6.2, 1, 3, 2, 500_000_001, 4, null, 1, 1800, 33.3]
const aReport = (more: Partial<MonthReport> = {}): MonthReport => ({
  month: '2026-11', state: 'running', madeAt: null, madeBy: null, today: '2026-11-23', lines: measures.map(({ id }, index) => ({ id, value: values[index] ?? null, before: index, rows: index === 10 ? 0 : 3 })), ...more,
})
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  saved.length = 0
  answer('GET /api/reports/months', 200, { items: [{ month: '2026-11', state: 'running' }, { month: '2026-10', state: 'open' }, { month: '2026-09', state: 'made' }] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the report of a month', () => {
  it('is this month\'s without a choice, says that figures move, and has a line for every measure with its unit', async () => {
    answer('GET /api/reports/months/2026-11', 200, aReport())
    page = await openDesk('/desk/reports', routes)
    expect(page.text()).toContain('本月还没过完')
    for (const { word } of measures) expect(page.text()).toContain(word)
    expect(page.text()).toContain('500.000001万元')
    expect(page.text()).toContain('37.5%')
    expect(page.text()).toContain('满意度没有')
    expect([...document.querySelectorAll('button')].some((button) => button.textContent?.trim() === '定稿')).toBe(false)
  })
  it('opens the rows of a figure, which lead on', async () => {
    answer('GET /api/reports/months/2026-11', 200, aReport())
    answer('GET /api/reports/months/2026-11/rows', 200, { items: [{ id: '0', label: 'HT2026-PG-0001 贯标', detail: '苇畔新材料', on: '2026-11-20', link: '/desk/cases/c1', count: 1, value: null }], total: 1 })
    page = await openDesk('/desk/reports', routes)
    const figure = document.querySelector<HTMLButtonElement>('.report-figure')
    expect(figure?.getAttribute('aria-label')).toBe('收件 12 件，看 3 行明细')
    figure?.click()
    await page.settle()
    expect(sent.at(-1)?.params).toEqual({ id: 'received' })
    expect(document.querySelector('.report-row')?.getAttribute('href')).toBe('/desk/cases/c1')
  })
  it('that is over is fixed after a question, and says by whom', async () => {
    answer('GET /api/reports/months/2026-10', 200, aReport({ month: '2026-10', state: 'open' }))
    page = await openDesk('/desk/reports/2026-10', routes)
    expect(page.text()).toContain('还没有定稿')
    await page.press('定稿')
    answer('POST /api/reports/months/2026-10', 200, aReport({ month: '2026-10', state: 'made' }))
    answer('GET /api/reports/months/2026-10', 200, aReport({ month: '2026-10', state: 'made', madeBy: '王倩', madeAt: '2026-11-02T01:00:00.000Z' }))
    document.querySelector<HTMLButtonElement>('.confirm-acts .btn:not(.n)')?.click()
    await page.settle()
    expect(sent.some(({ method, url }) => method === 'POST' && url === '/api/reports/months/2026-10')).toBe(true)
    expect(page.text()).toContain('由王倩定稿，以后不变')
  })
  it('is saved as a table under its month', async () => {
    answer('GET /api/reports/months/2026-11', 200, aReport())
    answer('GET /api/reports/months/2026-11/report.xlsx', 200, new ArrayBuffer(8))
    page = await openDesk('/desk/reports', routes)
    await page.press('导出 Excel')
    expect(saved).toEqual(['知识产权服务月报-2026-11.xlsx'])
  })
  it('that cannot be read offers to try again', async () => {
    answer('GET /api/reports/months/2026-11', 503, { code: 'unavailable', requestId: 'r' })
    page = await openDesk('/desk/reports', routes)
    expect(page.text()).toContain('再试')
  })
})
