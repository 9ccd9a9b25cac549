// One row of a pasted table, word for word → a right to be judged, or what cannot be read.
import type { FieldProblem } from '../errors.ts'
import type { FieldReason } from '../field-reasons.ts'
import { addDays, addMonths, parseDate, yearOf } from '../identifiers/date.ts'
import { plainCode } from '../identifiers/text.ts'
import { readTypedDay } from './import-table.ts'
import { parseRightNumber } from './rules.ts'
import type { ImportRow, RightInput } from './schema.ts'
import { nameSplit, nothingWords, paidYearPattern, pledgeWords, rangeSplit, stateWords } from './table-words.ts'

export interface ReadRow { row: ImportRow; input: Omit<RightInput, 'firmId'>; problems: FieldProblem[] }

/** `today` is the server's. */
export function readImportRow(typed: ImportRow, today: string): ReadRow {
  const problems: FieldProblem[] = []
  const row = tidy(typed, today)
  const wrong = (field: string, reason: FieldReason) => void problems.push({ field, reason })
  if (/^\d(\.\d+)?e\+?\d+$/i.test(plainCode(row.number))) wrong('number', 'number-scientific')
  const isMark = row.kind === 'trademark'
  const paidYear = row.kind === 'patent' ? readPaid(row, wrong) : null
  const owners = names(row.owner)
  return {
    row, problems,
    input: {
      kind: row.kind, number: row.number, title: row.title, ...(owners[0] === undefined ? {} : { owner: owners[0] }), coOwners: [...owners.slice(1), ...names(row.coOwners)],
      filedOn: row.filedOn || null, grantedOn: row.grantedOn || null, lastDay: isMark ? row.lastDay || null : null, classes: isMark ? readClasses(row.classes, wrong) : [],
      state: oneOf(stateWords, row.state, 'state', wrong) ?? 'live', pledge: readPledge(row, wrong), pledgee: row.pledgee || null, pledgeNumber: row.pledgeNumber || null, pledgedOn: row.pledgedOn || null, paidYear,
    },
  }
}

type Complain = (field: string, reason: FieldReason) => void

function tidy(typed: ImportRow, today: string): ImportRow {
  const some = (cell: string) => (nothingWords.test(cell.trim()) ? '' : cell.trim())
  const number = parseRightNumber(typed.kind, typed.number, yearOf(today))
  return {
    ...typed, number: number.ok ? number.value : typed.number.trim(), title: typed.title.trim(), owner: some(typed.owner), coOwners: some(typed.coOwners), classes: some(typed.classes), state: some(typed.state),
    pledge: typed.pledge.trim(), pledgee: some(typed.pledgee), pledgeNumber: some(typed.pledgeNumber), paidYear: some(typed.paidYear),
    filedOn: readTypedDay(some(typed.filedOn)), grantedOn: readTypedDay(some(typed.grantedOn)), pledgedOn: readTypedDay(some(typed.pledgedOn)), lastDay: lastOf(some(typed.lastDay)),
  }
}

/** 2018-05-07 至 2028-05-06: the second is the last day. */
function lastOf(cell: string): string {
  return readTypedDay(cell.split(rangeSplit).findLast((part) => part.trim() !== '') ?? '')
}

function names(cell: string): string[] {
  return cell.split(nameSplit).map((name) => name.trim()).filter(Boolean)
}

function oneOf<T>(words: readonly (readonly [RegExp, T])[], cell: string, field: string, wrong: Complain): T | null {
  if (cell === '') return null
  const found = words.find(([pattern]) => pattern.test(cell))
  if (!found) wrong(field, 'option')
  return found?.[1] ?? null
}

/** Somebody named to whom it is pledged, so it is, whatever the other cell leaves out. */
function readPledge(row: ImportRow, wrong: Complain): 'none' | 'pledged' {
  if (row.pledge === '' || nothingWords.test(row.pledge)) return row.pledge === '' && row.pledgee !== '' ? 'pledged' : 'none'
  return oneOf(pledgeWords, row.pledge, 'pledge', wrong) ?? 'none'
}

function readClasses(cell: string, wrong: Complain): number[] {
  const classes = plainCode(cell).split(/\D+/).filter(Boolean).map(Number)
  if (/[^\d\s,，、;；.第类/]/.test(plainCode(cell)) || classes.some((one) => one < 1 || one > 45)) {
    wrong('classes', 'option')
    return []
  }
  return classes
}

/** A patent year, or the last day that is paid for: then every year that ended by it, one begun on it included. */
function readPaid(row: ImportRow, wrong: Complain): number | null {
  if (row.paidYear === '') return null
  const year = paidYearPattern.exec(plainCode(row.paidYear))?.[1]
  if (year !== undefined) return Number(year)
  const until = readTypedDay(row.paidYear)
  if (!parseDate(until).ok || !parseDate(row.filedOn).ok) {
    wrong('paidYear', 'paid-year')
    return null
  }
  let count = 0
  while (count < 50 && addDays(addMonths(row.filedOn, 12 * (count + 1)), -1) <= until) count += 1
  return count
}
