// The plan of a firm, and the schemes a gap may lead to.
import { useQueryCache } from '@pinia/colada'
import { computed, type ComputedRef } from 'vue'
import type { Plan, PlanStep } from '#contract/assessment/schema.ts'
import { listProgrammes } from '#contract/subsidies/public-endpoints.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { readPlan } from './result-api.ts'

/** Steps of all assessments of the firm; nothing is asked while the firm is not known. */
export function usePlan(firmId: () => string | null): Load<Plan> {
  return useLoad({
    key: () => ['assessment', 'plan', firmId() ?? ''],
    query: () => readPlan(firmId() ?? ''),
    enabled: () => firmId() !== null,
  })
}

/** After a step was added or changed: whoever shows the plan asks again. */
export function usePlanRefresh(): () => Promise<void> {
  const cache = useQueryCache()
  return async () => {
    await cache.invalidateQueries({ key: ['assessment', 'plan'] }).catch(() => undefined)
  }
}

/** The step of each item of one assessment. */
export function stepsByItem(plan: Plan | undefined, assessmentId: string): Map<string, PlanStep> {
  return new Map((plan?.items ?? []).filter((step) => step.assessmentId === assessmentId).map((step) => [step.itemId, step]))
}

/** Titles of the schemes there are, by id: a gap leads to none that does not exist. */
export function useSchemeTitles(): ComputedRef<ReadonlyMap<string, string>> {
  const load = useLoad({ key: ['public', 'programmes'], query: (read) => read(listProgrammes), staleTime: 60_000 })
  return computed(() => new Map((load.data.value?.items ?? []).map(({ id, title }) => [id, title])))
}
