// Which fields of a scheme are asked, given the answers so far.
import type { Field, PlainField, Programme, ProgrammeSource, Section, ShowWhen } from './programme.ts'
import type { Answers } from './schema.ts'

/** All that rules need of a scheme; a content file fits as well as what the API sends. */
export type Rules =
  | Pick<Programme, 'facts' | 'conditions' | 'sections' | 'papers' | 'amount'>
  | Pick<ProgrammeSource, 'facts' | 'conditions' | 'sections' | 'papers' | 'amount'>
export type Row = Record<string, unknown>

export function allFields(programme: Pick<Rules, 'sections'>): Field[] {
  return programme.sections.flatMap((section) => section.fields)
}

export function findField(programme: Pick<Rules, 'sections'>, name: string): Field | undefined {
  return allFields(programme).find((field) => field.name === name)
}

/** Not answered: absent, null, empty text, or no rows. */
export function isAnswered(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return value.trim() !== ''
  return Array.isArray(value) ? value.length > 0 : true
}

/** Own properties only, so that no answer can be found on a prototype. */
export function answerOf(answers: Row, name: string): unknown {
  return Object.hasOwn(answers, name) ? answers[name] : undefined
}

/** True when there is no condition, or the field it names is itself shown and has one of the values. Unanswered is not shown. */
export function isShown(showWhen: ShowWhen | undefined, answers: Answers, fields: readonly Field[] | readonly PlainField[]): boolean {
  if (!showWhen) return true
  const field = fields.find((candidate) => candidate.name === showWhen.field)
  if (!field || !isShown(field.showWhen, answers, fields)) return false
  const value = answerOf(answers, showWhen.field)
  return showWhen.in.some((expected) => expected === value)
}

/** isShown for a scheme's own papers and conditions, whose showWhen names a field of the form. */
export function isShownIn(programme: Pick<Rules, 'sections'>, showWhen: ShowWhen | undefined, answers: Answers): boolean {
  return isShown(showWhen, answers, allFields(programme))
}

/** The fields asked now, in the order of the form. */
export function visibleFields(programme: Pick<Rules, 'sections'>, answers: Answers): Field[] {
  const fields = allFields(programme)
  return fields.filter((field) => isShown(field.showWhen, answers, fields))
}

/** Sections that ask at least one thing now, each with only those fields. */
export function visibleSections(programme: Pick<Rules, 'sections'>, answers: Answers): Section[] {
  const shown = new Set(visibleFields(programme, answers))
  return programme.sections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => shown.has(field)) }))
    .filter((section) => section.fields.length > 0)
}

/** Only answers to fields that are asked: what is counted, judged, shown and submitted. Hidden answers stay in the draft, in case the person turns back. */
export function shownAnswers(programme: Pick<Rules, 'sections'>, answers: Answers): Answers {
  const shown: Answers = {}
  for (const field of visibleFields(programme, answers)) {
    const value = answerOf(answers, field.name)
    if (!isAnswered(value)) continue
    shown[field.name] = field.type === 'repeat' ? rowsOf(value).map((row) => shownRow(field.item, row)) : value
  }
  return shown
}

function shownRow(item: readonly PlainField[], row: Row): Row {
  const shown: Row = {}
  for (const field of item) {
    const value = answerOf(row, field.name)
    if (isAnswered(value) && isShown(field.showWhen, row, item)) shown[field.name] = value
  }
  return shown
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The rows of a repeat answer; anything that is no row is left out. */
export function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter(isRow) : []
}
