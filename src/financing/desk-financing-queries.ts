// What an officer reads of financing and does about banks. After a command everything of it is asked anew: a call changes lists and counts alike.
import { addBank, addContact, endContact, listBanks, listDeskRequests, recordCall, saveBank } from '#contract/financing/desk-endpoints.ts'
import type {
  Bank,
  BankInput,
  BankPatch,
  Banks,
  CallInput,
  ContactInput,
  DeskRequest,
  DeskRequests,
} from '#contract/financing/desk-schema.ts'
import { call, toApiError } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'
import { financingRequestOf, type FinancingPlace } from './desk-place.ts'
import { useFinancingRefresh } from './request-queries.ts'

export function useDeskRequests(place: () => FinancingPlace): Pages<DeskRequest, DeskRequests> {
  return usePages<DeskRequest, DeskRequests>({
    key: () => ['financing', 'desk-requests', JSON.stringify(place())],
    query: (read, cursor) => read(listDeskRequests, { query: { ...financingRequestOf(place()), cursor } }),
  })
}

export function useBanks(): Load<Banks> {
  return useLoad({ key: ['financing', 'banks'], query: (read) => read(listBanks), staleTime: 15_000 })
}

/** As useSubmit; the lists ask again afterwards, and where somebody else was faster. */
function useDeed<A extends unknown[], R>(run: (key: string, ...args: A) => Promise<R>): Submit<A, R> {
  const refresh = useFinancingRefresh()
  return useSubmit(async (key, ...args: A) => {
    try {
      const reply = await run(key, ...args)
      await refresh()
      return reply
    } catch (caught) {
      if ([404, 409, 412].includes(toApiError(caught).status)) void refresh()
      throw caught
    }
  })
}

export const useCallRecord = (): Submit<[CallInput], true> =>
  useDeed(async (key, body) => {
    await call(recordCall, { body, idempotencyKey: key })
    return true as const
  })
export const useBankAdd = (): Submit<[BankInput], Bank> => useDeed((_key, body) => call(addBank, { body }))
export const useBankSave = (): Submit<[Bank, BankPatch], Bank> =>
  useDeed((_key, { id, version }, body) => call(saveBank, { params: { id }, body, ifMatch: version }))
export const useContactAdd = (): Submit<[string, ContactInput], Bank> =>
  useDeed((_key, id, body) => call(addContact, { params: { id }, body }))
export const useContactEnd = (): Submit<[string, string], Bank> =>
  useDeed((_key, id, accountId) => call(endContact, { params: { id, accountId } }))
