import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent } from '../portfolio/rights.dom.ts'
import { leave, open, signOut } from './financing-pages.dom.ts'
import { aRequest, due, emptyWish, id, serveRequest } from './request-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const path = `/financing/requests/${id}/check`
const main = () => document.querySelector<HTMLButtonElement>('.bar .btn:not(.n)')
const submits = () => sent.filter(({ url }) => url.endsWith('/actions/submit'))
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

describe('checking a request', () => {
  it('reads everything back, says what comes next and whom it goes to', async () => {
    serveRequest(aRequest())
    page = await open(path)
    for (const words of ['600 万元（6,000,000 元）', '1 年', '买原料、周转', '2000 万—1 亿元', '13800000002', 'ZL 2021 1 9999021.6', '8 项都准备好了', '直接受理', '您一家一家地选银行', '本服务不收费']) expect(page.text()).toContain(words)
    expect(main()?.textContent?.trim()).toBe('交给云溪县市场监督管理局')
  })

  it('says how many places are empty, each with the way there, and cannot be handed in', async () => {
    serveRequest(aRequest({ wish: emptyWish }))
    page = await open(path)
    expect([main()?.disabled, main()?.textContent?.trim()]).toEqual([true, '还有 5 处没填'])
    expect(document.querySelector(`a[href="/financing/requests/${id}/edit#amount"]`)?.textContent).toContain('填')
  })

  it('is stopped by red, and leads to an expert', async () => {
    serveRequest(aRequest(), [aPatent({ id: 'r1', pledge: 'pledged', pledgee: '某银行' })])
    page = await open(path)
    expect(main()?.disabled).toBe(true)
    expect(page.text()).toContain('台账里记着已经质押给某银行')
    expect(document.querySelector('a[href="/consultations/book?topic=finance-insurance&right=r1"]')).not.toBeNull()
  })

  it('tells a firm that is not verified that this comes first', async () => {
    serveRequest(aRequest({ isVerified: false }))
    page = await open(path)
    expect(page.text()).toContain('县局先核验企业，再受理')
    expect(page.text()).not.toContain('直接受理')
  })

  it('is handed in once, and arrives with its number and the day', async () => {
    const server = serveRequest(aRequest())
    answerWith(`POST /api/financing/requests/${id}/actions/submit`, () => {
      server.set({ state: 'submitted', number: 'HT2026-RZ-0001', due, submittedAt: '2026-11-23T02:08:00.000Z', actions: ['withdraw'] })
      return { status: 200, body: server.now() }
    })
    page = await open(path)
    main()?.click()
    main()?.click()
    await arrived('收到了')
    expect(submits()).toHaveLength(1)
    expect(page.text()).toContain('HT2026-RZ-0001')
    expect(page.text()).toContain('11月25日（周三）前答复是否受理')
    expect(page.router.currentRoute.value.fullPath).toBe(`/financing/requests/${id}?new=1`)
  })

  it('is the same deed when the first answer was lost', async () => {
    serveRequest(aRequest())
    page = await open(path)
    main()?.click()
    await arrived('连上网再点一次，不会重复')
    main()?.click()
    await page.settle()
    const keys = submits().map(({ headers }) => headers?.['Idempotency-Key'])
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
  })

  it('shows what the server found, with the way to each place', async () => {
    serveRequest(aRequest())
    answer(`POST /api/financing/requests/${id}/actions/submit`, 422, { code: 'invalid-input', fields: [{ field: 'contactPhone', reason: 'phone-landline' }, { field: 'answers.dispute', reason: 'required' }] })
    page = await open(path)
    main()?.click()
    await arrived('还没有交上去，2 处要改')
    expect(page.text()).toContain('联系手机：这是座机或客服号码')
    expect(document.querySelector(`a[href="/financing/requests/${id}/edit#contactPhone"]`)).not.toBeNull()
    expect(document.querySelector(`a[href="/financing/requests/${id}/edit#answers"]`)).not.toBeNull()
  })

  it('says so when the firm has as many under way as it may', async () => {
    serveRequest(aRequest())
    answer(`POST /api/financing/requests/${id}/actions/submit`, 409, { code: 'financing.request-limit' })
    page = await open(path)
    main()?.click()
    await arrived('正在办的融资需求满了')
    expect(page.text()).toContain('核对')
  })

  it('that came back is handed in again once every item is ticked', async () => {
    const items = [{ id: 'i1', about: 'amount' as const, words: '金额请再核对', doneAt: null }]
    const server = serveRequest(aRequest({ state: 'returned', items }))
    page = await open(path)
    expect([main()?.disabled, main()?.textContent?.trim()]).toEqual([true, '还有 1 处没勾'])
    leave(page)
    server.set({ items: items.map((item) => ({ ...item, doneAt: '2026-11-23T02:00:00.000Z' })) })
    answerWith(`POST /api/financing/requests/${id}/actions/resubmit`, () => {
      server.set({ state: 'submitted', due, items: [] })
      return { status: 200, body: server.now() }
    })
    page = await open(path)
    expect(main()?.textContent?.trim()).toBe('补好了，交回云溪县市场监督管理局')
    main()?.click()
    await arrived('收到了')
  })
})
