// How much a scheme gives for these answers. Whole numbers only (BigInt on the way); what is less than a fen is dropped, never rounded up.
import { daysBetween, parseDate } from '../identifiers/date.ts'
import { amountLines as lines } from './amount-lines.ts'
import { findField, isShownIn, shownAnswers, type Rules } from './fields.ts'
import type { AmountRule, ScalarSchema } from './programme.ts'
import type { AmountResult, Answers } from './schema.ts'
import type { Static } from 'typebox'

type Rule<T extends AmountRule['type']> = Extract<AmountRule, { type: T }>
type Form = Pick<Rules, 'sections'>
type Outcome = Pick<AmountResult, 'amountFen' | 'lines' | 'missing'>
type Scalar = Static<typeof ScalarSchema>

/** Percentages and ratios have at most four decimals; they are counted in ten-thousandths of a percent. */
const scale = 10_000n
const hundredPercent = 100n * scale
const daysInYear = 365n

/** The amount and its arithmetic, or which fields are still missing. An estimate: the scheme's notice and the publicity decide. */
export function computeAmount(programme: Pick<Rules, 'sections' | 'amount'>, answers: Answers): AmountResult {
  const rule = programme.amount
  const outcome = outcomeOf(rule, programme, shownAnswers(programme, answers))
  const isCounted = outcome.amountFen !== null && rule.illustrative
  return { ...outcome, lines: isCounted ? [...outcome.lines, lines.illustrative] : outcome.lines, illustrative: rule.illustrative }
}

/** The most the rule can ever give one firm, in fen; null where the county pays nothing itself. Nobody recommends more. */
export function highestFen(rule: AmountRule): number | null {
  switch (rule.type) {
    case 'percent':
    case 'interest':
      return rule.capFenPerFirmPerYear
    case 'percentWithTierCap':
      return Math.max(...rule.tiers.map((tier) => Math.max(tier.capFen, tier.capFenUplift ?? 0)))
    case 'fixedByTier':
      return rule.combine === 'sum' ? rule.tiers.reduce((sum, tier) => sum + tier.fen, 0) : Math.max(...rule.tiers.map((tier) => tier.fen))
    case 'guidance':
    case 'closed':
      return null
  }
}

function outcomeOf(rule: AmountRule, form: Form, answers: Answers): Outcome {
  switch (rule.type) {
    case 'percent':
      return percentOf(rule, form, answers)
    case 'percentWithTierCap':
      return percentWithTierCapOf(rule, form, answers)
    case 'fixedByTier':
      return fixedByTierOf(rule, form, answers)
    case 'interest':
      return interestOf(rule, answers)
    case 'guidance':
      return { amountFen: null, lines: [rule.summary, lines.guidance], missing: [] }
    case 'closed':
      return { amountFen: null, lines: [lines.closed], missing: [] }
  }
}

function missing(...names: string[]): Outcome {
  return { amountFen: null, lines: [], missing: names }
}

function percentOf(rule: Rule<'percent'>, form: Form, answers: Answers): Outcome {
  const base = fenOf(answers, rule.base)
  if (base === undefined) return missing(rule.base)
  const counted = percentageOf(base, scaled(rule.percent))
  return capped(counted, rule.capFenPerFirmPerYear, [lines.percent(labelOf(form, rule.base), base, String(rule.percent), counted)])
}

function percentWithTierCapOf(rule: Rule<'percentWithTierCap'>, form: Form, answers: Answers): Outcome {
  const base = fenOf(answers, rule.base)
  const uplift = answers[rule.upliftField]
  const found = firstTier(rule.tiers, form, answers)
  const gaps = [...(base === undefined ? [rule.base] : []), ...(typeof uplift === 'boolean' ? [] : [rule.upliftField]), ...found.missing]
  if (base === undefined || gaps.length > 0) return missing(...gaps)
  if (!found.tier) return { amountFen: 0, lines: [lines.noTier], missing: [] }
  const percent = scaled(rule.percent) + (uplift === true ? scaled(rule.upliftPercentPoints) : 0n)
  const counted = percentageOf(base, percent)
  const cap = uplift === true ? (found.tier.capFenUplift ?? found.tier.capFen) : found.tier.capFen
  const told = [
    ...(uplift === true ? [lines.uplift(String(rule.percent), String(rule.upliftPercentPoints))] : []),
    lines.percent(labelOf(form, rule.base), base, unscaled(percent), counted),
    lines.tierCap(found.tier.label, cap),
  ]
  return capped(counted, cap, told)
}

