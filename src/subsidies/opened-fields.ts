// What a card opens of the form: the fields to draw, the papers and pages to take anew, and what is wrong there. Pure.
import type { Opening } from '#contract/cases/corrections.ts'
import type { KnownProblem } from '#contract/field-reasons.ts'
import { checkAnswers, isAskedOfFirm } from '#contract/subsidies/answers.ts'
import type { CheckContext } from '#contract/subsidies/check-field.ts'
import { answerOf, findField, isShown, isShownIn, rowsOf, visibleFields } from '#contract/subsidies/fields.ts'
import { isFieldOpen, isPaperOpen } from '#contract/subsidies/openings.ts'
import type { Paper, PlainField, Programme, RepeatField } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { FieldGroup } from './use-section.ts'

/** Some cells of one row of a list. */
export interface CellGroup {
  kind: 'cells'
  field: RepeatField
  index: number
  items: PlainField[]
}
export type OpenedGroup = FieldGroup | CellGroup

/** The fields these openings let the firm change, in the order of the form; plain ones that follow each other share a sheet. */
export function openedGroups(programme: Programme, openings: readonly Opening[], answers: Answers): OpenedGroup[] {
  const groups: OpenedGroup[] = []
  for (const field of visibleFields(programme, answers)) {
    if (isFieldOpen(programme, openings, field.name)) {
      const last = groups.at(-1)
      if (field.type === 'repeat') groups.push({ kind: 'rows', field })
      else if (last?.kind === 'plain') last.fields.push(field)
      else groups.push({ kind: 'plain', fields: [field] })
    } else if (field.type === 'repeat') groups.push(...cellsOf(programme, openings, field, answers))
  }
  return groups
}

function cellsOf(programme: Programme, openings: readonly Opening[], field: RepeatField, answers: Answers): CellGroup[] {
  return rowsOf(answerOf(answers, field.name)).flatMap((row, index): CellGroup[] => {
    const items = field.item.filter(
      (item) => isShown(item.showWhen, row, field.item) && isFieldOpen(programme, openings, `${field.name}[${index}].${item.name}`),
    )
    return items.length > 0 ? [{ kind: 'cells', field, index, items }] : []
  })
}

export function isSensitive(programme: Programme, name: string): boolean {
  const field = findField(programme, name)
  return field?.type === 'text' && field.sensitive === true
}

/** An account as the firm gets it back: its last digits only. It stands as it is until it is typed anew. */
export function isMaskedAccount(programme: Programme, name: string, value: unknown): boolean {
  return isSensitive(programme, name) && typeof value === 'string' && value.includes('*')
}

/** What the rules say against the opened fields as they are now. */
export function openedProblems(programme: Programme, openings: readonly Opening[], answers: Answers, context: CheckContext): KnownProblem[] {
  return problemsNow(programme, answers, context).filter((problem) => isFieldOpen(programme, openings, problem.field))
}

/** Everything wrong with the answers; a masked account is the one on the server. */
export function problemsNow(programme: Programme, answers: Answers, context: CheckContext): KnownProblem[] {
  return checkAnswers(programme, answers, context).filter((problem) => !isMaskedAccount(programme, problem.field, answerOf(answers, problem.field)))
}

/** Papers that may be changed whole: opened, or asked because of an opened answer. */
export function openedPapers(programme: Programme, openings: readonly Opening[], answers: Answers): Paper[] {
  return programme.papers.filter(
    (paper) =>
      isPaperOpen(programme, openings, paper) &&
      (isAskedOfFirm(paper) || paper.scan !== undefined) &&
      (isShownIn(programme, paper.showWhen, answers) || openings.some((opening) => opening.kind === 'paper' && opening.paperId === paper.id)),
  )
}
