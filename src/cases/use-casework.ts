import { getCasework } from '#contract/cases/endpoints.ts'
import type { Casework } from '#contract/cases/casework.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** The county's own rules of handling and its ready sentences; for the desk. */
export function useCasework(): Load<Casework> {
  return useLoad({ key: ['cases', 'casework'], query: (call) => call(getCasework), staleTime: 600_000 })
}
