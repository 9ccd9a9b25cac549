import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import DeskBanksPage from '#client/financing/DeskBanksPage.vue'
import DeskFinancingPage from '#client/financing/DeskFinancingPage.vue'
import type { Bank, DeskLead, DeskRequest, DeskRequests } from '#contract/financing/desk-schema.ts'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { answerCounts } from '../cases/desk-counts.dom.ts'
import { confirmButton, now, openDesk, serveDesk, texts, today } from '../consultations/desk-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))

const aLead = (over: Partial<DeskLead> = {}): DeskLead => ({ id: 'l1', number: 'HT2026-DJ-0001', bankId: 'k1', bankName: '示例银行甲', state: 'offered', offeredAt: '2026-11-17T02:00:00.000Z', stageAt: '2026-11-17T02:00:00.000Z', needsCall: false, isStalled: false, phones: [], lastCall: null, ...over })
const aRequest = (over: Partial<DeskRequest> = {}): DeskRequest => ({
  id: 'r1', number: 'HT2026-RZ-0001', firmId: 'f1', firmName: '苇畔新材料有限公司', uscc: '91370321MA0DEM013L', town: '马桥镇', industry: '新材料', isVerified: true, state: 'accepted', verdict: 'green', amountFen: 600_000_000,
  submittedAt: '2026-11-16T02:00:00.000Z', dueOn: null, workdaysLeft: null, isUnanswered: false, leads: [aLead()], ...over,
})
const counts = { screen: 1, returned: 0, unanswered: 2, calls: 1, stalled: 0, open: 4, loans: 1, ended: 0, all: 6 }
const requests = (items: DeskRequest[], over: Partial<DeskRequests> = {}): DeskRequests => ({ items, counts, today, ...over })
const aBank = (over: Partial<Bank> = {}): Bank => ({
  id: 'k1', name: '示例银行甲', phone: '0533-8200000', note: '', isOpen: true, version: 3, open: 1, running: 2,
  contacts: [{ accountId: 'c1', name: '赵宁', phone: '13800000030', since: '2026-09-24T02:00:00.000Z', endedAt: null, lastSeenAt: '2026-11-20T02:00:00.000Z' }], ...over,
})

