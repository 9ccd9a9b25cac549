import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Assessment } from '#contract/assessment/schema.ts'
import ResultPage from '#client/assessment/ResultPage.vue'
import { answer, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { anAnswer, anAssessment, aSummary, edition } from './pages.dom.ts'
import { aStep, hrefs, openPage, texts, today } from './result-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
// Its code cannot be had, as on a phone that never opened a chart.
vi.mock('#client/assessment/chart-kit.ts', () => {
  throw new Error('no network')
})
let page: Page
const base = '/api/assessment/assessments/as1'
async function open(over: Partial<Assessment> = {}): Promise<void> {
  answer(`GET ${base}`, 200, anAssessment(over))
  page = await openPage('/assessment/as1/result', [{ path: '/assessment/:id/result', component: ResultPage, props: true }])
}
const helped = {
  ...edition,
  templates: [{ id: 't1', title: '义务清单', use: '列出义务。', columns: ['义务', '来源'] }],
  chapters: edition.chapters.map((chapter) => ({
    ...chapter,
    clauses: chapter.clauses.map((clause) => ({
      ...clause,
      items: clause.items.map((item) => (item.id === 'k2' ? { ...item, templates: ['t1'], programmes: ['P06', 'P99'] } : item)),
    })),
  })),
}
const lines = [anAnswer('r1', 'no'), anAnswer('r2', 'no')]
const gaps = [anAnswer('k1', 'conform'), anAnswer('n1', 'major', { note: '一份记录都没有' }), anAnswer('k2', 'minor'), anAnswer('s1', 'observation', { note: '刚开始' }), anAnswer('n2', 'minor'), ...lines]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions/e23', 200, helped)
  answer('GET /api/assessment/assessments', 200, { items: [aSummary()] })
  answer('GET /api/assessment/plan', 200, { items: [], today })
  answer('GET /api/subsidies/programmes', 200, { items: [{ id: 'P06', title: '贯标奖励' }], today })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the result of an assessment', () => {
  it('says the score, the grade and its advice, and beside the picture that it is a self-check', async () => {
    await open({ answers: [...['k1', 'n1', 'k2', 's1', 'n2'].map((id) => anAnswer(id, 'conform')), ...lines] })
    expect(page.text()).toContain('100分可着手认证')
    expect(page.text()).toContain('去申请')
    expect(document.querySelector('.result-radar')?.textContent).toContain('仅供企业自查，不作为认证结论')
    expect(page.text()).not.toContain('没答完')
  })

  it('prints its method with every result', async () => {
    await open({ answers: gaps })
    expect(page.text()).toContain('符合得全分。')
    expect(page.text()).toContain('85 分起可着手认证')
  })

  it('stands without the charting library, in a table', async () => {
    await open({ answers: gaps })
    expect(page.text()).toContain('图没有取到，看下面的表，数是一样的。')
    expect(texts('.chapter-table tbody tr')[0]).toContain('企业环境66')
    expect(texts('.chapter-table tbody tr')[1]).toContain('2 处')
  })

  it('puts a crossed red line and what to do now before the pictures, and says that it caps the grade', async () => {
    await open({ answers: [...gaps, anAnswer('r1', 'yes', { version: 2 })] })
    expect(page.text()).toContain('暂不宜申请')
    expect(page.text()).toContain('碰了红线 1 处，分数再高也不宜申请')
    expect(texts('.red-line-now li')).toEqual(['马上停用标识。', '封存库存。'])
    const order = [...document.querySelectorAll('.red-line, .result-radar')].map((one) => one.className)
    expect(order[0]).toContain('red-line')
  })

  it('says plainly that it is not complete, what it counts, and where to go on', async () => {
    await open({ answers: [anAnswer('k1', 'conform')] })
    expect(page.text()).toContain('5 项答了 1 项，没答的按 0 分算；只看答过的是 100 分')
    expect(hrefs('.result-head')).toEqual(['/assessment/as1?only=unanswered', '/assessment/as1/red-lines'])
    expect(page.text()).toContain('没答完，分数会变')
  })

  it('that was closed with items open says so, and no longer that its score will change', async () => {
    await open({ answers: [anAnswer('k1', 'conform')], state: 'closed', closedAt: '2026-11-22T01:00:00.000Z', mayAnswer: false })
    expect(page.text()).toContain('没答完就结束了')
    expect(page.text()).not.toContain('分数会变')
  })

  it('is empty until something was answered', async () => {
    await open({})
    expect(page.text()).toContain('还没有答')
    expect(hrefs('.empty')).toContain('/assessment/as1')
  })

  it('names failed key items first, then 严重 before 一般', async () => {
    await open({ answers: gaps })
    expect(texts('.gap h3')).toEqual(['k2 做了吗？', 'n1 做了吗？', 'n2 做了吗？'])
    expect(page.text()).toContain('关键项有 1 处不符合')
    expect(page.text()).toContain('一份记录都没有')
  })

  it('leads from a gap to blank tables and to schemes that exist only', async () => {
    await open({ answers: gaps })
    expect(hrefs('.gap:first-child')).toContain('/subsidies/P06')
    expect(hrefs('.gap:first-child').join()).not.toContain('P99')
    expect(hrefs('.gap:last-child')).toContain('tel:12330')
    answer('GET /api/assessment/editions/:id/templates/:templateId.xlsx', 200)
    await page.press('义务清单')
    expect(sent.at(-1)?.url).toBe('/api/assessment/editions/e23/templates/t1.xlsx')
  })

  it('never shows a code of the portal as a clause number', async () => {
    await open({ answers: gaps })
    expect(page.text()).not.toContain('8-02')
    expect(page.text()).toContain('4.1 环境')
  })

  it('puts a gap into the plan with one tap', async () => {
    await open({ answers: gaps })
    answer(`POST ${base}/plan`, 200, { items: [aStep()], today })
    answer('GET /api/assessment/plan', 200, { items: [aStep()], today })
    await page.press('加进计划')
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ itemIds: ['k2'] })
    expect(texts('.gap:first-child .gap-acts')).toEqual(['还没有指定人 · 没定日子'])
  })

  it('says that the plan cannot be had without a network, and keeps showing the gaps', async () => {
    forget('GET /api/assessment/plan')
    await open({ answers: gaps })
    expect(page.text()).toContain('整改计划现在取不到')
    expect(texts('.gap h3')).toHaveLength(3)
  })

  it('says that the report needs a network', async () => {
    await open({ answers: gaps })
    await page.press('自评报告')
    expect(document.querySelector('#result-files [role="alert"]')).not.toBeNull()
  })

  it('stands beside the last one of the same edition, never beside another edition', async () => {
    const last = { id: 'as0', createdAt: '2026-03-01T00:00:00.000Z', savedAt: '2026-03-15T00:00:00.000Z', answered: 5, answers: [anAnswer('k1', 'conform'), ...['n1', 'k2', 's1', 'n2'].map((id) => anAnswer(id, 'major'))] }
    answer('GET /api/assessment/assessments', 200, { items: [aSummary(last), aSummary({ ...last, id: 'old', editionId: 'e13', createdAt: '2026-05-01T00:00:00.000Z' })] })
    answer('GET /api/assessment/assessments/as0', 200, anAssessment(last))
    await open({ answers: gaps })
    await page.settle()
    expect(page.text()).toContain('比 3月15日 高')
    expect(texts('.chapter-table thead th')).toContain('上次')
    expect(sent.some(({ url }) => url.endsWith('/old'))).toBe(false)
  })
})
