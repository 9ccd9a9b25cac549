import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CorrectionItem } from '#contract/cases/corrections.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import CasePage from '#client/subsidies/CasePage.vue'
import { disk, fakeAxios, fakeIdb, openStage, Refused, server, settle, type Sent, type Stage } from '../subsidies/stage.dom.ts'
import { accountItem, aCard, anItem, aReturned, feeItem, pageItem, paperItem, returnedOnServer } from './amend.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('idb', () => fakeIdb)

let stage: Stage
async function open(): Promise<void> {
  stage = await openStage(CasePage, '/cases/a1')
  await vi.dynamicImportSettled()
  await settle(20)
}
const done = { doneAt: '2026-11-23T07:20:00.000Z', doneBy: '李敏' }
const asked = (path: string): Sent[] => server.sent.filter((request) => `${request.method} ${request.url}` === path)
const ticks = () => server.sent.filter((request) => request.method === 'PUT')
const box = (number: number) => stage.button(`第 ${number} 处改好了`)
const itemText = (item: CorrectionItem) => document.getElementById(`amend-${item.id}`)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
async function press(element: HTMLElement): Promise<void> {
  element.click()
  await vi.dynamicImportSettled()
  await settle(20)
}

beforeEach(() => {
  vi.useFakeTimers()
  Element.prototype.scrollIntoView = () => undefined
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  stage.close()
  forgetVaults()
  disk.clear()
  vi.useRealTimers()
})

describe('补正一次告知 as the firm reads it', () => {
  it('says who asks, the days the firm has left, and that the county’s own stand still', async () => {
    returnedOnServer(aReturned(aCard([feeItem, pageItem, paperItem])))
    await open()
    expect(stage.text()).toContain('县市场监督管理局补正一次告知3 个工作日')
    expect(stage.text()).toContain('11月26日（周四）前交回。县里的时限停着，交回后还有 7 个工作日。')
    expect([...document.querySelectorAll('.wd li')].map((day) => day.className)).toEqual(['past', 'past', 'rest', 'rest', 'today', 'left', 'left', 'due'])
    expect(stage.text()).toContain('只开放这 3 处，其他内容不变。')
  })

  it('lists each defect with its place, and opens that place and nothing else', async () => {
    returnedOnServer(aReturned(aCard([feeItem, pageItem, paperItem])))
    await open()
    expect(itemText(feeItem)).toContain('1. 单位错了，发票是 80,000 元。实际发生费用')
    expect(itemText(pageItem)).toContain('费用发票，第 2 页')
    const ways = [...document.querySelectorAll<HTMLAnchorElement>('.amend-acts a')].map((link) => `${link.textContent?.trim()} ${link.getAttribute('href')}`)
    expect(ways).toEqual(['改这一项 /cases/a1/correct/item-fee', '重拍这一页 /cases/a1/correct/item-page', '补页、换页 /cases/a1/correct/item-paper'])
  })

  it('asks for a PDF of several pages as a whole: one photo in its place would lose the others', async () => {
    const application = aReturned(aCard([pageItem]))
    returnedOnServer({ ...application, papers: application.papers.map((page) => (page.id === 'p2' ? { ...page, file: { ...page.file, mediaType: 'application/pdf', pages: 3 } } : page)) })
    await open()
    expect(document.querySelector('.amend-acts a')?.textContent?.trim()).toBe('重传这份 PDF')
  })

  it('says how long it is overdue, and that it may still be handed in', async () => {
    const application = aReturned(aCard([feeItem]))
    returnedOnServer({ ...application, due: application.due && { ...application.due, workdaysLeft: -2 } })
    await open()
    expect(stage.text()).toContain('超 2 个工作日')
    expect(stage.text()).toContain('过了日子也能交，先打电话说一声')
  })

  it('shows what was done to an item, with the time', async () => {
    const card = aCard([{ ...pageItem, ...done, isChanged: true }, feeItem])
    const application = aReturned(card)
    returnedOnServer(application)
    server.more.delete('GET /api/subsidies/applications/a1')
    const [first, , third] = application.papers
    const fresh = { id: 'p9', paperId: 'invoice', position: 2, file: { ...(first?.file ?? { name: '', mediaType: 'image/jpeg', sizeBytes: 1, sha256: '', pages: 1, width: 1, height: 1 }), id: 'file-new', mediaType: 'image/jpeg' as const, createdAt: '2026-11-23T07:20:00.000Z' } }
    server.application = { ...application, papers: first && third ? [first, fresh, third] : [] }
    await open()
    expect(itemText(pageItem)).toContain('已换成新照片 15:20')
    expect(box(1).getAttribute('aria-checked')).toBe('true')
  })
})

