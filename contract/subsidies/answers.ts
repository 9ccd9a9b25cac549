// The answers of one application as a whole: complete or not, in their stored form, still fitting after the form changed.
import type { KnownProblem } from '../field-reasons.ts'
import { yearOf } from '../identifiers/date.ts'
import { parsePatentNumber } from '../identifiers/patent.ts'
import { parsePhone } from '../identifiers/phone.ts'
import { cleanText } from '../identifiers/text.ts'
import { parseUscc } from '../identifiers/uscc.ts'
import { checkField, parseChecked, type CheckContext } from './check-field.ts'
import {
  allFields,
  answerOf,
  isAnswered,
  isRow,
  isShownIn,
  rowsOf,
  visibleFields,
  visibleSections,
  type Row,
  type Rules,
} from './fields.ts'
import { checkPatch } from './patch.ts'
import type { Field, Paper, PlainField } from './programme.ts'
import type { Answers } from './schema.ts'

type Form = Pick<Rules, 'sections'>
/** Later than any number in use: for reading a number whose year is judged elsewhere. */
const anyYear = 9999

/** Everything that stands between these answers and a submission; empty when complete. Papers: missingPapers. */
export function checkAnswers(form: Form, answers: Answers, context: CheckContext): KnownProblem[] {
  const fields = allFields(form)
  return visibleFields(form, answers).flatMap((field) => checkField(field, { answers, fields }, context))
}

/** Right in form but to be looked at by an officer (待核): a check digit that does not fit. `limit` of patent-mismatch: the fitting digit. */
export function answerWarnings(form: Form, answers: Answers, context: Pick<CheckContext, 'today'>): KnownProblem[] {
  return visibleFields(form, answers).flatMap((field) => {
    if (field.type !== 'repeat') return warningsOf(field, answerOf(answers, field.name), context, field.name)
    return rowsOf(answerOf(answers, field.name)).flatMap((row, index) =>
      field.item.flatMap((item) => warningsOf(item, answerOf(row, item.name), context, `${field.name}[${index}].${item.name}`)),
    )
  })
}

function warningsOf(field: PlainField, value: unknown, context: Pick<CheckContext, 'today'>, path: string): KnownProblem[] {
  if (field.type !== 'text' || typeof value !== 'string') return []
  if (field.check === 'uscc') {
    const parsed = parseUscc(value)
    return parsed.ok && parsed.check === 'mismatch' ? [{ field: path, reason: 'uscc-mismatch' }] : []
  }
  if (field.check !== 'patent') return []
  const parsed = parsePatentNumber(value, yearOf(context.today))
  return parsed.ok && parsed.check === 'mismatch' ? [{ field: path, reason: 'patent-mismatch', limit: parsed.expectedCheck }] : []
}

/** The stored form at submit: text NFC and trimmed, numbers and codes in their one written form, kinds read off the patent number. Hidden and half-done answers stay as they are. */
export function normaliseAnswers(form: Form, answers: Answers): Answers {
  const normal: Answers = { ...answers }
  for (const field of allFields(form)) {
    const value = answerOf(answers, field.name)
    if (field.type === 'repeat') {
      if (Array.isArray(value)) normal[field.name] = value.map((row: unknown) => (isRow(row) ? normaliseRow(field.item, row) : row))
    } else if (typeof value === 'string') normal[field.name] = normaliseText(field, value)
  }
  return normal
}

function normaliseRow(item: readonly PlainField[], row: Row): Row {
  const normal: Row = { ...row }
  for (const field of item) {
    const value = answerOf(row, field.name)
    if (typeof value === 'string') normal[field.name] = normaliseText(field, value)
  }
  for (const field of item) {
    const kind = derivedKind(field, row)
    if (kind !== undefined) normal[field.name] = kind
  }
  return normal
}

function normaliseText(field: PlainField, value: string): string {
  if (field.type === 'tel') return valueOr(parsePhone(value), value)
  if (field.type === 'text' && field.check) return valueOr(parseChecked(field.check, value, anyYear), value)
  const cleaned = cleanText(value, { singleLine: field.type !== 'textarea' })
  return cleaned.ok ? cleaned.value : value
}

