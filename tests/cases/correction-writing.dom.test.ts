import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, type Page } from '../accounts/mount-page.dom.ts'
import {
  acted,
  aCard,
  anItem,
  aPaperCase,
  byLabel,
  cardPath,
  clickAt,
  items,
  lastSaved,
  openCase,
  saves,
  sentence,
  showPicture,
  waitForSaving,
} from './correction-desk.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const confirm = () => [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)
async function press(key: string, target: EventTarget = document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await page.settle()
}
async function openPapers(): Promise<void> {
  page = await openCase()
  await page.press('材料')
  await showPicture(page)
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  Element.prototype.scrollIntoView = () => undefined
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a pin on a page', () => {
  it('is kept as a part of the page, whatever size it is shown in', async () => {
    await openPapers()
    await clickAt(page, 100 + 75, 50 + 300)
    await waitForSaving(page)
    expect(lastSaved()?.items[0]?.at).toEqual({ kind: 'paper', paperId: 'register', fileId: 'f1', page: 1, x: 0.25, y: 0.75 })
    byLabel('大小，现在适合')?.click()
    await page.settle()
    await showPicture(page, { width: 600, height: 800 })
    await clickAt(page, 100 + 150, 50 + 600)
    await waitForSaving(page)
    expect(lastSaved()?.items[1]?.at).toMatchObject({ x: 0.25, y: 0.75 })
  })

  it('on a page turned to the right still marks the same place of the page as it lies', async () => {
    await openPapers()
    byLabel('转一下')?.click()
    await page.settle()
    await showPicture(page, { width: 400, height: 300 })
    // A quarter to the right, the page's (0.25, 0.75) is seen a quarter from the left and a quarter from the top.
    await clickAt(page, 100 + 100, 50 + 75)
    await waitForSaving(page)
    expect(lastSaved()?.items[0]?.at).toMatchObject({ x: 0.25, y: 0.75 })
    expect(document.querySelector<HTMLElement>('.paper-pin')?.style.left).toBe('25%')
  })

  it('is not dropped by dragging the page', async () => {
    await openPapers()
    document.querySelector('.paper-pins')?.dispatchEvent(new MouseEvent('pointerdown', { clientX: 110, clientY: 60, bubbles: true }))
    await clickAt(page, 180, 200)
    expect(items()).toHaveLength(0)
  })

  it('is put right with the arrow keys, words and all', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    await page.press('看不清')
    await press('ArrowRight', document.querySelector('.paper-pin') ?? document)
    await press('ArrowUp', document.querySelector('.paper-pin') ?? document)
    await waitForSaving(page)
    expect(lastSaved()?.items[0]).toMatchObject({ at: { x: 0.26, y: 0.74 }, text: '登记簿副本第 1 页看不清，请重拍整页。' })
    expect(page.text()).toContain('第 1 / 2 页')
  })

  it('opens an item of the same number, shows on the paper’s row, and leads back to its page', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    expect(items()[0]?.textContent).toContain('登记簿副本，第 1 页')
    expect(document.querySelector('.paper-list .correction-number')?.textContent).toContain('1')
    await press('ArrowRight')
    expect(page.text()).toContain('第 2 / 2 页')
    document.querySelector<HTMLElement>('.correction-item-head')?.click()
    await page.settle()
    expect(page.text()).toContain('第 1 / 2 页')
  })

  it('on a phone is dropped after pressing 标一处, so that a tap that scrolls drops none', async () => {
    page = await openCase(aPaperCase(), false)
    await page.press('材料')
    await showPicture(page)
    await clickAt(page, 175, 350)
    expect(items()).toHaveLength(0)
    await page.press('标一处')
    await clickAt(page, 175, 350)
    expect(items()).toHaveLength(1)
    expect(page.button('告知').getAttribute('aria-pressed')).toBe('true')
    await page.press('看这一处')
    expect(page.button('材料').getAttribute('aria-pressed')).toBe('true')
  })
})

