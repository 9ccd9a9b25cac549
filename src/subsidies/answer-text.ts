// An answer as a person reads it.
import { maskAccount } from '#contract/identifiers/mask.ts'
import { formatWan, formatYuan } from '#contract/identifiers/money.ts'
import { parsePatentNumber } from '#contract/identifiers/patent.ts'
import { derivedKind } from '#contract/subsidies/answers.ts'
import { answerOf, isAnswered, isShown, rowsOf, type Row } from '#contract/subsidies/fields.ts'
import type { Field, PlainField } from '#contract/subsidies/programme.ts'
import { fullDate } from '#client/ui/format.ts'

export const notAnswered = '没有填'

/** 6,000,000 元（600.00 万元）, 2026年3月2日, 是, ****0371 … `row` is what a looked-up kind is read from. */
export function answerText(field: Field, value: unknown, row: Row = {}): string {
  if (field.type === 'repeat') return rowsText(rowsOf(value).length)
  const derived = derivedKind(field, row)
  if (derived !== undefined) return derived
  return isAnswered(value) ? plainText(field, value) : notAnswered
}

function plainText(field: PlainField, value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (field.type === 'money' && typeof value === 'number') return `${formatYuan(value)} 元（${formatWan(value)} 万元）`
  if (field.type === 'number') return `${String(value)}${field.unit ? ` ${field.unit}` : ''}`
  if (field.type === 'date' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return fullDate(value)
  if (field.type === 'text' && field.sensitive) return maskAccount(String(value))
  return String(value)
}

/** What stood there before the last corrections. An account comes masked; of a list the rows are named, as their number says little. */
export function beforeText(field: Field | PlainField, value: unknown): string {
  if (!isAnswered(value)) return notAnswered
  if (field.type === 'repeat') return `${rowsText(rowsOf(value).length)}，${rowsOf(value).map((row) => rowSummary(field.item, row).head).join('、')}`
  return field.type === 'text' && field.sensitive ? String(value) : plainText(field, value)
}

function rowsText(count: number): string {
  return count === 0 ? notAnswered : `${count} 件`
}

/** What a row says in short: its first answer, its second, then the rest in one line. */
export function rowSummary(item: readonly PlainField[], row: Row): { head: string; title: string; rest: string } {
  const shown = item.filter((field) => isShown(field.showWhen, row, item))
  const texts = shown.map((field) => {
    const value = answerOf(row, field.name)
    const text = answerText(field, value, row)
    return text === notAnswered ? '' : field.type === 'date' ? `${field.label} ${text}` : text
  })
  const [head = '', title = '', ...rest] = texts
  return { head: head || `还没填${shown[0]?.label ?? ''}`, title, rest: rest.filter(Boolean).join('，') }
}

/** 发明，2021 年申请, read off a patent number; undefined while it cannot be read. */
export function patentWords(typed: string, currentYear: number): string | undefined {
  const parsed = parsePatentNumber(typed, currentYear)
  return parsed.ok ? `${parsed.value}，${parsed.kind}，${parsed.filingYear} 年申请` : undefined
}
