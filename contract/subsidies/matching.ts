// 我能领什么: each scheme judged for one firm with what is known of it. Nothing here is a promise; the sum is an estimate.
import { computeAmount } from './amount.ts'
import { evaluateConditions, type FirmFacts } from './eligibility.ts'
import { allFields, answerOf, findField, isAnswered, isShownIn, type Rules } from './fields.ts'
import type { AmountRule, Condition, Fact, Field } from './programme.ts'
import type { AmountResult, Answers, ConditionResult } from './schema.ts'

export interface Reason extends ConditionResult {
  /** What to do where it is not met or not known. */
  remedy: string | null
  /** The form field that answers it; null where the firm's profile, its rights or the county know. */
  asks: string | null
  /** What of the firm's profile it depends on (a profile key); null where it stands on something else. */
  profile: string | null
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
  const amount = estimate(programme, answers)
  const reasons = results.map((result): Reason => {
    const condition = programme.conditions.find(({ id }) => id === result.id)
    const fact = condition && programme.facts.find(({ id }) => id === condition.fact)
    return { ...result, remedy: condition?.remedy ?? null, asks: result.verdict === 'met' ? null : askedField(fact), profile: fact?.source === 'profile' ? (fact.field ?? null) : null }
  })
  const counted = reasons.filter(({ hard, source }) => hard && source !== 'officer')
  const isOut = counted.some(({ verdict }) => verdict === 'unmet')
  const open = [...gatesOf(programme, answers), ...reasons.flatMap(({ verdict, asks }) => (verdict === 'unknown' && asks !== null ? [asks] : [])), ...comparedFields(programme, reasons)]
  // Nothing is asked twice, except what the sum cannot be counted with (a last day before the first).
  const wanted = new Set<string>(isOut ? [] : [...open.filter((name) => !isAnswered(answerOf(answers, name))), ...amount.missing])
  const asks = allFields(programme).flatMap(({ name }) => (wanted.has(name) ? [name] : []))
  const isOpen = counted.some(({ verdict }) => verdict === 'unknown') || asks.length > 0
  return { verdict: isOut ? 'ineligible' : isOpen ? 'check' : 'eligible', reasons, amount, asks }
}

/** As computeAmount, but not before it is known whether a question that changes the sum is asked at all. */
function estimate(programme: Rules, answers: Answers): AmountResult {
  const gates = amountFields(programme.amount).flatMap((name) => openGate(programme, findField(programme, name), answers) ?? [])
  return gates.length > 0 ? { amountFen: null, lines: [], missing: gates, illustrative: programme.amount.illustrative } : computeAmount(programme, answers)
}

/** The open question this field waits for, or undefined when it is asked, or will not be. */
function openGate(programme: Rules, field: Field | undefined, answers: Answers): string | undefined {
  if (!field?.showWhen || isShownIn(programme, field.showWhen, answers)) return undefined
  const gate = findField(programme, field.showWhen.field)
  if (!gate) return undefined
  return isShownIn(programme, gate.showWhen, answers) && !isAnswered(answerOf(answers, gate.name)) ? gate.name : openGate(programme, gate, answers)
}

function askedField(fact: Fact | undefined): string | null {
  return fact?.source === 'form' && fact.field !== undefined && !fact.field.includes('.') ? fact.field : null
}

/**
 * The fields whose answers decide verdict or sum, and those that decide whether these are asked, in the order of the form. Only they are
 * asked and kept outside an application: no names, no account numbers. Rows (patents) are asked in the application only.
 */
export function decidingFields(programme: Rules): Field[] {
  const names = new Set([
    ...programme.facts.flatMap((fact) => askedField(fact) ?? []),
    ...programme.conditions.flatMap(({ valueField, showWhen }) => [valueField ?? [], showWhen?.field ?? []].flat()),
    ...amountFields(programme.amount),
  ])
  for (const name of names) {
    const gate = findField(programme, name)?.showWhen?.field
    if (gate !== undefined) names.add(gate)
  }
  return allFields(programme).filter((field) => names.has(field.name) && field.type !== 'repeat' && !('sensitive' in field && field.sensitive))
}

/** Deciding fields that are asked with these answers. */
export function decidingNow(programme: Rules, answers: Answers): Field[] {
  return decidingFields(programme).filter(({ showWhen }) => isShownIn(programme, showWhen, answers))
}

/** Names of the fields whose answer counts for every scheme that asks it. */
export function sharedFields(programme: Pick<Rules, 'facts'>): ReadonlySet<string> {
  return new Set(programme.facts.flatMap((fact) => (fact.shared === true ? (askedField(fact) ?? []) : [])))
}

function amountFields(rule: AmountRule): string[] {
  switch (rule.type) {
    case 'percent':
      return [rule.base]
    case 'percentWithTierCap':
      return [rule.base, rule.upliftField, ...rule.tiers.map(({ when }) => when.field)]
    case 'fixedByTier':
      return rule.tiers.map(({ when }) => when.field)
    case 'interest':
      return Object.values(rule.fields)
    case 'guidance':
    case 'closed':
      return []
  }
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
