import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PayItem, PayList } from '#contract/subsidies/handling.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import DeskPaymentsPage from '#client/subsidies/DeskPaymentsPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { as, aQueue, officer } from '../cases/case-world.dom.ts'
import { answerCounts } from '../cases/desk-counts.dom.ts'

vi.mock('axios', () => fakeAxios)

function aPayment(overrides: Partial<PayItem> = {}): PayItem {
  return {
    id: 'c1', number: 'HT2026-ZH-0001', firmName: '苇畔新材料', uscc: '91370321MA0DEM013L', title: '专利转化奖励', state: 'publicity', approvedFen: 6_200_000, illustrative: true,
    accountName: '苇畔新材料', bankName: '湖滨银行桓水支行', accountMasked: '****9876', publicityEndedOn: '2026-11-20', dueOn: '2026-12-31', workdaysLeft: 28, payment: null, version: 7, ...overrides,
  }
}
const three = [aPayment(), aPayment({ id: 'c2', number: 'HT2026-ZH-0002', firmName: '湖滨密封', approvedFen: 50, version: 8 }), aPayment({ id: 'c3', number: 'HT2026-ZH-0003', firmName: '起凤渔具', approvedFen: null, version: 9 })]
const aList = (items: PayItem[], more: Partial<PayList> = {}): PayList => ({ items, counts: { due: items.length, paid: 0, failed: 0 }, totalFen: items.reduce((sum, item) => sum + (item.approvedFen ?? 0), 0), today: '2026-11-23', ...more })

