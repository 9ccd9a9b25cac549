import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, answerWith, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { aLine, leads, loaded, names, now, open, serveBank, texts, until } from './bank-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
const saved = vi.hoisted(() => ({ names: [] as string[] }))
vi.mock('#client/ui/save-file.ts', () => ({ saveFile: (_bytes: ArrayBuffer, name: string) => saved.names.push(name) }))
let page: Page
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
  saved.names = []
  serveBank()
})
afterEach(() => {
  page.unmount()
  forgetVaults()
  forgetAnswers()
  vi.useRealTimers()
})
const asked = () => sent.filter(({ url, params }) => url === '/api/financing/leads' && !(params && 'limit' in params)).map(({ params }) => params)

describe("a bank's list", () => {
  it('says of what waits for an answer the band, the rights, the lights and the days, and no name', async () => {
    answer('GET /api/financing/leads', 200, leads([aLine('offered', { workdaysLeft: 1, answerBy: '2026-11-24' }), aLine('offered', { id: 'l2', number: 'HT2026-DJ-0002', workdaysLeft: 0, answerBy: '2026-11-23' }), aLine('offered', { id: 'l3', workdaysLeft: -2 })]))
    page = await open('/bank')
    const [first, second, third] = texts('.bank-lead-row')
    expect(first).toContain('1个工作日新材料 · 300—500 万元 · 北部各镇发明专利 4 年、注册商标')
    expect(first).toContain('准备好了1还要看一看1过不去1HT2026-DJ-000111月24日（周二）前答复')
    expect(second).toContain('今天到期')
    expect(third).toContain('超期2 日')
    for (const name of names) expect(page.text()).not.toContain(name)
  })

  it('stands in groups with their counts; a taken one with the name of its firm and its stage', async () => {
    answer('GET /api/financing/leads', 200, leads([aLine('approved')]))
    page = await open('/bank?group=running')
    expect(texts('.leads-groups .chip')).toEqual(['待答复 2', '办理中 1', '已放款 0', '已结束 3'])
    expect(asked().at(-1)).toMatchObject({ group: 'running' })
    expect(texts('.bank-lead-row')[0]).toContain(names[0])
    expect(texts('.bank-lead-row')[0]).toContain('已批复')
    expect(document.querySelector('.bank-lead-row')?.getAttribute('href')).toBe('/bank/leads/l1?group=running')
  })

  it('is searched among all, and cleared again', async () => {
    page = await open('/bank')
    const box = document.querySelector<HTMLInputElement>('.leads-q input')
    box!.value = ' DJ-0001 '
    box!.dispatchEvent(new Event('input'))
    box!.form!.dispatchEvent(new Event('submit'))
    await page.settle()
    expect(page.router.currentRoute.value.query).toEqual({ q: 'DJ-0001' })
    expect(asked().at(-1)).toMatchObject({ group: 'all', q: 'DJ-0001' })
    answer('GET /api/financing/leads', 200, leads([]))
    await page.router.push('/bank?q=没有的')
    await until(page, '没有找到「没有的」')
    expect(page.text()).toContain('不查了，看待答复')
  })

  it('says of an empty group what will be in it and where there is something', async () => {
    answer('GET /api/financing/leads', 200, leads([], { counts: { open: 0, running: 1, lent: 0, ended: 0, all: 1 } }))
    page = await open('/bank')
    expect(page.text()).toContain('没有等您答复的')
    expect(texts('.empty-act a')).toEqual(['看办理中的 1 件'])
  })

  it('keeps its place when it is asked anew: every page that was read stays', async () => {
    answerWith('GET /api/financing/leads', ({ params }) => {
      const isLater = params && 'cursor' in params && params.cursor === 'x'
      return { status: 200, body: isLater ? leads([aLine('offered', { id: 'l9', number: 'HT2026-DJ-0009' })]) : leads([aLine('offered')], { next: 'x' }) }
    })
    page = await open('/bank')
    await page.press('再取一页')
    await until(page, 'HT2026-DJ-0009')
    const before = asked().length
    await vi.advanceTimersByTimeAsync(60_000)
    await page.settle()
    expect(asked().length).toBeGreaterThan(before)
    expect(texts('.bank-lead-row')).toHaveLength(2)
  })

  it('goes as a table with everything of the bank', async () => {
    answer('GET /api/financing/leads.xlsx', 200, new ArrayBuffer(4))
    page = await open('/bank?group=running')
    await page.press('Excel')
    expect(sent.at(-1)).toMatchObject({ url: '/api/financing/leads.xlsx', params: { group: 'all' } })
    expect(saved.names).toEqual(['质押融资对接-2026-11-23.xlsx'])
  })

  it('says what is wrong without a network, and takes another try', async () => {
    forget('GET /api/financing/leads')
    page = await open('/bank')
    expect(page.text()).toContain('没有网')
    serveBank()
    await page.press('再试')
    await loaded(page)
    expect(texts('.bank-lead-row')).toHaveLength(1)
  })

  it('tells a contact without a bank whom to ask', async () => {
    answer('GET /api/financing/leads', 403, { code: 'financing.no-bank', requestId: 'r' })
    page = await open('/bank')
    await until(page, '您还没有挂在任何一家银行名下')
    expect(page.text()).toContain('请云溪县市场监督管理局把您加到银行的联系人里')
    expect(document.querySelector('.empty-act a')?.getAttribute('href')).toBe('tel:12330')
  })

  it('says so where the county has closed the bank for new ones', async () => {
    answer('GET /api/financing/leads', 200, leads([], { bank: { id: 'k1', name: '示例银行甲', isOpen: false } }))
    page = await open('/bank')
    expect(page.text()).toContain('贵行暂时不接新的需求')
  })
})
