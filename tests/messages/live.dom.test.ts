// The badge without reloading: the page's side of the stream of unread messages.
import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '#contract/accounts/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { pauseAfter } from '#client/messages/live.ts'
import { useUnread } from '#client/messages/unread.ts'
import { usePages } from '#client/ui/use-pages.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { answer, fakeAxios, forget, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

class FakeSource extends EventTarget {
  static all: FakeSource[] = []
  isOpen = true
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    FakeSource.all.push(this)
  }
  close() { this.isOpen = false }
  say(unread: number) { this.dispatchEvent(new MessageEvent('unread', { data: JSON.stringify({ unread }) })) }
  fail() { this.dispatchEvent(new Event('error')) }
}
const open = () => FakeSource.all.filter((source) => source.isOpen)
const asked = (url: string) => sent.filter((request) => request.url === url).length
const badge = () => document.querySelector('b')?.textContent

const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const Badge = defineComponent(() => {
  const unread = useUnread(ref(true))
  const inbox = usePages({ key: ['messages', 'list', 'a1', ''], query: (call) => call(listMessages, { query: {} }) })
  return () => [h('b', String(unread.value)), h('i', String(inbox.items.value.length))]
})
let isOnline = true
function setVisible(state: 'visible' | 'hidden'): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
  document.dispatchEvent(new Event('visibilitychange'))
}
function setOnline(next: boolean): void {
  isOnline = next
  window.dispatchEvent(new Event(next ? 'online' : 'offline'))
}

let page: Page
async function seconds(count: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(count * 1_000)
  await page.settle()
}
async function signedIn(): Promise<FakeSource> {
  useSessionStore().set(me)
  await page.settle()
  await vi.dynamicImportSettled()
  await page.settle()
  return FakeSource.all.at(-1)!
}

