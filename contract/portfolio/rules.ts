// What a number tells, how long a right lives, and what may be typed of it. Pure: today always comes from the caller.
import type { FieldProblem } from '../errors.ts'
import type { FieldReason } from '../field-reasons.ts'
import { addDays, addMonths, parseDate } from '../identifiers/date.ts'
import { parsePatentNumber, type PatentKind } from '../identifiers/patent.ts'
import { cleanText, plainCode, textLength } from '../identifiers/text.ts'
import type { PortfolioRules, Right, RightKind, Warning } from './schema.ts'

export interface PatentFacts { patentKind: PatentKind; filingYear: number; check: 'ok' | 'mismatch'; expectedCheck: string }
export type ParsedNumber = { ok: true; value: string; patent: PatentFacts | null } | { ok: false; reason: FieldReason; limit?: string | number }

/** Most rights one firm may keep here. */
export const mostRights = 2000
export const textLimits = { title: 200, owner: 80, coOwners: 10, otherNumber: 60, pledgee: 80, pledgeNumber: 40 } as const
/** Most papers one right may have. */
export const mostRightPapers = 20
/** The first patent law took effect. */
const firstFilingDay = '1985-04-01'

/** The one written form of a number as people type it, or what is wrong with it. A wrong check digit is not wrong: `patent.check` says it. */
export function parseRightNumber(kind: RightKind, input: string, currentYear: number): ParsedNumber {
  if (plainCode(input) === '') return { ok: false, reason: 'required' }
  switch (kind) {
    case 'patent': {
      const parsed = parsePatentNumber(input, currentYear)
      if (!parsed.ok) return parsed
      const { kind: patentKind, filingYear, check, expectedCheck } = parsed
      return { ok: true, value: parsed.value, patent: { patentKind, filingYear, check, expectedCheck } }
    }
    case 'trademark':
      return parseTrademarkNumber(input)
    case 'software':
      return parseSoftwareNumber(input)
    case 'other':
      return parseOtherNumber(input)
  }
}

function squeezed(input: string): string {
  return plainCode(input).toUpperCase().replace(/[\s\-‐-―−_]/g, '')
}

/** 第8661190号, 8661190, G1234567, 8661190A. There is no check digit: only the trade mark office knows. */
function parseTrademarkNumber(input: string): ParsedNumber {
  const match = /^(?:商标)?(?:注册号)?:?第?(G?\d{1,9}[A-Z]?)号?$/.exec(squeezed(input))
  return match?.[1] ? { ok: true, value: match[1], patent: null } : { ok: false, reason: 'trademark-format' }
}

/** 登记号 2020SR0661990 or 证书号 软著登字第4317518号; a 登记号 written into the frame of the other is taken as what it is. */
function parseSoftwareNumber(input: string): ParsedNumber {
  const typed = squeezed(input)
  const registration = /^(?:登记号:?)?(?:软著登字第?)?(\d{4}SR\d{6,7})号?$/.exec(typed)?.[1]
  if (registration) return { ok: true, value: registration, patent: null }
  const certificate = /^软著登字第?(\d{6,8})号?$/.exec(typed)?.[1]
  return certificate ? { ok: true, value: `软著登字第${certificate}号`, patent: null } : { ok: false, reason: 'software-format' }
}

function parseOtherNumber(input: string): ParsedNumber {
  const cleaned = cleanText(input, { singleLine: true })
  if (!cleaned.ok) return { ok: false, reason: cleaned.reason }
  const value = plainCode(cleaned.value).replace(/\s+/g, ' ')
  return textLength(value) > textLimits.otherNumber ? { ok: false, reason: 'too-long', limit: textLimits.otherNumber } : { ok: true, value, patent: null }
}

/** The row that counts on this day: the latest begun by then, or the earliest there is. */
export function inForce<T>(rows: readonly T[], begin: (row: T) => string, day: string): T | undefined {
  return rows.reduce<T | undefined>((best, row) => (best === undefined || isBetter(begin(row), begin(best), day) ? row : best), undefined)
}

function isBetter(begin: string, best: string, day: string): boolean {
  return best > day ? begin < best : begin > best && begin <= day
}

