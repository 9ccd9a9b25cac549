// Cross-references of a scheme's amount rule: every field it counts with exists, is of the right kind, and its limits are limits.
import type { AmountRule, Field, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { canHold } from './field-checks.ts'

type FieldType = Field['type']

export function amountProblems(programme: ProgrammeSource): string[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  return ruleProblems(programme.amount, fields).map((problem) => `amount${problem}`)
}

function ruleProblems(rule: AmountRule, fields: readonly Field[]): string[] {
  switch (rule.type) {
    case 'percent':
      return [
        ...percentProblems('percent', rule.percent),
        ...needs('base', rule.base, 'money', fields),
        ...cap('capFenPerFirmPerYear', rule.capFenPerFirmPerYear),
      ]
    case 'percentWithTierCap':
      return [
        ...percentProblems('percent', rule.percent),
        ...percentProblems('upliftPercentPoints', rule.upliftPercentPoints),
        ...needs('base', rule.base, 'money', fields),
        ...needs('upliftField', rule.upliftField, 'boolean', fields),
        ...tierProblems(rule.tiers, fields),
        ...rule.tiers.flatMap((tier, index) => cap(`tiers[${index}].capFen`, tier.capFen)),
      ]
    case 'fixedByTier':
      return [...tierProblems(rule.tiers, fields), ...rule.tiers.flatMap((tier, index) => cap(`tiers[${index}].fen`, tier.fen))]
    case 'interest':
      return [
        ...percentProblems('ratePercentOfLpr', rule.ratePercentOfLpr),
        ...cap('capFenPerFirmPerYear', rule.capFenPerFirmPerYear),
        ...needs('fields.principal', rule.fields.principal, 'money', fields),
        ...needs('fields.interestPaid', rule.fields.interestPaid, 'money', fields),
        ...needs('fields.lprPercent', rule.fields.lprPercent, 'number', fields),
        ...needs('fields.pledgeRatio', rule.fields.pledgeRatio, 'number', fields),
        ...needs('fields.from', rule.fields.from, 'date', fields),
        ...needs('fields.to', rule.fields.to, 'date', fields),
      ]
    case 'guidance':
      return cap('capFen', rule.capFen)
    case 'closed':
      return []
  }
}

/** At most four decimals, so that the arithmetic stays in whole numbers. */
function percentProblems(path: string, percent: number): string[] {
  return percent > 0 && percent <= 100 && /^\d+(\.\d{1,4})?$/.test(String(percent))
    ? []
    : [`.${path}: is no percentage above 0, at most 100, with at most four decimals`]
}

function cap(path: string, fen: number): string[] {
  return fen > 0 ? [] : [`.${path}: is not above 0`]
}

function needs(path: string, name: string, type: FieldType, fields: readonly Field[]): string[] {
  const field = fields.find((candidate) => candidate.name === name)
  if (!field) return [`.${path}: there is no field ${name}`]
  return field.type === type ? [] : [`.${path}: ${name} is ${field.type}, not ${type}`]
}

function tierProblems(tiers: readonly { when: { field: string; equals: unknown } }[], fields: readonly Field[]): string[] {
  if (tiers.length === 0) return ['.tiers: is empty']
  return tiers.flatMap((tier, index) => {
    const field = fields.find((candidate) => candidate.name === tier.when.field)
    if (!field) return [`.tiers[${index}].when.field: there is no field ${tier.when.field}`]
    return [tier.when.equals]
      .flat()
      .filter((value) => !canHold(field, value))
      .map((value) => `.tiers[${index}].when.equals: ${tier.when.field} is never ${JSON.stringify(value)}`)
  })
}
