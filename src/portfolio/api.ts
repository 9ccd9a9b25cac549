import { computed, type ComputedRef } from 'vue'
import { useQueryCache } from '@pinia/colada'
import {
  addRight,
  deleteRight,
  getPortfolioRules,
  getRight,
  listAnnuities,
  listRights,
  savePortfolioSettings,
  updateRight,
} from '#contract/portfolio/endpoints.ts'
import type {
  AnnuityYear,
  PortfolioRules,
  PortfolioSettings,
  PortfolioSettingsInput,
  RightDetail,
  RightInput,
  RightPatch,
  Rights,
} from '#contract/portfolio/schema.ts'
import { call } from '#client/http.ts'
import { dateOf } from '#client/ui/format.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** All rights of a firm; nothing is asked while `firmId` is null. */
export function useRights(firmId: () => string | null): Load<Rights> {
  return useLoad({
    key: () => ['portfolio', 'rights', firmId() ?? ''],
    query: (read, signal) => read(listRights, { query: { firmId: firmId() ?? '' }, signal }),
    enabled: () => firmId() !== null,
  })
}

/** The server's day, so that days left agree with the states it tells; the phone's until it is known. */
export function useToday(firmId: () => string | null): ComputedRef<string> {
  const rights = useRights(firmId)
  return computed(() => rights.data.value?.today ?? dateOf(Date.now()))
}

/** Nothing is asked while the id is ''. */
export function useRight(id: () => string): Load<RightDetail> {
  return useLoad({
    key: () => ['portfolio', 'right', id()],
    query: (read, signal) => read(getRight, { params: { id: id() }, signal }),
    enabled: () => id() !== '',
  })
}

/** The fees that fall due in one calendar year. */
export function useAnnuityYear(firmId: () => string | null, year: () => number): Load<AnnuityYear> {
  return useLoad({
    key: () => ['portfolio', 'annuities', firmId() ?? '', year()],
    query: (read, signal) => read(listAnnuities, { query: { firmId: firmId() ?? '', year: year() }, signal }),
    enabled: () => firmId() !== null,
  })
}

/** Terms and fees of the county's content; they change with a release, not while somebody types. */
export function usePortfolioRules(): Load<PortfolioRules> {
  return useLoad({ key: ['portfolio', 'rules'], query: (read) => read(getPortfolioRules), staleTime: 600_000 })
}

export function createRight(input: RightInput, idempotencyKey: string): Promise<RightDetail> {
  return call(addRight, { body: input, idempotencyKey })
}

/** Only the named fields; `version` is the one they were changed on. */
export function changeRight(id: string, patch: RightPatch, version: number): Promise<RightDetail> {
  return call(updateRight, { params: { id }, body: patch, ifMatch: version })
}

export function removeRight(id: string): Promise<void> {
  return call(deleteRight, { params: { id } })
}

export function saveSettings(settings: PortfolioSettingsInput): Promise<PortfolioSettings> {
  return call(savePortfolioSettings, { body: settings })
}

/** After anything about a right changed: lists, sums and home ask again. */
export function usePortfolioRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    // A reading that fails now says so on the page that reads it; what was done stays done.
    await cache.invalidateQueries({ key: ['portfolio'] }).catch(() => undefined)
  }
}