/** Years of a patent of this kind filed on this day. */
export function termYears(rules: PortfolioRules, patentKind: PatentKind, filedOn: string): number {
  const rows = rules.terms.filter((term) => term.patentKind === patentKind)
  return inForce(rows, ({ filedFrom }) => filedFrom, filedOn)?.years ?? 0
}

/** The last day of a patent: filed on 1999-09-06 for ten years, it lives to 2009-09-05 and is over on 2009-09-06. */
export function patentLastDay(rules: PortfolioRules, patentKind: PatentKind, filedOn: string): string {
  return addDays(addMonths(filedOn, 12 * termYears(rules, patentKind, filedOn)), -1)
}

/** While only the number is typed: the calendar year in which the term ends, and how many years of it are left at most. */
export function lifeByYear(rules: PortfolioRules, patentKind: PatentKind, filingYear: number, currentYear: number): { endYear: number; yearsLeft: number } {
  const endYear = filingYear + termYears(rules, patentKind, `${filingYear}-12-31`)
  return { endYear, yearsLeft: Math.max(0, endYear - currentYear) }
}

/** As far as it is known; null where dates are missing or the kind of right has no term kept here. */
export function lastDayOf(rules: PortfolioRules, right: { kind: RightKind; patentKind: PatentKind | null; filedOn: string | null; grantedOn: string | null; typedLastDay: string | null }): string | null {
  if (right.kind === 'patent') return right.patentKind && right.filedOn ? patentLastDay(rules, right.patentKind, right.filedOn) : null
  if (right.kind !== 'trademark') return null
  if (right.typedLastDay) return right.typedLastDay
  return right.grantedOn ? addDays(addMonths(right.grantedOn, 12 * rules.trademark.years), -1) : null
}

/** Patents: 70 % with co-owners, 85 % alone (as the content says), nothing where the firm has no reduction on record. */
export function reductionPercent(rules: PortfolioRules, isReduced: boolean, coOwners: readonly string[]): number {
  if (!isReduced) return 0
  return coOwners.length > 0 ? rules.reduction.sharedPercent : rules.reduction.solePercent
}

/** What is to be looked at again, though it is kept: a wrong check digit, a filing date in another year than the number says. */
export function warningsOf(right: Pick<Right, 'kind' | 'number' | 'check' | 'filingYear' | 'filedOn'>, currentYear: number): Warning[] {
  const warnings: Warning[] = []
  if (right.kind !== 'patent') return warnings
  const parsed = parsePatentNumber(right.number, currentYear)
  if (right.check === 'mismatch') warnings.push({ field: 'number', reason: 'patent-mismatch', ...(parsed.ok ? { limit: parsed.expectedCheck } : {}) })
  if (right.filedOn && right.filingYear !== null && Number(right.filedOn.slice(0, 4)) !== right.filingYear)
    warnings.push({ field: 'filedOn', reason: 'patent-year-differs', limit: right.filingYear })
  return warnings
}

export interface TypedDates { kind: RightKind; filedOn: string | null; grantedOn: string | null; lastDay: string | null; pledgedOn?: string | null }

/** What is wrong with dates as typed (empty and null are no date). */
export function dateProblems(typed: TypedDates, today: string): FieldProblem[] {
  const problems: FieldProblem[] = []
  const filed = readPast('filedOn', typed.filedOn, typed.kind === 'patent' ? firstFilingDay : null, today, problems)
  readPast('grantedOn', typed.grantedOn, filed, today, problems)
  readPast('pledgedOn', typed.pledgedOn ?? null, filed, today, problems)
  const last = typed.lastDay ? parseDate(typed.lastDay) : null
  if (last && !last.ok) problems.push({ field: 'lastDay', reason: last.reason })
  else if (last?.ok && typed.grantedOn && last.value < typed.grantedOn) problems.push({ field: 'lastDay', reason: 'date-early', limit: typed.grantedOn })
  return problems
}

function readPast(field: string, text: string | null, earliest: string | null, today: string, problems: FieldProblem[]): string | null {
  if (!text) return null
  const date = parseDate(text)
  if (!date.ok) problems.push({ field, reason: date.reason })
  else if (date.value > today) problems.push({ field, reason: 'date-future' })
  else if (earliest && date.value < earliest) problems.push({ field, reason: 'date-early', limit: earliest })
  else return date.value
  return null
}
