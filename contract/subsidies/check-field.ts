// One answer against one field, complete check: what is wrong, as reason codes. Warnings (a check digit that does not fit) are not here.
import { parseAccount } from '../identifiers/account.ts'
import { parseDate, yearOf } from '../identifiers/date.ts'
import { parsePatentNumber } from '../identifiers/patent.ts'
import { parsePhone } from '../identifiers/phone.ts'
import { cleanText, compareText, textLength } from '../identifiers/text.ts'
import { parseUscc } from '../identifiers/uscc.ts'
import type { FieldReason, KnownProblem } from '../field-reasons.ts'
import { answerOf, isAnswered, isRow, isShown, type Row } from './fields.ts'
import type { Field, PlainField, RepeatField } from './programme.ts'

export interface CheckContext {
  /** Shanghai date YYYY-MM-DD of the server's clock. */
  today: string
  towns: readonly string[]
  /** Accounts are shown to this reader by their last digits: one that stands there like that is not judged. On the server never. */
  masksAccounts?: boolean
}

/** Where a field stands: the answers beside it and the fields they belong to. */
export interface Scope {
  answers: Row
  fields: readonly (Field | PlainField)[]
}

type Fault = { reason: FieldReason; limit?: string | number }
type TextField = Extract<PlainField, { type: 'text' }>
type MoneyField = Extract<PlainField, { type: 'money' }>
type NumberField = Extract<PlainField, { type: 'number' }>
type DateField = Extract<PlainField, { type: 'date' }>

/** Everything wrong with this answer; `path` is the name in the problem, e.g. `phone` or `patents[1].patentNo`. A field filled in from another is never asked for. */
export function checkField(field: Field | PlainField, scope: Scope, context: CheckContext, path: string = field.name): KnownProblem[] {
  const value = answerOf(scope.answers, field.name)
  if (field.type === 'select' && field.derivedFrom !== undefined) return []
  if (!isAnswered(value)) return field.required ? [{ field: path, reason: 'required' }] : []
  if (field.type === 'repeat') return checkRows(field, value, context, path)
  const fault = faultOf(field, value, scope, context)
  return fault ? [{ field: path, ...fault }] : []
}

function faultOf(field: PlainField, value: unknown, scope: Scope, context: CheckContext): Fault | undefined {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : { reason: 'wrong-type' }
    case 'money':
      return typeof value === 'number' ? moneyFault(field, value, scope) : { reason: 'wrong-type' }
    case 'number':
      return typeof value === 'number' ? numberFault(field, value, context) : { reason: 'wrong-type' }
    default:
      return typeof value === 'string' ? writtenFault(field, value, scope, context) : { reason: 'wrong-type' }
  }
}

function writtenFault(
  field: Exclude<PlainField, MoneyField | NumberField | { type: 'boolean' }>,
  value: string,
  scope: Scope,
  context: CheckContext,
): Fault | undefined {
  switch (field.type) {
    case 'text':
      return textFault(field, value, scope, context)
    case 'textarea':
      return lengthFault(value, field.maxLength)
    case 'tel':
      return refusalOf(parsePhone(value))
    case 'date':
      return dateFault(field, value, scope, context)
    case 'select':
      return field.options.includes(value) ? undefined : { reason: 'option' }
    case 'town':
      return context.towns.includes(value) ? undefined : { reason: 'town' }
  }
}

function refusalOf(parsed: { ok: true } | ({ ok: false } & Fault)): Fault | undefined {
  if (parsed.ok) return undefined
  return parsed.limit === undefined ? { reason: parsed.reason } : { reason: parsed.reason, limit: parsed.limit }
}

function lengthFault(value: string, maxLength: number): Fault | undefined {
  const cleaned = cleanText(value)
  if (!cleaned.ok) return { reason: cleaned.reason }
  return textLength(cleaned.value) > maxLength ? { reason: 'too-long', limit: maxLength } : undefined
}

function textFault(field: TextField, value: string, scope: Scope, context: CheckContext): Fault | undefined {
  if (field.check === 'account' && context.masksAccounts && /^\*{4}\d{0,4}$/.test(value)) return undefined
  if (field.check) return refusalOf(parseChecked(field.check, value, yearOf(context.today)))
  const tooLong = lengthFault(value, field.maxLength)
  if (tooLong) return tooLong
  if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(value.trim())) return { reason: 'pattern' }
  const other = otherOf(field.equalsField, scope)
  if (typeof other?.value === 'string' && compareText(value) !== compareText(other.value))
    return { reason: 'not-equal', limit: other.label }
  return undefined
}

