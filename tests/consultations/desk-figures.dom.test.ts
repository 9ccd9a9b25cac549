import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsultationStatistics } from '#contract/consultations/schema.ts'
import DeskFiguresPage from '#client/consultations/DeskFiguresPage.vue'
import { lengthText, meanText, periodOf } from '#client/consultations/desk-figures.ts'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { now, openDesk, serveDesk, texts, today, topicIds } from './desk-pages.dom.ts'

const saved = vi.hoisted((): string[] => [])
vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/save-file.ts', () => ({ saveFile: (_bytes: ArrayBuffer, name: string) => saved.push(name) }))
let page: Page
const routes = [{ path: '/desk/consultations/figures', component: DeskFiguresPage }]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  saved.length = 0
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

const nothing: ConsultationStatistics = {
  from: '2026-11-01', to: '2026-11-30', booked: 0, done: 0, cancelled: 0, missed: 0, excused: 0, firms: 0, lateCancellations: 0, waiting: 0, questions: 0, answeredInTime: 0, answered: 0,
  rated: 0, professional: null, relevant: null, solved: null, revisits: { due: 0, solved: 0, partly: 0, unsolved: 0 }, byExpert: [], byTopic: [], byTown: [], byWay: [],
}
const some: ConsultationStatistics = {
  ...nothing, booked: 12, done: 8, cancelled: 2, missed: 1, excused: 1, firms: 7, lateCancellations: 1, waiting: 3, questions: 4, answered: 3, answeredInTime: 2, rated: 5, professional: 468, relevant: 480, solved: 400,
  revisits: { due: 6, solved: 3, partly: 1, unsolved: 0 },
  byExpert: [{ expert: { id: 'e1', name: '刘颖' }, booked: 12, done: 8, cancelled: 2, missed: 1, excused: 1, minutes: 615, rated: 5, mean: 449, coming: 2 }, { expert: { id: 'e2', name: '孟凡' }, booked: 0, done: 0, cancelled: 0, missed: 0, excused: 0, minutes: 0, rated: 0, mean: null, coming: 0 }],
  byTopic: [{ topic: topicIds[0] ?? '', title: '专利挖掘', booked: 3, questions: 1, waiting: 0 }, { topic: topicIds[1] ?? '', title: '商业秘密', booked: 9, questions: 3, waiting: 3 }, { topic: 'x', title: '没人问的', booked: 0, questions: 0, waiting: 0 }],
  byTown: [{ town: '马桥镇', booked: 8, done: 6 }], byWay: [{ way: 'visit', booked: 8, done: 6 }],
}

describe('the figures of consultations', () => {
  it('come with the words they need, by expert, topic, town and way', async () => {
    answer('GET /api/consultations/statistics', 200, some)
    page = await openDesk('/desk/consultations/figures', routes)
    expect(sent.find(({ url }) => url === '/api/consultations/statistics')?.params).toEqual({ from: '2026-11-01', to: '2026-11-30' })
    expect(texts('.figures-tiles > div')[0]).toBe('约了12 次7 家企业')
    expect(page.text()).toContain('4.7 分（5 人评）')
    expect(page.text()).toContain('回访 6 次：解决了 3 次，解决了一部分 1 次，没解决 0 次，还有 2 次没有答。')
    const rows = texts('.figures .tbl tbody tr')
    expect(rows[0]).toBe('刘颖12821110.5 小时4.5 分（5 人评）2')
    expect(rows[1]).toContain('还没有评')
    expect(rows[2]).toContain('商业秘密')
    expect(page.text()).not.toContain('没人问的')
  })

  it('are asked for another period, and for days of one\'s own', async () => {
    answer('GET /api/consultations/statistics', 200, some)
    page = await openDesk('/desk/consultations/figures', routes)
    await page.press('上月')
    expect(sent.at(-1)?.params).toEqual({ from: '2026-10-01', to: '2026-10-31' })
    await page.press('自选')
    const [from] = document.querySelectorAll<HTMLInputElement>('.figures-own input')
    from!.value = '2026-12-01'
    from!.dispatchEvent(new Event('change'))
    await page.settle()
    expect(page.text()).toContain('开始的日期要不晚于结束的日期')
    expect(page.button('导出 Excel').disabled).toBe(true)
  })

  it('are saved as a workbook of that period', async () => {
    answer('GET /api/consultations/statistics', 200, some)
    answer('GET /api/consultations/visits.xlsx', 200, new ArrayBuffer(4))
    page = await openDesk('/desk/consultations/figures', routes)
    await page.press('导出 Excel')
    expect(sent.at(-1)?.params).toEqual({ from: '2026-11-01', to: '2026-11-30' })
    expect(saved).toEqual(['进企业服务-2026-11-01-2026-11-30.xlsx'])
  })

  it('say so where there is nothing to count', async () => {
    answer('GET /api/consultations/statistics', 200, nothing)
    page = await openDesk('/desk/consultations/figures', routes)
    expect(page.text()).toContain('这段时间还没有预约')
    expect(document.querySelector('table')).toBeNull()
  })

  it('are no finer than they were measured', () => {
    expect([lengthText(0), lengthText(45), lengthText(615), lengthText(120)]).toEqual(['—', '45 分钟', '10.5 小时', '2 小时'])
    expect([meanText(449, 5), meanText(null, 0)]).toEqual(['4.5 分（5 人评）', '还没有评'])
    expect([periodOf('year', today), periodOf('last-month', '2027-01-15')]).toEqual([{ from: '2026-01-01', to: '2026-12-31' }, { from: '2026-12-01', to: '2026-12-31' }])
  })
})
