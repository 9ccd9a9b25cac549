// What may be answered to an item or a red line, and what an answer counts as.
import type { FieldProblem } from '../errors.ts'
import { placedItems, type Checklist } from './scope.ts'
import type { Answer, AnswerInput, AnswerWord, Verdict } from './schema.ts'

export const verdicts: readonly Verdict[] = ['conform', 'observation', 'minor', 'major', 'not-applicable', 'unsure']
/** The official words on screen, in reports and tables. */
export const answerWords: Record<AnswerWord, string> = {
  conform: '符合', observation: '观察项', minor: '一般不符合', major: '严重不符合', 'not-applicable': '不适用', unsure: '不确定', yes: '有', no: '没有',
}
/** These say nothing without a note: what was observed, why it does not apply. */
export const noteRequired: ReadonlySet<AnswerWord> = new Set<AnswerWord>(['observation', 'not-applicable'])

/**
 * Problems of one answer: field `itemId` reason `unknown-item`; `answer` reason `option` (a red line takes yes, no, unsure; an item a verdict) or `not-applicable-here`; `note` reason `required`.
 * An answer taken back (null) is always fine.
 */
export function answerProblems(checklist: Pick<Checklist, 'chapters' | 'redLines'>, itemId: string, { answer, note = '' }: AnswerInput): FieldProblem[] {
  const isRedLine = checklist.redLines.some((line) => line.id === itemId)
  const placed = isRedLine ? undefined : placedItems(checklist).find(({ item }) => item.id === itemId)
  if (!isRedLine && !placed) return [{ field: 'itemId', reason: 'unknown-item' }]
  if (answer === null) return []
  const isOfItem = answer !== 'yes' && answer !== 'no'
  if (isRedLine ? isOfItem && answer !== 'unsure' : !isOfItem) return [{ field: 'answer', reason: 'option' }]
  if (answer === 'not-applicable' && placed && !placed.item.mayNotApply) return [{ field: 'answer', reason: 'not-applicable-here' }]
  if (noteRequired.has(answer) && note.trim() === '') return [{ field: 'note', reason: 'required' }]
  return []
}

/** What the rules read of an answer. */
export type GivenAnswer = Pick<Answer, 'itemId' | 'answer' | 'origin'>
export type AnswersById = ReadonlyMap<string, GivenAnswer>

export function byItem<A extends { itemId: string }>(answers: readonly A[]): Map<string, A> {
  return new Map(answers.map((answer) => [answer.itemId, answer]))
}

/** The verdict that counts: a suggestion nobody has confirmed is none. */
export function verdictOf(answers: AnswersById, itemId: string): Verdict | null {
  const given = answers.get(itemId)
  if (!given || given.origin === 'suggested' || given.answer === null || given.answer === 'yes' || given.answer === 'no') return null
  return given.answer
}
