import { useQueryCache } from '@pinia/colada'
import { getFirm, listMembers } from '#contract/accounts/endpoints.ts'
import type { Firm, Member } from '#contract/accounts/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export function useFirm(id: () => string, enabled: () => boolean = () => true): Load<Firm> {
  return useLoad({
    key: () => ['accounts', 'firm', id()],
    query: (call, signal) => call(getFirm, { params: { id: id() }, signal }),
    enabled,
  })
}

export function useMembers(firmId: () => string, enabled: () => boolean = () => true): Load<{ items: Member[] }> {
  return useLoad({
    key: () => ['accounts', 'members', firmId()],
    query: (call, signal) => call(listMembers, { params: { id: firmId() }, signal }),
    enabled,
  })
}

/** After anything about a firm changed: the next look asks the server again. */
export function useAccountsRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await cache.invalidateQueries({ key: ['accounts'] }).catch(() => undefined)
  }
}
