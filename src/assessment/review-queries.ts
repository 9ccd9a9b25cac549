// What a reviewer reads. Nothing of it is kept on the reviewer's phone: it is the firm's.
import { useQueryCache } from '@pinia/colada'
import { listReviews, getStatistics } from '#contract/assessment/endpoints.ts'
import type { Assessment, Reviews, Statistics, StatisticsQuery } from '#contract/assessment/schema.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readAssessment } from './api.ts'

export function useReviews(enabled: () => boolean = () => true): Load<Reviews> {
  return useLoad({ key: ['assessment', 'reviews'], query: (call) => call(listReviews), enabled, staleTime: 30_000 })
}

const reviewKey = (id: string) => ['assessment', 'review', id]
export function useReview(id: () => string): Load<Assessment> {
  return useLoad({ key: () => reviewKey(id()), query: () => readAssessment(id()) })
}

/** After the reply of a command: it is shown at once, and the list asks again. */
export function useReviewChange(): (reply: Assessment) => Promise<void> {
  const cache = useQueryCache()
  return async (reply) => {
    cache.setQueryData(reviewKey(reply.id), reply)
    await cache.invalidateQueries({ key: ['assessment', 'reviews'] }).catch(() => undefined)
  }
}

export function useStatistics(query: () => StatisticsQuery): Load<Statistics> {
  return useLoad({
    key: () => ['assessment', 'statistics', query().editionId ?? '', query().town ?? '', query().industry ?? ''],
    query: (call) => call(getStatistics, { query: query() }),
    staleTime: 60_000,
  })
}
