// Facts and conditions of a scheme: where each answer comes from, and whether the comparison can ever be true.
import { parseDate } from '#contract/identifiers/date.ts'
import type { Condition, Fact, Field, PlainField, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { fault, twice, within, type Fault } from './fault.ts'
import { canHold, showWhenFaults } from './field-checks.ts'

const profileKeys = ['scale', 'town', 'verification', 'legalPerson', 'uscc', 'industry']
const rightCounts = ['patents', 'inventions', 'trademarks', 'software', 'pledged']

/** The field a fact's answer stands in: `name`, or `rows.name` inside a repeat field. */
export function fieldAt(programme: ProgrammeSource, path: string): Field | PlainField | undefined {
  const [name, item] = path.split('.')
  const field = programme.sections.flatMap((section) => section.fields).find((candidate) => candidate.name === name)
  if (item === undefined) return field?.type === 'repeat' ? undefined : field
  return field?.type === 'repeat' ? field.item.find((candidate) => candidate.name === item) : undefined
}

const factTypes: Record<Fact['kind'], readonly string[]> = {
  boolean: ['boolean'],
  number: ['number', 'money'],
  choice: ['select', 'text', 'town'],
  date: ['date'],
}

export function factFaults(programme: ProgrammeSource): Fault[] {
  const used = new Set(programme.conditions.map((condition) => condition.fact))
  return [
    ...twice('facts', 'id ', programme.facts.map((fact) => fact.id)),
    ...programme.facts.flatMap((fact, index) => within(`facts[${index}]`, factFault(programme, fact))),
    ...programme.facts.flatMap((fact, index) => (used.has(fact.id) ? [] : [fault(`facts[${index}].id`, 'unused-fact', `no condition uses ${fact.id}`)])),
  ]
}

function factFault(programme: ProgrammeSource, fact: Fact): Fault[] {
  if (fact.source === 'officer') return []
  if (fact.field === undefined) return [fault('.field', 'fact-field', 'is missing')]
  if (fact.source === 'portfolio') return rightCounts.includes(fact.field) ? [] : [fault('.field', 'no-right', `no count of rights is called ${fact.field}`, fact.field)]
  if (fact.source === 'profile') return profileKeys.includes(fact.field) ? [] : [fault('.field', 'no-profile', `a firm has no ${fact.field}`, fact.field)]
  const field = fieldAt(programme, fact.field)
  if (!field) return [fault('.field', 'no-field', `there is no field ${fact.field}`, fact.field)]
  return factTypes[fact.kind].includes(field.type) ? [] : [fault('.kind', 'field-type', `${fact.field} is ${field.type}, not ${fact.kind}`, fact.field)]
}

export function conditionFaults(programme: ProgrammeSource): Fault[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  const papers = programme.papers.map((paper) => paper.id)
  return [
    ...twice('conditions', 'id ', programme.conditions.map((condition) => condition.id)),
    ...programme.conditions.flatMap((condition, index) => within(`conditions[${index}]`, [
      ...valueFaults(programme, condition),
      ...within('.showWhen', showWhenFaults(condition.showWhen, fields)),
      ...(condition.evidence !== undefined && !papers.includes(condition.evidence) ? [fault('.evidence', 'no-paper', `there is no paper ${condition.evidence}`, condition.evidence)] : []),
    ])),
  ]
}

function valueFaults(programme: ProgrammeSource, condition: Condition): Fault[] {
  const fact = programme.facts.find((candidate) => candidate.id === condition.fact)
  if (!fact) return [fault('.fact', 'no-fact', `there is no fact ${condition.fact}`, condition.fact)]
  if ((condition.value === undefined) === (condition.valueField === undefined)) return [fault('.value', 'one-value', 'exactly one of value and valueField is needed')]
  const isOrder = condition.op === 'gt' || condition.op === 'gte' || condition.op === 'lte'
  if (isOrder && fact.kind !== 'number' && fact.kind !== 'date') return [fault('.op', 'order-kind', `${condition.op} needs a number or a date, ${fact.id} is ${fact.kind}`)]
  if (condition.valueField !== undefined) return fieldAt(programme, condition.valueField) ? [] : [fault('.valueField', 'no-field', `there is no field ${condition.valueField}`, condition.valueField)]
  if (Array.isArray(condition.value) !== (condition.op === 'in')) return [fault('.value', 'list-value', 'a list belongs to the op in, and only to it')]
  const field = fact.source === 'form' && fact.field !== undefined ? fieldAt(programme, fact.field) : undefined
  return [condition.value].flat().flatMap((value) => (isPossible(fact, field, value) ? [] : [fault('.value', 'never-value', `${fact.id} is never ${JSON.stringify(value)}`, String(value))]))
}

function isPossible(fact: Fact, field: Field | PlainField | undefined, value: unknown): boolean {
  if (field && !canHold(field, value)) return false
  if (fact.kind === 'boolean') return typeof value === 'boolean'
  if (fact.kind === 'number') return typeof value === 'number'
  if (fact.kind === 'date') return typeof value === 'string' && parseDate(value).ok
  return typeof value === 'string' && (fact.options === undefined || fact.options.includes(value))
}
