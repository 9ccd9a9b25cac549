// Cross-references of a scheme's amount rule: every field it counts with exists, is of the right kind, and its limits are limits.
import type { AmountRule, Field, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { fault, within, type Fault } from './fault.ts'
import { canHold } from './field-checks.ts'

type FieldType = Field['type']

export function amountFaults(programme: ProgrammeSource): Fault[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  return within('amount', ruleFaults(programme.amount, fields))
}

function ruleFaults(rule: AmountRule, fields: readonly Field[]): Fault[] {
  switch (rule.type) {
    case 'percent':
      return [
        ...percentFaults('percent', rule.percent),
        ...needs('base', rule.base, 'money', fields),
        ...cap('capFenPerFirmPerYear', rule.capFenPerFirmPerYear),
      ]
    case 'percentWithTierCap':
      return [
        ...percentFaults('percent', rule.percent),
        ...percentFaults('upliftPercentPoints', rule.upliftPercentPoints),
        ...needs('base', rule.base, 'money', fields),
        ...needs('upliftField', rule.upliftField, 'boolean', fields),
        ...tierFaults(rule.tiers, fields),
        ...rule.tiers.flatMap((tier, index) => cap(`tiers[${index}].capFen`, tier.capFen)),
      ]
    case 'fixedByTier':
      return [...tierFaults(rule.tiers, fields), ...rule.tiers.flatMap((tier, index) => cap(`tiers[${index}].fen`, tier.fen))]
    case 'interest':
      return [
        ...percentFaults('ratePercentOfLpr', rule.ratePercentOfLpr),
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
function percentFaults(path: string, percent: number): Fault[] {
  return percent > 0 && percent <= 100 && /^\d+(\.\d{1,4})?$/.test(String(percent))
    ? []
    : [fault(`.${path}`, 'percent', 'is no percentage above 0, at most 100, with at most four decimals')]
}

function cap(path: string, fen: number): Fault[] {
  return fen > 0 ? [] : [fault(`.${path}`, 'not-above-zero', 'is not above 0')]
}

function needs(path: string, name: string, type: FieldType, fields: readonly Field[]): Fault[] {
  const field = fields.find((candidate) => candidate.name === name)
  if (!field) return [fault(`.${path}`, 'no-field', `there is no field ${name}`, name)]
  return field.type === type ? [] : [fault(`.${path}`, 'field-type', `${name} is ${field.type}, not ${type}`, name)]
}

function tierFaults(tiers: readonly { when: { field: string; equals: unknown } }[], fields: readonly Field[]): Fault[] {
  if (tiers.length === 0) return [fault('.tiers', 'no-tiers', 'is empty')]
  return tiers.flatMap((tier, index) => {
    const field = fields.find((candidate) => candidate.name === tier.when.field)
    if (!field) return [fault(`.tiers[${index}].when.field`, 'no-field', `there is no field ${tier.when.field}`, tier.when.field)]
    return [tier.when.equals]
      .flat()
      .filter((value) => !canHold(field, value))
      .map((value) => fault(`.tiers[${index}].when.equals`, 'never-value', `${tier.when.field} is never ${JSON.stringify(value)}`, String(value)))
  })
}
