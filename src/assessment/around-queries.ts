// What the pages of an assessment read besides it; only with a network.
import type { AnswerHistory, Assessment } from '#contract/assessment/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readAssessment, readHistory } from './api.ts'

/** Nothing is asked while `itemId` is null. */
export function useAnswerHistory(id: () => string, itemId: () => string | null): Load<AnswerHistory> {
  return useLoad({
    key: () => ['assessment', 'history', id(), itemId() ?? ''],
    query: () => readHistory(id(), itemId() ?? ''),
    enabled: () => itemId() !== null,
    staleTime: 0,
  })
}

/** The assessment the answers came from; nothing is asked without one. */
export function useEarlier(id: () => string | null): Load<Assessment> {
  return useLoad({
    key: () => ['assessment', 'earlier', id() ?? ''],
    query: () => readAssessment(id() ?? ''),
    enabled: () => id() !== null,
    staleTime: 600_000,
  })
}