let page: Page
const routes = [
  { path: '/desk/financing', component: DeskFinancingPage },
  { path: '/desk/financing/banks', component: DeskBanksPage },
]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  answer('GET /api/financing/desk/requests', 200, requests([aRequest()]))
  answer('GET /api/financing/desk/banks', 200, { items: [aBank()] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
const open = async (path = '/desk/financing') => (page = await openDesk(path, routes))
const asked = () => sent.filter(({ url, params }) => url === '/api/financing/desk/requests' && !('only' in (params ?? {}))).at(-1)?.params
const done = (method: string) => sent.filter((one) => one.method === method)
const sheetIsGone = () => [...document.querySelectorAll<HTMLElement>('.confirm-sheet')].every((one) => one.style.display === 'none')

describe('the board of requests', () => {
  it('stands in groups with counts; the rail adds up what waits, and no request is seen for it', async () => {
    answerCounts([{ kind: 'request', todo: 1 }, { kind: 'unanswered', todo: 2 }, { kind: 'lead', todo: 1 }])
    await open()
    expect(texts('.financing-groups .chip')).toEqual(['待受理 1', '无人接单 2', '要打电话 1', '停住了 0', '对接中 4', '已放款 1', '待企业补充 0', '已结束 0', '全部 6'])
    expect(asked()).toMatchObject({ group: 'screen' })
    expect(texts('.rail [aria-current="page"]')).toEqual(['质押融资4'])
    expect(sent.some(({ params }) => params && 'only' in params)).toBe(false)
  })

  it('says whose, how much, how the card stands, by when and which banks', async () => {
    answer('GET /api/financing/desk/requests', 200, requests([aRequest({ state: 'submitted', verdict: 'amber', dueOn: '2026-11-20', workdaysLeft: -1, leads: [], isVerified: false }), aRequest({ id: 'r2', isUnanswered: true, leads: [aLead({ state: 'refused' }), aLead({ id: 'l2', bankName: '示例银行乙', state: 'expired' })] })]))
    await open('/desk/financing?group=all')
    const [first = '', second = ''] = texts('.financing-row')
    for (const words of ['苇畔新材料有限公司', 'HT2026-RZ-0001，马桥镇，新材料', '600 万元', '还差一点', '待受理', '超期 1 个工作日', '企业没有核验']) expect(first).toContain(words)
    for (const words of ['无人接单', '示例银行甲银行没有接', '示例银行乙超期无人接']) expect(second).toContain(words)
    expect(document.querySelector('.financing-row')?.getAttribute('href')).toBe('/desk/financing/r1')
  })

  it('keeps bank, town and what a figure brought in the address, and lets go of it', async () => {
    await open(`/desk/financing?group=all&stage=disbursed&year=2026&bankId=k1&town=${encodeURIComponent('马桥镇')}&industry=&q=${encodeURIComponent('苇畔')}`)
    expect(asked()).toMatchObject({ group: 'all', stage: 'disbursed', year: 2026, bankId: 'k1', town: '马桥镇', industry: '', q: '苇畔' })
    expect([...document.querySelectorAll<HTMLSelectElement>('.financing-selects select')].map(({ value }) => value)).toEqual(['k1', '马桥镇'])
    expect(texts('.financing-brought')).toEqual(['2026 年，到了“放款”，没有填行业，去掉'])
    document.querySelector<HTMLElement>('.financing-brought a')?.click()
    await page.settle()
    expect(page.router.currentRoute.value.query).toEqual({ group: 'all', bankId: 'k1', town: '马桥镇', q: '苇畔' })
  })

  it('is searched from the bar above, among all', async () => {
    await open('/desk/financing?group=calls')
    const box = document.querySelector<HTMLInputElement>('.dtop .q input')
    box!.value = 'DJ-0001'
    box!.dispatchEvent(new Event('input'))
    box!.form!.dispatchEvent(new Event('submit'))
    await page.settle()
    expect(page.router.currentRoute.value.query).toEqual({ group: 'all', q: 'DJ-0001' })
  })

  it('says what an empty group means, and what to do when nothing fits or the line is gone', async () => {
    answer('GET /api/financing/desk/requests', 200, requests([]))
    await open('/desk/financing?group=unanswered')
    expect(page.text()).toContain('没有无人接单的')
    page.unmount()
    await open('/desk/financing?group=all&town=x')
    expect(page.text()).toContain('这样筛没有需求')
    page.unmount()
    answer('GET /api/financing/desk/requests', 503, { code: 'unavailable' })
    await open()
    expect(document.querySelector('main [role="alert"], main .err')).not.toBeNull()
  })
})

describe('the call list', () => {
  const called = aLead({ needsCall: true, phones: [{ name: '赵宁', phone: '13800000030' }, { name: null, phone: '0533-8200000' }], lastCall: { at: '2026-11-20T02:00:00.000Z', by: '王倩', outcome: 'no-answer', note: '下午再打' } })
  beforeEach(() => {
    answer('GET /api/financing/desk/requests', 200, requests([aRequest({ leads: [called, aLead({ id: 'l2', bankName: '示例银行乙' })] })]))
    answer('POST /api/financing/desk/calls', 204)
  })

  it('has the people of the bank a tap away, and what was said last', async () => {
    await open('/desk/financing?group=calls')
    expect([...document.querySelectorAll<HTMLAnchorElement>('.financing-call a')].map((one) => one.getAttribute('href'))).toEqual(['tel:13800000030', 'tel:0533-8200000'])
    const [words = ''] = texts('.financing-call')
    for (const one of ['示例银行甲', '11月17日请的，还没有答复', '王倩：没人接，下午再打', '总机 0533-8200000']) expect(words).toContain(one)
  })

  it('writes down how it went, with one key however often it is sent', async () => {
    await open('/desk/financing?group=calls')
    await page.press('记一笔：示例银行甲')
    expect(confirmButton().textContent).toContain('先选打得怎样')
    document.querySelectorAll<HTMLInputElement>('.confirm-sheet input[type="radio"]')[3]?.click()
    await page.type('说了什么', '周五前答复')
    confirmButton().click()
    await page.settle()
    const [post] = done('POST')
    expect(post?.data).toEqual({ leadId: 'l1', outcome: 'promised', note: '周五前答复' })
    expect(post?.headers?.['idempotency-key'] ?? post?.headers?.['Idempotency-Key']).toBeTruthy()
    await vi.waitFor(async () => {
      await page.settle()
      expect(sheetIsGone()).toBe(true)
    })
  })

  it('keeps what was written when the lead is over meanwhile', async () => {
    answer('POST /api/financing/desk/calls', 409, { code: 'financing.wrong-state', details: { state: 'taken' } })
    await open('/desk/financing?group=calls')
    await page.press('记一笔：示例银行甲')
    document.querySelectorAll<HTMLInputElement>('.confirm-sheet input[type="radio"]')[0]?.click()
    await page.type('说了什么', '已经接了')
    confirmButton().click()
    await page.settle()
    expect(sheetIsGone()).toBe(false)
    expect(document.querySelector<HTMLTextAreaElement>('.confirm-sheet textarea')?.value).toBe('已经接了')
  })
})

describe('the banks', () => {
  it('say who answers, when they were last here, and that nobody can choose a bank without a contact', async () => {
    answer('GET /api/financing/desk/banks', 200, { items: [aBank(), aBank({ id: 'k2', name: '示例银行乙', contacts: [{ accountId: 'c2', name: '钱悦', phone: '13800000031', since: '2026-09-24T02:00:00.000Z', endedAt: '2026-11-20T02:00:00.000Z', lastSeenAt: null }] }), aBank({ id: 'k3', name: '示例银行丙', isOpen: false })] })
    await open('/desk/financing/banks')
    const [first = '', second = '', third = ''] = texts('.bank-card')
    for (const words of ['企业可以选', '待答复 1，办理中 2，总机 0533-8200000', '赵宁', '上次来 2026年11月20日']) expect(first).toContain(words)
    for (const words of ['没有联系人', '企业选不到它', '停用的 1']) expect(second).toContain(words)
    expect(third).toContain('停止接单')
  })

  it('end the service of a contact only after a question that says what happens', async () => {
    answer('DELETE /api/financing/desk/banks/k1/contacts/c1', 200, aBank({ contacts: [] }))
    await open('/desk/financing/banks')
    await page.press('停用：赵宁')
    expect(done('DELETE')).toEqual([])
    expect(page.text()).toContain('马上从所有手机和电脑上退出')
    expect(page.text()).toContain('这是最后一位')
    confirmButton().click()
    await page.settle()
    expect(done('DELETE')).toHaveLength(1)
  })

  it('say beside the field why a phone cannot be a contact, and keep what was typed', async () => {
    answer('POST /api/financing/desk/banks/k1/contacts', 422, { code: 'invalid-input', fields: [{ field: 'phone', reason: 'acts-for-a-firm' }] })
    await open('/desk/financing/banks')
    await page.press('加联系人')
    await page.type('姓名', '孙晓')
    await page.type('手机', '13900000071')
    confirmButton().click()
    await page.settle()
    expect(page.noteOf('手机')).toContain('这个号码在替企业办事')
    expect(done('POST').at(-1)?.data).toEqual({ name: '孙晓', phone: '13900000071' })
    expect(sheetIsGone()).toBe(false)
  })

  it('are added and changed, with the version that was read', async () => {
    answer('PATCH /api/financing/desk/banks/k1', 409, { code: 'financing.bank-known' })
    await open('/desk/financing/banks')
    await page.press('改银行')
    await page.type('名称', '示例银行乙')
    confirmButton().click()
    await page.settle()
    const [patch] = done('PATCH')
    expect(patch?.data).toEqual({ name: '示例银行乙', phone: '0533-8200000', note: '', isOpen: true })
    expect(JSON.stringify(patch?.headers)).toContain('\\"3\\"')
    expect(page.text()).toContain('这家银行已经在名单里')
  })
})
