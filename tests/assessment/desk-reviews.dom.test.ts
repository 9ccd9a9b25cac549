import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Assessment } from '#contract/assessment/schema.ts'
import DeskReviewsPage from '#client/assessment/DeskReviewsPage.vue'
import DeskStatisticsPage from '#client/assessment/DeskStatisticsPage.vue'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { anAnswer, anAssessment, aSummary, edition, editions } from './pages.dom.ts'
import { asStaff, openPage, texts } from './result-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
vi.mock('#client/assessment/chart-kit.ts', () => {
  throw new Error('no network')
})
let page: Page
const base = '/api/assessment/assessments/as1'
const routes = [
  { path: '/desk/assessments/statistics', component: DeskStatisticsPage },
  { path: '/desk/assessments/:id?', component: DeskReviewsPage, props: true },
]
const submitted = { to: 'officer' as const, submittedAt: '2026-11-22T01:00:00.000Z', reviewer: null, note: '' }
const inReview: Partial<Assessment> = {
  state: 'in-review', mayAnswer: false, mayReview: true, review: submitted, opening: { sells: ['yes'] },
  answers: [anAnswer('k1', 'conform'), anAnswer('n1', 'minor', { note: '缺记录' }), anAnswer('k2', 'major'), anAnswer('r1', 'yes')],
  evidence: [{ id: 'v1', itemId: 'k1', file: { id: 'f1', name: '手册.jpg', mediaType: 'image/jpeg', size: 1000 } as never, datedOn: '2026-01-01', expiresOn: '2026-11-01', by: { id: 'a1', name: '李敏' }, at: '2026-11-20T00:00:00.000Z' }],
}
const mine: Partial<Assessment> = { ...inReview, review: { ...submitted, reviewer: { id: 'o1', name: '王倩' } } }
const aReview = (over: object) => ({ ...aSummary(inReview), town: '马桥镇', submittedAt: submitted.submittedAt, reviewer: null, isMine: false, ...over })
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions/e23', 200, edition)
  answer('GET /api/assessment/editions', 200, editions)
  answer('GET /api/assessment/reviews', 200, { items: [aReview({}), aReview({ id: 'as2', firmName: '湖畔精细化工', reviewer: { id: 'o1', name: '王倩' }, isMine: true })] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
async function review(over: Partial<Assessment>, role: 'officer' | 'expert' = 'officer'): Promise<void> {
  answer(`GET ${base}`, 200, anAssessment(over))
  page = await openPage('/desk/assessments/as1', routes, asStaff(role))
  await vi.waitFor(async () => {
    await page.settle()
    expect(document.querySelector('.review-item')).not.toBeNull()
  })
}

describe('assessments handed in for review', () => {
  it.each([['in-review', '王倩在审'], ['changes', '王倩退回了，等企业改'], ['closed', '王倩审完了']] as const)('in state %s say %s', async (state, words) => {
    await review({ ...mine, state })
    expect(document.querySelector('.review-facts')?.textContent).toContain(words)
  })
  it('stand in groups: one\'s own, then those nobody has taken', async () => {
    page = await openPage('/desk/assessments', routes, asStaff('officer'))
    expect(texts('.reviews-group')).toEqual(['我在审 1', '等人接手 1'])
    expect(document.querySelector('.rail [aria-current="page"]')?.textContent).toContain('贯标自评')
  })

  it('are read by an expert on a plain page with the way back to 我的', async () => {
    page = await openPage('/desk/assessments', routes, asStaff('expert'))
    expect(document.querySelector('.rail')).toBeNull()
    expect(document.querySelector('.nav a')?.getAttribute('href')).toBe('/me')
    expect(page.text()).not.toContain('统计')
  })

  it('show red lines first, then chapter by chapter, with words, evidence and what is out of date', async () => {
    await review(inReview)
    expect(texts('.review-main .sec-h h2')).toEqual(['红线', '4 企业环境', '8 运行'])
    expect(page.text()).toContain('缺记录')
    expect(page.text()).toContain('2026年11月1日过期了')
    expect(page.text()).toContain('企业自己卖产品吗？卖')
  })

  it('can be narrowed to what fails', async () => {
    await review(inReview)
    await page.press('不符合')
    expect(texts('.review-q h3')).toEqual(['有没有假冒专利？', 'n1 做了吗？', 'k2 做了吗？'])
  })

  it('cannot be remarked on before they are taken in hand', async () => {
    await review(inReview)
    expect(() => page.button('写意见')).toThrow()
    answer(`POST ${base}/actions/take`, 200, anAssessment(mine))
    await page.press('接手审阅')
    expect(sent.find(({ method }) => method === 'POST')?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.button('写意见')).toBeTruthy()
  })

  it('take the reviewer\'s words to one item', async () => {
    await review(mine)
    await page.press('写意见')
    await page.type('意见', '补一份手册')
    answer(`PUT ${base}/remarks/r1`, 200, anAssessment({ ...mine, remarks: [{ itemId: 'r1', text: '补一份手册', by: { id: 'o1', name: '王倩' }, at: '2026-11-23T02:00:00.000Z' }] }))
    await page.press('存好')
    expect(sent.find(({ method }) => method === 'PUT')?.data).toEqual({ text: '补一份手册' })
    expect(page.text()).toContain('王倩：补一份手册')
    expect(page.text()).toContain('写了 1 处意见')
  })

  it('are not sent back without a word', async () => {
    await review(mine)
    await page.press('退回修改')
    expect(page.button('先写意见').disabled).toBe(true)
    await page.type('要改什么', '补证据')
    answer(`POST ${base}/actions/request-changes`, 200, anAssessment({ ...mine, state: 'changes', mayReview: false, review: { ...submitted, note: '补证据' } }))
    const sheet = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button')].find((one) => one.textContent?.includes('退回修改'))
    sheet?.click()
    await page.settle()
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ note: '补证据' })
    expect(page.text()).toContain('已退回企业修改')
  })

  it('only show what a colleague has in hand', async () => {
    await review({ ...inReview, mayReview: false, review: { ...submitted, reviewer: { id: 'o2', name: '孙凯' } } })
    expect(page.text()).toContain('孙凯在审，这里只看。')
    expect(page.text()).not.toContain('接手审阅')
  })
})

