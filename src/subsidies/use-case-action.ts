import { computed } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { actOnApplication } from '#contract/subsidies/endpoints.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { call } from '#client/http.ts'
import { useSubmit } from '#client/ui/use-submit.ts'
import { applicationKey } from './api.ts'

/**
 * Moves a case on the version the person was looking at. Afterwards every list that shows it asks again; when somebody was faster
 * (`wasOvertaken`) the case itself does too, so the page says what it is now.
 */
export function useCaseAction(application: () => Application | undefined) {
  const cache = useQueryCache()
  const sending = useSubmit((key, target: Application, action: CaseAction, reason: string) =>
    call(actOnApplication, {
      params: { id: target.id, action },
      body: { version: target.version, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
      idempotencyKey: key,
      timeoutMs: 60_000,
    }),
  )
  const wasOvertaken = computed(() => sending.error.value?.code === 'stale' || sending.error.value?.code === 'cases.wrong-state')

  async function act(action: CaseAction, reason = ''): Promise<Application | undefined> {
    const target = application()
    if (!target) return undefined
    const reply = await sending.submit(target, action, reason)
    if (reply) cache.setQueryData(applicationKey(target.id), reply)
    else if (wasOvertaken.value) await cache.invalidateQueries({ key: applicationKey(target.id) })
    if (reply || wasOvertaken.value) {
      await Promise.all([['subsidies', 'applications'], ['cases'], ['messages']].map((key) => cache.invalidateQueries({ key })))
    }
    return reply
  }

  return { act, isSending: sending.isSending, error: sending.error, wasOvertaken, reset: sending.reset }
}
