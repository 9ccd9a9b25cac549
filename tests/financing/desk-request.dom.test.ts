// One request at the desk: what an officer sees at a glance, and what they may do with it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leadActionsFor, requestActionsFor } from '#contract/financing/workflow.ts'
import type { FinancingRequest } from '#contract/financing/request-schema.ts'
import DeskRequestPage from '#client/financing/DeskRequestPage.vue'
import { confirmButton, officer, openDesk, texts } from '../consultations/desk-pages.dom.ts'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent } from '../portfolio/rights.dom.ts'
import { aLead, aRequest, choices, due, id } from './request-pages.dom.ts'
import { cardOf, passing } from './rules.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))

const right = aPatent()
const made = cardOf([right], { ...passing, revenue: 'selling' })
const card: NonNullable<FinancingRequest['card']> = { verdict: made.verdict, on: '2026-11-23', counts: made.counts, rights: made.rights.map(({ verdict, lights }) => ({ rightId: right.id, verdict, lights: JSON.parse(JSON.stringify(lights)) })), firm: JSON.parse(JSON.stringify(made.firm)), papers: [...made.papers] }
const rights: FinancingRequest['rights'] = [{ id: right.id, type: '发明', number: right.number, title: right.title, owner: right.owner, coOwners: [], filedOn: right.filedOn, grantedOn: right.grantedOn, lastDay: right.lastDay }]
const events: FinancingRequest['events'] = [{ id: 'e1', at: '2026-11-23T02:05:00.000Z', action: 'submit', side: 'firm', who: null, leadId: null, bankName: null, state: 'submitted', note: null }]

function asOfficer(over: Partial<FinancingRequest> = {}): FinancingRequest {
  const state = over.state ?? 'submitted'
  return aRequest({ state, card, rights, events, due: state === 'submitted' ? due : null, actions: requestActionsFor('officer', state, (over.leads ?? []).map((lead) => lead.state)), ...over })
}

