import { computed } from 'vue'
import { getDeskCounts } from '#contract/cases/desk-endpoints.ts'
import type { DeskKindCounts } from '#contract/cases/desk-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useLoad } from '#client/ui/use-load.ts'

type Count = Exclude<keyof DeskKindCounts, 'kind' | 'word'>

/** What waits on the desk, for the rail and the top bar of every desk page: one request for all capabilities. */
export function useDeskCounts() {
  const session = useSessionStore()
  const load = useLoad({
    key: ['cases', 'desk', 'counts'],
    query: (call) => call(getDeskCounts),
    enabled: () => session.hasRole('officer'),
    staleTime: 10_000,
  })
  return {
    /** Of these kinds together; '' while not known, or when there is nothing. */
    of: (count: Count, ...kinds: string[]) =>
      load.data.value?.kinds.reduce((sum, one) => (kinds.includes(one.kind) ? sum + one[count] : sum), 0) || '',
    /** In my hand, over all capabilities. */
    mine: computed(() => load.data.value?.groups.mine || ''),
    today: computed(() => load.data.value?.today),
    isWorkday: computed(() => load.data.value?.isWorkday),
  }
}
