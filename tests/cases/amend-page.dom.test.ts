import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FileInfo } from '#contract/files/schema.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import AmendPage from '#client/subsidies/AmendPage.vue'
import CasePage from '#client/subsidies/CasePage.vue'
import { resetServer, server as tus } from '../files/fake-tus.dom.ts'
import { disk, fakeAxios, fakeIdb, openStage, phone, server, settle, type Stage } from '../subsidies/stage.dom.ts'
import { accountItem, aCard, anItem, aPage, aReturned, feeItem, pageItem, paperItem, returnedOnServer } from './amend.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)
vi.mock('tus-js-client', () => import('../files/fake-tus.dom.ts'))
vi.stubGlobal('indexedDB', {})

let stage: Stage
async function open(itemId: string): Promise<void> {
  stage = await openStage(AmendPage, `/cases/a1/correct/${itemId}`)
  await vi.dynamicImportSettled()
  await settle(20)
}
const asked = (path: string) => server.sent.filter((request) => `${request.method} ${request.url}` === path)
const ticks = () => server.sent.filter((request) => request.method === 'PUT').map((request) => request.data)
const fields = () => [...document.querySelectorAll('label')].map((label) => label.textContent?.replace(/\s+/g, ' ').trim() ?? '').filter((words) => !/^(拍照|相册|文件|写一句说明)/.test(words))
async function press(name: string): Promise<void> {
  stage.button(name).click()
  await vi.dynamicImportSettled()
  await settle(50)
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: new Date('2026-11-23T07:10:00.000Z') })
  Element.prototype.scrollIntoView = () => undefined
  disk.clear()
  phone.refusesToStore = false
  forgetVaults()
  resetServer()
})
afterEach(() => {
  stage.close()
  vi.useRealTimers()
})

