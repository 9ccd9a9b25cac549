import { computed } from 'vue'
import { listVerifications } from '#contract/accounts/endpoints.ts'
import { listReviews } from '#contract/assessment/endpoints.ts'
import { listQueue } from '#contract/cases/endpoints.ts'
import type { QueueGroup } from '#contract/cases/schema.ts'
import { listDeskBookings } from '#contract/consultations/endpoints.ts'
import { listDeskRequests } from '#contract/financing/desk-endpoints.ts'
import { listDeskNotices } from '#contract/notices/desk-endpoints.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useLoad } from '#client/ui/use-load.ts'

/** Nobody has screened it, no bank is at it, a bank is to be called, a bank does nothing. */
const waitingLoans = ['screen', 'unanswered', 'calls', 'stalled'] as const
const waitingBookings = ['over-leave', 'unrecorded', 'revisit'] as const

/** What waits on the desk, for the rail and the top bar of every desk page. */
export function useDeskCounts() {
  const session = useSessionStore()
  const enabled = () => session.hasRole('officer')
  const queue = useLoad({
    key: ['cases', 'queue', 'counts'],
    query: (call) => call(listQueue, { query: { group: 'todo', limit: 1 } }),
    enabled,
    staleTime: 30_000,
  })
  const firms = useLoad({
    key: ['accounts', 'verifications', 'count'],
    query: (call) => call(listVerifications, { query: { state: 'pending', limit: 100 } }),
    enabled,
    staleTime: 30_000,
  })
  const reviews = useLoad({ key: ['assessment', 'reviews'], query: (call) => call(listReviews), enabled, staleTime: 30_000 })
  const bookings = useLoad({
    key: ['consultations', 'desk-bookings', 'counts'],
    query: (call) => call(listDeskBookings, { query: { group: 'over-leave', limit: 1 } }),
    enabled,
    staleTime: 30_000,
  })
  const loans = useLoad({
    key: ['financing', 'desk-requests', 'counts'],
    query: (call) => call(listDeskRequests, { query: { only: 'counts' } }),
    enabled,
    staleTime: 30_000,
  })
  const notices = useLoad({
    key: ['notices', 'desk', 'counts'],
    query: (call) => call(listDeskNotices, { query: { group: 'waiting', limit: 1 } }),
    enabled,
    staleTime: 30_000,
  })
  return {
    /** Notices that wait for this officer as the second person. */
    notices: computed(() => notices.data.value?.counts.waiting || ''),
    /** Bookings that wait for the desk: to be moved off a leave, without a record, or to be asked about. */
    consultations: computed(() => {
      const counted = bookings.data.value?.counts ?? {}
      return waitingBookings.reduce((sum, group) => sum + (counted[group] ?? 0), 0) || ''
    }),
    /** Requests for money that wait for the desk; one may stand in two groups. */
    financing: computed(() => waitingLoans.reduce((sum, group) => sum + (loans.data.value?.counts[group] ?? 0), 0) || ''),
    /** Assessments nobody has taken yet, and one's own. */
    reviews: computed(() => reviews.data.value?.items.filter(({ isMine, reviewer }) => isMine || reviewer === null).length || ''),
    /** How many there are in a group; undefined while not known. */
    of: (group: QueueGroup) => queue.data.value?.counts[group],
    todo: computed(() => queue.data.value?.counts.todo),
    /** Firms waiting to be verified; "100+" when there are more than one page. */
    firms: computed(() => (firms.data.value ? `${firms.data.value.items.length}${firms.data.value.next ? '+' : ''}` : undefined)),
    today: computed(() => queue.data.value?.today),
    isWorkday: computed(() => queue.data.value?.isWorkday),
  }
}
