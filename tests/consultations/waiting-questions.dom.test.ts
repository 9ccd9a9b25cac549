import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Question, Waiting } from '#contract/consultations/schema.ts'
import QuestionNewPage from '#client/consultations/QuestionNewPage.vue'
import QuestionPage from '#client/consultations/QuestionPage.vue'
import QuestionsPage from '#client/consultations/QuestionsPage.vue'
import WaitingNewPage from '#client/consultations/WaitingNewPage.vue'
import WaitingPage from '#client/consultations/WaitingPage.vue'
import { answer, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aQuestion, confirmButton } from './desk-pages.dom.ts'
import { aHold, aWaiting, firm, leave, loaded, me, openFirm, pathOf, serveFirm, topicIds, topics } from './firm-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const routes = [
  { path: '/consultations/waiting', component: WaitingPage },
  { path: '/consultations/waiting/new', component: WaitingNewPage },
  { path: '/consultations/questions', component: QuestionsPage },
  { path: '/consultations/questions/new', component: QuestionNewPage },
  { path: '/consultations/questions/:id', component: QuestionPage, props: true },
]
const last = (method: string) => sent.filter((request) => request.method === method).at(-1)
const serveWaiting = (items: Waiting[]) => answer('GET /api/consultations/waiting', 200, { items })
const serveQuestion = (over: Partial<Question> = {}) => answer('GET /api/consultations/questions/q1', 200, aQuestion({ side: 'firm', ...over }))
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  serveFirm()
})
afterEach(() => {
  leave(page)
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})

describe('the waiting list', () => {
  it('is joined for a topic, a way and some days; what was looked for is there already', async () => {
    page = await openFirm(`/consultations/waiting/new?topic=${topicIds[0]}&way=visit`, routes)
    await page.tick('上午')
    answer('POST /api/consultations/waiting', 201, aWaiting())
    serveWaiting([aWaiting()])
    await page.press('排候补')
    expect(last('POST')?.data).toMatchObject({ firmId: 'f1', topic: topicIds[0], way: 'visit', town: firm.town, fromDate: '2026-11-23', part: 'any' })
    expect(pathOf(page)).toBe('/consultations/waiting')
    await loaded(page)
    expect(page.text()).toContain('正在排。')
  })

  it('that is full says so, and what was chosen stays', async () => {
    page = await openFirm(`/consultations/waiting/new?topic=${topicIds[0]}&way=phone`, routes)
    answer('POST /api/consultations/waiting', 409, { code: 'consultations.waiting-limit', requestId: 'r1' })
    await page.press('排候补')
    expect(page.text()).toContain('候补太多了')
    expect(pathOf(page)).toContain('way=phone')
  })

  it('keeps a freed time until a deadline that is counted down, to be taken or passed on', async () => {
    const offer = aHold({ holdId: 'o1', expiresAt: '2026-11-23T06:08:00.000Z' })
    serveWaiting([aWaiting({ id: 'w2' }), aWaiting({ state: 'offered', offer })])
    page = await openFirm('/consultations/waiting', routes)
    expect(document.querySelector('.waiting-item')?.textContent).toContain('还留 4 小时，过时让给下一家')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(page.text()).toContain('还留 3 小时 59 分')
    const take = document.querySelector<HTMLAnchorElement>('.waiting-acts a')?.getAttribute('href')
    expect(take).toBe(`/consultations/book?topic=${topicIds[0]}&way=phone&offer=w1&step=need`)
    answer('POST /api/consultations/waiting/w1/decline', 200, aWaiting())
    serveWaiting([aWaiting()])
    await page.press('不要，接着排')
    expect(page.text()).not.toContain('还留')
  })

  it('is not said to be gone by a phone whose clock is hours ahead', async () => {
    serveWaiting([aWaiting({ state: 'offered', offer: aHold({ holdId: 'o1', expiresAt: '2026-11-23T01:08:00.000Z' }) })])
    page = await openFirm('/consultations/waiting', routes)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(page.text()).toContain('过时让给下一家')
    expect(page.text()).not.toContain('可能已经让给下一家')
  })

  it('is left after being asked', async () => {
    serveWaiting([aWaiting()])
    page = await openFirm('/consultations/waiting', routes)
    await page.press('退出候补')
    answer('DELETE /api/consultations/waiting/w1', 204)
    serveWaiting([])
    confirmButton().click()
    await page.settle()
    expect(page.text()).toContain('没有在排的候补')
  })

  it('without a network says so', async () => {
    forget('GET /api/consultations/waiting')
    page = await openFirm('/consultations/waiting', routes)
    expect(page.text()).toContain('没有网')
  })
})

