// Accounts of those who work here, for system administrators. After a command all of it is asked anew.
import { useQueryCache } from '@pinia/colada'
import type { StaffAction } from '#contract/accounts/staff-rules.ts'
import type {
  StaffActionInput,
  StaffDetail,
  StaffInvite,
  StaffList,
  StaffOutcome,
  StaffPerson,
  StaffPhone,
  StaffProposal,
  StaffProposalParams,
  StaffQuery,
} from '#contract/accounts/staff-schema.ts'
import {
  actOnStaff,
  decideStaffProposal,
  getStaff,
  inviteStaff,
  listStaff,
  listStaffProposals,
  showStaffPhone,
} from '#contract/accounts/staff-endpoints.ts'
import { call, toApiError } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

export type StaffPlace = Pick<StaffQuery, 'q' | 'duty' | 'state'>

export function useStaff(place: () => StaffPlace): Pages<StaffPerson, StaffList> {
  return usePages<StaffPerson, StaffList>({
    key: () => ['staff', 'list', JSON.stringify(place())],
    query: (read, cursor) => read(listStaff, { query: { ...place(), ...(cursor ? { cursor } : {}) } }),
  })
}
export function useStaffPerson(id: () => string): Load<StaffDetail> {
  return useLoad({ key: () => ['staff', 'one', id()], query: (read, signal) => read(getStaff, { params: { id: id() }, signal }) })
}
export function useStaffProposals(): Load<{ items: StaffProposal[] }> {
  return useLoad({ key: ['staff', 'proposals'], query: (read) => read(listStaffProposals) })
}

/** As useSubmit; what stands on the page is asked again afterwards, and where somebody else was faster. */
function useDeed<A extends unknown[], R>(run: (key: string, ...args: A) => Promise<R>): Submit<A, R> {
  const cache = useQueryCache()
  const refresh = () => cache.invalidateQueries({ key: ['staff'] })
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

export const useInvite = (): Submit<[StaffInvite], StaffOutcome> =>
  useDeed((idempotencyKey, body) => call(inviteStaff, { body, idempotencyKey }))
export const useStaffAct = (): Submit<[string, StaffAction, StaffActionInput], StaffOutcome> =>
  useDeed((idempotencyKey, id, action, body) => call(actOnStaff, { params: { id, action }, body, idempotencyKey }))
export const useDecision = (): Submit<[StaffProposalParams, string], StaffOutcome> =>
  useDeed((_key, params, reason) => call(decideStaffProposal, { params, body: reason === '' ? {} : { reason } }))
export const usePhone = (): Submit<[string], StaffPhone> =>
  useSubmit((_key, id: string) => call(showStaffPhone, { params: { id } }))
