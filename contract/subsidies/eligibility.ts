// Conditions in three values. What nobody has answered yet is unknown, never unmet.
import { allFields, answerOf, isAnswered, isShownIn, rowsOf, shownAnswers, type Rules } from './fields.ts'
import type { Condition, Fact } from './programme.ts'
import type { Answers, ConditionResult, Verdict } from './schema.ts'

/** What is known of the firm, by the profile keys facts may name; null or absent is unknown. */
export interface FirmFacts {
  scale?: string | null
  town?: string | null
  industry?: string | null
  legalPerson?: string | null
  uscc?: string | null
  verification?: string | null
  rights?: RightCounts | null
}
/** The firm's rights in force, counted (facts with source portfolio name one of these). */
export interface RightCounts { patents: number; inventions: number; trademarks: number; software: number; pledged: number }
/** What officers have found, by fact id. */
export type OfficerFacts = Readonly<Record<string, unknown>>

/** One result for each condition that applies to these answers, in the order of the scheme. */
export function evaluateConditions(
  programme: Pick<Rules, 'sections' | 'facts' | 'conditions'>,
  answers: Answers,
  firm: FirmFacts,
  officer: OfficerFacts = {},
): ConditionResult[] {
  const shown = shownAnswers(programme, answers)
  return programme.conditions
    .filter((condition) => isShownIn(programme, condition.showWhen, answers))
    .flatMap((condition) => {
      const fact = programme.facts.find((candidate) => candidate.id === condition.fact)
      if (!fact) return []
      const verdict = verdictFor(condition, valuesOf(fact, programme, shown, firm, officer), answerOf(shown, condition.valueField ?? ''))
      return [{ id: condition.id, label: condition.label, verdict, hard: condition.hard, source: fact.source }]
    })
}

/** ineligible: a hard condition is not met; check: a hard one is still unknown; eligible: all hard ones are met. Soft ones only inform. */
export function verdictOf(results: readonly ConditionResult[]): 'eligible' | 'check' | 'ineligible' {
  const hard = results.filter((result) => result.hard)
  if (hard.some((result) => result.verdict === 'unmet')) return 'ineligible'
  return hard.some((result) => result.verdict === 'unknown') ? 'check' : 'eligible'
}

/** The values a fact stands on: one, or one for each row of a repeat field; undefined where nobody knows. */
function valuesOf(fact: Fact, programme: Pick<Rules, 'sections'>, shown: Answers, firm: FirmFacts, officer: OfficerFacts): unknown[] {
  if (fact.source === 'officer') return [answerOf(officer, fact.id)]
  if (fact.source === 'profile') return [profileValue(fact, firm)]
  if (fact.source === 'portfolio') return [answerOf({ ...firm.rights }, fact.field ?? '')]
  if (fact.field === undefined) return [undefined]
  const [name = '', column] = fact.field.split('.')
  const field = allFields(programme).find((candidate) => candidate.name === name)
  if (column === undefined || field?.type !== 'repeat') return [answerOf(shown, name)]
  const rows = rowsOf(answerOf(shown, name))
  return rows.length === 0 ? [undefined] : rows.map((row) => answerOf(row, column))
}

/** A firm not verified yet, or asked for another photo, is unknown: only an officer's yes is a fact. */
function profileValue(fact: Fact, firm: FirmFacts): unknown {
  const facts: Readonly<Record<string, unknown>> = { ...firm }
  const value = answerOf(facts, fact.field ?? '')
  return fact.field === 'verification' && value !== 'verified' ? undefined : value
}

function verdictFor(condition: Condition, values: readonly unknown[], otherAnswer: unknown): Verdict {
  const expected = condition.valueField === undefined ? condition.value : otherAnswer
  if (!isAnswered(expected)) return 'unknown'
  const verdicts = values.map((value): Verdict => (!isAnswered(value) ? 'unknown' : holds(condition.op, value, expected) ? 'met' : 'unmet'))
  if (verdicts.includes('unmet')) return 'unmet'
  return verdicts.includes('unknown') ? 'unknown' : 'met'
}

function holds(op: Condition['op'], value: unknown, expected: unknown): boolean {
  if (op === 'eq') return value === expected
  if (op === 'in') return Array.isArray(expected) && expected.some((one) => one === value)
  const order = compare(value, expected)
  if (order === undefined) return false
  if (op === 'gt') return order > 0
  return op === 'gte' ? order >= 0 : order <= 0
}

/** Numbers as numbers, dates as text YYYY-MM-DD; anything else has no order. */
function compare(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return undefined
}