describe('a field that is opened', () => {
  it('stands alone: nothing else of the form can be changed here', async () => {
    returnedOnServer(aReturned(aCard([feeItem, pageItem])))
    await open('item-fee')
    expect(stage.text()).toContain('第 1 处，共 2 处')
    expect(stage.text()).toContain('单位错了，发票是 80,000 元。')
    expect(fields().some((words) => words.startsWith('贷款银行'))).toBe(false)
    expect(document.querySelectorAll('input[type=file]')).toHaveLength(0)
    expect(stage.box('实际发生费用/按元填').value).toBe('8')
  })

  it('is saved with the version it was changed on, is ticked, and leads back to the card', async () => {
    returnedOnServer(aReturned(aCard([feeItem])))
    await open('item-fee')
    expect(stage.text()).toContain('已存到服务器 还没有改')
    await stage.type('实际发生费用/按元填', '80000')
    await stage.leave('实际发生费用/按元填')
    await settle(1_500)
    expect(server.patches().map(({ data, headers }) => [data, headers['If-Match']])).toEqual([[{ answers: { feeFen: 8_000_000 } }, '"5"']])
    expect(stage.text()).toContain('15:20，还没有交回')
    await press('改好了，勾上')
    expect(ticks()).toEqual([{ done: true }])
    expect(stage.router.currentRoute.value.path).toBe('/cases/a1')
  })

  it('left as it was is not ticked, and the page says why', async () => {
    returnedOnServer(aReturned(aCard([feeItem])))
    await open('item-fee')
    await press('改好了，勾上')
    expect(stage.text()).toContain('这一处还没有改。确实不用改的，写一句说明。')
    expect(stage.router.currentRoute.value.path).toBe('/cases/a1/correct/item-fee')
  })

  it('with a wrong answer is neither ticked nor left', async () => {
    returnedOnServer(aReturned(aCard([anItem({ id: 'item-bank', at: { kind: 'field', path: 'bank' }, text: '写到支行。', opens: [{ kind: 'field', path: 'bank' }] })])))
    await open('item-bank')
    await stage.type('贷款银行', '')
    await press('改好了，勾上')
    expect(ticks()).toEqual([])
    expect(stage.note('贷款银行')).toContain('还没有填')
  })

  it('typed without a network stays on the phone over a reload, and is sent when the network is back', async () => {
    returnedOnServer(aReturned(aCard([feeItem])))
    await open('item-fee')
    server.isOnline = false
    await stage.type('实际发生费用/按元填', '80000')
    await settle(1_500)
    expect(stage.text()).toContain('已存在本机')
    await press('改好了，勾上')
    expect(stage.text()).toContain('没有网')
    expect(ticks()).toEqual([])
    stage.close()
    forgetVaults()
    server.isOnline = true
    await open('item-fee')
    await settle(2_000)
    expect(server.application.answers.feeFen).toBe(8_000_000)
    expect(stage.box('实际发生费用/按元填').value).toBe('80000')
  })

  it('in one cell of a list leaves the other cells and rows alone', async () => {
    returnedOnServer(aReturned(aCard([anItem({ id: 'item-cell', at: { kind: 'field', path: 'patents[1].title' }, text: '名称和证书不一致。', opens: [{ kind: 'field', path: 'patents[1].title' }] })])))
    await open('item-cell')
    expect(stage.text()).toContain('第 2 件专利')
    expect(fields().some((words) => words.startsWith('专利权人'))).toBe(false)
    await stage.type('专利名称', '一种防腐涂料')
    await settle(1_500)
    expect(server.patches().at(-1)?.data).toEqual({ answers: { patents: [{ owner: '苇畔', title: '一种密封材料' }, { owner: '苇畔', title: '一种防腐涂料' }] } })
  })

  it('that is an account comes empty with its last digits beside it, and is not wrong for that', async () => {
    returnedOnServer(aReturned(aCard([accountItem], { kind: 'payment' })))
    await open('payment-2')
    expect(stage.box('银行账号').value).toBe('')
    expect(stage.note('银行账号')).toContain('现在是 ****0371')
    await press('改好了，勾上')
    expect(stage.note('银行账号')).not.toContain('还没有填')
    expect(stage.text()).toContain('这一处还没有改')
  })

  it('that is an account stays in its box while it is typed, although it comes back masked; half of one is neither sent nor ticked', async () => {
    returnedOnServer(aReturned(aCard([accountItem], { kind: 'payment' })))
    await open('payment-2')
    await stage.type('银行账号', '370501')
    await settle(1_500)
    expect(server.patches()).toEqual([])
    expect(stage.box('银行账号').value).toBe('370501')
    await press('改好了，勾上')
    expect(ticks()).toEqual([])
    await stage.type('银行账号', '37050163000000009999')
    await settle(1_500)
    expect(server.patches().map((request) => request.data)).toEqual([{ answers: { account: '37050163000000009999' } }])
    expect(stage.box('银行账号').value).toBe('37050163000000009999')
    await press('改好了，勾上')
    expect(ticks()).toEqual([{ done: true }])
  })
})

