// Yearly fees of a patent. Patent years are counted from the filing date; the fee of a year is due on the day it begins (审查指南 第五部分第九章 2.2.1).
// A due date on a holiday is in truth the next working day; here it is not moved, so nobody pays late by this page.
import { addMonths, yearOf } from '../identifiers/date.ts'
import type { PatentKind } from '../identifiers/patent.ts'
import { inForce, patentLastDay, reductionPercent, termYears } from './rules.ts'
import type { Annuity, AnnuityLine, AnnuityYear, PortfolioRules, RightState, YearItem } from './schema.ts'

export interface AnnuityFacts {
  patentKind: PatentKind; filedOn: string | null; grantedOn: string | null; coOwners: readonly string[]; state: RightState; paidYear: number | null
}
/** `isReduced`: the firm has the reduction on record. */
export interface AnnuityContext { rules: PortfolioRules; isReduced: boolean; today: string }

/** The patent year a day lies in: 1 from the filing date to the day before its first return. */
export function patentYearOn(filedOn: string, day: string): number {
  const gone = Math.max(0, yearOf(day) - yearOf(filedOn))
  return addMonths(filedOn, 12 * gone) <= day ? gone + 1 : Math.max(1, gone)
}

/** The full yearly fee in fen by the table in force on that day. */
export function fullFee(rules: PortfolioRules, patentKind: PatentKind, year: number, onDay: string): number {
  const table = inForce(rules.feeTables, ({ validFrom }) => validFrom, onDay)
  return table?.fees.find((fee) => fee.patentKind === patentKind && fee.fromYear <= year && year <= fee.toYear)?.fen ?? 0
}

/** Percent of the full fee added when paid on this day: nothing up to one month late, 5 up to two, … 25 up to six (days at the end of a month included). */
export function surchargePercent(rules: PortfolioRules, dueOn: string, day: string): number {
  return day <= dueOn ? 0 : Math.max(0, graceMonth(rules, dueOn, day) - rules.grace.freeMonths) * rules.grace.percentPerMonth
}

/** Which month of the grace a late day lies in: 1 up to one month late, and so on to the last. */
export function graceMonth(rules: PortfolioRules, dueOn: string, day: string): number {
  let begun = 1
  while (begun < rules.grace.months && day > addMonths(dueOn, begun)) begun += 1
  return begun
}

/** Every fee from the year of the grant to the end of the term; none while a date is missing. */
export function annuityLines(facts: AnnuityFacts, context: AnnuityContext): AnnuityLine[] {
  const { filedOn, grantedOn } = facts
  if (!filedOn || !grantedOn) return []
  const first = patentYearOn(filedOn, grantedOn)
  const last = termYears(context.rules, facts.patentKind, filedOn)
  const lines: AnnuityLine[] = []
  let isOpenFound = false
  for (let year = first; year <= last; year += 1) {
    const line = lineOf(facts, context, { year, first, filedOn, grantedOn, isOpenFound })
    isOpenFound ||= line.state === 'next' || line.state === 'grace' || line.state === 'missed'
    lines.push(line)
  }
  return lines
}

interface Place { year: number; first: number; filedOn: string; grantedOn: string; isOpenFound: boolean }

function lineOf(facts: AnnuityFacts, { rules, isReduced, today }: AnnuityContext, place: Place): AnnuityLine {
  const { year, first, filedOn, grantedOn } = place
  const isFirst = year === first
  const begins = addMonths(filedOn, 12 * (year - 1))
  const graceEnds = addMonths(begins, rules.grace.months)
  const state = stateOf(facts.paidYear, place, { begins, graceEnds, today })
  const feeFen = fullFee(rules, facts.patentKind, year, isFirst ? grantedOn : begins)
  const percent = year < first + rules.reduction.years ? reductionPercent(rules, isReduced, facts.coOwners) : 0
  const payableFen = feeFen - Math.floor((feeFen * percent) / 100)
  const late = state === 'grace' ? surchargePercent(rules, begins, today) : 0
  const surchargeFen = Math.floor((feeFen * late) / 100)
  return {
    year, dueOn: isFirst ? null : begins, graceEndsOn: isFirst ? null : graceEnds, feeFen, reductionPercent: percent, payableFen,
    surchargePercent: late, surchargeFen, totalFen: payableFen + surchargeFen, state,
  }
}

/** The fee of the year of the grant was paid when it was registered: without it there is no grant. */
function stateOf(paidYear: number | null, { year, first, isOpenFound }: Place, days: { begins: string; graceEnds: string; today: string }): AnnuityLine['state'] {
  if (year === first || (paidYear !== null && year <= paidYear)) return 'paid'
  if (isOpenFound) return 'later'
  if (days.today <= days.begins) return 'next'
  if (paidYear === null) return 'assumed'
  return days.today <= days.graceEnds ? 'grace' : 'missed'
}

/** Where the patent stands with its fees today. */
export function annuityOf(facts: AnnuityFacts, context: AnnuityContext): Annuity {
  const { filedOn, state } = facts
  const nothing = { missing: [], next: null, unconfirmed: null }
  if (state === 'ended') return { ...nothing, status: 'ended' }
  if (filedOn && context.today > patentLastDay(context.rules, facts.patentKind, filedOn)) return { ...nothing, status: 'expired' }
  if (state === 'pending') return { ...nothing, status: 'pending' }
  const missing = (['filedOn', 'grantedOn'] as const).filter((field) => !facts[field])
  if (missing.length > 0) return { ...nothing, status: 'unknown', missing }
  const lines = annuityLines(facts, context)
  const next = lines.find((line) => line.state === 'next' || line.state === 'grace' || line.state === 'missed') ?? null
  const unconfirmed = lines.findLast((line) => line.state === 'assumed' && line.graceEndsOn !== null && context.today <= line.graceEndsOn) ?? null
  const status = next === null ? 'settled' : next.state === 'grace' ? 'grace' : next.state === 'missed' ? 'lapsed' : 'upcoming'
  return { missing: [], next, unconfirmed, status }
}

export interface YearPatent extends AnnuityFacts { id: string; number: string; title: string }

/** The fees of all patents that fall due in one calendar year, by date. Rights that are over, lapsed or not granted have none. */
export function annuityYear(patents: readonly YearPatent[], year: number, context: AnnuityContext): AnnuityYear {
  const items: YearItem[] = []
  const unknown: AnnuityYear['unknown'] = []
  for (const patent of patents) {
    const annuity = annuityOf(patent, context)
    const named = { rightId: patent.id, number: patent.number, title: patent.title }
    if (annuity.status === 'unknown') unknown.push({ ...named, missing: annuity.missing })
    if (!['upcoming', 'grace', 'settled'].includes(annuity.status)) continue
    for (const line of annuityLines(patent, context)) if (line.dueOn?.startsWith(`${year}-`)) items.push({ ...named, line })
  }
  items.sort((a, b) => compare(a.line.dueOn ?? '', b.line.dueOn ?? '') || compare(a.number, b.number))
  const open = items.filter(({ line }) => line.state === 'next' || line.state === 'grace' || line.state === 'later')
  return {
    year, items, unknown, today: context.today,
    payableFen: items.reduce((sum, { line }) => sum + line.payableFen, 0),
    openFen: open.reduce((sum, { line }) => sum + line.totalFen, 0),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
