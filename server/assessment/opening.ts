// The opening answers and the items taken back in, judged by the edition.
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { OpeningAnswers } from '#contract/assessment/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'

/** What of these answers the edition asks for, and what is wrong with the rest: field `opening`, reason `unknown` (no such question), `option`, `one-only` (the question takes one option). */
export function readOpening(edition: Edition, typed: OpeningAnswers): { opening: OpeningAnswers; problems: FieldProblem[] } {
  const known: [string, string[]][] = []
  const problems: FieldProblem[] = []
  if (Object.keys(typed).some((id) => edition.opening.every((question) => question.id !== id))) problems.push({ field: 'opening', reason: 'unknown' })
  for (const question of edition.opening) {
    const chosen = [...new Set(typed[question.id] ?? [])]
    const options = chosen.filter((id) => question.options.some((option) => option.id === id))
    if (options.length < chosen.length) problems.push({ field: `opening.${question.id}`, reason: 'option' })
    if (!question.many && options.length > 1) problems.push({ field: `opening.${question.id}`, reason: 'one-only' })
    const kept = question.many ? options : options.slice(0, 1)
    if (kept.length > 0) known.push([question.id, kept])
  }
  return { opening: Object.fromEntries(known), problems }
}

/** The ids among them that are items, each once in the order of the edition; `isWhole` is false when others were named. */
export function readItemIds(edition: Edition, ids: readonly string[]): { itemIds: string[]; isWhole: boolean } {
  const itemIds = placedItems(edition).map(({ item }) => item.id).filter((id) => ids.includes(id))
  return { itemIds, isWhole: ids.every((id) => itemIds.includes(id)) }
}