describe('the figures of assessments', () => {
  const figures = {
    smallest: 5, firms: 23, bands: [{ from: 0, to: 69, count: 9 }, { from: 70, to: 100, count: 14 }],
    towns: [{ name: '马桥镇', count: 12, medianTenths: 745 }, { name: '起凤镇', count: null, medianTenths: null }],
    industries: [{ name: '化工', count: 23, medianTenths: 700 }], gaps: [{ itemId: 'k2', question: 'k2 做了吗？', count: 15, asked: 20 }],
  }
  it('say what is counted, stand in tables, and name a group too small without a figure', async () => {
    answer('GET /api/assessment/statistics', 200, figures)
    page = await openPage('/desk/assessments/statistics', routes, asStaff('officer'))
    expect(page.text()).toContain('口径：只算同意')
    expect(page.text()).toContain('起凤镇少于 5 家，不显示')
    expect(page.text()).toContain('15 / 2075%')
    expect(page.text()).toContain('马桥镇1274')
  })

  it('are asked for one town', async () => {
    answer('GET /api/assessment/statistics', 200, figures)
    page = await openPage('/desk/assessments/statistics', routes, asStaff('officer'))
    const select = [...document.querySelectorAll<HTMLSelectElement>('.stats-filter select')].find((one) => one.textContent?.includes('马桥镇'))
    select!.value = '马桥镇'
    select!.dispatchEvent(new Event('change'))
    await page.settle()
    expect(sent.at(-1)?.params).toMatchObject({ town: '马桥镇' })
  })

  it('are not shown while too few agreed', async () => {
    answer('GET /api/assessment/statistics', 200, { ...figures, firms: null, bands: [], towns: [], industries: [], gaps: [] })
    page = await openPage('/desk/assessments/statistics', routes, asStaff('officer'))
    expect(page.text()).toContain('同意统计的还少于 5 家')
    expect(document.querySelector('table')).toBeNull()
  })
})
