// Rights picked out of the portfolio as rows of the form.
import type { Right } from '#contract/portfolio/schema.ts'
import { answerOf, isAnswered, type Row } from '#contract/subsidies/fields.ts'
import type { PlainField, RepeatField } from '#contract/subsidies/programme.ts'

/** The column that holds a patent's number; undefined where rows are about something else. */
export function numberColumn(field: RepeatField): string | undefined {
  return field.item.find((item) => item.type === 'text' && item.check === 'patent')?.name
}

/** Numbers that stand in the rows already, as typed. */
export function numbersIn(field: RepeatField, rows: readonly Row[]): string[] {
  const column = numberColumn(field)
  return rows.flatMap((row) => {
    const number = column === undefined ? undefined : answerOf(row, column)
    return typeof number === 'string' && number.trim() !== '' ? [number] : []
  })
}

function rowOf(field: RepeatField, right: Right): Row {
  const row: Row = {}
  for (const item of field.item) {
    const value = item.fromRight === undefined ? undefined : right[item.fromRight]
    if (isAnswered(value)) row[item.name] = value
    if (item.type === 'select' && item.derivedFrom !== undefined && right.patentKind) row[item.name] = right.patentKind
  }
  return row
}

/** The picked rights behind the rows there are; rows nobody has begun give way to them. */
export function withRights(field: RepeatField, rows: readonly Row[], rights: readonly Right[]): Row[] {
  const begun = rows.filter((row) => Object.values(row).some(isAnswered))
  return [...begun, ...rights.map((right) => rowOf(field, right))].slice(0, field.max)
}

/** What a row says of its patent; none while it has no number. */
export function rightIn(field: RepeatField, row: Row): { number: string; title: string; grantedOn: string | null }[] {
  const valueOf = (of: PlainField['fromRight']) => {
    const item = field.item.find((one) => one.fromRight === of)
    const value = item && answerOf(row, item.name)
    return typeof value === 'string' ? value : ''
  }
  const [number = ''] = numbersIn(field, [row])
  return number === '' ? [] : [{ number, title: valueOf('title'), grantedOn: valueOf('grantedOn') || null }]
}
