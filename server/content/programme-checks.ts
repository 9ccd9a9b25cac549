// What a schema cannot see: references between the parts of a scheme, and between schemes.
import { parseDate } from '#contract/identifiers/date.ts'
import { findPayeeFields } from '#contract/subsidies/payee.ts'
import { batchInstant } from '#contract/subsidies/availability.ts'
import type { Batch, Condition, Fact, Field, PlainField, ProgrammeSource } from '#contract/subsidies/programme.ts'
import { amountProblems } from './amount-checks.ts'
import { canHold, formProblems, repeated, showWhenProblems } from './field-checks.ts'

const profileKeys = ['scale', 'town', 'verification', 'legalPerson', 'uscc', 'industry']
const rightCounts = ['patents', 'inventions', 'trademarks', 'software', 'pledged']
const maxPaperMB = 10

/** Lines of "path: what" for one scheme whose shape is right. */
export function programmeProblems(programme: ProgrammeSource): string[] {
  return [
    ...formProblems(programme),
    ...findPayeeFields(programme).problems.map((problem) => `sections: ${problem}`),
    ...factProblems(programme),
    ...conditionProblems(programme),
    ...paperProblems(programme),
    ...amountProblems(programme),
    ...stepProblems(programme),
    ...openingProblems(programme),
    ...claimProblems(programme),
  ]
}

/** What no file can know by itself: ids and number letters used twice, a scheme pointed to that is not there. */
export function sharedProblems(files: readonly { name: string; source: ProgrammeSource }[]): string[] {
  const ids = files.map(({ source }) => source.id)
  // A copy for the next year goes on with its scheme's letters: numbers are counted per letters and year.
  const kinds = files.filter(({ source }) => source.copyOf === undefined).map(({ source }) => source.numberKind)
  const of = (at: (source: ProgrammeSource) => boolean) =>
    files
      .filter(({ source }) => at(source))
      .map(({ name }) => name)
      .join(', ')
  return [
    ...repeated(ids).map((id) => `${of((source) => source.id === id)}: id: ${id} is there twice`),
    ...repeated(kinds).map((kind) => `${of((source) => source.numberKind === kind)}: numberKind: ${kind} is there twice`),
    ...files.flatMap(({ name, source }) =>
      (source.instead ?? []).filter((id) => !ids.includes(id)).map((id) => `${name}: instead: there is no scheme ${id}`),
    ),
  ]
}

