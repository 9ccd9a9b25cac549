import { computed, type ComputedRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { assignCases, listColleagues } from '#contract/cases/endpoints.ts'
import type { Colleague } from '#contract/cases/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { call, type ApiError } from '#client/http.ts'
import { sayDone } from '#client/ui/toast.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { useSubmit } from '#client/ui/use-submit.ts'

/** As many as one command takes. */
export const mostAtOnce = 100
type Hand = Pick<Colleague, 'id' | 'name'> | null

export interface Assigning {
  /** Into this hand, or back to nobody (null). True once the server has said yes. */
  assign: (caseIds: readonly string[], to: Hand) => Promise<boolean>
  takeOver: (caseIds: readonly string[]) => Promise<boolean>
  isSending: ComputedRef<boolean>
  error: ComputedRef<ApiError | null>
  /** A refusal in words of its own, instead of `error`'s; '' when there is none. */
  refusal: ComputedRef<string>
  reset: () => void
}

/** Taking over, handing over, laying back: one command for one case or many. Lists read again afterwards. */
export function useAssign(): Assigning {
  const session = useSessionStore()
  const cache = useQueryCache()
  let lastTo: Hand = null
  const sending = useSubmit((_key, caseIds: readonly string[], to: Hand) => {
    lastTo = to
    return call(assignCases, { body: { caseIds: [...caseIds], to: to?.id ?? null } })
  })

  async function assign(caseIds: readonly string[], to: Hand): Promise<boolean> {
    const done = await sending.submit(caseIds, to)
    // Refused: the list may be out of date, so it is read again too.
    await Promise.allSettled([cache.invalidateQueries({ key: ['cases'] })])
    if (!done) return false
    const many = done.assigned === 1 ? '' : ` ${done.assigned} 件`
    void sayDone(to === null ? `已放回${many}` : to.id === session.me?.id ? `已接办${many}` : `已转给${to.name}${many}`)
    return true
  }

  return {
    assign,
    takeOver: async (caseIds) => (session.me ? assign(caseIds, session.me) : false),
    isSending: sending.isSending,
    error: sending.error,
    refusal: computed(() => {
      const error = sending.error.value
      if (error?.code === 'not-found') return '有的件或人刚刚变了，一件都没有动。请看看新取的队列，再选一次。'
      if (error?.code !== 'cases.recused') return ''
      const who = lastTo === null || lastTo.id === session.me?.id ? '您' : lastTo.name
      return `${who}已申报回避 ${error.details.number ?? '其中一件'}，一件都没有动。请先不选它。`
    }),
    reset: sending.reset,
  }
}

/** Officers in service and what each has open; asked while `enabled`. */
export function useColleagues(enabled: () => boolean): Load<Colleague[]> {
  return useLoad({ key: ['cases', 'colleagues'], query: async (read) => (await read(listColleagues)).items, enabled })
}