describe('a page and a paper that are opened', () => {
  const stored = (id: string): FileInfo & { sentSha256: null } => ({ ...aPage(id, 'invoice', 1, '2026-11-23T07:20:00.000Z').file, id, sentSha256: null })
  const attached = () => asked('POST /api/subsidies/applications/a1/papers')
  async function choose(name: string, rounds = 300): Promise<void> {
    const input = document.querySelectorAll<HTMLInputElement>('input[type=file]')[2]
    if (!input) throw new Error('nowhere to put a file')
    const file = new File([`%PDF-1.7\n${'x'.repeat(400)}`], name, { type: 'application/pdf' })
    Object.defineProperty(input, 'files', { configurable: true, value: [file] })
    input.dispatchEvent(new Event('change'))
    // Hashing and the parts fetched on the way take real time.
    for (let round = 0; round < rounds && attached().length === 0; round += 1) {
      await vi.dynamicImportSettled()
      await settle(20)
    }
    for (let round = 0; round < 20 && stage.text().includes('服务器正在查看'); round += 1) await settle(20)
    await settle(50)
  }

  it('gives its place to the new one, and only that page does', async () => {
    returnedOnServer(aReturned(aCard([pageItem])))
    server.more.set('GET /api/files/u1/info', () => stored('u1'))
    await open('item-page')
    expect(stage.text()).toContain('拍一张新的，换掉下面这一页')
    expect(document.querySelectorAll('.paper-uploader')).toHaveLength(1)
    await choose('重拍.pdf')
    expect(asked('POST /api/subsidies/applications/a1/papers').map((request) => request.data)).toEqual([{ paperId: 'invoice', fileId: 'u1', replaces: 'p2' }])
    expect(stage.text()).toContain('已换成这一页')
    await press('改好了，勾上')
    expect(ticks()).toEqual([{ done: true }])
  })

  it('that was taken before the phone was opened anew finds its place from the card', async () => {
    returnedOnServer(aReturned(aCard([pageItem])))
    server.more.set('GET /api/files/u1/info', () => stored('u1'))
    tus.isOffline = true
    await open('item-page')
    await choose('重拍.pdf', 20)
    expect(stage.text()).toContain('还有 1 份没传完')
    stage.close()
    tus.isOffline = false
    stage = await openStage(CasePage, '/cases/a1')
    for (let round = 0; round < 100 && attached().length === 0; round += 1) {
      await vi.dynamicImportSettled()
      await settle(20)
    }
    expect(attached().map((request) => request.data)).toEqual([{ paperId: 'invoice', fileId: 'u1', replaces: 'p2' }])
    await settle(50)
    expect(stage.text()).not.toContain('没传完')
  })

  it('of a whole paper takes pages and gives them away', async () => {
    returnedOnServer(aReturned(aCard([paperItem])))
    server.more.set('GET /api/files/u1/info', () => stored('u1'))
    await open('item-paper')
    expect(stage.button('删掉 p3.jpg')).toBeTruthy()
    await choose('第二页.pdf')
    expect(asked('POST /api/subsidies/applications/a1/papers').map((request) => request.data)).toEqual([{ paperId: 'notice', fileId: 'u1' }])
  })
})

describe('the page of one defect', () => {
  it('that is no longer open says so and leads to the case', async () => {
    returnedOnServer({ ...aReturned(aCard([feeItem])), state: 'accepted', correction: null, due: null })
    await open('item-fee')
    expect(stage.text()).toContain('这一处现在不用改')
    expect(fields()).toEqual([])
    expect(document.querySelector('.note a')?.getAttribute('href')).toBe('/cases/a1')
  })

  it('tells the county that the firm is writing, every 20 s, and names a colleague who is too', async () => {
    returnedOnServer(aReturned(aCard([feeItem])), [{ name: '周建国', side: 'firm', doing: 'editing' }])
    await open('item-fee')
    expect(stage.text()).toContain('周建国也正在改这一件')
    const before = asked('POST /api/cases/a1/presence').length
    await settle(20_000)
    const beats = asked('POST /api/cases/a1/presence')
    expect(beats.length).toBe(before + 1)
    expect(beats.every((request) => request.data?.doing === 'editing')).toBe(true)
  })

  it('that is closed says so on its way, once', async () => {
    const beacons: string[] = []
    Object.defineProperty(navigator, 'sendBeacon', { configurable: true, value: (url: string) => beacons.push(url) > 0 })
    returnedOnServer(aReturned(aCard([feeItem])))
    await open('item-fee')
    window.dispatchEvent(new Event('pagehide'))
    window.dispatchEvent(new Event('pagehide'))
    expect(beacons).toEqual(['/api/cases/a1/presence'])
  })

  it('asks who is right when a colleague changed the same answer meanwhile', async () => {
    const bank = anItem({ id: 'item-bank', at: { kind: 'field', path: 'bank' }, text: '写到支行。', opens: [{ kind: 'field', path: 'bank' }] })
    returnedOnServer(aReturned(aCard([bank])))
    await open('item-bank')
    server.saveElsewhere({ bank: '湖滨银行城区支行' }, '周建国')
    await stage.type('贷款银行', '湖滨银行新城支行')
    await settle(1_500)
    expect(stage.text()).toContain('「贷款银行」两个人都改了')
    await press('您填的')
    await settle(1_500)
    expect(server.application.answers.bank).toBe('湖滨银行新城支行')
  })
})
