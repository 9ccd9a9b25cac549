import type { Slots, SlotsQuery } from '#contract/consultations/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readSlots } from './public-api.ts'

/** Free times as of now; nothing is asked while the question is null. */
export function useSlots(question: () => SlotsQuery | null): Load<Slots> {
  return useLoad({
    key: () => ['consultations', 'slots', JSON.stringify(question())],
    query: (_read, signal) => readSlots(question() ?? { topic: '' }, signal),
    enabled: () => question() !== null,
    // Others book meanwhile: whoever comes back to a week sees it as it is.
    staleTime: 0,
  })
}
