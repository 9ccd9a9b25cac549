import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeAxios, forget, forgetAnswers, sent, answer, type Page } from '../accounts/mount-page.dom.ts'
import { aPatent, aTrademark } from '../portfolio/rights.dom.ts'
import { leave, open, signOut } from './financing-pages.dom.ts'
import { aRequest, emptyWish, id, serveRequest } from './request-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const path = `/financing/requests/${id}/edit`
const quiet = async () => {
  await vi.advanceTimersByTimeAsync(1_500)
  await page.settle()
}
const box = (label: string, nth = 0) => {
  const labels = [...document.querySelectorAll('label')].filter((one) => one.textContent?.includes(label))
  return labels[nth]?.querySelector('input') ?? document.createElement('input')
}
async function typeMoney(value: string): Promise<void> {
  const input = box('按元填')
  input.value = value
  input.dispatchEvent(new Event('input'))
  await page.settle()
}
const leaveMoney = async () => {
  box('按元填').dispatchEvent(new Event('blur'))
  await page.settle()
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z'), shouldAdvanceTime: true })
})
afterEach(() => {
  leave(page)
  signOut()
  forgetAnswers()
  vi.useRealTimers()
})

describe('filling in a request', () => {
  it('sends each field by itself and on the version it was read', async () => {
    const server = serveRequest(aRequest({ wish: emptyWish }))
    page = await open(path)
    await typeMoney('6000000')
    expect(box('按万元填').value).toBe('600')
    await quiet()
    await page.press('2 年')
    await page.tick('研发')
    await page.type('去年的营业收入', '2000-1y')
    await quiet()
    expect(server.saves()[0]).toEqual({ amount: '6000000' })
    expect(server.now().wish).toMatchObject({ amountFen: 600_000_000, months: 24, use: 'research', turnover: '2000-1y' })
    expect(page.text()).toContain('已存到服务器')
    expect(page.text()).toContain('还没有交给县局')
  })

  it('answers the question about the term by the months', async () => {
    const server = serveRequest(aRequest({ answers: {} }))
    page = await open(path)
    await page.press('3 年')
    await quiet()
    expect(server.now().answers).toEqual({ term: 'y3' })
  })

  it('takes any number of months, and says which ones it does not', async () => {
    const server = serveRequest(aRequest({ wish: emptyWish }))
    page = await open(path)
    await page.press('其他')
    const own = box('几个月')
    own.value = '18'
    own.dispatchEvent(new Event('input'))
    await quiet()
    expect(server.now().wish.months).toBe(18)
    own.value = '500'
    own.dispatchEvent(new Event('input'))
    await quiet()
    expect([page.text().includes('写 1 到 120 之间的整数'), server.now().wish.months]).toEqual([true, 18])
  })

  it('asks when a figure is ten times the one before, and takes it back', async () => {
    const server = serveRequest(aRequest())
    page = await open(path)
    await typeMoney('6000000000')
    await leaveMoney()
    expect(page.text()).toContain('数目差了十倍多，单位对吗？')
    await page.press('改回 600 万元')
    await quiet()
    expect(server.now().wish.amountFen).toBe(600_000_000)
    await typeMoney('7000000')
    await leaveMoney()
    expect(page.text()).not.toContain('现在填的是 700 万元')
  })

  it('says what the county does not take, beside the box', async () => {
    serveRequest(aRequest({ wish: emptyWish }))
    page = await open(path)
    await typeMoney('5000')
    expect(page.text()).toContain('不能少于')
    await typeMoney('12,5x')
    expect(page.text()).toContain('只填数字和小数点')
    await page.type('手机', '1380000')
    expect(page.noteOf('手机')).toContain('手机号是 11 位')
  })

  it('keeps what was typed without a network, over a closed page, and sends it when there is one', async () => {
    const server = serveRequest(aRequest())
    page = await open(path)
    forget(`PATCH /api/financing/requests/${id}`)
    await page.type('想说明的话', '三月要备货')
    await quiet()
    // No storage in jsdom: it says so instead of claiming to keep it.
    expect(page.text()).toContain('只在这一页')
    leave(page)
    const again = serveRequest(server.now())
    page = await open(path)
    await quiet()
    expect(document.querySelector('textarea')?.value).toBe('三月要备货')
    expect(again.now().wish.words).toBe('三月要备货')
  })

  it('lets the person choose where another phone has changed the same field', async () => {
    const server = serveRequest(aRequest())
    page = await open(path)
    server.set({ wish: { ...server.now().wish, contactName: '周建国' } })
    await page.type('姓名', '李敏敏')
    await quiet()
    expect(page.text()).toContain('「联系人」两处都改了')
    expect(page.text()).toContain('周建国')
    ;[...document.querySelectorAll<HTMLButtonElement>('.request-both')].at(-1)?.click()
    await quiet()
    expect(server.now().wish.contactName).toBe('李敏敏')
  })

  it('holds back what the server refuses, says why at its box and sends the rest', async () => {
    const server = serveRequest(aRequest())
    page = await open(path)
    answer(`PATCH /api/financing/requests/${id}`, 422, { code: 'invalid-input', fields: [{ field: 'contactName', reason: 'text-invalid' }] })
    await page.type('姓名', '李\u0000敏')
    await quiet()
    expect(page.text()).toContain('里面有不能保存的字符')
    expect(server.now().wish.contactName).toBe('李敏')
  })

  it('shows the rights with their verdict, takes one out and one in', async () => {
    const server = serveRequest(aRequest({ rightIds: ['r1', 'r2'] }), [aPatent(), aTrademark({ owner: '别家有限公司' })])
    page = await open(path)
    expect(page.text()).toContain('现在押不了')
    document.querySelector<HTMLButtonElement>('[aria-label="不押苇畔"]')?.click()
    await quiet()
    expect(server.now().rightIds).toEqual(['r1'])
    expect(page.text()).toContain('可以去谈')
  })

  it('asks what is not answered yet in a sheet of its own', async () => {
    const server = serveRequest(aRequest({ answers: { term: 'y1', pledged: 'never', revenue: 'counted', years: 'three' } }))
    page = await open(path)
    await page.press('还有 1 题没答')
    expect(page.text()).toContain('有没有权属纠纷')
    await page.tick('没有')
    await quiet()
    expect(server.now().answers.dispute).toBe('none')
  })

  it('of one that was handed in says so and leads to it', async () => {
    serveRequest(aRequest({ state: 'submitted' }))
    page = await open(path)
    expect(page.text()).toContain('这里不能再改')
    expect(document.querySelector(`a[href="/financing/requests/${id}"]`)).not.toBeNull()
  })

  it('throws a draft away after asking', async () => {
    serveRequest(aRequest())
    answer(`DELETE /api/financing/requests/${id}`, 204)
    answer('GET /api/financing/requests', 200, { items: [], draftId: null, room: 3 })
    page = await open(path)
    await page.press('删掉这份草稿')
    await page.press('删掉草稿')
    await vi.waitFor(async () => {
      await page.settle()
      expect([sent.some(({ method }) => method === 'DELETE'), page.router.currentRoute.value.path]).toEqual([true, '/financing/requests'])
    })
  })

  it('ticks what the county asked for, each with the way to its place', async () => {
    const items = [
      { id: 'i1', about: 'amount' as const, words: '金额请再核对', doneAt: null },
      { id: 'i2', about: null, words: '请说明用款时间', doneAt: null },
    ]
    const server = serveRequest(aRequest({ state: 'returned', items }))
    page = await open(path)
    expect(page.text()).toContain('请补充 2 处')
    document.querySelector<HTMLButtonElement>('[aria-label="第 1 处补好了"]')?.click()
    await quiet()
    expect(server.saves().at(-1)).toEqual({ doneItems: ['i1'] })
    expect(page.text()).toContain('还有 1 处')
  })
})
