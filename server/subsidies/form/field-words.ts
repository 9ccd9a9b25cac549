// Answers as the form writes them: nothing masked here, dates and sums in full.
import { chineseDate } from '#contract/identifiers/date.ts'
import { formatWan, formatYuan } from '#contract/identifiers/money.ts'
import { derivedKind } from '#contract/subsidies/answers.ts'
import { answerOf, isAnswered, isShown, rowsOf, type Row } from '#contract/subsidies/fields.ts'
import type { Field, PlainField, RepeatField } from '#contract/subsidies/programme.ts'
import { widthOf } from '#server/pdf/line-breaks.ts'
import type { FormColumn, FormPart } from './printed-form.ts'

/** Characters (of full width) that stand on one line beside another fact. */
const halfLine = 11.8
const longestHalfField = 59

export function sumInFigures(fen: number): string {
  return `${formatYuan(fen)} 元（${formatWan(fen)} 万元）`
}

/** null while there is no answer. */
export function wordsOf(field: PlainField, value: unknown, row: Row = {}): string | null {
  const derived = derivedKind(field, row)
  if (derived !== undefined) return derived
  if (!isAnswered(value)) return null
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (field.type === 'money' && typeof value === 'number') return sumInFigures(value)
  if (field.type === 'number') return withUnit(String(value), field.unit)
  if (field.type === 'date' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return chineseDate(value)
  // A draft may hold line ends where one line is asked for.
  return field.type === 'textarea' ? String(value) : String(value).replace(/\s+/g, ' ')
}

function withUnit(number: string, unit: string | undefined): string {
  if (unit === undefined) return number
  return unit === '%' ? `${number}%` : `${number} ${unit}`
}

export function partOf(field: Field, value: unknown): FormPart {
  if (field.type === 'repeat') return rowsPart(field, rowsOf(value))
  if (field.type === 'boolean') return { kind: 'question', label: field.label, answer: typeof value === 'boolean' ? value : null }
  const words = wordsOf(field, value)
  return { kind: 'fact', label: field.label, value: words, isWide: isWide(field, words) }
}

function isWide(field: PlainField, words: string | null): boolean {
  if (field.type === 'textarea') return true
  return (field.type === 'text' && field.maxLength > longestHalfField) || widthOf(words ?? '') > halfLine
}

function rowsPart(field: RepeatField, rows: Row[]): FormPart {
  return {
    kind: 'rows',
    label: field.label,
    columns: field.item.map((item): FormColumn => ({ label: item.label, width: columnWidth(item) })),
    rows: rows.map((row) => field.item.map((item) => (isShown(item.showWhen, row, field.item) ? (wordsOf(item, answerOf(row, item.name), row) ?? '') : ''))),
  }
}

/** Points for what has a known length; texts share the rest. */
function columnWidth(item: PlainField): number | null {
  if (item.type === 'date') return 84
  if (item.type === 'boolean') return 36
  if (item.type === 'number') return 60
  if (item.type === 'money') return 96
  if (item.type === 'select') return Math.min(120, Math.max(...item.options.map(widthOf)) * 10 + 12)
  return item.type === 'text' && item.check === 'patent' ? 104 : null
}
