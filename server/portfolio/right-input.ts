// A right as people type it → as it is kept. Collects every problem before refusing.
import type { FieldProblem } from '#contract/errors.ts'
import { cleanText, compareText, textLength } from '#contract/identifiers/text.ts'
import { yearOf } from '#contract/identifiers/date.ts'
import { dateProblems, parseRightNumber, termYears, textLimits, type ParsedNumber } from '#contract/portfolio/rules.ts'
import type { PortfolioRules, RightInput, RightKind } from '#contract/portfolio/schema.ts'
import type { RightRow } from '../db/schema.ts'
import { invalid } from '../errors.ts'

export type RightValues = Pick<RightRow, 'kind' | 'number' | 'number_check' | 'patent_kind' | 'filing_year' | 'title' | 'owner' | 'co_owners' | 'filed_on' | 'granted_on' | 'last_day' | 'state' | 'pledge' | 'pledgee' | 'pledge_number' | 'pledged_on' | 'classes' | 'paid_year'>
export interface Reading { rules: PortfolioRules; today: string; firmName: string }

const trademarkClasses = 45
const longestTerm = 20

function readLine(problems: FieldProblem[], field: string, text: string, most: number): string {
  const cleaned = cleanText(text, { singleLine: true })
  if (!cleaned.ok) {
    problems.push({ field, reason: cleaned.reason })
    return ''
  }
  if (textLength(cleaned.value) > most) problems.push({ field, reason: 'too-long', limit: most })
  return compareText(cleaned.value) === '' ? '' : cleaned.value
}

function readCoOwners(problems: FieldProblem[], typed: readonly string[]): string[] {
  const names = typed.map((name, index) => readLine(problems, `coOwners[${index}]`, name, textLimits.owner)).filter((name) => name !== '')
  if (names.length > textLimits.coOwners) problems.push({ field: 'coOwners', reason: 'rows-max', limit: textLimits.coOwners })
  return names.filter((name, index) => names.findIndex((other) => compareText(other) === compareText(name)) === index)
}

function readClasses(problems: FieldProblem[], kind: RightKind, typed: readonly number[]): number[] {
  if (typed.length > 0 && kind !== 'trademark') problems.push({ field: 'classes', reason: 'unknown' })
  if (typed.some((number) => number < 1 || number > trademarkClasses)) problems.push({ field: 'classes', reason: 'option' })
  return [...new Set(typed)].sort((a, b) => a - b)
}

function readPaidYear(problems: FieldProblem[], number: ParsedNumber, typed: number | null, filedOn: string | null, { rules }: Reading): number | null {
  if (typed === null) return null
  const patent = number.ok ? number.patent : null
  const most = patent && filedOn ? termYears(rules, patent.patentKind, filedOn) : longestTerm
  if (number.ok && !patent) problems.push({ field: 'paidYear', reason: 'unknown' })
  else if (typed < 1) problems.push({ field: 'paidYear', reason: 'number-min', limit: 1 })
  else if (typed > most) problems.push({ field: 'paidYear', reason: 'number-max', limit: most })
  return typed
}

type PledgeValues = Pick<RightValues, 'pledge' | 'pledgee' | 'pledge_number' | 'pledged_on'>

/** Details of a pledge that is over are not kept. */
function readPledge(problems: FieldProblem[], input: Omit<RightInput, 'firmId'>): PledgeValues {
  if (input.pledge !== 'pledged') return { pledge: 'none', pledgee: null, pledge_number: null, pledged_on: null }
  return {
    pledge: 'pledged', pledged_on: input.pledgedOn || null,
    pledgee: readLine(problems, 'pledgee', input.pledgee ?? '', textLimits.pledgee) || null,
    pledge_number: readLine(problems, 'pledgeNumber', input.pledgeNumber ?? '', textLimits.pledgeNumber) || null,
  }
}

export type ReadRight = { ok: true; values: RightValues } | { ok: false; problems: FieldProblem[] }

/** Every problem by field, or the right as it is kept. A wrong check digit is no problem here; it is kept as `number_check`. */
export function judgeRight(input: Omit<RightInput, 'firmId'>, reading: Reading): ReadRight {
  const problems: FieldProblem[] = []
  const { kind } = input
  const number = parseRightNumber(kind, input.number, yearOf(reading.today))
  if (!number.ok) problems.push({ field: 'number', reason: number.reason, ...(number.limit === undefined ? {} : { limit: number.limit }) })
  const title = readLine(problems, 'title', input.title, textLimits.title)
  if (title === '' && !problems.some(({ field }) => field === 'title')) problems.push({ field: 'title', reason: 'required' })
  const owner = readLine(problems, 'owner', input.owner ?? '', textLimits.owner) || reading.firmName
  const coOwners = readCoOwners(problems, input.coOwners ?? [])
  const pledge = readPledge(problems, input)
  const dates = { filedOn: input.filedOn || null, grantedOn: input.grantedOn || null, lastDay: input.lastDay || null }
  problems.push(...dateProblems({ kind, ...dates, pledgedOn: pledge.pledged_on }, reading.today))
  if (dates.lastDay && kind !== 'trademark') problems.push({ field: 'lastDay', reason: 'unknown' })
  const classes = readClasses(problems, kind, input.classes ?? [])
  const hasBadDate = problems.some(({ field }) => field === 'filedOn')
  const paidYear = readPaidYear(problems, number, input.paidYear ?? null, hasBadDate ? null : dates.filedOn, reading)
  if (!number.ok || problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    values: {
      kind, number: number.value, number_check: number.patent?.check ?? null, patent_kind: number.patent?.patentKind ?? null, filing_year: number.patent?.filingYear ?? null,
      title, owner, co_owners: JSON.stringify(coOwners), filed_on: dates.filedOn, granted_on: dates.grantedOn, last_day: dates.lastDay,
      state: input.state ?? 'live', ...pledge, classes: JSON.stringify(classes), paid_year: paidYear,
    },
  }
}

/** Throws `invalid-input` naming every field. */
export function readRight(input: Omit<RightInput, 'firmId'>, reading: Reading): RightValues {
  const read = judgeRight(input, reading)
  if (!read.ok) throw invalid(...read.problems)
  return read.values
}
