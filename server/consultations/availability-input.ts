// Hours as people type them → as they are kept. Collects every problem before refusing.
import type { HoursInput } from '#contract/consultations/schema.ts'
import { minuteOf, type Addition } from '#contract/consultations/slots.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parseDate } from '#contract/identifiers/date.ts'
import { invalid } from '../errors.ts'

interface Reading { today: string; /** Of the profile. */ ways: readonly Way[]; /** Additions kept so far: their day may have gone by. */ additions: readonly Addition[] }

function spanProblems(path: string, span: { from: string; to: string; ways: readonly Way[] }, { ways }: Reading): FieldProblem[] {
  return [
    ...(minuteOf(span.from) < minuteOf(span.to) ? [] : [{ field: `${path}.to`, reason: 'time-order' }]),
    ...(span.ways.every((way) => ways.includes(way)) ? [] : [{ field: `${path}.ways`, reason: 'option' }]),
  ]
}

function ruleProblems(rule: HoursInput['rules'][number], path: string, reading: Reading): FieldProblem[] {
  const [from, to] = [parseDate(rule.validFrom), rule.validTo === null ? null : parseDate(rule.validTo)]
  return [
    ...spanProblems(path, rule, reading),
    ...(from.ok ? [] : [{ field: `${path}.validFrom`, reason: from.reason }]),
    ...(to === null || to.ok ? [] : [{ field: `${path}.validTo`, reason: to.reason }]),
    ...(from.ok && to?.ok && to.value < from.value ? [{ field: `${path}.validTo`, reason: 'date-early', limit: from.value }] : []),
  ]
}

const isSame = (one: Addition, other: Addition) => one.date === other.date && one.from === other.from && one.to === other.to

function additionProblems(addition: Addition, path: string, reading: Reading): FieldProblem[] {
  const date = parseDate(addition.date)
  const isGone = date.ok && date.value < reading.today
  // One that was kept before is only dropped; a new one is a slip.
  if (isGone && reading.additions.some((kept) => isSame(kept, addition))) return []
  return [
    ...spanProblems(path, addition, reading), ...(date.ok ? [] : [{ field: `${path}.date`, reason: date.reason }]),
    ...(isGone ? [{ field: `${path}.date`, reason: 'date-early', limit: reading.today }] : []),
  ]
}

/** Additions whose day has gone by are dropped. Throws `invalid-input` naming every field, e.g. rules.0.to. */
export function readHours(input: HoursInput, reading: Reading): HoursInput {
  const { rules, additions, lunch } = input
  const problems = [
    ...rules.flatMap((rule, index) => ruleProblems(rule, `rules.${index}`, reading)), ...additions.flatMap((addition, index) => additionProblems(addition, `additions.${index}`, reading)),
    ...(lunch !== null && minuteOf(lunch.from) >= minuteOf(lunch.to) ? [{ field: 'lunch.to', reason: 'time-order' }] : []),
  ]
  if (problems.length > 0) throw invalid(...problems)
  return { ...input, additions: additions.filter(({ date }) => date >= reading.today) }
}
