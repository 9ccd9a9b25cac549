import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MyData, PersonRequest } from '#contract/accounts/person-schema.ts'
import CloseAccountPage from '#client/accounts/person/CloseAccountPage.vue'
import DeskPersonRequestsPage from '#client/accounts/person/DeskPersonRequestsPage.vue'
import MyDataPage from '#client/accounts/person/MyDataPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const id = '01234567-89ab-4cde-8f01-23456789abcd'
const request: PersonRequest = {
  id, number: 'HT2026-GX-0003', kind: 'correct', parts: [], words: '姓名写错了', state: 'open', dueOn: '2026-12-14', today: '2026-11-23', createdAt: '2026-11-23T02:08:00.000Z', answeredAt: null, verdict: null, answer: null, doneParts: [],
  copyUntil: null, canBeFetched: false, version: 1,
  due: { startedOn: '2026-11-23', dueOn: '2026-11-25', workdays: 2, workdaysLeft: 2, provisional: false, promise: '答复个人信息请求', side: 'county', heldWorkdays: null, days: [{ date: '2026-11-23', weekday: 1, kind: 'work', index: 0 }, { date: '2026-11-24', weekday: 2, kind: 'work', index: 1 }, { date: '2026-11-25', weekday: 3, kind: 'work', index: 2 }] },
}
const data: MyData = {
  kinds: [{ kind: 'account', title: '账号', what: '手机号、姓名', purpose: '确认是您本人', keep: '注销时抹掉', count: null }, { kind: 'messages', title: '站内消息', what: '发给您的消息', purpose: '告诉您进展', keep: '可以要求删除', count: 12 }],
  sights: [{ side: 'bank', bankName: '示例银行甲', what: 'blind', title: 'HT2026-RZ-0001', day: '2026-11-20', times: 2 }], hasMoreSights: false,
  consents: [{ kind: 'bank', version: '2026-11-30', title: '示例银行甲', givenAt: '2026-11-20T02:00:00.000Z', endedAt: null, link: `/financing/consents/${id}` }],
  deletion: { isStaff: false, blockers: [], holds: [{ title: '同意记录', count: 2, keep: '3 年', reason: '证明同意过' }] }, workdays: 15, copyDays: 7, firms: [{ id, name: '桓台苇畔新材料', isAdministrator: false }],
}
let page: Page | undefined
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z'), toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  forgetAnswers()
  answer('GET /api/accounts/me/data', 200, data)
  answer('GET /api/accounts/me/requests', 200, { items: [] })
})
afterEach(() => {
  page?.unmount()
  page = undefined
  vi.useRealTimers()
})

describe('个人信息与账号注销', () => {
  it('says what is kept, what for and how long, who saw it and what was agreed to', async () => {
    page = await mountPage(MyDataPage, '/me/data')
    for (const words of ['站内消息', '12 条', '可以要求删除', '示例银行甲', '接单前的概要：HT2026-RZ-0001', '2 次', '把融资需求提供给示例银行甲', '桓台苇畔新材料']) expect(page.text()).toContain(words)
    expect(document.querySelector(`a[href="/financing/consents/${id}"]`)?.textContent).toContain('去撤回')
  })

  it('asks for a correction only with words, and shows number and day', async () => {
    page = await mountPage(MyDataPage, '/me/data')
    await page.press('更正')
    expect(page.button('先写哪里不对').disabled).toBe(true)
    await page.type('哪里不对', '姓名写错了')
    answer('POST /api/accounts/me/requests', 201, request)
    answer('GET /api/accounts/me/requests', 200, { items: [request] })
    await page.press('提出')
    expect(sent.find(({ method, url }) => method === 'POST' && url === '/api/accounts/me/requests')?.data).toEqual({ kind: 'correct', words: '姓名写错了' })
    expect(page.text()).toContain('HT2026-GX-0003')
    expect(page.button('撤回这个请求').disabled).toBe(false)
  })

  it('takes one back', async () => {
    answer('GET /api/accounts/me/requests', 200, { items: [request] })
    page = await mountPage(MyDataPage, '/me/data')
    answer(`POST /api/accounts/me/requests/${id}/withdrawal`, 200, { ...request, state: 'withdrawn', due: null })
    answer('GET /api/accounts/me/requests', 200, { items: [{ ...request, state: 'withdrawn', due: null }] })
    await page.press('撤回这个请求')
    expect(page.text()).toContain('已撤回')
  })
})

