import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { answer, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { confirmButton, now, texts, until } from './bank-pages.dom.ts'
import { aProduct, officer, openProducts, serveMove, serveProduct, version } from './product-pages.dom.ts'
import { aLoan } from './product-texts.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
})
afterEach(() => {
  page.unmount()
  forgetVaults()
  forgetAnswers()
  vi.useRealTimers()
})
const saves = () => sent.filter(({ method }) => method === 'PUT')
const save = () => document.querySelector('.save')?.textContent?.replace(/\s+/g, ' ') ?? ''
const box = (label: string) => document.querySelector<HTMLInputElement>(`#field-${label}`)!
const path = '/api/financing/editing/products/p1'

describe('a bank that writes a product', () => {
  it('sees the card as everybody will, while it types; what is typed goes to the server after a pause', async () => {
    const server = serveProduct(aProduct({ open: version(aLoan()) }))
    page = await openProducts('/bank/products/p1')
    expect(document.querySelector('.pe-look .product-card')?.textContent).toContain('专利快贷')
    await page.type('产品名称', '科创快贷')
    expect(document.querySelector('.pe-look .product-card h3')?.textContent).toBe('科创快贷')
    expect(saves()).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1_500)
    await until(page, '已存到服务器')
    expect([saves().length, server.now().open?.loan?.title, server.now().open?.revision]).toEqual([1, '科创快贷', 2])
  })

  it('without a network keeps it on the phone, says so, and sends it when the line is back', async () => {
    const server = serveProduct(aProduct({ open: version(aLoan()) }))
    page = await openProducts('/bank/products/p1')
    forget(`PUT ${path}`)
    await page.type('产品名称', '没有网时写的')
    await vi.advanceTimersByTimeAsync(1_500)
    await vi.waitFor(() => expect(save()).toContain('没有网，连上就传'))
    serveProduct(server.now())
    page.unmount()
    page = await openProducts('/bank/products/p1')
    await vi.waitFor(() => expect(box('title').value).toBe('没有网时写的'))
    await vi.waitFor(() => expect(save()).toContain('已存到服务器'))
  })

  it('is told what stands in the way, field by field, before anything is sent; each leads to its box', async () => {
    serveProduct(aProduct({ open: version(aLoan({ title: '', conditions: ['好', '好'], fromMonths: '三年' })) }))
    page = await openProducts('/bank/products/p1')
    expect([page.noteOf('产品名称'), page.noteOf('最短期限')]).toEqual(['', '写法不对，请重新填。'])
    await page.press('送县局核准')
    expect(texts('.pe-problems li')).toEqual(['产品名称还没有填。', '最短期限写法不对，请重新填。', '条件第 2 条和前面的一项重复了，请删掉一项。'])
    expect(page.noteOf('产品名称')).toBe('还没有填。')
    expect(sent.some(({ method }) => method === 'POST')).toBe(false)
    document.querySelectorAll<HTMLButtonElement>('.pe-problems button')[0]!.click()
    expect(document.activeElement).toBe(box('title'))
    document.querySelectorAll<HTMLButtonElement>('.pe-problems button')[2]!.click()
    expect(document.activeElement?.id).toBe('field-conditions-1-')
  })

  it('never sends an amount that cannot be read in silence', async () => {
    serveProduct(aProduct({ open: version(aLoan()) }))
    page = await openProducts('/bank/products/p1')
    const yuan = box('to')
    yuan.value = '一千万'
    yuan.dispatchEvent(new Event('input'))
    await page.settle()
    await page.press('送县局核准')
    expect(texts('.pe-problems li')[0]).toBe('最高额度只填数字和小数点，例如 80000 或 80000.50。')
    expect(sent.some(({ method }) => method === 'POST')).toBe(false)
  })

  it('adds, moves and takes away lines', async () => {
    const server = serveProduct(aProduct({ open: version(aLoan({ conditions: ['甲', '乙'] })) }))
    page = await openProducts('/bank/products/p1')
    document.querySelector<HTMLButtonElement>('[aria-label="第 2 条上移"]')!.click()
    await page.settle()
    await page.press('加一条')
    const added = document.querySelector<HTMLTextAreaElement>('[aria-label="第 3 条"]')!
    added.value = '丙'
    added.dispatchEvent(new Event('input'))
    await page.settle()
    document.querySelector<HTMLButtonElement>('[aria-label="删掉第 1 条"]')!.click()
    await page.settle()
    await vi.advanceTimersByTimeAsync(1_500)
    await vi.waitFor(() => expect(server.now().open?.loan?.conditions).toEqual(['甲', '丙']))
  })

  it('meets a colleague: what both changed is asked, the rest of both stays', async () => {
    const server = serveProduct(aProduct({ open: version(aLoan()) }))
    page = await openProducts('/bank/products/p1')
    server.meanwhile((product) => ({ ...product, open: version(aLoan({ title: '同事改的名', ratio: '同事改的质押率' }), { revision: 2, savedBy: '李行长' }) }))
    await page.type('产品名称', '我改的名')
    await page.type('利率', '以合同为准')
    await vi.advanceTimersByTimeAsync(1_500)
    await until(page, '李行长也改了')
    expect(server.now().open?.loan).toMatchObject({ title: '同事改的名', ratio: '同事改的质押率', rate: '以合同为准' })
    expect(box('ratio').value).toBe('同事改的质押率')
    await page.press('留我的')
    await vi.waitFor(() => expect(server.now().open?.loan?.title).toBe('我改的名'))
  })

  it('what the server does not take waits; the rest goes', async () => {
    const server = serveProduct(aProduct({ open: version(aLoan()) }))
    page = await openProducts('/bank/products/p1')
    await page.type('一句话介绍', '坏\u0007字')
    await page.type('产品名称', '好名字')
    await vi.advanceTimersByTimeAsync(1_500)
    await vi.waitFor(() => expect(server.now().open?.loan?.title).toBe('好名字'))
    await vi.waitFor(() => expect(save()).toContain('「一句话介绍」改好才传'))
  })

  it('proposes what the server has, and then it can only be taken back', async () => {
    const server = serveProduct(aProduct({ open: version(aLoan()) }))
    serveMove('propose', () => {
      server.meanwhile((product) => aProduct({ open: { ...product.open!, state: 'proposed', revision: 9, proposedAt: now } }))
      return server.now()
    })
    serveMove('recall', () => {
      server.meanwhile((product) => aProduct({ open: { ...product.open!, state: 'draft', revision: 10 } }))
      return server.now()
    })
    page = await openProducts('/bank/products/p1')
    await page.type('产品名称', '送之前才改')
    await page.press('送县局核准')
    await until(page, '已送核准，正等县局看')
    expect([saves().length, server.now().open?.loan?.title, save().includes('已送核准')]).toEqual([1, '送之前才改', true])
    expect(document.querySelector<HTMLFieldSetElement>('.pe-fields')?.disabled).toBe(true)
    await page.press('收回接着改')
    confirmButton().click()
    await until(page, '送县局核准')
  })

  it('reads why it was sent back, and that a live one stays until the next is published', async () => {
    serveProduct(aProduct({ open: version(aLoan(), { returnedReason: '利率写得太满' }) }))
    page = await openProducts('/bank/products/p1')
    expect(page.text()).toContain('退回修改：利率写得太满')
    page.unmount()
    serveProduct(aProduct({ live: version(aLoan(), { state: 'live', publishedAt: now }) }))
    page = await openProducts('/bank/products/p1')
    await until(page, '企业现在看到的是这一稿')
    expect(page.button('下线')).toBeTruthy()
  })

  it('finds the way back where the product is gone, and where nothing was written yet', async () => {
    serveProduct(aProduct({ open: version(aLoan()) }))
    answer(`GET ${path}`, 404, { code: 'not-found', requestId: '' })
    page = await openProducts('/bank/products/p1')
    await until(page, '这个产品不在这里了')
    answer('GET /api/financing/editing/products', 200, { items: [], today: '2026-11-23' })
    await page.router.push('/bank/products')
    await until(page, '还没有写产品')
  })
})

