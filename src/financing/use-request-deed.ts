// One deed on a request or on one of its leads: sends it, shows what came of it, lets every list ask again.
import { actOnLead, actOnRequest } from '#contract/financing/request-endpoints.ts'
import type { FirmLead, LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { FinancingRequest, RequestActionInput } from '#contract/financing/request-schema.ts'
import type { LeadAction, RequestAction } from '#contract/financing/workflow.ts'
import { call, toApiError } from '#client/http.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'
import { useRequestDrafts } from './request-drafts.ts'
import { useFinancingRefresh } from './request-queries.ts'

export function useRequestDeed(id: () => string): Submit<[RequestAction, RequestActionInput?], FinancingRequest> {
  const store = useRequestDrafts()
  const refresh = useFinancingRefresh()
  return useSubmit(async (key, action: RequestAction, body: RequestActionInput = {}) => {
    const request = await call(actOnRequest, { params: { id: id(), action }, body, idempotencyKey: key }).catch((caught: unknown) =>
      overtaken(caught),
    )
    store.adopt(request)
    void refresh()
    return request
  })

  /** Somebody was faster: what is true now is shown beside the reason. */
  async function overtaken(caught: unknown): Promise<never> {
    if (toApiError(caught).status === 409) await store.refetch(id()).catch(() => undefined)
    throw caught
  }
}

/** Deeds of the firm on a lead; the request is read again, so that its page and the lead's agree. */
export function useLeadDeed(requestId: () => string): Submit<[string, LeadAction, LeadActionInput?], true> {
  const store = useRequestDrafts()
  const refresh = useFinancingRefresh()
  return useLeadChange(requestId, store, refresh, (key, leadId: string, action: LeadAction, body: LeadActionInput = {}) =>
    call(actOnLead, { params: { id: leadId, action }, body, idempotencyKey: key }),
  )
}

function useLeadChange<A extends unknown[]>(
  requestId: () => string,
  store: ReturnType<typeof useRequestDrafts>,
  refresh: () => Promise<void>,
  run: (key: string, ...args: A) => Promise<unknown>,
): Submit<A, true> {
  return useSubmit(async (key, ...args: A) => {
    try {
      await run(key, ...args)
    } catch (caught) {
      if (toApiError(caught).status === 409) await store.refetch(requestId()).catch(() => undefined)
      throw caught
    }
    // It is done, whether or not it can be read again now.
    await store.refetch(requestId()).catch(() => undefined)
    void refresh()
    return true as const
  })
}

/** Anything else about a lead: the consent that makes one, papers, the rating. */
export function useLeadStep<A extends unknown[]>(
  requestId: () => string,
  run: (key: string, ...args: A) => Promise<FirmLead | void | { caseId: string }>,
): Submit<A, true> {
  return useLeadChange(requestId, useRequestDrafts(), useFinancingRefresh(), run)
}
