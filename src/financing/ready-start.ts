// From the card on the phone to a draft the firm's people share: the rights and answers go along, and are changed from now on over there.
import type { Question } from '#contract/financing/readiness-schema.ts'
import { chosenOption, type ReadyAnswers } from '#contract/financing/readiness.ts'
import { startRequest } from '#contract/financing/request-endpoints.ts'
import { call } from '#client/http.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'
import { useRequestDrafts } from './request-drafts.ts'
import { useFinancingRefresh } from './request-queries.ts'
import { answerField } from './request-values.ts'

export interface ReadyStart {
  firmId: string
  rightIds: string[]
  answers: ReadyAnswers
  /** Those that count for these rights. */
  questions: readonly Question[]
}

/** Resolves to the id of the draft. A firm has one: what stands in it already stays, but for what this card says. */
export function useReadyStart(): Submit<[ReadyStart], string> {
  const store = useRequestDrafts()
  const refresh = useFinancingRefresh()
  return useSubmit(async (key, { firmId, rightIds, answers, questions }: ReadyStart) => {
    const request = await call(startRequest, { body: { firmId, rightIds, answers: { ...answers } }, idempotencyKey: key })
    store.adopt(request)
    await store.restore(request.id)
    if (rightIds.join() !== request.rightIds.join()) store.change(request.id, 'rightIds', rightIds)
    for (const question of questions) {
      const option = chosenOption(question, answers)
      if (option && request.answers[question.id] !== option.id) store.change(request.id, answerField(question.id), option.id)
      if (option?.months && request.wish.months === null) store.change(request.id, 'months', option.months)
    }
    void refresh()
    return request.id
  })
}