describe('注销账号', () => {
  it('says what stays before it asks, and asks only after a tick', async () => {
    page = await mountPage(CloseAccountPage, '/me/data/close')
    for (const words of ['同意记录', '3 年', '证明同意过', '已注销人员']) expect(page.text()).toContain(words)
    await page.press('提出注销')
    expect(page.text()).toContain('请先看完上面，再勾选')
    expect(sent.some(({ method }) => method === 'POST')).toBe(false)
    await page.tick('上面写的都看过了')
    answer('POST /api/accounts/me/requests', 201, { ...request, kind: 'delete', parts: ['account'] })
    await page.press('提出注销')
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ kind: 'delete', parts: ['account'] })
    expect(page.router.currentRoute.value.path).toBe('/me/data')
  })

  it('names what has to be done first', async () => {
    answer('GET /api/accounts/me/data', 200, { ...data, deletion: { ...data.deletion, blockers: [{ reason: 'administrator', title: '桓台苇畔新材料', link: `/firms/${id}/members` }] } })
    page = await mountPage(CloseAccountPage, '/me/data/close')
    expect(page.text()).toContain('您是唯一的企业管理员')
    expect(document.querySelector(`a[href="/firms/${id}/members"]`)).not.toBeNull()
  })

  it('sends who works here to the system administrator', async () => {
    answer('GET /api/accounts/me/data', 200, { ...data, deletion: { ...data.deletion, isStaff: true } })
    page = await mountPage(CloseAccountPage, '/me/data/close')
    expect(page.text()).toContain('请找系统管理员')
    expect(page.text()).not.toContain('提出注销')
  })
})

describe('the desk', () => {
  const desk = {
    request: { ...request, kind: 'delete' as const, parts: ['account' as const] }, person: { name: '李敏', phoneMasked: '138****0002', since: '2026-10-02T02:00:00.000Z', isGone: false, firms: [] }, deletion: data.deletion,
    proposed: null, mayAnswer: true, mayDecide: false, needsSecond: true, answeredBy: null, confirmedBy: null,
  }
  const route = [{ path: '/desk/person-requests/:id?', component: DeskPersonRequestsPage, props: true }]
  const open = async (item: object) => {
    answer('GET /api/accounts/person-requests', 200, { open: 1, items: [{ id, number: request.number, kind: 'delete', parts: ['account'], state: 'open', verdict: null, dueOn: '2026-12-14', workdaysLeft: 15, provisional: false, createdAt: request.createdAt, isProposed: false }] })
    answer(`GET /api/accounts/person-requests/${id}`, 200, item)
    page = await mountPage({ template: '<RouterView />' }, `/desk/person-requests/${id}`, route)
    return page
  }

  it('answers with words, or lets a second person look at the end of an account', async () => {
    const opened = await open(desk)
    expect(opened.text()).toContain('138****0002')
    await opened.tick('不同意')
    expect(opened.button('先写理由').disabled).toBe(true)
    await opened.tick('同意注销')
    answer(`POST /api/accounts/person-requests/${id}/answer`, 200, { ...desk, proposed: { verdict: 'whole', parts: ['account'], answer: '', by: '王倩', at: request.createdAt, isMine: true } })
    await opened.press('同意，交另一位核对')
    const post = sent.find(({ url }) => url.endsWith('/answer'))
    expect(post?.data).toEqual({ verdict: 'whole' })
    expect(post?.headers).toMatchObject({ 'If-Match': '"1"' })
  })

  it('offers an auditor nothing to press', async () => {
    const opened = await open({ ...desk, mayAnswer: false })
    expect(opened.text()).toContain('注销账号')
    expect(opened.text()).not.toContain('怎么答复')
  })

  it('lets the second person decide', async () => {
    const opened = await open({ ...desk, mayAnswer: false, mayDecide: true, proposed: { verdict: 'whole', parts: ['account'], answer: '', by: '王倩', at: request.createdAt, isMine: false } })
    await opened.press('不同意，退回')
    expect(opened.button('先写理由').disabled).toBe(true)
  })
})
