import { defineComponent, h } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import type { Message, Messages } from '#contract/messages/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import MessagesPage from '#client/messages/MessagesPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const Host = defineComponent(() => {
  useSessionStore().set(me)
  return () => h(MessagesPage)
})

function aMessage(overrides: Partial<Message> = {}): Message {
  return { id: 'm1', category: 'case', title: '已受理：转化奖励', body: '编号 HT2026-ZH-0001。', link: '/cases/c1', tone: 'good', createdAt: '2026-11-23T01:00:00.000Z', readAt: null, ...overrides }
}
function inbox(items: Message[], more: Partial<Messages> = {}): Messages {
  return { items, unread: items.filter((item) => item.readAt === null).length, categories: [...new Set(items.map((item) => item.category))], ...more }
}
const read = { readAt: '2026-11-20T01:00:00.000Z' }
const asked = (route: string) => sent.filter((request) => `${request.method} ${request.url}` === route).length
const headings = () => [...document.querySelectorAll('h2')].map((element) => element.textContent?.trim())

let page: Page
async function open(reply: Messages, path = '/messages'): Promise<void> {
  answer('GET /api/messages', 200, reply)
  page = await mountPage(Host, path)
}
const rowOf = (title: string) => [...document.querySelectorAll<HTMLElement>('a.row, button.row')].find((row) => row.textContent?.includes(title))

beforeEach(() => {
  vi.useFakeTimers()
  // 10:08 in Shanghai; the machine stands in New York, where it is still Sunday.
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the inbox', () => {
  it('stands in 今天 and 更早 by the day in Shanghai, and says in words what is unread', async () => {
    await open(inbox([aMessage({ createdAt: '2026-11-22T16:30:00.000Z' }), aMessage({ id: 'm2', title: '收到申报', createdAt: '2026-11-22T15:30:00.000Z', ...read })]))
    expect(headings()).toEqual(['今天', '更早'])
    expect(rowOf('已受理')?.textContent).toContain('未读')
    expect(rowOf('收到申报')?.textContent).not.toContain('未读')
    expect(rowOf('已受理')?.textContent).toContain('00:30')
  })

  it('has tabs only for the categories there are, and none when there is only one', async () => {
    await open(inbox([aMessage(), aMessage({ id: 'm2', category: 'account' })]))
    const tabs = () => [...document.querySelectorAll('.seg a')]
    expect(tabs().map((tab) => tab.textContent?.replace(/\s+/g, ''))).toEqual(['全部2条未读', '办件', '账号'])
    expect(tabs().map((tab) => tab.getAttribute('aria-current'))).toEqual(['true', null, null])
    page.unmount()
    await open(inbox([aMessage()]))
    expect(tabs()).toEqual([])
  })

  it('asks for the next page and shows nothing twice', async () => {
    await open(inbox([aMessage({ id: 'm1' })], { next: 'cursor' }))
    answer('GET /api/messages', 200, inbox([aMessage({ id: 'm1' }), aMessage({ id: 'm0', title: '更早的一条' })]))
    await page.press('更早的消息')
    expect(document.querySelectorAll('.message')).toHaveLength(2)
    expect(page.text()).toContain('更早的一条')
    expect(page.text()).not.toContain('更早的消息')
  })

  it('leads on when there is nothing in it', async () => {
    await open(inbox([]))
    expect(page.text()).toContain('还没有消息')
    expect(document.querySelector('.empty a.btn')?.getAttribute('href')).toBe('/subsidies')
    expect(page.text()).not.toContain('全部已读')
  })

  it('says what is wrong when it cannot be had, and tries again', async () => {
    page = await mountPage(Host, '/messages')
    expect(page.text()).toContain('没有网')
    answer('GET /api/messages', 200, inbox([aMessage()]))
    await page.press('再试一次')
    expect(page.text()).toContain('已受理：转化奖励')
  })
})

describe('opening a message', () => {
  it('marks it read and follows its link', async () => {
    answer('POST /api/messages/m1/read', 200, { unread: 0 })
    await open(inbox([aMessage()]))
    answer('GET /api/messages', 200, inbox([aMessage(read)]))
    rowOf('已受理')?.click()
    await page.settle()
    expect(asked('POST /api/messages/m1/read')).toBe(1)
    expect(page.router.currentRoute.value.path).toBe('/cases/c1')
  })

  it('that was read before only follows its link', async () => {
    await open(inbox([aMessage(read)]))
    rowOf('已受理')?.click()
    await page.settle()
    expect(asked('POST /api/messages/m1/read')).toBe(0)
    expect(page.router.currentRoute.value.path).toBe('/cases/c1')
  })

  it('without a link stays and marks it read', async () => {
    answer('POST /api/messages/m1/read', 200, { unread: 0 })
    await open(inbox([aMessage({ link: null })]))
    answer('GET /api/messages', 200, inbox([aMessage({ link: null, ...read })]))
    rowOf('已受理')?.click()
    await page.settle()
    expect(page.router.currentRoute.value.path).toBe('/messages')
    expect(rowOf('已受理')?.textContent).not.toContain('未读')
  })
})

describe('全部已读', () => {
  it('marks all and asks again; the button goes with the last unread one', async () => {
    answer('POST /api/messages/read-all', 200, { unread: 0 })
    await open(inbox([aMessage(), aMessage({ id: 'm2' })]))
    answer('GET /api/messages', 200, inbox([aMessage(read), aMessage({ id: 'm2', ...read })]))
    await page.press('全部已读')
    expect(asked('POST /api/messages/read-all')).toBe(1)
    expect(document.querySelectorAll('.message-dot')).toHaveLength(0)
    expect(page.text()).not.toContain('全部已读')
  })
})
