import { computed, shallowRef, type ComputedRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { changeNotifications, getNotifications } from '#contract/messages/endpoints.ts'
import type { ChangeNotifications, Notifications } from '#contract/messages/notifications-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

export interface NotificationsState {
  load: Load<Notifications>
  current: ComputedRef<Notifications | undefined>
  /** What the server answered last stands from now on. */
  set: (next: Notifications) => void
  change: Submit<[ChangeNotifications], Notifications>
}

/** How the person signed in is told; what is shown is always what the server said last. */
export function useNotifications(): NotificationsState {
  const session = useSessionStore()
  const cache = useQueryCache()
  const key = () => ['notifications', session.me?.id ?? '']
  const load = useLoad({ key, query: (read) => read(getNotifications), enabled: () => Boolean(session.me) })
  const answered = shallowRef<Notifications>()
  const set = (next: Notifications) => {
    answered.value = next
    cache.setQueryData(key(), next)
  }
  const change = useSubmit(async (_key, body: ChangeNotifications) => {
    const next = await call(changeNotifications, { body })
    set(next)
    return next
  })
  return { load, current: computed(() => answered.value ?? load.data.value), set, change }
}
