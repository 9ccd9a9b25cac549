// 我能领什么: readings and writings. The number of questions alone is on the first page.
import { listMatches, runQuickCheck, saveMatchAnswers, takeQuickCheck } from '#contract/subsidies/endpoints.ts'
import type { Matches, QuickAnswers, QuickCheck } from '#contract/subsidies/matching-schema.ts'
import { getQuickCheck } from '#contract/subsidies/public-endpoints.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { call } from '#client/http.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export const matchesKey = (firmId: string) => ['subsidies', 'matches', firmId]

/** Nothing is asked while `firmId` is null. Asked anew at every visit: an application or an answer elsewhere changes it. */
export function useMatches(firmId: () => string | null): Load<Matches> {
  return useLoad({
    key: () => matchesKey(firmId() ?? ''),
    query: (read, signal) => read(listMatches, { query: { firmId: firmId() ?? '' }, signal }),
    enabled: () => firmId() !== null,
    staleTime: 0,
  })
}

export function useQuickCheck(): Load<QuickCheck> {
  return useLoad({ key: ['public', 'quick-check'], query: (read) => read(getQuickCheck), staleTime: 600_000 })
}

/** What a visitor's answers give; nothing is asked while there are none. */
export function useQuickMatches(answers: () => QuickAnswers | null): Load<Matches> {
  return useLoad({
    key: () => ['public', 'quick-matches', JSON.stringify(answers())],
    query: (read, signal) => read(runQuickCheck, { body: { answers: answers() ?? {} }, signal }),
    enabled: () => answers() !== null,
  })
}

/** null takes an answer back. */
export function sendMatchAnswers(firmId: string, programmeId: string, answers: Answers): Promise<Matches> {
  return call(saveMatchAnswers, { body: { firmId, programmeId, answers } })
}

export async function bringAlong(firmId: string, answers: QuickAnswers): Promise<number> {
  return (await call(takeQuickCheck, { body: { firmId, answers } })).taken
}