function valueOr(parsed: { ok: true; value: string } | { ok: false }, otherwise: string): string {
  return parsed.ok ? parsed.value : otherwise
}

/** What a field that is looked up (derivedFrom) holds for this row; undefined while the number cannot be read, or for a field people fill in. */
export function derivedKind(field: PlainField, row: Row): string | undefined {
  if (field.type !== 'select' || field.derivedFrom === undefined) return undefined
  const number = answerOf(row, field.derivedFrom)
  const parsed = typeof number === 'string' ? parsePatentNumber(number, anyYear) : undefined
  return parsed?.ok ? parsed.kind : undefined
}

export interface SectionState {
  id: string
  title: string
  isDone: boolean
  problems: KnownProblem[]
}

/** One line of the task list for each section that asks something now. */
export function sectionStates(form: Form, answers: Answers, context: CheckContext): SectionState[] {
  const fields = allFields(form)
  return visibleSections(form, answers).map((section) => {
    const problems = section.fields.flatMap((field) => checkField(field, { answers, fields }, context))
    return { id: section.id, title: section.title, isDone: problems.length === 0, problems }
  })
}

export interface PaperState {
  paper: Paper
  isRequired: boolean
  pages: number
  isMissing: boolean
}

/** A paper the firm uploads with its submission: its own, or the stamped scan of the printed form where the scheme wants it before. */
export function isAskedOfFirm(paper: Paper): boolean {
  return paper.origin === 'firm' || paper.scan === 'before'
}

/** The papers asked of the firm now, with how many pages of each are stored (by paper id). */
export function paperStates(
  programme: Pick<Rules, 'sections' | 'papers'>,
  answers: Answers,
  pages: ReadonlyMap<string, number>,
): PaperState[] {
  return programme.papers
    .filter((paper) => isAskedOfFirm(paper) && isShownIn(programme, paper.showWhen, answers))
    .map((paper) => {
      const isRequired = paper.required || (paper.requiredWhen !== undefined && isShownIn(programme, paper.requiredWhen, answers))
      const count = pages.get(paper.id) ?? 0
      return { paper, isRequired, pages: count, isMissing: isRequired && count === 0 }
    })
}

export function missingPapers(
  programme: Pick<Rules, 'sections' | 'papers'>,
  answers: Answers,
  pages: ReadonlyMap<string, number>,
): Paper[] {
  return paperStates(programme, answers, pages)
    .filter((state) => state.isMissing)
    .map((state) => state.paper)
}

/** All that a submission still lacks: fields by name, papers as `papers.<id>`. */
export function missingForSubmit(
  programme: Pick<Rules, 'sections' | 'papers'>,
  answers: Answers,
  pages: ReadonlyMap<string, number>,
  context: CheckContext,
): KnownProblem[] {
  const papers = missingPapers(programme, answers, pages).map((paper): KnownProblem => ({
    field: `papers.${paper.id}`,
    reason: 'paper-missing',
  }))
  return [...checkAnswers(programme, answers, context), ...papers]
}

/**
 * After the form changed under a draft (pitfall C5): names of answers that were given and no longer fit the form as it is now.
 * Answers to fields that are gone are not named (they are simply no longer asked); new questions show as unanswered in the task list.
 * Without a context, only what today and the towns have no part in is judged.
 */
export function redoAfterChange(form: Form, answers: Answers, context?: CheckContext): string[] {
  const fields = allFields(form)
  return visibleFields(form, answers)
    .filter((field) => isAnswered(answerOf(answers, field.name)) && isOutdated(field, answers, fields, context))
    .map((field) => field.name)
}

function isOutdated(field: Field, answers: Answers, fields: readonly Field[], context: CheckContext | undefined): boolean {
  const value = answerOf(answers, field.name)
  if (checkPatch({ sections: [{ id: '', title: '', hint: '', fields: [field] }] }, { [field.name]: value }).length > 0) return true
  const judged: CheckContext = context ?? { today: '2100-12-31', towns: typeof value === 'string' ? [value] : [] }
  return checkField(field, { answers, fields }, judged).some((problem) => problem.reason !== 'required')
}
