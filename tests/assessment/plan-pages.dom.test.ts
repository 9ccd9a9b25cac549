import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import PlanFirmPage from '#client/assessment/PlanFirmPage.vue'
import PlanPage from '#client/assessment/PlanPage.vue'
import { answer, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { anAnswer, anAssessment, edition } from './pages.dom.ts'
import { aStep, openPage, texts, today } from './result-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const routes = [
  { path: '/assessment/plan', component: PlanFirmPage },
  { path: '/assessment/:id/plan', component: PlanPage, props: true },
]
const steps = [
  aStep({ id: 'p1', title: '先补的', dueOn: '2026-11-20', owner: { id: 'a1', name: '李敏' } }),
  aStep({ id: 'p2', itemId: 'n1', title: '下周的', dueOn: '2026-11-30', state: 'doing' }),
  aStep({ id: 'p3', itemId: 'n2', title: '没日子的' }),
  aStep({ id: 'p4', itemId: 's1', title: '好了的', state: 'done', dueOn: '2026-11-01' }),
]
const tell = (items = steps) => answer('GET /api/assessment/plan', 200, { items, today })
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/assessment/editions/e23', 200, edition)
  answer('GET /api/assessment/assessments/as1', 200, anAssessment({ answers: [anAnswer('k2', 'minor'), anAnswer('k1', 'major')] }))
  answer('GET /api/accounts/firms/f1/members', 200, { items: [] })
  tell()
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the plan of an assessment', () => {
  it('has what is late first and in red, then by date, what is done last; done is never late', async () => {
    page = await openPage('/assessment/as1/plan', routes)
    expect(texts('.plan-head h2')).toEqual(['过了日子 1', '两周以内 1', '没定日子 1', '做好了 1'])
    expect(texts('.plan-words .d.seal-t')).toEqual(['李敏 · 11月20日前'])
    expect(page.text()).toContain('4 处，做好了 1 处')
  })

  it('takes the gaps that have no step yet, all at once', async () => {
    page = await openPage('/assessment/as1/plan', routes)
    answer('POST /api/assessment/assessments/as1/plan', 200, { items: [], today })
    await page.press('还有 1 处没列')
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ itemIds: ['k1'] })
  })

  it('is begun from its empty page', async () => {
    tell([])
    page = await openPage('/assessment/as1/plan', routes)
    expect(page.text()).toContain('这次自评有 2 处要补')
    answer('POST /api/assessment/assessments/as1/plan', 200, { items: [], today })
    await page.press('2 处都加进来')
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ itemIds: ['k1', 'k2'] })
  })

  it('changes a step in its sheet, by the version that was seen', async () => {
    page = await openPage('/assessment/as1/plan?step=p2', routes)
    answer('PATCH /api/assessment/assessments/as1/plan/p2', 200, aStep({ id: 'p2' }))
    await page.type('哪天前做好', '2026-12-10')
    await page.type('说明', '等范本')
    await page.press('存好')
    const patch = sent.find(({ method }) => method === 'PATCH')
    expect(patch?.data).toMatchObject({ dueOn: '2026-12-10', note: '等范本', state: 'doing' })
    expect(patch?.headers?.['If-Match']).toBe('"1"')
  })

  it('offers the colleagues by their account, not by their membership', async () => {
    const member = { id: 'm2', accountId: 'a2', name: '张海', phoneMasked: '138****0009', role: 'clerk', state: 'active', isMe: false, since: '2026-01-01T00:00:00.000Z' }
    answer('GET /api/accounts/firms/f1/members', 200, { items: [member, { ...member, id: 'm3', accountId: 'a3', name: '刚申请的', state: 'pending' }] })
    page = await openPage('/assessment/as1/plan?step=p2', routes)
    expect(page.text()).not.toContain('刚申请的')
    await page.type('谁来做', 'a2')
    answer('PATCH /api/assessment/assessments/as1/plan/p2', 200, aStep({ id: 'p2' }))
    await page.press('存好')
    expect(sent.find(({ method }) => method === 'PATCH')?.data).toMatchObject({ ownerId: 'a2' })
  })

  it('says under the date what the server says of it, and keeps the sheet open', async () => {
    page = await openPage('/assessment/as1/plan?step=p2', routes)
    answer('PATCH /api/assessment/assessments/as1/plan/p2', 422, { code: 'invalid-input', fields: [{ field: 'dueOn', reason: 'date-early', limit: today }], requestId: 'r' })
    await page.press('存好')
    expect(page.noteOf('哪天前做好')).toContain('2026')
    expect(page.text()).toContain('改这一步')
  })

  it('is ticked off at once', async () => {
    page = await openPage('/assessment/as1/plan', routes)
    answer('PATCH /api/assessment/assessments/as1/plan/p1', 200, aStep({ state: 'done' }))
    document.querySelector<HTMLButtonElement>('.plan-tick')?.click()
    await page.settle()
    expect(sent.find(({ method }) => method === 'PATCH')?.data).toEqual({ state: 'done' })
  })

  it('says so when there is no network, with a way to try again', async () => {
    forget('GET /api/assessment/plan')
    page = await openPage('/assessment/as1/plan', routes)
    expect(page.text()).toContain('再试')
  })
})

describe('the plan of the firm', () => {
  it('shows one\'s own alone when asked', async () => {
    page = await openPage('/assessment/plan', routes)
    expect(texts('.plan-words .t')).toHaveLength(4)
    await page.press('我的')
    expect(texts('.plan-words .t')).toEqual(['先补的'])
  })

  it('leads to the assessments while it is empty', async () => {
    tell([])
    page = await openPage('/assessment/plan', routes)
    expect(page.text()).toContain('还没有计划')
  })
})
