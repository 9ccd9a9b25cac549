import { computed, onScopeDispose, watch, type ComputedRef, type Ref } from 'vue'
import { useQueryCache, type QueryCache } from '@pinia/colada'
import { countUnread } from '#contract/messages/endpoints.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import type { Live } from './live.ts'

const pollMs = 60_000
/** A live page asks now and then, too: an answer that was overtaken by an event does not stay for ever. */
const livePolls = 5
let isPushRenewed = false

/** Where this phone takes pushes, the server is told once a start whose phone it is; elsewhere not even the code is fetched. */
async function renewPushOnce(): Promise<void> {
  if (isPushRenewed || !('Notification' in globalThis) || Notification.permission !== 'granted') return
  isPushRenewed = true
  const { renewPush } = await import('./push.ts')
  await renewPush()
}

/** Unread messages of the person signed in, as last known; while nobody is, or the session is lost, nothing is asked. */
function useUnreadLoad(isOn: () => boolean): Load<{ unread: number }> {
  const session = useSessionStore()
  return useLoad({
    key: () => ['messages', 'unread', session.me?.id ?? ''],
    query: (call) => call(countUnread),
    enabled: () => isOn() && Boolean(session.me) && !session.me?.factorStep && !session.isLost,
    staleTime: 30_000,
  })
}

/** The same for a second place on the page: asks no more often than the badge does. */
export function useUnreadCount(): ComputedRef<number> {
  const unread = useUnreadLoad(() => true)
  return computed(() => unread.data.value?.unread ?? 0)
}

/** What the server says by itself goes where the answers go; where it is more than before, the inbox asks again. */
async function listen(accountId: string, cache: QueryCache, ask: () => void): Promise<Live | undefined> {
  if (typeof EventSource === 'undefined') return undefined
  const { startLive } = await import('./live.ts')
  const key = ['messages', 'unread', accountId]
  return startLive({
    accountId,
    onUnread(unread) {
      const before = cache.getQueryData<{ unread: number }>(key)?.unread
      cache.setQueryData(key, { unread })
      // An inbox that cannot be read now stays as it was.
      if (before !== undefined && unread > before) cache.invalidateQueries({ key: ['messages', 'list', accountId] }).catch(() => undefined)
    },
    onFailing: ask,
  })
}

/** For the badge: live while the page is in sight, else asked for again every minute. */
export function useUnread(isMounted: Readonly<Ref<boolean>>): ComputedRef<number> {
  const session = useSessionStore()
  const cache = useQueryCache()
  const unread = useUnreadLoad(() => isMounted.value)
  const ask = () => void unread.reload()
  let stop = () => {}
  function start(accountId: string): void {
    let live: Live | undefined
    let isStopped = false
    let rounds = 0
    const timer = setInterval(() => {
      rounds += 1
      if (document.visibilityState === 'visible' && (!live?.isLive() || rounds % livePolls === 0)) ask()
    }, pollMs)
    stop = () => {
      isStopped = true
      clearInterval(timer)
      live?.stop()
    }
    // Not fetched (no network, a newer build): the badge asks.
    listen(accountId, cache, ask).then(
      (started) => {
        live = started
        if (isStopped) live?.stop()
      },
      () => undefined,
    )
    void renewPushOnce()
  }
  watch(
    () => (isMounted.value && session.isConfirmed && !session.isLost && !session.me?.factorStep ? (session.me?.id ?? null) : null),
    (accountId) => {
      stop()
      if (accountId !== null) start(accountId)
    },
  )
  onScopeDispose(() => stop())
  return computed(() => (session.me ? (unread.data.value?.unread ?? 0) : 0))
}

/** After anything that may have sent a message to oneself: the inbox and the badge ask again. */
export function useMessagesRefresh(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: ['messages'] }).catch(() => undefined)
}