describe('ticking an item', () => {
  it('that nothing was done to is refused at that item, and says what to do', async () => {
    returnedOnServer(aReturned(aCard([feeItem, pageItem])))
    await open()
    await press(box(1))
    expect(itemText(feeItem)).toContain('这一处还没有改。确实不用改的，写一句说明。')
    expect(itemText(pageItem)).not.toContain('这一处还没有改')
    expect(box(1).getAttribute('aria-checked')).toBe('false')
  })

  it('that was changed is ticked, and can be taken back', async () => {
    const application = aReturned(aCard([feeItem]))
    returnedOnServer(application)
    server.application = { ...server.application, answers: { ...application.answers, feeFen: 8_000_000 } }
    await open()
    await press(box(1))
    expect(box(1).getAttribute('aria-checked')).toBe('true')
    expect(itemText(feeItem)).toContain('现在是 80,000 元（8.00 万元）')
    await press(box(1))
    expect(ticks().map((request) => request.data)).toEqual([{ done: true }, { done: false }])
    expect(box(1).getAttribute('aria-checked')).toBe('false')
  })

  it('without a change needs a sentence to the county, which is kept beside it', async () => {
    returnedOnServer(aReturned(aCard([feeItem])))
    await open()
    await press(stage.button('不用改，写说明'))
    expect(document.querySelector<HTMLButtonElement>('.confirm-acts .btn:last-child')?.disabled).toBe(true)
    await stage.type('写一句说明', ' 发票就是 8 元 ')
    await press(stage.button('写好，勾上'))
    expect(ticks().map((request) => request.data)).toEqual([{ done: true, reply: '发票就是 8 元' }])
    expect(itemText(feeItem)).toContain('说明：发票就是 8 元')
  })

  it('after the county took the card back says so and shows the case as it is now', async () => {
    returnedOnServer(aReturned(aCard([feeItem])))
    await open()
    server.application = { ...server.application, state: 'accepted', correction: null, due: null, actions: ['withdraw'] }
    await press(box(1))
    expect(stage.text()).toContain('正在审核')
    expect(stage.text()).not.toContain('补正一次告知3')
  })
})

describe('handing the corrections in', () => {
  const last = () => [...document.querySelectorAll<HTMLButtonElement>('.bar .btn')].at(-1)

  it('waits for the items that are left, and says how many', async () => {
    returnedOnServer(aReturned(aCard([feeItem, { ...pageItem, ...done, reply: '原件如此' }, paperItem])))
    await open()
    expect(last()?.textContent?.trim()).toBe('还有 2 处没改')
    expect(last()?.getAttribute('aria-disabled')).toBe('true')
    if (last()) await press(last() as HTMLButtonElement)
    expect(asked('POST /api/subsidies/applications/a1/actions/resubmit')).toHaveLength(0)
    expect(document.activeElement?.closest('.amend-item')?.id).toBe('amend-item-fee')
  })

  it('needs the statement, then goes once with the version looked at, and the clock runs on', async () => {
    returnedOnServer(aReturned(aCard([{ ...feeItem, ...done, reply: '原件如此' }])))
    await open()
    await press(stage.button('已按要求修改，交回'))
    const confirm = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)
    expect(confirm?.disabled).toBe(true)
    stage.box('已按要求修改').click()
    await settle()
    expect(confirm?.textContent?.trim()).toBe('交回')
    confirm?.click()
    confirm?.click()
    await settle(50)
    const sent = asked('POST /api/subsidies/applications/a1/actions/resubmit')
    expect(sent).toHaveLength(1)
    expect(sent[0]?.data).toEqual({ version: 5, statement: true })
    expect(sent[0]?.headers['Idempotency-Key']).toBeTruthy()
    expect(stage.text()).toContain('补正已交回，正在审核')
    expect(stage.text()).toContain('补正的日子不算在县里的时限里，县里还有 7 个工作日。')
  })

  it('that a colleague’s tick was taken from meanwhile lands at that item', async () => {
    returnedOnServer(aReturned(aCard([{ ...feeItem, ...done, reply: '原件如此' }])))
    await open()
    await press(stage.button('已按要求修改，交回'))
    stage.box('已按要求修改').click()
    await settle()
    server.more.set('POST /api/subsidies/applications/a1/actions/resubmit', () => {
      throw new Refused(409, 'cases.correction-unfinished', { fields: [{ field: 'items.item-fee', reason: 'required' }] })
    })
    await press(stage.button('交回'))
    expect(stage.text()).toContain('还有没改完的，一处一处勾上再交回')
    expect(stage.text()).not.toContain('补正已交回')
  })

  it('names what an opened answer made necessary, with the way there', async () => {
    const application = aReturned(aCard([{ ...feeItem, ...done, reply: '原件如此' }]))
    returnedOnServer({ ...application, answers: { ...application.answers, feeFen: null } })
    await open()
    expect(last()?.textContent?.trim()).toBe('还有 1 处没填好')
    expect(document.querySelector('#amend-wrong a')?.getAttribute('href')).toBe('/cases/a1/correct/item-fee')
  })

  it('of an account after a payment that failed has its own words', async () => {
    returnedOnServer(aReturned(aCard([anItem({ ...accountItem, ...done, reply: '户名没有错' })], { kind: 'payment' })))
    await open()
    expect(stage.text()).toContain('核对收款账户')
    expect(stage.text()).toContain('只开放收款账户，其他内容不变。')
    await press(stage.button('账户改好了，交回'))
    expect(stage.text()).toContain('账户已核对，是本企业的。')
  })
})

describe('colleagues on one returned case', () => {
  it('who are writing are named; who only look are not', async () => {
    returnedOnServer(aReturned(aCard([feeItem])), [{ name: '周建国', side: 'firm', doing: 'editing' }, { name: '孙磊', side: 'firm', doing: 'reading' }])
    await open()
    expect(stage.text()).toContain('周建国也正在改这一件')
    expect(stage.text()).not.toContain('孙磊')
    expect(asked('POST /api/cases/a1/presence')[0]?.data).toEqual({ doing: 'reading' })
  })

  it('are told when this page is left, and nobody is asked while nothing is to be corrected', async () => {
    returnedOnServer(aReturned(aCard([feeItem])))
    await open()
    stage.close()
    await settle()
    expect(asked('POST /api/cases/a1/presence').at(-1)?.data).toEqual({ doing: 'left' })
    const before = asked('POST /api/cases/a1/presence').length
    returnedOnServer({ ...aReturned(aCard([feeItem])), state: 'accepted', correction: null, due: null })
    await open()
    await settle(25_000)
    expect(asked('POST /api/cases/a1/presence')).toHaveLength(0)
    expect(before).toBeGreaterThan(0)
  })
})
