import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ChangeoverPage from '#client/assessment/ChangeoverPage.vue'
import ComparePage from '#client/assessment/ComparePage.vue'
import { answer, fakeAxios, forgetAnswers, type Page } from '../accounts/mount-page.dom.ts'
import { anAnswer, anAssessment, anItem, aSummary, edition } from './pages.dom.ts'
import { hrefs, openPage, texts } from './result-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const routes = [
  { path: '/assessment/:id/compare', component: ComparePage, props: true },
  { path: '/assessment/:id/changeover', component: ChangeoverPage, props: true },
]
const then = { id: 'as0', createdAt: '2026-03-01T00:00:00.000Z', savedAt: '2026-03-15T00:00:00.000Z', answered: 3, scoreTenths: 500 }
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions/e23', 200, edition)
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('this time beside an earlier one', () => {
  beforeEach(() => {
    answer('GET /api/assessment/assessments', 200, { items: [aSummary(then), aSummary()] })
    answer('GET /api/assessment/assessments/as1', 200, anAssessment({ answers: [anAnswer('k1', 'conform'), anAnswer('n1', 'major'), anAnswer('k2', 'conform'), anAnswer('n2', 'minor')] }))
    answer('GET /api/assessment/assessments/as0', 200, anAssessment({ ...then, answers: [anAnswer('k1', 'minor'), anAnswer('n1', 'observation'), anAnswer('k2', 'conform')] }))
  })

  it('names what became worse first, then better, then what is new; the same only when asked', async () => {
    page = await openPage('/assessment/as1/compare', routes)
    await page.settle()
    expect(texts('.sheet .row .block')).toEqual(['n1 做了吗？', 'k1 做了吗？', 'n2 做了吗？'])
    expect(texts('.sheet .row .d')[0]).toContain('观察项 →，现在 严重不符合')
    await page.press('没变')
    expect(texts('.sheet .row .block')).toEqual(['k2 做了吗？'])
  })

  it('has the chapters side by side', async () => {
    page = await openPage('/assessment/as1/compare', routes)
    await page.settle()
    expect(texts('.chapter-table thead th')).toContain('3月15日')
  })
})

it('an assessment without an earlier one of its edition has nothing to stand beside', async () => {
  answer('GET /api/assessment/assessments', 200, { items: [aSummary(), aSummary({ ...then, editionId: 'e13' })] })
  answer('GET /api/assessment/assessments/as1', 200, anAssessment({ fromId: 'as0', fromEditionId: 'e13' }))
  page = await openPage('/assessment/as1/compare', routes)
  expect(page.text()).toContain('以前那次是旧版')
  expect(hrefs('.empty')).toContain('/assessment/as1/changeover')
})

describe('换版差距表', () => {
  const carried = {
    ...edition,
    carry: {
      from: 'e13',
      items: [{ from: 'o1', to: ['k1'], change: 'same' }, { from: 'o2', to: ['n1'], change: 'changed' }, { from: 'o3', to: ['n1'], change: 'changed' }],
      dropped: [{ from: 'o4', reason: '新版不单列。' }],
    },
  }
  const old = { ...edition, id: 'e13', edition: 'GB/T 0-2013', carry: null, chapters: [{ no: '4', title: '旧', clauses: [{ no: '4.1', title: '旧', showNo: true, items: ['o1', 'o2', 'o3', 'o4'].map((id) => anItem(id)) }] }] }
  beforeEach(() => {
    answer('GET /api/assessment/editions/e23', 200, carried)
    answer('GET /api/assessment/editions/e13', 200, old)
    answer('GET /api/assessment/assessments/as0', 200, anAssessment({ id: 'as0', editionId: 'e13', answers: [anAnswer('o1', 'conform'), anAnswer('o2', 'conform'), anAnswer('o3', 'minor')] }))
    answer('GET /api/assessment/assessments/as1', 200, anAssessment({
      fromId: 'as0', fromEditionId: 'e13', opening: { sells: ['no'] }, answers: [anAnswer('k1', 'conform', { origin: 'carried' }), anAnswer('n1', 'minor', { origin: 'suggested' })],
    }))
  })

  it('counts what is the same, changed and new, and begins with what is to be answered', async () => {
    page = await openPage('/assessment/as1/changeover', routes)
    await page.settle()
    expect(texts('.changeover-counts div')).toEqual(['没变，直接用1', '有变化，要确认1', '新增，要答3'])
    expect(page.text()).toContain('还有 3 项要答')
    expect(texts('.changeover-list .block')).toEqual(['n1 做了吗？', 'k2 做了吗？', 'n2 做了吗？'])
  })

  it('shows every old answer behind a suggestion, and one tap leads to the item', async () => {
    page = await openPage('/assessment/as1/changeover', routes)
    await page.settle()
    const first = texts('.changeover-list li')[0]
    expect(first).toContain('旧：o2 做了吗？（符合）')
    expect(first).toContain('旧：o3 做了吗？（一般不符合）')
    expect(first).toContain('建议：一般不符合，要您确认')
    expect(hrefs('.changeover-list')[0]).toBe('/assessment/as1/items/n1')
  })

  it('does not count as to be answered what the firm has no such business for', async () => {
    page = await openPage('/assessment/as1/changeover', routes)
    await page.settle()
    await page.press('新增')
    expect(texts('.changeover-list li').find((row) => row?.startsWith('s1'))).toContain('不用答')
  })

  it('lists what the new edition no longer asks, with the reason', async () => {
    page = await openPage('/assessment/as1/changeover', routes)
    await page.settle()
    expect(page.text()).toContain('旧版里 1 项不再问')
    expect(page.text()).toContain('新版不单列。')
  })

  it('is not there for an assessment that was not carried over', async () => {
    answer('GET /api/assessment/assessments/as1', 200, anAssessment())
    page = await openPage('/assessment/as1/changeover', routes)
    expect(page.text()).toContain('这次不是换版来的')
  })
})
