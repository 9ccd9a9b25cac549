import { listStandings } from '#contract/subsidies/public-endpoints.ts'
import type { Standing } from '#contract/subsidies/standing.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export interface Standings {
  of: (programmeId: string) => Standing | undefined
  /** Epoch ms by the server's clock, however wrong the phone's own is. */
  now: () => number
}

/** How all schemes stand. Public pages are kept and shown to everybody, so there it is asked only once they are mounted. */
export function useStandings(enabled: () => boolean = () => true): Load<Standings> {
  return useLoad({
    key: ['public', 'standings'],
    query: async (read) => {
      const { items, now } = await read(listStandings)
      const aheadMs = Date.parse(now) - Date.now()
      return { of: (programmeId: string) => items.find((standing) => standing.programmeId === programmeId), now: () => Date.now() + aheadMs }
    },
    enabled,
    staleTime: 15_000,
  })
}
