// What a firm reads of its requests, and what it may choose from.
import { useQueryCache, type EntryKey } from '@pinia/colada'
import type { FinancingChoices } from '#contract/financing/casework-schema.ts'
import { getFinancingChoices, getReceipt, getRequest, listChoosableBanks, listRequests } from '#contract/financing/request-endpoints.ts'
import type { Receipt } from '#contract/financing/lead-schema.ts'
import type { ChoosableBanks, FinancingRequest, Requests } from '#contract/financing/request-schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export const requestKey = (id: string): EntryKey => ['financing', 'request', id]

/** Nothing is asked while `firmId` is null. */
export function useRequests(firmId: () => string | null): Load<Requests> {
  return useLoad({
    key: () => ['financing', 'requests', firmId() ?? ''],
    query: (read, signal) => read(listRequests, { query: { firmId: firmId() ?? '' }, signal }),
    enabled: () => firmId() !== null,
  })
}
export function useRequest(id: () => string): Load<FinancingRequest> {
  return useLoad({ key: () => requestKey(id()), query: (read, signal) => read(getRequest, { params: { id: id() }, signal }) })
}
/** Bands, uses and the text of the consent; they change with a release. */
export function useChoices(): Load<FinancingChoices> {
  return useLoad({ key: ['public', 'financing', 'choices'], query: (read) => read(getFinancingChoices), staleTime: 600_000 })
}
export function useChoosableBanks(id: () => string): Load<ChoosableBanks> {
  return useLoad({
    key: () => ['financing', 'banks', id()],
    query: (read, signal) => read(listChoosableBanks, { params: { id: id() }, signal }),
  })
}
export function useReceipt(id: () => string): Load<Receipt> {
  return useLoad({ key: () => ['financing', 'receipt', id()], query: (read, signal) => read(getReceipt, { params: { id: id() }, signal }) })
}

/** After anything changed every list and page of financing asks again; a reading that fails now says so where it is read. */
export function useFinancingRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await Promise.all([cache.invalidateQueries({ key: ['financing'] }), cache.invalidateQueries({ key: ['messages'] })]).catch(
      () => undefined,
    )
  }
}
