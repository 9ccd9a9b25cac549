// Conditions as an officer writes them: the sentence the firm reads, and the fact behind it made together with it.
import type { Condition, Fact, Field, PlainField, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { addField, addSection, type Removal } from './field-editing.ts'
import { inserted, moved, replaced } from '#client/ui/list-editing.ts'
import { makeName, type MakeName } from './scheme-names.ts'

export type Origin = Fact['source']
type Value = Condition['value']
export type Op = Condition['op']

/** What the firm's profile holds that a condition may look at. `options`: all there can be. */
export const profileKeys = [
  { value: 'verification', options: ['unverified', 'pending', 'verified', 'refused'] },
  { value: 'scale', options: ['大型', '中型', '小型', '微型'] },
  { value: 'town' },
  { value: 'industry' },
  { value: 'legalPerson' },
  { value: 'uscc' },
] as const
export const rightKeys = ['patents', 'inventions', 'trademarks', 'software', 'pledged'] as const

export function factOf(source: ProgrammeSource, condition: Condition): Fact | undefined {
  return source.facts.find((fact) => fact.id === condition.fact)
}

/** The kind of fact an answer to this field is; undefined for rows, which have no single answer. */
export function kindOfField(field: Field | PlainField): Fact['kind'] | undefined {
  switch (field.type) {
    case 'boolean':
      return 'boolean'
    case 'money':
    case 'number':
      return 'number'
    case 'date':
      return 'date'
    case 'select':
    case 'town':
    case 'text':
      return 'choice'
    case 'tel':
    case 'textarea':
    case 'repeat':
      return undefined
  }
}

export const opsOf = (kind: Fact['kind']): readonly Op[] =>
  kind === 'boolean' ? ['eq'] : kind === 'choice' ? ['eq', 'in'] : kind === 'date' ? ['lte', 'gte', 'gt', 'eq'] : ['gte', 'lte', 'gt', 'eq', 'in']

/** A value this kind of fact can have, to begin with. */
export function firstValue(fact: Pick<Fact, 'kind' | 'options'>, op: Op): Value {
  const one = fact.kind === 'boolean' ? true : fact.kind === 'number' ? 0 : (fact.options?.[0] ?? '')
  return op === 'in' ? [one] : one
}

function newFact(origin: Origin, id: string, question: string): Fact {
  switch (origin) {
    case 'profile':
      return { id, question, kind: 'choice', options: [...profileKeys[0].options], source: origin, field: profileKeys[0].value }
    case 'portfolio':
      return { id, question, kind: 'number', source: origin, field: rightKeys[0] }
    case 'form':
      return { id, question, kind: 'boolean', source: origin, field: '' }
    case 'officer':
      return { id, question, kind: 'boolean', source: origin }
  }
}

function beginning(fact: Fact): Pick<Condition, 'op' | 'value'> {
  if (fact.source === 'profile' && fact.field === 'verification') return { op: 'eq', value: 'verified' }
  if (fact.source === 'portfolio') return { op: 'gte', value: 1 }
  return { op: opsOf(fact.kind)[0] ?? 'eq', value: firstValue(fact, opsOf(fact.kind)[0] ?? 'eq') }
}

export function addCondition(source: ProgrammeSource, origin: Origin, { label = '', question = '', id, factId }: { label?: string; question?: string; id?: string; factId?: string } = {}, make: MakeName = makeName): ProgrammeSource {
  const fact = newFact(origin, factId ?? make('fact'), question)
  const condition: Condition = { id: id ?? make('cond'), label, fact: fact.id, ...beginning(fact), hard: true }
  return { ...source, facts: [...source.facts, fact], conditions: [...source.conditions, condition] }
}

export function changeCondition(source: ProgrammeSource, index: number, next: Condition): ProgrammeSource {
  return { ...source, conditions: replaced(source.conditions, index, next) }
}

/** Changes the fact behind a condition; a value it can no longer have begins anew. */
export function changeFact(source: ProgrammeSource, index: number, next: Fact): ProgrammeSource {
  const condition = source.conditions[index]
  const before = condition && factOf(source, condition)
  if (!condition || !before) return source
  const facts = source.facts.map((fact) => (fact.id === condition.fact ? { ...next, id: fact.id } : fact))
  const fits = before.kind === next.kind && (next.options === undefined || condition.valueField !== undefined || [condition.value].flat().every((value) => next.options?.some((option) => option === value)))
  const isSame = fits && before.source === next.source && (before.field === next.field || next.source === 'form')
  return { ...source, facts, conditions: isSame ? source.conditions : source.conditions.map((one) => (one.fact === condition.fact ? withValue(one, beginning(next)) : one)) }
}

function withValue({ valueField: _field, value: _value, ...condition }: Condition, { op, value }: Pick<Condition, 'op' | 'value'>): Condition {
  return { ...condition, op, value }
}

export function changeOrigin(source: ProgrammeSource, index: number, origin: Origin): ProgrammeSource {
  const condition = source.conditions[index]
  const fact = condition && factOf(source, condition)
  return condition && fact && fact.source !== origin ? changeFact(source, index, newFact(origin, fact.id, fact.question)) : source
}

/** The answer to this field of the form (`rows.column` for a column) decides. The question is the field's, until somebody words another. */
export function answeredBy(source: ProgrammeSource, index: number, path: string): ProgrammeSource {
  const condition = source.conditions[index]
  const fact = condition && factOf(source, condition)
  const field = fieldOfPath(source, path)
  const kind = field && kindOfField(field)
  if (!fact || !field || !kind) return source
  const { options: _options, ...rest } = fact
  const question = fact.question === '' || fact.question === fieldOfPath(source, fact.field ?? '')?.label ? field.label : fact.question
  return changeFact(source, index, { ...rest, source: 'form', field: path, kind, question, ...(field.type === 'select' ? { options: [...field.options] } : {}) })
}

/**
 * The question is put into the form as a yes or no and decides the condition: among the other such questions, else in a section of its own
 * before the account.
 */
export function askInForm(source: ProgrammeSource, index: number, make: MakeName = makeName): ProgrammeSource {
  const condition = source.conditions[index]
  const fact = condition && factOf(source, condition)
  if (!condition || !fact) return source
  const known = source.sections.findIndex(({ fields }) => fields.length > 0 && fields.every((field) => field.type === 'boolean'))
  const withSection = known >= 0 ? source : withQuestions(source, make)
  const section = known >= 0 ? known : withSection.sections.findIndex(({ fields }) => fields.length === 0)
  const asked = addField(withSection, section, { type: 'boolean', label: fact.question || condition.label }, make)
  return answeredBy(asked, index, asked.sections[section]?.fields.at(-1)?.name ?? '')
}

function withQuestions(source: ProgrammeSource, make: MakeName): ProgrammeSource {
  const added = addSection(source, '资格确认', '每一条按实际情况选。县局会核验。', make('part'))
  const account = added.sections.findIndex((section) => section.fields.some((field) => field.type === 'text' && field.sensitive))
  const own = added.sections.at(-1)
  return account < 0 || !own ? added : { ...added, sections: inserted(added.sections.slice(0, -1), account, own) }
}

export function fieldOfPath(source: Pick<ProgrammeSource, 'sections'>, path: string): Field | PlainField | undefined {
  const [name, column] = path.split('.')
  const field = source.sections.flatMap((section) => section.fields).find((candidate) => candidate.name === name)
  if (column === undefined) return field
  return field?.type === 'repeat' ? field.item.find((item) => item.name === column) : undefined
}

/** Another comparison: a list where one is needed, one value where one is needed. */
export function changeOp(condition: Condition, fact: Fact, op: Op): Condition {
  if (condition.valueField !== undefined) return { ...condition, op }
  const values = [condition.value ?? []].flat()
  const value = op === 'in' ? (values.length > 0 ? values : firstValue(fact, op)) : (values[0] ?? firstValue(fact, op))
  return { ...condition, op, value }
}

/** Compared with the answer to another field instead of a fixed value; null: with a value again. */
export function compareWith(condition: Condition, fact: Fact, path: string | null): Condition {
  const { value: _value, valueField: _field, ...rest } = condition
  return path === null ? { ...rest, value: firstValue(fact, condition.op) } : { ...rest, op: condition.op === 'in' ? 'eq' : condition.op, valueField: path }
}

export function moveCondition(source: ProgrammeSource, index: number, by: -1 | 1): ProgrammeSource {
  return { ...source, conditions: moved(source.conditions, index, by) }
}

export function copyCondition(source: ProgrammeSource, index: number, make: MakeName = makeName): ProgrammeSource {
  const condition = source.conditions[index]
  const fact = condition && factOf(source, condition)
  if (!condition || !fact) return source
  const ownFact = { ...fact, id: make('fact') }
  return { ...source, facts: [...source.facts, ownFact], conditions: inserted(source.conditions, index + 1, { ...condition, id: make('cond'), fact: ownFact.id }) }
}

/** The fact goes with its last condition. */
export function removeCondition(source: ProgrammeSource, index: number): Removal {
  const condition = source.conditions[index]
  if (!condition) return { ok: false, places: [] }
  const place = source.facts.findIndex((fact) => fact.id === condition.fact)
  const fact = source.facts[place]
  const conditions = source.conditions.toSpliced(index, 1)
  const isNeeded = conditions.some((one) => one.fact === condition.fact)
  return {
    ok: true,
    source: { ...source, conditions, facts: fact && !isNeeded ? source.facts.toSpliced(place, 1) : source.facts },
    restore: (later) => ({
      ...later,
      conditions: inserted(later.conditions, index, condition),
      facts: !fact || later.facts.some(({ id }) => id === fact.id) ? later.facts : inserted(later.facts, place, fact),
    }),
  }
}
