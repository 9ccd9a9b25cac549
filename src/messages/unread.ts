import { computed, onScopeDispose, watch, type ComputedRef, type Ref } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { countUnread } from '#contract/messages/endpoints.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useLoad } from '#client/ui/use-load.ts'

const pollMs = 60_000

/** Unread messages of the person signed in, asked for every minute while the page is in sight; nobody signed in, nothing asked. */
export function useUnread(isMounted: Readonly<Ref<boolean>>): ComputedRef<number> {
  const session = useSessionStore()
  const isOn = computed(() => isMounted.value && Boolean(session.me) && !session.isLost)
  const unread = useLoad({
    key: () => ['messages', 'unread', session.me?.id ?? ''],
    query: (call) => call(countUnread),
    enabled: isOn,
    staleTime: 30_000,
  })

  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  watch(isOn, (on) => {
    stop()
    if (on) timer = setInterval(() => document.visibilityState === 'visible' && void unread.reload(), pollMs)
  })
  onScopeDispose(stop)
  return computed(() => (session.me ? (unread.data.value?.unread ?? 0) : 0))
}

/** After anything that may have sent a message to oneself: the inbox and the badge ask again. */
export function useMessagesRefresh(): () => Promise<unknown> {
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: ['messages'] })
}
