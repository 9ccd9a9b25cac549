import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Changes } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { acted, aCard, aFile, anItem, aPaperCase, cardPath, openCase, showPicture, waitForSaving } from './correction-desk.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const confirm = () => [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)
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

describe('while the firm corrects', () => {
  const returned = (blocked: { action: 'take-back'; code: string }[] = []) =>
    aPaperCase({
      state: 'returned',
      actions: blocked.length > 0 ? [] : ['take-back'],
      blocked,
      correction: aCard(
        [
          anItem('item-one', { doneAt: '2026-11-23T02:05:00.000Z', doneBy: '李敏', reply: '按合同填的' }),
          anItem('item-two', { text: '户名不对。' }),
        ],
        { state: 'open', sentAt: '2026-11-23T02:00:00.000Z' },
      ),
    })

  it('shows the card read only, what is ticked and what the firm says', async () => {
    page = await openCase(returned())
    expect(page.text()).toContain('等企业改，现在不能定')
    expect(page.text()).toContain('企业改好 1 处，共 2 处')
    expect(page.text()).toContain('企业勾了改好，11月23日 10:05 李敏')
    expect(page.text()).toContain('企业说明：按合同填的')
    expect(document.querySelector('.correction-panel textarea')).toBeNull()
    expect(page.text()).not.toContain('发出一次告知')
  })

  it('does not lose what was typed here when a colleague had sent the card already', async () => {
    page = await openCase()
    answer(`PUT ${cardPath}`, 412, { code: 'stale', details: { version: 2 }, requestId: 'r' })
    answer('GET /api/subsidies/applications/a1', 200, returned())
    document.querySelector<HTMLElement>('[aria-label="在「贷款银行」标一处"]')?.click()
    await page.settle()
    await page.press('写错了')
    await waitForSaving(page)
    expect(page.text()).toContain('等企业改，现在不能定')
    expect(page.text()).toContain('您写的这 1 条没有发出，同事先发了告知。贷款银行有误，请改。')
  })

  it('takes the card back with a reason, and without one does not', async () => {
    page = await openCase(returned())
    await page.press('收回告知')
    expect(confirm()?.disabled).toBe(true)
    await page.type('收回的理由', '材料后来找到了')
    answer('POST /api/subsidies/applications/a1/actions/take-back', 200, aPaperCase({ version: 5 }))
    confirm()?.click()
    await page.settle()
    expect(acted('take-back')[0]).toMatchObject({ data: { version: 3, reason: '材料后来找到了' } })
    expect(page.text()).not.toContain('等企业改')
  })

  it('does not take it back from a firm that is editing, and says why', async () => {
    page = await openCase(returned([{ action: 'take-back', code: 'cases.firm-editing' }]))
    expect(page.button('收回告知').disabled).toBe(true)
    expect(page.text()).toContain('企业正在改')
  })
})

describe('a case that came back', () => {
  const changes: Changes = {
    fields: [{ path: 'bank', before: '湖滨支行' }],
    papers: [{ paperId: 'register', fileId: 'f2', replaces: 'f0' }],
    removed: [
      { paperId: 'contract', fileId: 'f9' },
      { paperId: 'register', fileId: 'f0' },
    ],
  }

  it('says in how many places it changed and shows the old words beside the new', async () => {
    page = await openCase(aPaperCase({ rounds: 1, changes }))
    expect(page.text()).toContain('改了 3 处')
    const row = document.querySelector('.ans-row.changed')
    expect(row?.textContent).toContain('湖滨银行')
    expect(row?.textContent).toContain('改了')
    expect(row?.querySelector('s')?.textContent).toBe('湖滨支行')
  })

  it('goes from one change to the next, marks the new page and shows the one it replaced', async () => {
    page = await openCase(aPaperCase({ rounds: 1, changes }))
    await page.press('下一处')
    await page.press('下一处')
    expect(page.text()).toContain('第 2 / 2 页')
    expect(page.text()).toContain('这一页是补正时换的')
    answer('GET /api/files/f0/info', 200, { ...aFile('f0'), sentSha256: null })
    await page.press('看原来的')
    expect(page.text()).toContain('这是原来那一个')
    expect(document.querySelector<HTMLImageElement>('.paper-view img')?.getAttribute('src')).toBe('/api/files/f0')
    await showPicture(page)
    document.querySelector('.paper-pins')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await page.settle()
    expect(document.querySelectorAll('.correction-item')).toHaveLength(0)
    await page.press('回到现在的')
    expect(document.querySelector<HTMLImageElement>('.paper-view img')?.getAttribute('src')).toBe('/api/files/f2')
  })

  it('lists what was taken away, which can still be looked at', async () => {
    page = await openCase(aPaperCase({ rounds: 1, changes }))
    await page.press('看清单')
    answer('GET /api/files/f9/info', 200, { ...aFile('f9'), sentSha256: null })
    await page.press('借款合同拿掉了一页')
    expect(sent.some((request) => request.url === '/api/files/f9/info')).toBe(true)
    expect(document.querySelector<HTMLImageElement>('.paper-view img')?.getAttribute('src')).toBe('/api/files/f9')
  })
})