describe('a written question', () => {
  it('is asked with one key, and kept on the phone until it is', async () => {
    page = await openFirm('/consultations/questions/new', routes)
    expect(page.button('先选问哪方面').disabled).toBe(true)
    await page.type('问哪方面', topicIds[0] ?? '')
    expect(page.text()).toContain(topics.items[0]?.hint)
    await page.type('问题', '展会上拿去展示，会不会影响新颖性？')
    await vi.advanceTimersByTimeAsync(500)
    const address = pathOf(page)
    page.unmount()
    page = await openFirm(address, routes)
    await vi.waitFor(async () => {
      await page.settle()
      expect(document.querySelector('textarea')?.value).toBe('展会上拿去展示，会不会影响新颖性？')
    })
    serveQuestion()
    answer('POST /api/consultations/questions', 201, aQuestion({ side: 'firm' }))
    await page.press('交上去')
    expect(last('POST')?.data).toEqual({ firmId: 'f1', topic: topicIds[0], text: '展会上拿去展示，会不会影响新颖性？' })
    expect(last('POST')?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(pathOf(page)).toBe('/consultations/questions/q1')
  })

  it('says until when it is answered, and may be taken back', async () => {
    serveQuestion()
    page = await openFirm('/consultations/questions/q1', routes)
    expect(page.text()).toContain('11月27日（周五）前书面答复')
    await page.press('撤回')
    answer('POST /api/consultations/questions/q1/actions/withdraw', 200, aQuestion({ side: 'firm', state: 'withdrawn' }))
    serveQuestion({ state: 'withdrawn' })
    confirmButton().click()
    await page.settle()
    expect(page.text()).toContain('已撤回')
  })

  it('answered: the answer, who gave it, and the way to a meeting about it', async () => {
    serveQuestion({ state: 'answered', answer: '六个月内申请还来得及。', answeredBy: '刘颖', answeredAt: '2026-11-22T01:00:00.000Z' })
    page = await openFirm('/consultations/questions/q1', routes)
    expect(page.text()).toContain('六个月内申请还来得及。刘颖 11月22日 09:00')
    expect([...document.querySelectorAll('a')].map((one) => one.getAttribute('href'))).toContain(`/consultations/book?topic=${topicIds[0]}&question=q1`)
  })

  it('of a firm in a list, the open ones first; an expert sees what waits for them', async () => {
    answer('GET /api/consultations/questions', 200, { items: [aQuestion({ id: 'q2', state: 'answered', side: 'firm' }), aQuestion({ isOverdue: true, side: 'firm' })] })
    page = await openFirm('/consultations/questions', routes)
    expect([...document.querySelectorAll('h2')].map((one) => one.textContent?.trim())).toEqual(['等着答复的', '答复过的'])
    expect(page.text()).toContain('前答复，已经过了')
    leave(page)
    page = await openFirm('/consultations/questions', routes, { ...me, roles: ['expert'], firms: [] })
    expect(last('GET')?.params).toEqual({})
    expect(page.text()).toContain('苇畔新材料有限公司')
  })

  it.each([
    [{ state: 'assigned', assignee: { id: 'e2', name: '刘颖' } }, '刘颖专家接了这个问题'],
    [{ state: 'answered', assignee: { id: 'e2', name: '刘颖' }, answeredBy: '刘颖' }, '刘颖已经答复'],
    [{ state: 'withdrawn' }, '企业撤回了这个问题'],
  ] as const)('that is with somebody else says so to an expert who was told of it, with nothing to do: %o', async (over, words) => {
    serveQuestion({ ...over, side: 'expert', isElsewhere: true, text: '', askedBy: '' })
    page = await openFirm('/consultations/questions/q1', routes)
    expect(page.text()).toContain(words)
    expect(page.text()).toContain('看等我答的问题')
    for (const word of ['我来答', '发给企业', '前书面答复']) expect(page.text()).not.toContain(word)
  })

  it('that is none of the firm\'s says so', async () => {
    answer('GET /api/consultations/questions/q1', 404, { code: 'not-found', requestId: 'r1' })
    page = await openFirm('/consultations/questions/q1', routes)
    expect(page.text()).toContain('没有这一页')
  })
})
