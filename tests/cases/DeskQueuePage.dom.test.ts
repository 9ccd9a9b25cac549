import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aQueue, aQueueItem } from './case-world.dom.ts'
import { openDesk } from './desk.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const rows = () => [...document.querySelectorAll<HTMLAnchorElement>('.queue-row')]
const chips = () => [...document.querySelectorAll<HTMLAnchorElement>('.queue-chips a')]
const lastAsked = () => sent.filter((request) => request.url === '/api/cases/queue' && !('limit' in (request.params ?? {}))).at(-1)?.params
const press = (key: string) => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))

const three = [
  aQueueItem({ id: 'a0', firmName: '超期的企业', workdaysLeft: -1, dueOn: '2026-11-20' }),
  aQueueItem({ id: 'a1', firmName: '今天的企业', workdaysLeft: 0, dueOn: '2026-11-23', firmVerified: false }),
  aQueueItem({ id: 'a2', firmName: '不急的企业', workdaysLeft: 15, state: 'accepted' }),
]

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the queue', () => {
  it('leads each row with when it is due, in red when it is close, and says so in words', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    const blocks = [...document.querySelectorAll('.due-block')].map((block) => [block.querySelector('b')?.textContent, block.className.replace('due-block', '').trim(), block.querySelector('.sr')?.textContent])
    expect(blocks).toEqual([['超 1', 'over', '超期 1 个工作日'], ['今', 'hot', '今天到期'], ['15', '', '剩 15 个工作日']])
    expect(rows()[1]?.textContent).toContain('企业待核验')
    expect(page.text()).toContain('2026年11月23日 周一，工作日')
  })

  it('has its groups with their counts, 待我办 first', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    expect(chips().map((chip) => chip.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['待我办 3', '超期 1', '待受理 2', '审核中 1', '已办结 4', '全部 7'])
    expect(chips().map((chip) => chip.getAttribute('aria-current'))).toEqual(['true', null, null, null, null, null])
    expect(lastAsked()).toMatchObject({ group: 'todo' })
    chips()[1]?.click()
    await page.settle()
    expect(lastAsked()).toMatchObject({ group: 'overdue' })
    expect(page.router.currentRoute.value.fullPath).toBe('/desk/queue?group=overdue')
  })

  it('is walked with ↑ and ↓, which stop at its ends', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    press('ArrowDown')
    expect(document.activeElement).toBe(rows()[0])
    press('ArrowDown')
    press('ArrowDown')
    press('ArrowDown')
    expect(document.activeElement).toBe(rows()[2])
    press('ArrowUp')
    expect(document.activeElement).toBe(rows()[1])
  })

  it('leaves ↑ and ↓ alone while words are typed', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    const box = document.querySelector<HTMLInputElement>('input[type=search]')
    box?.focus()
    press('ArrowDown')
    expect(document.activeElement).toBe(box)
  })

  it('looks everywhere for a firm or number, and the search can be cleared', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three) })
    const box = document.querySelector<HTMLInputElement>('input[type=search]')
    if (box) box.value = ' 苇畔 '
    box?.dispatchEvent(new Event('input'))
    answer('GET /api/cases/queue', 200, aQueue([]))
    document.querySelector('form[role=search]')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await page.settle()
    expect(lastAsked()).toMatchObject({ group: 'all', q: '苇畔' })
    expect(page.text()).toContain('没有找到「苇畔」')
    answer('GET /api/cases/queue', 200, aQueue(three))
    ;[...document.querySelectorAll('a')].find((link) => link.textContent === '清除')?.click()
    await page.settle()
    expect(rows()).toHaveLength(3)
  })

  it('reads on page by page', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue(three.slice(0, 2), { next: 'cursor' }) })
    answer('GET /api/cases/queue', 200, aQueue(three.slice(2)))
    await page.press('再取一页')
    expect(rows()).toHaveLength(3)
    expect(lastAsked()).toMatchObject({ group: 'todo', cursor: 'cursor' })
  })

  it('with nothing in it says so and leads to all', async () => {
    page = await openDesk('/desk/queue', { queue: aQueue([]) })
    expect(page.text()).toContain('没有等您办的件')
    expect(document.querySelector('.empty a.btn')?.getAttribute('href')).toBe('/desk/queue?group=all')
  })
})