function fixedByTierOf(rule: Rule<'fixedByTier'>, form: Form, answers: Answers): Outcome {
  const gaps = rule.tiers
    .map((tier) => tier.when.field)
    .filter((name, index, all) => all.indexOf(name) === index && isGap(name, form, answers))
  if (gaps.length > 0) return missing(...gaps)
  const fitting = rule.tiers.filter((tier) => fits(tier.when, answers))
  if (fitting.length === 0) return { amountFen: 0, lines: [lines.noTier], missing: [] }
  const sums = fitting.map((tier) => tier.fen)
  const amountFen = rule.combine === 'sum' ? sums.reduce((total, fen) => total + fen, 0) : Math.max(...sums)
  const told = fitting.map((tier) => lines.tier(tier.label, tier.fen))
  const result = rule.combine === 'sum' ? lines.sum(amountFen) : lines.highest(amountFen)
  return { amountFen, lines: fitting.length > 1 ? [...told, result] : told, missing: [] }
}

function interestOf(rule: Rule<'interest'>, answers: Answers): Outcome {
  const names = rule.fields
  const [principal, paid] = [fenOf(answers, names.principal), fenOf(answers, names.interestPaid)]
  const [lpr, ratio] = [answers[names.lprPercent], answers[names.pledgeRatio]]
  const [from, to] = [dateOf(answers, names.from), dateOf(answers, names.to)]
  const given: [string, unknown][] = [
    [names.principal, principal],
    [names.lprPercent, numberOrNone(lpr)],
    [names.from, from],
    [names.to, to],
    [names.pledgeRatio, numberOrNone(ratio)],
    [names.interestPaid, paid],
  ]
  const gaps = given.filter(([, value]) => value === undefined).map(([name]) => name)
  if (
    principal === undefined ||
    paid === undefined ||
    from === undefined ||
    to === undefined ||
    typeof lpr !== 'number' ||
    typeof ratio !== 'number' ||
    gaps.length > 0
  )
    return missing(...gaps)
  const days = daysBetween(from, to)
  if (days <= 0) return missing(names.to)
  const above = BigInt(principal) * scaled(lpr) * scaled(rule.ratePercentOfLpr) * BigInt(days) * scaled(ratio)
  const counted = Number(above / (hundredPercent ** 3n * daysInYear))
  const told = [lines.interest(principal, lpr.toFixed(2), String(rule.ratePercentOfLpr), days, String(ratio), counted)]
  return counted > paid
    ? capped(paid, rule.capFenPerFirmPerYear, [...told, lines.overInterest(paid)])
    : capped(counted, rule.capFenPerFirmPerYear, told)
}

function capped(fen: number, cap: number, told: string[]): Outcome {
  return fen > cap
    ? { amountFen: cap, lines: [...told, lines.overCap(cap)], missing: [] }
    : { amountFen: fen, lines: [...told, lines.underCap(cap)], missing: [] }
}

/** The first tier that fits, in the order of the file; a question before it that is still open leaves it undecided. */
function firstTier<T extends { when: { field: string; equals: Scalar | Scalar[] } }>(
  tiers: readonly T[],
  form: Form,
  answers: Answers,
): { tier?: T; missing: string[] } {
  for (const tier of tiers) {
    if (isGap(tier.when.field, form, answers)) return { missing: [tier.when.field] }
    if (fits(tier.when, answers)) return { tier, missing: [] }
  }
  return { missing: [] }
}

function fits(when: { field: string; equals: Scalar | Scalar[] }, answers: Answers): boolean {
  const value = answers[when.field]
  return [when.equals].flat().some((expected) => expected === value)
}

/** Asked, required, and not answered yet. An optional question left open counts as no. */
function isGap(name: string, form: Form, answers: Answers): boolean {
  const field = findField(form, name)
  return field !== undefined && field.required && answers[name] === undefined && isShownIn(form, field.showWhen, answers)
}

function labelOf(form: Form, name: string): string {
  return findField(form, name)?.label ?? name
}

function percentageOf(fen: number, percent: bigint): number {
  return Number((BigInt(fen) * percent) / hundredPercent)
}

/** A percentage in ten-thousandths, read from its digits, so that 3.45 is 34500 and not 34499.99…; further decimals are dropped. */
function scaled(percent: number): bigint {
  const [whole = '0', fraction = ''] = String(percent).split('.')
  return /^\d+$/.test(whole) && /^\d*$/.test(fraction) ? BigInt(whole + fraction.slice(0, 4).padEnd(4, '0')) : 0n
}

function unscaled(percent: bigint): string {
  const fraction = String(percent % scale)
    .padStart(4, '0')
    .replace(/0+$/, '')
  return `${percent / scale}${fraction ? `.${fraction}` : ''}`
}

function fenOf(answers: Answers, name: string): number | undefined {
  const value = answers[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function numberOrNone(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function dateOf(answers: Answers, name: string): string | undefined {
  const value = answers[name]
  return typeof value === 'string' && parseDate(value).ok ? value : undefined
}
