// What everybody may read, through the query cache; pages the server draws read through it too.
import { getExpert, listExperts, listTopics } from '#contract/consultations/public-endpoints.ts'
import type { Expert, Experts, Topics } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

/** Topics, ways, towns, limits and sentences; they change with a release, `today` with the day. */
export function useTopics(): Load<Topics> {
  return useLoad({ key: ['public', 'consultations', 'topics'], query: (read) => read(listTopics), staleTime: 600_000 })
}

export function useExperts(): Load<Experts> {
  return useLoad({ key: ['public', 'consultations', 'experts'], query: (read) => read(listExperts), staleTime: 60_000 })
}

/** Nothing is asked while the id is null. */
export function useExpert(id: () => string | null): Load<Expert> {
  return useLoad({
    key: () => ['public', 'consultations', 'expert', id() ?? ''],
    query: (read) => read(getExpert, { params: { id: id() ?? '' } }),
    enabled: () => id() !== null,
    staleTime: 60_000,
  })
}

/** Experts who take this topic in this way, by name. */
export function fittingExperts(experts: Experts | undefined, topic: string, way: Way | null): Expert[] {
  return (experts?.items ?? []).filter((expert) => expert.topics.includes(topic) && (way === null || expert.ways.includes(way)))
}