describe('an item', () => {
  it('takes a ready sentence, filled in, and opens what goes with it', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    await page.press('看不清')
    expect(sentence()?.value).toBe('登记簿副本第 1 页看不清，请重拍整页。')
    expect(page.text()).toContain('企业可改：只重传这一页')
    await page.press('过期')
    expect(sentence()?.value).toBe('登记簿副本已过有效期。')
    expect(page.text()).toContain('企业可改：整份材料')
  })

  it('keeps what the officer wrote himself when a ready sentence is picked', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    await page.type('企业看到的就是这句', '右下角盖住了。')
    await page.press('看不清')
    expect(sentence()?.value).toBe('右下角盖住了。登记簿副本第 1 页看不清，请重拍整页。')
    await page.type('企业看到的就是这句', '全是自己写的。')
    expect(page.button('看不清').getAttribute('aria-pressed')).toBe('false')
  })

  it('on an answer opens that field, and another paper when the officer adds it', async () => {
    page = await openCase()
    byLabel('在「贷款银行」标一处')?.click()
    await page.settle()
    await page.press('写错了')
    expect(sentence()?.value).toBe('贷款银行有误，请改。')
    await page.press('企业可改：该字段')
    const more = document.querySelector<HTMLSelectElement>('.correction-openings select')
    if (more) more.value = 'paper proof'
    more?.dispatchEvent(new Event('change'))
    await waitForSaving(page)
    expect(lastSaved()?.items[0]).toMatchObject({
      opens: [
        { kind: 'field', path: 'bank' },
        { kind: 'paper', paperId: 'proof' },
      ],
    })
    expect(page.text()).toContain('企业可改：该字段、加一份比例证明')
  })

  it('may be about a paper that is missing', async () => {
    page = await openCase()
    await press('d')
    await page.press('缺比例证明')
    await waitForSaving(page)
    expect(lastSaved()?.items[0]).toMatchObject({
      at: { kind: 'paper', paperId: 'proof', fileId: null },
      opens: [{ kind: 'paper', paperId: 'proof' }],
    })
    expect(items()[0]?.textContent).toContain('比例证明，没有交')
  })

  it('is the last one on a card that is full, and the card says so', async () => {
    const forty = Array.from({ length: 40 }, (_, index) => anItem(`item-number-${index}`))
    page = await openCase(aPaperCase({ correction: aCard(forty) }))
    expect(page.text()).toContain('一张告知最多 40 条，写满了')
    expect(byLabel('在「贷款银行」标一处')).toBeNull()
    await press('d')
    expect(items()).toHaveLength(40)
  })

  it('deleted comes back with 撤销, words and all', async () => {
    page = await openCase(aPaperCase({ correction: aCard([anItem('item-one')]) }))
    byLabel('删掉第 1 条')?.click()
    await page.settle()
    expect(items()).toHaveLength(0)
    await page.press('撤销')
    expect(items()[0]?.textContent).toContain('字段，贷款银行')
    expect(sentence()?.value).toBe('贷款银行有误。')
  })
})

describe('the draft', () => {
  it('says that it is being saved, and that it is', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    expect(page.text()).toContain('草稿，正在存')
    await waitForSaving(page)
    expect(page.text()).toContain('草稿，已存')
    expect(saves()).toHaveLength(1)
  })

  it('that could not be saved says so, keeps every word and is sent again on asking', async () => {
    await openPapers()
    answer(`PUT ${cardPath}`, 503, { code: 'unavailable', requestId: 'r' })
    await clickAt(page, 175, 350)
    await page.press('看不清')
    await waitForSaving(page)
    expect(page.text()).toContain('没存上')
    expect(sentence()?.value).toContain('看不清')
    answer(`PUT ${cardPath}`, 200, { correction: aCard([], { version: 1 }) })
    await page.press('再存一次')
    expect(page.text()).toContain('草稿，已存')
  })

  it('on a place that is no longer there names the item', async () => {
    await openPapers()
    answer(`PUT ${cardPath}`, 422, { code: 'invalid-input', fields: [{ field: 'items[0].at', reason: 'unknown' }], requestId: 'r' })
    await clickAt(page, 175, 350)
    await waitForSaving(page)
    expect(page.text()).toContain('第 1 条存不上，那一处可能已经变了')
    expect(items()).toHaveLength(1)
  })

  it('a colleague changed meanwhile is fetched, said so, and what was typed stays', async () => {
    await openPapers()
    answer(`PUT ${cardPath}`, 412, { code: 'stale', details: { version: 4 }, requestId: 'r' })
    const theirs = aCard([anItem('their-item')], { version: 4, savedBy: '李科', savedAt: '2026-11-23T02:09:00.000Z' })
    answer('GET /api/subsidies/applications/a1', 200, aPaperCase({ correction: theirs }))
    await clickAt(page, 175, 350)
    await page.press('看不清')
    await vi.advanceTimersByTimeAsync(700)
    await page.settle()
    expect(page.text()).toContain('李科刚改过这张告知')
    expect(items().map((item) => item.textContent)).toEqual([
      expect.stringContaining('贷款银行有误'),
      expect.stringContaining('登记簿副本，第 1 页'),
    ])
    expect(sentence()?.value).toContain('看不清')
    expect(lastSaved()).toMatchObject({
      version: 4,
      items: [{ text: '贷款银行有误。' }, { text: '登记簿副本第 1 页看不清，请重拍整页。' }],
    })
  })

  it('left before it was saved is saved on leaving, and is there on coming back', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    await page.press('看不清')
    await page.router.push('/desk/queue')
    await page.settle()
    expect(lastSaved()?.items[0]?.text).toContain('看不清')
    await page.router.push('/desk/cases/a1')
    await page.settle()
    expect(items()[0]?.textContent).toContain('看不清')
  })

  it('of a colleague is there when the case is opened, with who wrote it', async () => {
    page = await openCase(aPaperCase({ correction: aCard([anItem('their-item')], { savedBy: '李科' }) }))
    expect(items()).toHaveLength(1)
    expect(page.text()).toContain('李科 11月23日 10:00 写的')
    expect(saves()).toHaveLength(0)
  })
})