beforeEach(async () => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  vi.spyOn(navigator, 'onLine', 'get').mockImplementation(() => isOnline)
  isOnline = true
  FakeSource.all = []
  vi.stubGlobal('EventSource', FakeSource)
  setVisible('visible')
  answer('GET /api/messages/unread', 200, { unread: 2 })
  answer('GET /api/messages', 200, { items: [], unread: 0, categories: [] })
  answer('GET /api/accounts/me', 200, me)
  page = await mountPage(Badge, '/')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the badge, live', () => {
  it('is heard of nowhere while nobody is signed in', async () => {
    await seconds(60)
    expect(FakeSource.all).toEqual([])
  })

  it('shows what the server says, without asking', async () => {
    const source = await signedIn()
    expect(source.url).toBe('/api/messages/stream')
    source.say(2)
    const before = asked('/api/messages/unread')
    source.say(5)
    await seconds(180)
    expect(badge()).toBe('5')
    expect(asked('/api/messages/unread')).toBe(before)
    // An answer that an event has overtaken does not stay for ever.
    await seconds(120)
    expect(asked('/api/messages/unread')).toBe(before + 1)
  })

  it('has the inbox ask again when there is more, not when there is less', async () => {
    const source = await signedIn()
    source.say(2)
    const before = asked('/api/messages')
    source.say(3)
    await page.settle()
    expect(asked('/api/messages')).toBe(before + 1)
    source.say(0)
    await page.settle()
    expect(asked('/api/messages')).toBe(before + 1)
  })

  it('rests while the page is out of sight or without a network, and is there again after', async () => {
    const source = await signedIn()
    setVisible('hidden')
    expect(source.isOpen).toBe(false)
    await seconds(600)
    expect(open()).toEqual([])
    setVisible('visible')
    expect(open().length).toBe(1)
    setOnline(false)
    expect(open()).toEqual([])
    setOnline(true)
    expect(open().length).toBe(1)
  })

  it('comes back by itself after the server was gone for a moment, without a flicker', async () => {
    const source = await signedIn()
    source.say(4)
    const before = asked('/api/messages/unread')
    source.fail()
    await page.settle()
    expect(badge()).toBe('4')
    await seconds(2)
    expect(open().length).toBe(1)
    open()[0]!.say(6)
    await page.settle()
    expect(badge()).toBe('6')
    expect(asked('/api/messages/unread')).toBe(before)
  })

  it('asks as before where it fails twice, while it goes on trying more and more rarely', async () => {
    const source = await signedIn()
    source.say(2)
    source.fail()
    await seconds(2)
    const before = asked('/api/messages/unread')
    answer('GET /api/messages/unread', 200, { unread: 9 })
    open()[0]!.fail()
    await page.settle()
    expect(asked('/api/messages/unread')).toBe(before + 1)
    expect(badge()).toBe('9')
    await seconds(3)
    expect(open()).toEqual([])
    await seconds(1)
    expect(open().length).toBe(1)
    expect([1, 2, 3, 8, 20].map((failures) => pauseAfter(failures, 0.5) / 1000)).toEqual([2, 4, 8, 256, 300])
  })

  it('asks every minute once the server is killed, and is live again when it is back', async () => {
    const source = await signedIn()
    source.say(2)
    forget('GET /api/messages/unread')
    for (let round = 0; round < 6; round += 1) {
      open()[0]!.fail()
      await seconds(2 * 2 ** round)
    }
    const before = asked('/api/messages/unread')
    open()[0]!.isOpen = false
    await seconds(60)
    expect(asked('/api/messages/unread')).toBe(before + 1)
    expect(badge()).toBe('2')
    FakeSource.all.at(-1)!.say(3)
    await page.settle()
    expect(badge()).toBe('3')
  })

  it('stops when the session is lost, and when its person signs out', async () => {
    const source = await signedIn()
    answer('GET /api/messages/unread', 401, { code: 'not-signed-in', requestId: 'r' })
    source.fail()
    await seconds(2)
    open()[0]!.fail()
    await page.settle()
    expect(useSessionStore().isLost).toBe(true)
    const tries = FakeSource.all.length
    await seconds(3600)
    expect(FakeSource.all.length).toBe(tries)
  })

  it('gives way where the person has enough of them, and asks until the page is looked at again', async () => {
    const source = await signedIn()
    source.say(2)
    source.dispatchEvent(new MessageEvent('enough', { data: '{}' }))
    const before = asked('/api/messages/unread')
    await seconds(120)
    expect(FakeSource.all.length).toBe(1)
    expect(asked('/api/messages/unread')).toBe(before + 2)
    setVisible('hidden')
    setVisible('visible')
    expect(open().length).toBe(1)
  })

  it('makes nothing of what is no number', async () => {
    const source = await signedIn()
    source.say(2)
    for (const data of ['', '{', '{"unread":"3"}', 'null']) source.dispatchEvent(new MessageEvent('unread', { data }))
    await page.settle()
    expect(badge()).toBe('2')
  })
})

describe('two pages of one phone', () => {
  class FakeChannel {
    static all: FakeChannel[] = []
    onmessage: ((event: { data: unknown }) => void) | null = null
    constructor() { FakeChannel.all.push(this) }
    postMessage(data: unknown) { for (const other of FakeChannel.all) if (other !== this) other.onmessage?.({ data }) }
    close() { FakeChannel.all = FakeChannel.all.filter((one) => one !== this) }
  }

  it('share one stream: the one that waits hears the number, of its own person only, and takes over', async () => {
    let take: (() => Promise<void>) | undefined
    vi.stubGlobal('BroadcastChannel', FakeChannel)
    const locks = { request: (_name: string, _options: object, run: () => Promise<void>) => { take = run; return Promise.resolve() } }
    Object.defineProperty(navigator, 'locks', { configurable: true, value: locks })
    try {
      const other = new FakeChannel()
      const heard: unknown[] = []
      other.onmessage = ({ data }) => heard.push(data)
      useSessionStore().set(me)
      await page.settle()
      await vi.dynamicImportSettled()
      await page.settle()
      expect(FakeSource.all).toEqual([])
      expect(heard).toEqual(['a1'])
      other.postMessage('a1 7')
      other.postMessage('somebody-else 99')
      await page.settle()
      expect(badge()).toBe('7')
      void take?.()
      FakeSource.all[0]!.say(8)
      other.postMessage('a1')
      expect(heard).toEqual(['a1', 'a1 8', 'a1 8'])
    } finally {
      Reflect.deleteProperty(navigator, 'locks')
    }
  })
})