describe('an officer', () => {
  it('looks through what is different field by field before it is published', async () => {
    const live = version(aLoan(), { state: 'live', publishedAt: now })
    const open = version(aLoan({ to: '20000000', rate: '以合同为准', papers: ['专利证书'] }), { number: 2, state: 'proposed', proposedAt: now })
    serveProduct(aProduct({ open, live }, 'officer'))
    serveMove('publish', () => aProduct({ live: { ...open, state: 'live' } }, 'officer'))
    page = await openProducts('/desk/financing/products/p1', officer)
    await until(page, '和线上的一稿比，改了 3 处')
    expect(texts('.product-diff dl > div')).toEqual(['最高额度现在：1000 万元改成：2000 万元', '利率现在：由银行确定改成：以合同为准', '材料现在：专利证书；近三年报表改成：专利证书'])
    expect(document.querySelector<HTMLDetailsElement>('.product-more')?.open).toBe(true)
    await page.press('核准公布')
    confirmButton().click()
    await until(page, '企业看得到')
  })

  it('sends it back with a reason only', async () => {
    serveProduct(aProduct({ open: version(aLoan(), { state: 'proposed', proposedAt: now }) }, 'officer'))
    serveMove('return', () => aProduct({}, 'officer'))
    page = await openProducts('/desk/financing/products/p1', officer)
    await until(page, '退回修改')
    await page.press('退回修改')
    confirmButton().click()
    await page.settle()
    expect(sent.some(({ method }) => method === 'POST')).toBe(false)
    await page.type('要改什么', '利率写得太满')
    confirmButton().click()
    await vi.waitFor(() => expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ reason: '利率写得太满' }))
    await vi.waitFor(() => expect(page.router.currentRoute.value.path).toBe('/desk/financing/products'))
  })
})
