import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import DeskQuestionsPage from '#client/consultations/DeskQuestionsPage.vue'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aQuestion, now, openDesk, serveDesk, texts } from './desk-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const routes = [{ path: '/desk/consultations/questions/:id?', component: DeskQuestionsPage, props: true }]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
async function open(over: Parameters<typeof aQuestion>[0] = {}): Promise<void> {
  answer('GET /api/consultations/questions', 200, { items: [aQuestion(over)] })
  answer('GET /api/consultations/questions/q1', 200, aQuestion(over))
  page = await openDesk('/desk/consultations/questions/q1', routes)
}

describe('written questions at the desk', () => {
  it('stand in groups, the earliest due first; what is late is said', async () => {
    const items = [
      aQuestion({ id: 'q2', state: 'assigned', assignee: { id: 'e1', name: '刘颖' }, dueOn: '2026-11-25' }), aQuestion(),
      aQuestion({ id: 'q3', firmName: '湖畔精细化工', dueOn: '2026-11-20', isOverdue: true }),
    ]
    answer('GET /api/consultations/questions', 200, { items })
    page = await openDesk('/desk/consultations/questions', routes)
    expect(texts('.question-group')).toEqual(['还没有分派 2', '专家在写 1'])
    expect(texts('.consult-row')[0]).toContain('湖畔精细化工')
    expect(texts('.consult-row')[0]).toContain('超期，应在11月20日前')
    expect(texts('.consult-row')[2]).toContain('刘颖11月25日前答')
  })

  it('say so where there are none', async () => {
    answer('GET /api/consultations/questions', 200, { items: [] })
    page = await openDesk('/desk/consultations/questions', routes)
    expect(page.text()).toContain('没有等答复的问题')
  })

  it('go to an expert, those who know the topic first', async () => {
    await open()
    expect(texts('#field-question-expert option')).toEqual(['请选择', '刘颖（懂这个主题，要来 2 次）', '孟凡（要来 0 次）'])
    expect(page.button('分派').disabled).toBe(true)
    await page.type('专家', 'e1')
    answer('POST /api/consultations/questions/q1/actions/assign', 200, aQuestion({ state: 'assigned', assignee: { id: 'e1', name: '刘颖' } }))
    answer('GET /api/consultations/questions/q1', 200, aQuestion({ state: 'assigned', assignee: { id: 'e1', name: '刘颖' } }))
    await page.press('分派')
    const order = sent.find(({ method }) => method === 'POST')
    expect(order?.data).toEqual({ expertId: 'e1' })
    expect(order?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.text()).toContain('现在在刘颖那里')
    expect(page.button('改派').disabled).toBe(true)
  })

  it('are answered at the desk', async () => {
    await open()
    await page.type('答复', '展出前先申请。')
    answer('POST /api/consultations/questions/q1/actions/answer', 200, aQuestion({ state: 'answered', answer: '展出前先申请。', answeredBy: '王倩', answeredAt: now }))
    answer('GET /api/consultations/questions/q1', 200, aQuestion({ state: 'answered', answer: '展出前先申请。', answeredBy: '王倩', answeredAt: now }))
    await page.press('发给企业')
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ answer: '展出前先申请。' })
    expect(page.text()).toContain('王倩 · 11月23日 10:08')
    expect(document.querySelector('.desk-assign')).toBeNull()
  })

  it('become a meeting', async () => {
    await open()
    expect(document.querySelector('.desk-question .lnk')?.getAttribute('href')).toBe('/desk/consultations/new?question=q1')
  })
})