let page: Page
async function open(path: string, list: PayList): Promise<void> {
  answer('GET /api/subsidies/payments', 200, list)
  answer('GET /api/subsidies/programmes', 200, { items: [{ id: 'P05', title: '专利转化奖励' }], today: '2026-11-23' })
  answer('GET /api/cases/queue', 200, aQueue([]))
  answerCounts()
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  page = await mountPage(as(officer, DeskPaymentsPage), path)
  await vi.dynamicImportSettled()
  await page.settle()
}
const pays = () => sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/actions/pay'))
const orders = () => [...document.querySelectorAll('.pay-order')].map((row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '')
const boxes = () => [...document.querySelectorAll<HTMLInputElement>('.pay-order input')]
async function fill(...references: string[]): Promise<void> {
  for (const [index, reference] of references.entries()) {
    const box = boxes()[index]
    if (!box) throw new Error(`no box ${index}`)
    box.value = reference
    box.dispatchEvent(new Event('input'))
  }
  await page.settle()
}
async function confirm(): Promise<void> {
  ;[...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].filter((button) => button.offsetParent !== undefined).at(-1)?.click()
  await page.settle()
  await vi.dynamicImportSettled()
  await page.settle()
}
async function payBoth(): Promise<void> {
  await page.tick('选 苇畔新材料')
  await page.tick('选 湖滨密封')
  await page.press('登记这 2 笔')
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the pay list on the desk', () => {
  it('says to whom, how much and to which account by its last digits', async () => {
    await open('/desk/payments', aList(three))
    expect(page.text()).toContain('****9876')
    expect(page.text()).toContain('62,000.00 元')
    expect(page.text()).toContain('没有金额')
    expect([...document.querySelectorAll('.pays-tabs a')].map((tab) => tab.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['待拨付 3', '已拨付 0', '没拨成 0'])
  })

  it('sums the whole group, and what is chosen, in figures and in capitals', async () => {
    await open('/desk/payments', aList(three.slice(0, 2), { counts: { due: 120, paid: 0, failed: 0 }, totalFen: 123_456_700 }))
    expect(document.querySelector('.pay-sums')?.textContent).toContain('共 120 笔')
    expect(document.querySelector('.pay-sums')?.textContent).toContain('人民币壹佰贰拾叁万肆仟伍佰陆拾柒元整')
    await page.tick('选 湖滨密封')
    expect(document.querySelector('.pay-sums')?.textContent).toContain('已选 1 笔0.50 元')
    expect(document.querySelector('.pay-sums')?.textContent).toContain('人民币伍角整')
  })

  it('says when the name of the account is not the firm', async () => {
    await open('/desk/payments', aList([aPayment({ accountName: '别的公司' })]))
    expect(page.text()).toContain('户名：别的公司')
  })

  it('asks for the group and scheme that stand in the address', async () => {
    await open('/desk/payments?group=paid&programme=P05', aList([aPayment({ state: 'paid', payment: { state: 'paid', amountFen: 6_200_000, paidOn: '2026-11-20', reference: 'PZ-1', failure: null, at: '2026-11-20T02:00:00.000Z' } })]))
    expect(sent.find(({ url }) => url === '/api/subsidies/payments')?.params).toMatchObject({ group: 'paid', programmeId: 'P05' })
    expect(page.text()).toContain('2026年11月20日 拨付')
    expect(page.text()).toContain('凭证号 PZ-1')
    expect(document.querySelector('.pay-sums-acts')).toBeNull()
  })

  it('offers 没拨成 only where the workflow knows it', async () => {
    await open('/desk/payments', aList([aPayment({ state: 'approved' })]))
    expect([...document.querySelectorAll('.pay-acts button')].map((button) => button.textContent)).toEqual(['登记拨付'])
  })
})

describe('marking payments', () => {
  it('sends each with its own number, the one date, the version seen and a key of its own', async () => {
    await open('/desk/payments', aList(three))
    await payBoth()
    await fill('PZ-1', ' PZ-2 ')
    for (const id of ['c1', 'c2']) answer(`POST /api/subsidies/applications/${id}/actions/pay`, 200, {})
    await confirm()
    expect(pays().map(({ url, data }) => [url.split('/')[4], data])).toEqual([
      ['c1', { version: 7, paidOn: '2026-11-23', reference: 'PZ-1' }], ['c2', { version: 8, paidOn: '2026-11-23', reference: 'PZ-2' }],
    ])
    const keys = pays().map(({ headers }) => headers?.['Idempotency-Key'])
    expect(new Set(keys).size).toBe(2)
  })

  it('sends nothing while a number is missing, and says where', async () => {
    await open('/desk/payments', aList(three))
    await payBoth()
    await fill('PZ-1')
    await confirm()
    expect(pays()).toEqual([])
    expect(orders()[1]).toContain('请填这一笔的凭证号。')
    expect(boxes()[0]?.value).toBe('PZ-1')
  })

  it('stops when the network goes, says how many are done, and goes on with the same key', async () => {
    await open('/desk/payments', aList(three))
    await page.press('全选')
    await page.press('登记这 3 笔')
    await fill('PZ-1', 'PZ-2', 'PZ-3')
    answer('POST /api/subsidies/applications/c1/actions/pay', 200, {})
    await confirm()
    expect(pays().map(({ url }) => url.split('/')[4])).toEqual(['c1', 'c2'])
    expect(page.text()).toContain('1 笔已登记，2 笔还没有登记。')
    expect(orders()[0]).toContain('已登记，凭证号 PZ-1')
    expect(orders()[1]).toContain('没有网')
    expect(boxes().map((box) => box.value)).toEqual(['PZ-2', 'PZ-3'])
    for (const id of ['c2', 'c3']) answer(`POST /api/subsidies/applications/${id}/actions/pay`, 200, {})
    await confirm()
    expect(pays().map(({ url }) => url.split('/')[4])).toEqual(['c1', 'c2', 'c2', 'c3'])
    expect(pays()[1]?.headers?.['Idempotency-Key']).toBe(pays()[2]?.headers?.['Idempotency-Key'])
  })

  it('goes on with the others when one is refused, whose sentence stands beside it', async () => {
    await open('/desk/payments', aList(three))
    await payBoth()
    await fill('PZ-1', 'PZ-2')
    answer('POST /api/subsidies/applications/c1/actions/pay', 422, { code: 'invalid-input', fields: [{ field: 'paidOn', reason: 'date-future' }], requestId: 'r' })
    answer('POST /api/subsidies/applications/c2/actions/pay', 200, {})
    await confirm()
    expect(orders()[0]).toContain('拨付日期：这一天还没到。')
    expect(orders()[1]).toContain('已登记，凭证号 PZ-2')
  })

  it('does not send again what a colleague has just paid', async () => {
    await open('/desk/payments', aList(three))
    await payBoth()
    await fill('PZ-1', 'PZ-2')
    answer('POST /api/subsidies/applications/c1/actions/pay', 409, { code: 'cases.wrong-state', requestId: 'r' })
    answer('POST /api/subsidies/applications/c2/actions/pay', 200, {})
    answer('GET /api/subsidies/payments', 200, aList(three.slice(2)))
    await confirm()
    expect(orders()[0]).toContain('这一笔刚刚变了，可能同事已经登记。')
    expect(page.button('没有要再登记的').disabled).toBe(true)
  })
})

describe('a payment that failed', () => {
  it('needs a reason for the firm, which is no place for an account', async () => {
    await open('/desk/payments', aList([aPayment()]))
    await page.press('没拨成')
    await page.press('告诉企业改收款账户')
    expect(page.text()).toContain('写一句原因，企业会看到。')
    await page.type('银行说的原因', '6222 0000 0000 9876 不存在')
    expect(page.text()).toContain('这里不要写账号，企业自己看得到。')
    await page.press('告诉企业改收款账户')
    expect(sent.some(({ url }) => url.endsWith('/payment-failed'))).toBe(false)
    await page.press('户名和账号对不上。')
    answer('POST /api/subsidies/applications/c1/actions/payment-failed', 200, {})
    await page.press('告诉企业改收款账户')
    expect(sent.find(({ url }) => url.endsWith('/payment-failed'))?.data).toEqual({ version: 7, reason: '户名和账号对不上。' })
  })
})

describe('the list on paper', () => {
  it('has what is chosen, the sum in capitals and places to sign', async () => {
    await open('/desk/payments', aList(three))
    await page.tick('选 苇畔新材料')
    const sheet = document.querySelector('.pay-print')?.textContent ?? ''
    expect(sheet).toContain('县市场监管局 待拨付清单')
    expect(sheet).toContain('合计：人民币陆万贰仟元整')
    expect(sheet).toContain('****9876')
    expect(sheet).not.toContain('湖滨密封')
    expect(sheet).toContain('复核：')
  })

  it('is printed once every page has come, and not when one did not', async () => {
    const print = vi.fn()
    vi.stubGlobal('print', print)
    await open('/desk/payments', aList(three.slice(0, 1), { next: 'more', counts: { due: 3, paid: 0, failed: 0 } }))
    answer('GET /api/subsidies/payments', 503, { code: 'unavailable', requestId: 'r' })
    await page.press('打印')
    expect(print).not.toHaveBeenCalled()
    expect(page.text()).toContain('服务正忙')
    answer('GET /api/subsidies/payments', 200, aList(three.slice(1)))
    await page.press('打印')
    expect(print).toHaveBeenCalledTimes(1)
    expect(document.querySelectorAll('.pay-print tbody tr')).toHaveLength(3)
  })
})
