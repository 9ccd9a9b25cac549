import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useMessagesRefresh, useUnread } from '#client/messages/unread.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const asked = () => sent.filter((request) => request.url === '/api/messages/unread').length
let refresh: () => Promise<unknown>
const Badge = defineComponent(() => {
  const unread = useUnread(ref(true))
  refresh = useMessagesRefresh()
  return () => h('b', String(unread.value))
})
function setVisible(state: 'visible' | 'hidden'): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
}

let page: Page
async function minutes(count: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(count * 60_000)
  await page.settle()
}

beforeEach(async () => {
  vi.useFakeTimers()
  setVisible('visible')
  answer('GET /api/messages/unread', 200, { unread: 2 })
  page = await mountPage(Badge, '/')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the badge', () => {
  it('asks nothing while nobody is signed in', async () => {
    await minutes(5)
    expect(asked()).toBe(0)
    expect(page.text()).toBe('0')
  })

  it('asks once a minute while the page is in sight, and not at all while it is not', async () => {
    useSessionStore().set(me)
    await page.settle()
    expect(page.text()).toBe('2')
    const first = asked()
    await minutes(3)
    expect(asked()).toBe(first + 3)
    setVisible('hidden')
    await minutes(3)
    expect(asked()).toBe(first + 3)
  })

  it('asks again after anything that may have sent a message', async () => {
    useSessionStore().set(me)
    await page.settle()
    answer('GET /api/messages/unread', 200, { unread: 3 })
    await refresh()
    await page.settle()
    expect(page.text()).toBe('3')
  })

  it('stops when the session is lost', async () => {
    const session = useSessionStore()
    session.set(me)
    await page.settle()
    answer('GET /api/messages/unread', 401, { code: 'not-signed-in', requestId: 'r' })
    await minutes(1)
    expect(session.isLost).toBe(true)
    const last = asked()
    await minutes(5)
    expect(asked()).toBe(last)
  })
})
