import { computed, shallowRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { actOnApplication } from '#contract/subsidies/endpoints.ts'
import type { CaseEvent } from '#contract/cases/schema.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { call } from '#client/http.ts'
import { useSubmit } from '#client/ui/use-submit.ts'
import { applicationKey } from './api.ts'

/** What an action carries besides its reason and the version looked at. */
export type MoreInput = Omit<ActionInput, 'reason' | 'version'>

/**
 * Moves a case on the version the person was looking at. Afterwards every list that shows it asks again; when somebody was faster
 * (`wasOvertaken`) the case itself does too, so the page says what it is now; `overtakenBy` is what happened since, oldest first.
 */
export function useCaseAction(application: () => Application | undefined) {
  const cache = useQueryCache()
  const sending = useSubmit((key, target: Application, action: CaseAction, reason: string, more: MoreInput) =>
    call(actOnApplication, {
      params: { id: target.id, action },
      body: { ...more, version: target.version, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
      idempotencyKey: key,
      timeoutMs: 60_000,
    }),
  )
  const overtakenBy = shallowRef<CaseEvent[]>([])
  const wasOvertaken = computed(() => sending.error.value?.code === 'stale' || sending.error.value?.code === 'cases.wrong-state')

  async function act(action: CaseAction, reason = '', more: MoreInput = {}): Promise<Application | undefined> {
    const target = application()
    if (!target) return undefined
    const seen = new Set(target.events.map((event) => event.id))
    const reply = await sending.submit(target, action, reason, more)
    if (reply) cache.setQueryData(applicationKey(target.id), reply)
    else if (wasOvertaken.value) await cache.invalidateQueries({ key: applicationKey(target.id) })
    overtakenBy.value = wasOvertaken.value ? (application()?.events.filter((event) => !seen.has(event.id)) ?? []) : []
    if (reply || wasOvertaken.value) {
      // It is done; a list that cannot be read again now says so itself.
      await Promise.allSettled([['subsidies', 'applications'], ['cases'], ['messages']].map((key) => cache.invalidateQueries({ key })))
    }
    return reply
  }

  function reset(): void {
    overtakenBy.value = []
    sending.reset()
  }

  return { act, isSending: sending.isSending, error: sending.error, wasOvertaken, overtakenBy, reset }
}
