import { computed, onScopeDispose, watch, type ComputedRef, type Ref } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { countUnread } from '#contract/messages/endpoints.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

const pollMs = 60_000
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
    enabled: () => isOn() && Boolean(session.me) && !session.isLost,
    staleTime: 30_000,
  })
}

/** The same for a second place on the page: asks no more often than the badge does. */
export function useUnreadCount(): ComputedRef<number> {
  const unread = useUnreadLoad(() => true)
  return computed(() => unread.data.value?.unread ?? 0)
}

/** For the badge: asked for again every minute while the page is in sight. */
export function useUnread(isMounted: Readonly<Ref<boolean>>): ComputedRef<number> {
  const session = useSessionStore()
  const unread = useUnreadLoad(() => isMounted.value)
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  watch(
    () => isMounted.value && Boolean(session.me) && !session.isLost,
    (isOn) => {
      stop()
      if (isOn) void renewPushOnce()
      if (isOn) timer = setInterval(() => document.visibilityState === 'visible' && void unread.reload(), pollMs)
    },
  )
  onScopeDispose(stop)
  return computed(() => (session.me ? (unread.data.value?.unread ?? 0) : 0))
}

/** After anything that may have sent a message to oneself: the inbox and the badge ask again. */
export function useMessagesRefresh(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: ['messages'] })
}
