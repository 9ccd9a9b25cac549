import { useQueryCache } from '@pinia/colada'
import {
  decideFirmChange,
  getDeskFirm,
  listDeskFirms,
  listDoubles,
  listFirmChanges,
  previewMerge,
  proposeFirmChange,
} from '#contract/accounts/firm-desk-endpoints.ts'
import type {
  DeskFirm,
  DeskFirmLine,
  DeskFirms,
  DeskFirmsQuery,
  Doubles,
  FirmChange,
  FirmChangeAction,
  FirmChangeInput,
  FirmChangeMade,
  MergePreview,
} from '#contract/accounts/firm-desk-schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

export function useDeskFirms(query: () => DeskFirmsQuery): Pages<DeskFirmLine, DeskFirms> {
  return usePages<DeskFirmLine, DeskFirms>({
    key: () => ['accounts', 'desk-firms', JSON.stringify(query())],
    query: (read, cursor) => read(listDeskFirms, { query: { ...query(), ...(cursor === undefined ? {} : { cursor }) } }),
  })
}
export function useDeskFirm(id: () => string): Load<DeskFirm> {
  return useLoad({
    key: () => ['accounts', 'desk-firm', id()],
    query: (read) => read(getDeskFirm, { params: { id: id() } }),
    enabled: () => id() !== '',
  })
}
export function useDoubles(): Load<Doubles> {
  return useLoad({ key: ['accounts', 'doubles'], query: (read) => read(listDoubles) })
}
export function useFirmChanges(): Load<{ items: FirmChange[] }> {
  return useLoad({ key: ['accounts', 'firm-changes'], query: (read) => read(listFirmChanges) })
}
export function useMergePreview(pair: () => { firmId: string; goneId: string }): Load<MergePreview> {
  return useLoad({
    key: () => ['accounts', 'merge', pair().firmId, pair().goneId],
    query: (read) => read(previewMerge, { query: pair() }),
    enabled: () => pair().firmId !== '' && pair().goneId !== '',
    staleTime: 0,
  })
}

/** After anything about firms changed: every page of them asks again, and so do the counts of the desk. */
function useFirmsRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await Promise.allSettled([cache.invalidateQueries({ key: ['accounts'] }), cache.invalidateQueries({ key: ['cases'] })])
  }
}

export function useProposal(): Submit<[FirmChangeInput], FirmChangeMade> {
  const refresh = useFirmsRefresh()
  return useSubmit(async (idempotencyKey, body: FirmChangeInput) => {
    const made = await call(proposeFirmChange, { body, idempotencyKey })
    await refresh()
    return made
  })
}

export function useChangeDecision(): Submit<[string, FirmChangeAction, string], FirmChange> {
  const refresh = useFirmsRefresh()
  return useSubmit(async (_key, id: string, action: FirmChangeAction, reason: string) => {
    const change = await call(decideFirmChange, { params: { id, action }, body: reason === '' ? {} : { reason } })
    await refresh()
    return change
  })
}