/** The parser behind a text field's `check`. */
export function parseChecked(check: NonNullable<TextField['check']>, value: string, currentYear: number) {
  switch (check) {
    case 'uscc':
      return parseUscc(value)
    case 'patent':
      return parsePatentNumber(value, currentYear)
    case 'phone':
      return parsePhone(value)
    case 'account':
      return parseAccount(value)
  }
}

function moneyFault(field: MoneyField, fen: number, scope: Scope): Fault | undefined {
  if (!Number.isSafeInteger(fen)) return { reason: 'money-unsafe' }
  if (fen < 0) return { reason: 'money-negative' }
  if (fen < field.minFen) return { reason: 'money-min', limit: field.minFen }
  if (fen > field.maxFen) return { reason: 'money-max', limit: field.maxFen }
  const other = otherOf(field.lteField, scope)
  return typeof other?.value === 'number' && fen > other.value ? { reason: 'money-over', limit: other.label } : undefined
}

function numberFault(field: NumberField, value: number, context: CheckContext): Fault | undefined {
  const decimals = decimalsOf(value)
  if (decimals === undefined) return { reason: 'wrong-type' }
  if (decimals > field.decimals) return { reason: 'number-decimals', limit: field.decimals }
  if (value < field.min) return { reason: 'number-min', limit: field.min }
  if (value > field.max) return { reason: 'number-max', limit: field.max }
  const year = yearOf(context.today)
  return field.notAfter === 'year' && value > year ? { reason: 'year-future', limit: year } : undefined
}

/** Decimals of a number as written, or undefined for one that is written with an exponent or is no number. */
function decimalsOf(value: number): number | undefined {
  const match = /^-?\d+(?:\.(\d+))?$/.exec(String(value))
  return match ? (match[1] ?? '').length : undefined
}

function dateFault(field: DateField, value: string, scope: Scope, context: CheckContext): Fault | undefined {
  const parsed = parseDate(value)
  if (!parsed.ok) return { reason: parsed.reason }
  if (field.notAfter === 'today' && value > context.today) return { reason: 'date-future' }
  const before = otherOf(field.afterField, scope)
  if (isDate(before?.value) && value <= before.value) return { reason: 'date-after', limit: before.label }
  const earliest = otherOf(field.notBeforeField, scope)
  return isDate(earliest?.value) && value < earliest.value ? { reason: 'date-not-before', limit: earliest.label } : undefined
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && parseDate(value).ok
}

/** The other field and its answer, if it is asked and answered. */
function otherOf(name: string | undefined, scope: Scope): { label: string; value: unknown } | undefined {
  const field = scope.fields.find((candidate) => candidate.name === name)
  const value = field && answerOf(scope.answers, field.name)
  if (!field || !isAnswered(value) || !isShown(field.showWhen, scope.answers, scope.fields)) return undefined
  return { label: field.label, value }
}

function checkRows(field: RepeatField, value: unknown, context: CheckContext, path: string): KnownProblem[] {
  if (!Array.isArray(value)) return [{ field: path, reason: 'wrong-type' }]
  if (value.length < field.min) return [{ field: path, reason: 'rows-min', limit: field.min }]
  if (value.length > field.max) return [{ field: path, reason: 'rows-max', limit: field.max }]
  const problems = value.flatMap((row: unknown, index): KnownProblem[] => {
    const at = `${path}[${index}]`
    if (!isRow(row)) return [{ field: at, reason: 'wrong-type' }]
    const asked = field.item.filter((item) => isShown(item.showWhen, row, field.item))
    return asked.flatMap((item) => checkField(item, { answers: row, fields: field.item }, context, `${at}.${item.name}`))
  })
  return [...problems, ...duplicatePatents(field, value, context, path)]
}

/** The same patent twice in one application is one patent. */
function duplicatePatents(field: RepeatField, rows: readonly unknown[], context: CheckContext, path: string): KnownProblem[] {
  const item = field.item.find((candidate) => candidate.type === 'text' && candidate.check === 'patent')
  if (!item) return []
  const firstRow = new Map<string, number>()
  return rows.flatMap((row, index): KnownProblem[] => {
    const typed = isRow(row) ? answerOf(row, item.name) : undefined
    const parsed = typeof typed === 'string' ? parsePatentNumber(typed, yearOf(context.today)) : undefined
    if (!parsed?.ok) return []
    const first = firstRow.get(parsed.value)
    if (first !== undefined) return [{ field: `${path}[${index}].${item.name}`, reason: 'patent-duplicate', limit: first + 1 }]
    firstRow.set(parsed.value, index)
    return []
  })
}
