// The readiness card of a request while it is filled in: today's rights and rules, the form's answers.
import { computed, type ComputedRef } from 'vue'
import { questionsFor, readinessOf, type Card } from '#contract/financing/readiness.ts'
import type { Question, Readiness } from '#contract/financing/readiness-schema.ts'
import type { Right } from '#contract/portfolio/schema.ts'
import type { ApiError } from '#client/http.ts'
import { useRights } from '#client/portfolio/api.ts'
import { useReadiness } from './queries.ts'
import type { RequestAccess } from './use-request.ts'

export interface RequestCard {
  rules: ComputedRef<Readiness | undefined>
  /** Chosen and still in the portfolio, in the order they were chosen. */
  rights: ComputedRef<Right[]>
  questions: ComputedRef<Question[]>
  card: ComputedRef<Card | undefined>
  error: ComputedRef<ApiError | null>
  reload: () => Promise<unknown>
}

export function useRequestCard({ request, values }: Pick<RequestAccess, 'request' | 'values'>): RequestCard {
  const rules = useReadiness()
  const load = useRights(() => request.value?.firmId ?? null)
  const firmName = computed(() => request.value?.firmName ?? '')
  const rights = computed(() =>
    (values.value?.rightIds ?? []).flatMap((id) => load.data.value?.items.filter((right) => right.id === id) ?? []),
  )
  return {
    rules: rules.data,
    rights,
    questions: computed(() => (rules.data.value ? questionsFor(rules.data.value, rights.value, firmName.value) : [])),
    card: computed(() => {
      if (!rules.data.value || !load.data.value || !values.value || !request.value) return undefined
      const { answers, months } = values.value
      return readinessOf(rules.data.value, { rights: rights.value, firmName: firmName.value, answers, months, today: request.value.today })
    }),
    error: computed(() => rules.error.value ?? load.error.value),
    reload: () => Promise.all([rules.reload(), load.reload()]),
  }
}

/** What the question about the term is answered with once it is known in months: the shortest term that holds it, else the longest. */
export function termAnswers(questions: readonly Question[], months: number): { question: string; option: string }[] {
  return questions.flatMap(({ id, light, options }) => {
    const terms = options
      .flatMap((option) => (option.months === null ? [] : [{ id: option.id, months: option.months }]))
      .toSorted((one, other) => one.months - other.months)
    const fitting = terms.find((option) => option.months >= months) ?? terms.at(-1)
    return light === 'life' && fitting ? [{ question: id, option: fitting.id }] : []
  })
}
