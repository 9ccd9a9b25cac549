// 我能领什么: each scheme judged for one firm with what is known of it. Nothing here is a promise; the sum is an estimate.
import { computeAmount } from './amount.ts'
import { evaluateConditions, type FirmFacts } from './eligibility.ts'
import { allFields, answerOf, findField, isAnswered, isShownIn, type Rules } from './fields.ts'
import type { Condition, Fact } from './programme.ts'
import type { AmountResult, Answers, ConditionResult } from './schema.ts'

export interface Reason extends ConditionResult {
  /** What to do where it is not met or not known. */
  remedy: string | null
  /** The form field that answers it; null where the firm's profile, its rights or the county know. */
  asks: string | null
}
export interface Match {
  verdict: 'eligible' | 'check' | 'ineligible'
  reasons: Reason[]
  amount: AmountResult
  /** Fields still to be answered for verdict and sum, in the order of the form. */
  asks: string[]
}

/**
 * Judges one scheme. What only the county can find (source officer) is shown as 需核实 but holds nobody back: otherwise no firm would ever be 符合.
 * `answers`: what is known of the firm's answers to this scheme's form.
 */
export function matchProgramme(programme: Rules, answers: Answers, firm: FirmFacts): Match {
  const results = evaluateConditions(programme, answers, firm)
  const amount = computeAmount(programme, answers)
  const reasons = results.map((result): Reason => {
    const condition = programme.conditions.find(({ id }) => id === result.id)
    const fact = condition && programme.facts.find(({ id }) => id === condition.fact)
    return { ...result, remedy: condition?.remedy ?? null, asks: result.verdict === 'met' ? null : askedField(fact) }
  })
  const counted = reasons.filter(({ hard, source }) => hard && source !== 'officer')
  const isOut = counted.some(({ verdict }) => verdict === 'unmet')
  const wanted = new Set<string>(isOut ? [] : [...gatesOf(programme, answers), ...reasons.flatMap(({ verdict, asks }) => (verdict === 'unknown' && asks !== null ? [asks] : [])), ...comparedFields(programme, reasons), ...amount.missing])
  const asks = allFields(programme).flatMap(({ name }) => (wanted.has(name) ? [name] : []))
  const isOpen = counted.some(({ verdict }) => verdict === 'unknown') || asks.length > 0
  return { verdict: isOut ? 'ineligible' : isOpen ? 'check' : 'eligible', reasons, amount, asks }
}

function askedField(fact: Fact | undefined): string | null {
  return fact?.source === 'form' && fact.field !== undefined && !fact.field.includes('.') ? fact.field : null
}

/** A question that decides whether a condition counts at all (方式: 转让、许可、自行产业化). */
function gatesOf(programme: Rules, answers: Answers): string[] {
  return programme.conditions.flatMap(({ showWhen }) => {
    const gate = showWhen && findField(programme, showWhen.field)
    return gate && isShownIn(programme, gate.showWhen, answers) && !isAnswered(answerOf(answers, gate.name)) ? [gate.name] : []
  })
}

/** The other side of a comparison (质押登记日 before 放款日), while it is not known. */
function comparedFields(programme: Rules, reasons: readonly Reason[]): string[] {
  const open = new Set(reasons.flatMap(({ id, verdict }) => (verdict === 'unknown' ? [id] : [])))
  return programme.conditions.flatMap((condition: Condition) => (open.has(condition.id) && condition.valueField !== undefined ? [condition.valueField] : []))
}
