import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import type { View } from '#contract/financing/request-schema.ts'
import { leave, open, serve, signOut } from './financing-pages.dom.ts'
import { aLead, aRequest, due, id, serveRequest } from './request-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const path = `/financing/requests/${id}`
const hrefs = () => [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
const arrived = async (words: string) =>
  vi.waitFor(async () => {
    await page.settle()
    if (!page.text().includes(words)) throw new Error(page.text())
  })

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z'), shouldAdvanceTime: true })
})
afterEach(() => {
  leave(page)
  signOut()
  forgetAnswers()
  vi.useRealTimers()
})

describe('a request as its firm sees it', () => {
  it('shows until when the county answers, on the ruler', async () => {
    serveRequest(aRequest({ state: 'submitted', due, events: [{ id: 'e1', at: '2026-11-23T02:05:00.000Z', action: 'submit', side: 'firm', who: '李敏', leadId: null, bankName: null, state: 'submitted', note: null }] }))
    page = await open(path)
    for (const words of ['待受理', 'HT2026-RZ-0001', '600 万元', '答复是否受理', '剩 2', '企业提交', '李敏', '本服务不收费']) expect(page.text()).toContain(words)
    expect(document.querySelector('.wd')).not.toBeNull()
  })

  it('accepted, leads to the banks, one by one', async () => {
    serveRequest(aRequest({ state: 'accepted' }))
    page = await open(path)
    expect(page.text()).toContain('现在没有在谈的银行')
    expect(hrefs()).toContain(`${path}/banks`)
    expect(page.text()).not.toMatch(/全选|所有银行/)
  })

  it('shows each bank with where it stands, those that ended below', async () => {
    const leads = [aLead({ state: 'taken' }), aLead({ id: 'l2', number: 'HT2026-DJ-0002', bankName: '示例银行乙', state: 'refused', reason: { word: '近期没有额度', words: null } })]
    serveRequest(aRequest({ state: 'accepted', leads }))
    page = await open(path)
    expect(page.text()).toContain('示例银行甲经办人 赵宁已对接')
    expect(page.text()).toMatch(/没有谈成的.*示例银行乙近期没有额度/)
    expect(hrefs()).toContain(`${path}/leads/l1`)
  })

  it('declined, says why and leads to an expert and to another try', async () => {
    serveRequest(aRequest({ state: 'declined', reason: '权属没有理清' }))
    page = await open(path)
    expect(page.text()).toContain('没有受理的原因：权属没有理清')
    expect(hrefs()).toEqual(expect.arrayContaining(['/consultations/book?topic=finance-insurance', '/financing/ready']))
  })

  it('is taken back after saying what it means for the banks', async () => {
    const server = serveRequest(aRequest({ state: 'accepted', leads: [aLead()] }))
    answerWith(`POST /api/financing/requests/${id}/actions/withdraw`, () => {
      server.set({ state: 'withdrawn', leads: [aLead({ state: 'withdrawn' })], actions: [] })
      return { status: 200, body: server.now() }
    })
    page = await open(path)
    await page.press('撤回这份需求')
    expect(page.text()).toContain('正在谈的 1 家银行马上看不到')
    document.querySelector<HTMLButtonElement>('.confirm-acts .sealb')?.click()
    await arrived('已撤回')
    expect(sent.find(({ url }) => url.endsWith('/actions/withdraw'))?.headers?.['Idempotency-Key']).toBeTruthy()
  })

  it('bound to a bank, offers neither', async () => {
    serveRequest(aRequest({ state: 'accepted', leads: [aLead({ state: 'signed' })] }))
    page = await open(path)
    expect(page.text()).not.toContain('撤回这份需求')
    expect(page.text()).not.toContain('结束这份需求')
  })

  it('that is not there says so, with a way on', async () => {
    serve([])
    answer(`GET /api/financing/requests/${id}`, 404, { code: 'not-found' })
    page = await open(path)
    await arrived('没有这一页')
    expect(hrefs()).toContain('/financing/requests')
  })

  it('that cannot be read offers another try', async () => {
    serve([])
    page = await open(path)
    await arrived('再试一次')
    serveRequest(aRequest({ state: 'accepted' }))
    await page.press('再试一次')
    await arrived('HT2026-RZ-0001')
  })
})

describe('who saw it', () => {
  const view = (over: Partial<View>): View => ({ id: 'v1', who: '赵宁', side: 'bank', bankName: '示例银行甲', leadId: 'l1', what: 'blind', fileName: null, day: '2026-11-24', firstAt: '2026-11-24T01:00:00.000Z', lastAt: '2026-11-24T03:00:00.000Z', times: 3, ...over })
  it('is told day by day, with what and how often', async () => {
    serve([])
    answer(`GET /api/financing/requests/${id}/views`, 200, { items: [view({}), view({ id: 'v2', side: 'officer', who: '王倩', bankName: null, what: 'request', times: 1, day: '2026-11-23', firstAt: '2026-11-23T06:30:00.000Z' })] })
    page = await open(`${path}/views`)
    await arrived('赵宁')
    expect(page.text()).toContain('11月24日（周二）示例银行甲 赵宁看了不记名的概要09:00 到 11:00，3 次')
    expect(page.text()).toContain('县局 王倩看了整份需求14:30')
  })

  it('is nobody yet', async () => {
    serve([])
    answer(`GET /api/financing/requests/${id}/views`, 200, { items: [] })
    page = await open(`${path}/views`)
    await arrived('还没有人看过')
  })
})

describe('all requests of the firm', () => {
  const line = { id, number: 'HT2026-RZ-0001', state: 'accepted', amountFen: 600_000_000, verdict: 'green', rightTitles: ['一种含氟密封材料'], leads: [{ bankName: '示例银行甲', state: 'lent' }], savedAt: '2026-11-23T02:00:00.000Z', submittedAt: '2026-11-23T02:05:00.000Z' }
  it('are listed with what waits for the firm', async () => {
    serve([])
    answer('GET /api/financing/requests', 200, { items: [line], draftId: null, room: 2 })
    page = await open('/financing/requests')
    await arrived('融资 600 万元')
    expect(page.text()).toContain('示例银行甲已放款，待企业确认')
    expect(document.querySelector('.lead.seal')).not.toBeNull()
  })

  it('are none: the way begins with the card', async () => {
    serve([])
    answer('GET /api/financing/requests', 200, { items: [], draftId: null, room: 3 })
    page = await open('/financing/requests')
    await arrived('还没有提过融资需求')
    expect(hrefs()).toEqual(expect.arrayContaining(['/financing/ready', '/financing']))
  })

  it('with a draft go on with it', async () => {
    serve([])
    answer('GET /api/financing/requests', 200, { items: [{ ...line, state: 'draft', number: null, leads: [] }], draftId: id, room: 3 })
    page = await open('/financing/requests')
    await arrived('草稿，还没有交')
    expect(hrefs().filter((href) => href === `${path}/edit`)).toHaveLength(2)
  })
})
