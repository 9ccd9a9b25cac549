// Deeds of an officer on a request and its leads: the reply is shown at once, every list asks again. Where somebody was faster, what is true now is fetched.
import { useQueryCache } from '@pinia/colada'
import { actOnLead, actOnRequest } from '#contract/financing/request-endpoints.ts'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { FinancingRequest, RequestActionInput } from '#contract/financing/request-schema.ts'
import type { LeadAction, RequestAction } from '#contract/financing/workflow.ts'
import { call, toApiError } from '#client/http.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'
import { requestKey, useFinancingRefresh } from './request-queries.ts'

export function useDeskRequestDeed(id: () => string): Submit<[RequestAction, RequestActionInput], FinancingRequest> {
  const cache = useQueryCache()
  const refresh = useFinancingRefresh()
  return useSubmit(async (key, action: RequestAction, body: RequestActionInput) => {
    try {
      const request = await call(actOnRequest, { params: { id: id(), action }, body, idempotencyKey: key })
      cache.setQueryData(requestKey(id()), request)
      void refresh()
      return request
    } catch (caught) {
      if (toApiError(caught).status === 409) void refresh()
      throw caught
    }
  })
}

export function useDeskLeadDeed(): Submit<[string, LeadAction, LeadActionInput], true> {
  const refresh = useFinancingRefresh()
  return useSubmit(async (key, leadId: string, action: LeadAction, body: LeadActionInput) => {
    try {
      await call(actOnLead, { params: { id: leadId, action }, body, idempotencyKey: key })
    } catch (caught) {
      if (toApiError(caught).status === 409) void refresh()
      throw caught
    }
    await refresh()
    return true as const
  })
}