describe('sending', () => {
  const ready = () => openCase(aPaperCase({ correction: aCard([anItem('item-one')]) }))

  it('is refused without a sentence, which is asked for in its place', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    await page.press('发出一次告知')
    expect(page.noteOf('企业看到的就是这句')).toContain('写一句要改什么')
    expect(confirm()).toBeUndefined()
    expect(acted('return')).toHaveLength(0)
  })

  it('shows first exactly what the firm will read, its days, and that the clock stops', async () => {
    page = await ready()
    await page.press('发出一次告知')
    const sheet = document.querySelector('.correction-sheet')?.textContent ?? ''
    expect(sheet).toContain('贷款银行有误。')
    expect(sheet).toContain('改这一项')
    expect(sheet).toContain('5 个工作日示例')
    expect(sheet).toContain('发出后县里的钟停')
  })

  it('goes once, as it was shown, with its key and version', async () => {
    page = await ready()
    await page.press('发出一次告知')
    answer(
      `POST /api/subsidies/applications/a1/actions/return`,
      200,
      aPaperCase({
        state: 'returned',
        version: 4,
        actions: ['take-back'],
        correction: aCard([anItem('item-one')], { state: 'open', sentAt: '2026-11-23T02:08:00.000Z' }),
      }),
    )
    confirm()?.click()
    confirm()?.click()
    await page.settle()
    expect(acted('return')).toHaveLength(1)
    expect(acted('return')[0]).toMatchObject({ data: { version: 3, items: [{ id: 'item-one', text: '贷款银行有误。' }] } })
    expect(acted('return')[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.text()).toContain('等企业改，现在不能定')
    expect(page.text()).not.toContain('没有发出')
  })

  it('waits when a colleague changed the card meanwhile, and shows it as it is now', async () => {
    page = await ready()
    await page.press('发出一次告知')
    answer(`PUT ${cardPath}`, 412, { code: 'stale', details: { version: 2 }, requestId: 'r' })
    answer(
      'GET /api/subsidies/applications/a1',
      200,
      aPaperCase({
        correction: aCard([anItem('item-one'), anItem('item-two', { text: '户名不对。' })], {
          version: 2,
          savedBy: '李科',
          savedAt: '2026-11-23T02:09:00.000Z',
        }),
      }),
    )
    confirm()?.click()
    await page.settle()
    expect(acted('return')).toHaveLength(0)
    expect(document.querySelector('.correction-sheet')?.textContent).toContain('同事刚改过这张告知')
    expect(document.querySelector('.correction-sheet')?.textContent).toContain('户名不对。')
  })

  it('replaces the other deeds while there are items, but a case without a fault may still be accepted', async () => {
    page = await ready()
    expect(page.text()).toContain('没有问题，受理')
    expect([...document.querySelectorAll('.desk-case-acts button')].map((button) => button.textContent?.trim())).toEqual([
      '没有问题，受理',
      '发出一次告知',
    ])
  })

  it('is offered to nobody who may not return the case', async () => {
    page = await openCase(aPaperCase({ state: 'reviewing', actions: ['approve'] }))
    await page.press('材料')
    await showPicture(page)
    await clickAt(page, 175, 350)
    expect(page.text()).not.toContain('一次告知')
    expect(byLabel('在「贷款银行」标一处')).toBeNull()
  })
})

describe('the keys', () => {
  it('switch tabs, leaf through pages, add an item for the page shown and close', async () => {
    page = await openCase()
    await press('2')
    expect(page.text()).toContain('第 1 / 2 页')
    await press('ArrowRight')
    await press('D')
    await waitForSaving(page)
    expect(lastSaved()?.items[0]?.at).toEqual({ kind: 'paper', paperId: 'register', fileId: 'f2', page: 1, x: null, y: null })
    await press('Escape')
    expect(document.querySelector('.correction-item.on')).toBeNull()
  })

  it('do nothing inside a field', async () => {
    await openPapers()
    await clickAt(page, 175, 350)
    const box = sentence()
    expect(box).not.toBeNull()
    if (box) for (const key of ['1', 'd', '?']) await press(key, box)
    expect(items()).toHaveLength(1)
    expect(page.text()).toContain('第 1 / 2 页')
  })
})