let page: Page
let now: FinancingRequest
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/county', 200, { name: '云溪县', office: '云溪县市场监督管理局', hotlines: [], footer: {} })
  answer('GET /api/financing/choices', 200, choices)
  answer(`GET /api/financing/requests/${id}/views`, 200, { items: [{ id: 'v1', who: officer.name, side: 'officer', bankName: null, leadId: null, what: 'request', fileName: null, day: '2026-11-23', firstAt: '2026-11-23T02:06:00.000Z', lastAt: '2026-11-23T02:07:00.000Z', times: 2 }] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

async function open(request: FinancingRequest): Promise<void> {
  now = request
  answerWith(`GET /api/financing/requests/${id}`, () => ({ status: 200, body: now }))
  page = await openDesk(`/desk/financing/${id}`, [{ path: '/desk/financing/:id', component: DeskRequestPage, props: true }])
  await vi.waitFor(async () => {
    await page.settle()
    expect(document.querySelector('.desk-request-head')).not.toBeNull()
  })
}
/** The door of the server: the state goes on, or it refuses. */
function door(action: string, reply: { status: number; body: unknown }): void {
  answer(`POST /api/financing/requests/${id}/actions/${action}`, reply.status, reply.body)
}
const button = (word: string) => [...document.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.textContent?.trim() === word)
async function press(word: string): Promise<void> {
  button(word)!.click()
  await page.settle()
}
const posted = () => sent.filter(({ method }) => method === 'POST')

describe('at a glance', () => {
  it('stand the wish, the card with what to look at, the firm, the day to answer by and who looked', async () => {
    await open(asOfficer())
    const head = document.querySelector('.desk-request-head')?.textContent ?? ''
    for (const words of ['待受理', '已核验', 'HT2026-RZ-0001', '苇畔新材料有限公司', '600 万元', '6,000,000 元', '1 年', '要看：收入', '答复是否受理', '剩 2 个工作日']) expect(head).toContain(words)
    const text = page.text()
    for (const words of ['买原料、周转', '2000 万—1 亿元', '13800000002', '91370321MA0DEM013L', '企业提交', '看了整份需求', '本服务不收费']) expect(text).toContain(words)
    expect(document.querySelector(`a[href="#right-${right.id}"]`)).not.toBeNull()
    expect(document.querySelector(`#right-${right.id}`)).not.toBeNull()
    expect(texts('.desk-request-acts button')).toEqual(['退回补充', '受理', '不予受理'])
  })

  it('stand the banks, each amount by its name, with what an officer may end', async () => {
    await open(asOfficer({ state: 'accepted', leads: [aLead({ state: 'approved', actions: leadActionsFor('officer', 'approved'), terms: { ...aLead().terms, approvedFen: 500_000_000 } }), aLead({ id: 'l2', number: 'HT2026-DJ-0002', bankName: '示例银行乙', actions: leadActionsFor('officer', 'offered') })] }))
    expect(texts('.desk-lead')[0]).toContain('意向600 万元批复500 万元放款还没有')
    expect(texts('.desk-lead button')).toEqual(['记未通过：示例银行甲', '关闭：示例银行乙'])
    expect(texts('.desk-request-acts button')).toEqual(['办结'])
  })

  it('nothing may be done any more with one that has ended, and the reason is said', async () => {
    await open(asOfficer({ state: 'declined', reason: '这件商标正在诉讼。' }))
    expect(page.text()).toContain('原因：这件商标正在诉讼。')
    expect(document.querySelector('.desk-request-acts')).toBeNull()
  })

  it('the officer’s own firm is for somebody else to screen', async () => {
    await open(asOfficer({ actions: requestActionsFor('firm', 'submitted', []) }))
    expect(page.text()).toContain('这是您自己企业的需求')
    expect(document.querySelector('.desk-request-acts')).toBeNull()
  })
})

describe('an officer', () => {
  it('accepts a verified firm’s', async () => {
    await open(asOfficer())
    door('accept', { status: 200, body: asOfficer({ state: 'accepted' }) })
    await press('受理')
    now = asOfficer({ state: 'accepted' })
    confirmButton().click()
    await vi.waitFor(() => expect(document.querySelector('.desk-request-head')?.textContent).toContain('已受理'))
    expect(posted().at(-1)?.url).toBe(`/api/financing/requests/${id}/actions/accept`)
  })

  it('cannot accept before the licence was looked at, and is led there', async () => {
    await open(asOfficer({ isVerified: false }))
    expect(button('受理')?.disabled).toBe(true)
    expect(document.querySelector('.desk-request-acts a')?.getAttribute('href')).toBe('/desk/verifications')
  })

  it('gives back with ready sentences for each light, and keeps what was written when it is not sent', async () => {
    await open(asOfficer())
    await press('退回补充')
    expect(confirmButton().disabled).toBe(true)
    await press('收入')
    expect(document.querySelector<HTMLTextAreaElement>('.desk-return textarea')?.value).toContain('请备好产品应用和占收入比例的说明。')
    await press('自己写一条')
    expect(confirmButton().textContent?.trim()).toBe('有一条还空着')
    const boxes = document.querySelectorAll<HTMLTextAreaElement>('.desk-return textarea')
    boxes[1]!.value = '请补一份订单。'
    boxes[1]!.dispatchEvent(new Event('input'))
    await page.settle()
    door('return', { status: 503, body: { code: 'unavailable', requestId: 'r' } })
    confirmButton().click()
    await vi.waitFor(() => expect(document.querySelector('.confirm-sheet [role="alert"]')).not.toBeNull())
    expect([...document.querySelectorAll<HTMLTextAreaElement>('.desk-return textarea')].map(({ value }) => value.slice(-6))).toEqual(['比例的说明。', '补一份订单。'])
    door('return', { status: 200, body: asOfficer({ state: 'returned' }) })
    confirmButton().click()
    await vi.waitFor(() => expect(posted().filter(({ url }) => url.endsWith('/return'))).toHaveLength(2))
    expect((posted().at(-1)?.data as { items: { about: string | null; words: string }[] }).items).toMatchObject([{ about: 'revenue' }, { about: null, words: '请补一份订单。' }])
  })

  it('declines with a reason, and hears when somebody was faster: the new state is shown, the words stay', async () => {
    await open(asOfficer())
    await press('不予受理')
    expect(confirmButton().textContent?.trim()).toBe('先写原因')
    await press('企业说暂时不贷了。')
    door('decline', { status: 409, body: { code: 'financing.wrong-state', details: { state: 'accepted' }, requestId: 'r' } })
    now = asOfficer({ state: 'accepted' })
    confirmButton().click()
    await vi.waitFor(() => expect(document.querySelector('.confirm-sheet [role="alert"]')?.textContent).toContain('已经到了下一步'))
    await vi.waitFor(() => expect(document.querySelector('.desk-request-head')?.textContent).toContain('已受理'))
    expect(document.querySelector<HTMLTextAreaElement>('.reason-box textarea')?.value).toBe('企业说暂时不贷了。')
    expect([confirmButton().disabled, confirmButton().textContent?.trim()]).toEqual([true, '别人已经办了'])
  })

  it('closes what a bank left lying, with words both read', async () => {
    await open(asOfficer({ state: 'accepted', leads: [aLead({ state: 'taken', actions: leadActionsFor('officer', 'taken') })] }))
    answer('POST /api/financing/leads/l1/actions/fail', 200, aLead({ state: 'failed' }))
    await press('记未通过：示例银行甲')
    await press('银行电话里说没有通过。')
    confirmButton().click()
    await vi.waitFor(() => expect(posted().at(-1)).toMatchObject({ url: '/api/financing/leads/l1/actions/fail', data: { code: 'silent', reason: '银行电话里说没有通过。' } }))
  })
})

describe('who once had a hand in it', () => {
  it('is told so, and offered nothing that would be refused', async () => {
    await open(asOfficer({ actions: [], leads: [aLead({ state: 'taken', actions: [] })] }))
    expect(texts('.note.reed')).toEqual(['这一件您替企业或银行经手过，请别的人员来办。'])
    expect(document.querySelectorAll('.desk-request-acts button, .desk-lead-acts button')).toHaveLength(0)
  })
})

describe('without an answer', () => {
  it('one that is not there leads back to the list', async () => {
    answer(`GET /api/financing/requests/${id}`, 404, { code: 'not-found', requestId: 'r' })
    page = await openDesk(`/desk/financing/${id}`, [{ path: '/desk/financing/:id', component: DeskRequestPage, props: true }])
    await vi.waitFor(() => expect(document.querySelector('.error-notice a')?.getAttribute('href')).toBe('/desk/financing'))
  })
})