/** The field a fact's answer stands in: `name`, or `rows.name` inside a repeat field. */
function fieldAt(programme: ProgrammeSource, path: string): Field | PlainField | undefined {
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

function factProblems(programme: ProgrammeSource): string[] {
  const used = new Set(programme.conditions.map((condition) => condition.fact))
  return [
    ...repeated(programme.facts.map((fact) => fact.id)).map((id) => `facts: id ${id} is there twice`),
    ...programme.facts.flatMap((fact, index) => factProblem(programme, fact).map((problem) => `facts[${index}]${problem}`)),
    ...programme.facts.flatMap((fact, index) => (used.has(fact.id) ? [] : [`facts[${index}].id: no condition uses ${fact.id}`])),
  ]
}

function factProblem(programme: ProgrammeSource, fact: Fact): string[] {
  if (fact.source === 'officer') return []
  if (fact.field === undefined) return ['.field: is missing']
  if (fact.source === 'portfolio') return rightCounts.includes(fact.field) ? [] : [`.field: no count of rights is called ${fact.field}`]
  if (fact.source === 'profile') return profileKeys.includes(fact.field) ? [] : [`.field: a firm has no ${fact.field}`]
  const field = fieldAt(programme, fact.field)
  if (!field) return [`.field: there is no field ${fact.field}`]
  return factTypes[fact.kind].includes(field.type) ? [] : [`.kind: ${fact.field} is ${field.type}, not ${fact.kind}`]
}

function conditionProblems(programme: ProgrammeSource): string[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  const papers = programme.papers.map((paper) => paper.id)
  return [
    ...repeated(programme.conditions.map((condition) => condition.id)).map((id) => `conditions: id ${id} is there twice`),
    ...programme.conditions.flatMap((condition, index) =>
      [
        ...valueProblems(programme, condition),
        ...showWhenProblems(condition.showWhen, fields).map((problem) => `.showWhen${problem}`),
        ...(condition.evidence !== undefined && !papers.includes(condition.evidence)
          ? [`.evidence: there is no paper ${condition.evidence}`]
          : []),
      ].map((problem) => `conditions[${index}]${problem}`),
    ),
  ]
}

function valueProblems(programme: ProgrammeSource, condition: Condition): string[] {
  const fact = programme.facts.find((candidate) => candidate.id === condition.fact)
  if (!fact) return [`.fact: there is no fact ${condition.fact}`]
  if ((condition.value === undefined) === (condition.valueField === undefined))
    return ['.value: exactly one of value and valueField is needed']
  const isOrder = condition.op === 'gt' || condition.op === 'gte' || condition.op === 'lte'
  if (isOrder && fact.kind !== 'number' && fact.kind !== 'date')
    return [`.op: ${condition.op} needs a number or a date, ${fact.id} is ${fact.kind}`]
  if (condition.valueField !== undefined)
    return fieldAt(programme, condition.valueField) ? [] : [`.valueField: there is no field ${condition.valueField}`]
  if (Array.isArray(condition.value) !== (condition.op === 'in')) return ['.value: a list belongs to the op in, and only to it']
  const field = fact.source === 'form' && fact.field !== undefined ? fieldAt(programme, fact.field) : undefined
  return [condition.value]
    .flat()
    .flatMap((value) => (isPossible(fact, field, value) ? [] : [`.value: ${fact.id} is never ${JSON.stringify(value)}`]))
}

function isPossible(fact: Fact, field: Field | PlainField | undefined, value: unknown): boolean {
  if (field && !canHold(field, value)) return false
  if (fact.kind === 'boolean') return typeof value === 'boolean'
  if (fact.kind === 'number') return typeof value === 'number'
  if (fact.kind === 'date') return typeof value === 'string' && parseDate(value).ok
  return typeof value === 'string' && (fact.options === undefined || fact.options.includes(value))
}

function paperProblems(programme: ProgrammeSource): string[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  return [
    ...repeated(programme.papers.map((paper) => paper.id)).map((id) => `papers: id ${id} is there twice`),
    ...(programme.papers.filter((paper) => paper.scan !== undefined).length > 1 ? ['papers: more than one has a scan'] : []),
    ...programme.papers.flatMap((paper, index) =>
      [
        ...showWhenProblems(paper.showWhen, fields).map((problem) => `.showWhen${problem}`),
        ...showWhenProblems(paper.requiredWhen, fields).map((problem) => `.requiredWhen${problem}`),
        ...(paper.scan !== undefined && paper.origin !== 'generated' ? ['.scan: belongs to a generated paper only'] : []),
        ...(paper.maxMB < 1 || paper.maxMB > maxPaperMB ? [`.maxMB: is not between 1 and ${maxPaperMB}`] : []),
      ].map((problem) => `papers[${index}]${problem}`),
    ),
  ]
}

function stepProblems(programme: ProgrammeSource): string[] {
  const [first] = programme.steps
  const states = programme.steps.map((step) => step.state)
  return [
    ...repeated(programme.steps.map((step) => step.code)).map((code) => `steps: code ${code} is there twice`),
    ...(first?.code !== 'submit' || first.state !== 'submitted' ? ['steps[0]: has to be submit, leading to submitted'] : []),
    ...(states.includes('accepted') ? [] : ['steps: none leads to accepted']),
    ...(['paid', 'archived'].includes(states.at(-1) ?? '') ? [] : ['steps: the last has to lead to paid or archived']),
    ...(states.slice(1).includes('submitted') ? ['steps: only the first may lead to submitted'] : []),
    ...programme.steps.flatMap((step, index) =>
      step.workdays < 0 || step.workdays > 250 ? [`steps[${index}].workdays: is not between 0 and 250`] : [],
    ),
  ]
}

/** A scheme may only be opened with a document behind it. */
function openingProblems(programme: ProgrammeSource): string[] {
  const { batches, validFrom, validTo, status } = programme
  const dates: [string, string | null][] = [['validFrom', validFrom], ['validTo', validTo]]
  return [
    ...dates.flatMap(([path, date]) => (date && !parseDate(date).ok ? [`${path}: is no date YYYY-MM-DD (${date})`] : [])),
    ...repeated(batches.map((batch) => batch.id)).map((id) => `batches: id ${id} is there twice`),
    ...batches.flatMap((batch, index) => batchProblems(batch).map((problem) => `batches[${index}]${problem}`)),
    ...batches.flatMap((batch, index) => (batch.opensAt.slice(0, 10) < validFrom || (validTo !== null && batch.closesAt.slice(0, 10) > validTo) ? [`batches[${index}]: is not within validFrom and validTo`] : [])),
    ...overlaps(batches).map((id) => `batches: ${id} opens before the one before it has closed`),
    ...(validTo && validFrom > validTo ? ['validTo: is before validFrom'] : []),
    ...(programme.basis.length === 0 ? ['basis: is empty'] : []),
    ...(status === 'open' && batches.length === 0 ? ['batches: is empty, status is open'] : []),
    ...(status === 'open' && !programme.basis.some((basis) => basis.verified) ? ['basis: none is verified, status is open'] : []),
    ...(status === 'open' && programme.amount.illustrative ? ['amount.illustrative: an example sum cannot be open'] : []),
  ]
}

function batchProblems({ opensAt, closesAt }: Batch): string[] {
  const [opens, closes] = [batchInstant(opensAt), batchInstant(closesAt)]
  return [
    ...(opens === undefined ? [`.opensAt: is no time YYYY-MM-DDTHH:MM:SS (${opensAt})`] : []),
    ...(closes === undefined ? [`.closesAt: is no time YYYY-MM-DDTHH:MM:SS (${closesAt})`] : []),
    ...(opens !== undefined && closes !== undefined && opens > closes ? ['.closesAt: is before it opens'] : []),
  ]
}

/** Batches of one scheme follow each other, so that a submission always falls into one. */
function overlaps(batches: readonly Batch[]): string[] {
  const inOrder = [...batches].sort((a, b) => (a.opensAt < b.opensAt ? -1 : 1))
  return inOrder.flatMap((batch, index) => {
    const before = inOrder[index - 1]
    return before && batch.opensAt <= before.closesAt ? [batch.id] : []
  })
}

/** Where a claim rule names a field, it has to be there. */
function claimProblems(programme: ProgrammeSource): string[] {
  const { claim } = programme
  if (!claim) return []
  const named: [string, string | undefined][] = [...claim.by.map((path, index): [string, string] => [`by[${index}]`, path]), ['itemField', claim.itemField], ['yearField', claim.yearField]]
  return [
    ...named.flatMap(([at, path]) => (path === undefined || fieldAt(programme, path) ? [] : [`claim.${at}: there is no field ${path}`])),
    ...((claim.item === undefined) === (claim.itemField === undefined) ? ['claim.item: exactly one of item and itemField is needed'] : []),
    ...((claim.per === 'field-year') === (claim.yearField === undefined) ? ['claim.yearField: belongs to field-year, and only to it'] : []),
  ]
}
