// What may be claimed only once: the thing, the cost item, how often.
import type { ClaimRule, Field, ProgrammeSource } from '#contract/subsidies/programme.ts'

/** Fields whose answers can name a thing. */
export const claimColumns: readonly Field['type'][] = ['text', 'select', 'date', 'number', 'money']

/** A patent where the form asks for one, else the firm itself; once in the year it is submitted. */
export function firstClaim(source: ProgrammeSource): ClaimRule {
  const fields = source.sections.flatMap((section) => section.fields)
  const rows = fields.flatMap((field) => (field.type === 'repeat' ? field.item.filter((item) => item.type === 'text' && item.check === 'patent').map((item) => `${field.name}.${item.name}`) : []))
  const uscc = fields.find((field) => field.type === 'text' && field.check === 'uscc')?.name
  return { group: source.id, by: [rows[0] ?? uscc ?? fields[0]?.name ?? ''].filter(Boolean), item: source.category, per: 'submitted-year' }
}

/** Exactly one of item and itemField stays; yearField belongs to field-year only. */
export function changeClaim(claim: ClaimRule, change: Partial<ClaimRule>): ClaimRule {
  const next: ClaimRule = { ...claim, ...change }
  if (next.item === undefined) delete next.item
  if (next.itemField === undefined) delete next.itemField
  if (next.per !== 'field-year') delete next.yearField
  else next.yearField ??= ''
  return next
}
