import { computed, type ComputedRef, type Ref } from 'vue'
import { countUnread } from '#contract/messages/endpoints.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useLoad } from '#client/ui/use-load.ts'

/** Unread messages for the tab bar; asked for once the page stands and somebody is signed in. The 消息 page invalidates ['messages']. */
export function useUnread(isMounted: Readonly<Ref<boolean>>): ComputedRef<number> {
  const session = useSessionStore()
  const unread = useLoad({
    key: () => ['messages', 'unread', session.me?.id ?? ''],
    query: (call) => call(countUnread),
    enabled: () => isMounted.value && Boolean(session.me),
    staleTime: 30_000,
  })
  return computed(() => unread.data.value?.unread ?? 0)
}
