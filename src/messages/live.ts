// The badge while a page is in sight: one stream of events a phone, what it says shared with the phone's other pages. Where it fails the badge asks as before.
import { streamUnread } from '#contract/messages/endpoints.ts'
import { openTabChannel } from '#client/ui/tab-channel.ts'

const lockName = 'zqt.messages.live'
const firstPauseMs = 2_000
const longestPauseMs = 5 * 60_000

export interface LiveOptions {
  accountId: string
  /** Of this account, from the server or from another page that hears it. */
  onUnread(unread: number): void
  /** The stream has failed twice running: asks once without it, which also tells a session that is over. */
  onFailing(): void
}
export interface Live {
  /** This page hears the server itself. */
  isLive(): boolean
  stop(): void
}

function unreadIn(text: unknown): number | null {
  try {
    const data: unknown = JSON.parse(String(text))
    return typeof data === 'object' && data !== null && 'unread' in data && typeof data.unread === 'number' ? data.unread : null
  } catch {
    return null
  }
}

/** Pauses grow with every failure, and no two phones come back in the same instant. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs) * (0.5 + chance)
}

/** Listens until stopped, while the page is in sight and online. Asks for nothing where the browser has no EventSource. */
export function startLive({ accountId, onUnread, onFailing }: LiveOptions): Live {
  let source: EventSource | undefined
  let isLive = false
  let failures = 0
  let last: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Gives the lead of this phone to its next page. */
  let resign: (() => void) | undefined

  const isWanted = () => document.visibilityState === 'visible' && navigator.onLine
  const pages = openTabChannel(lockName, (news) => {
    const [id, unread] = news.split(' ')
    if (id !== accountId) return
    if (unread !== undefined) onUnread(Number(unread))
    else if (isLive && last !== null) pages.announce(`${accountId} ${last}`)
  })

  function disconnect(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
    isLive = false
  }
  function onEvent({ data }: MessageEvent<unknown>): void {
    const unread = unreadIn(data)
    if (unread === null) return
    isLive = true
    failures = 0
    last = unread
    onUnread(unread)
    pages.announce(`${accountId} ${unread}`)
  }
  function onError(): void {
    disconnect()
    failures += 1
    if (failures >= 2) onFailing()
    timer = setTimeout(connect, pauseAfter(failures, Math.random()))
  }
  function connect(): void {
    const opened = new EventSource(streamUnread.path)
    source = opened
    opened.addEventListener('unread', onEvent)
    // As many pages of this person as the server keeps are open elsewhere: this one asks until it is looked at again.
    opened.addEventListener('enough', disconnect)
    opened.addEventListener('error', onError)
  }

  function lead(): void {
    if (!('locks' in navigator)) {
      resign = () => undefined
      connect()
      return
    }
    const waiting = new AbortController()
    resign = () => waiting.abort()
    const held = () =>
      new Promise<void>((release) => {
        resign = release
        connect()
      })
    // Refused only when this page stopped waiting.
    navigator.locks.request(lockName, { signal: waiting.signal }, held).catch(() => undefined)
    pages.announce(accountId)
  }
  function rest(): void {
    disconnect()
    resign?.()
    resign = undefined
  }
  function look(): void {
    if (!isWanted()) rest()
    else if (!resign) {
      failures = 0
      lead()
    }
  }

  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  window.addEventListener('offline', look)
  if (typeof EventSource !== 'undefined') look()
  return {
    isLive: () => isLive,
    stop() {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
      rest()
      pages.close()
    },
  }
}
