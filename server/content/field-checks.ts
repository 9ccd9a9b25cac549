// Cross-references inside a scheme's form: names, order, units, and everything that points to another field.
import type { Field, PlainField, ProgrammeSource, ShowWhen } from '#contract/subsidies/programme.ts'
import { fault, twice, within, type Fault } from './fault.ts'

type Scope = readonly (Field | PlainField)[]
const rowNames = new Set(['constructor', 'prototype', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])
const maxNameLength = 40
const maxPatternLength = 120

/** What is wrong in the sections and the fields in them. */
export function formFaults(programme: ProgrammeSource): Fault[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  const paths = programme.sections.flatMap((section, s) => section.fields.map((_, f) => `sections[${s}].fields[${f}]`))
  return [
    ...twice('sections', 'id ', programme.sections.map((section) => section.id)),
    ...twice('sections', 'field ', fields.map((field) => field.name)),
    ...programme.sections.flatMap((section, s) => (section.fields.length === 0 ? [fault(`sections[${s}].fields`, 'empty', 'is empty')] : [])),
    ...fields.flatMap((field, index) => within(paths[index] ?? '', fieldFaults(field, fields, index))),
  ]
}

function fieldFaults(field: Field, scope: Scope, index: number): Fault[] {
  const own = plainFaults(field, scope, index)
  if (field.type !== 'repeat') return own
  return [
    ...own,
    ...(field.min > field.max ? [fault('.min', 'min-above-max', 'is above max')] : []),
    ...(field.item.length === 0 ? [fault('.item', 'empty', 'is empty')] : []),
    ...twice('.item', 'field ', field.item.map((item) => item.name)),
    // Rows are written down as they are (server/subsidies/sealed.ts seals top fields only).
    ...field.item.flatMap((item, position) => ('sensitive' in item && item.sensitive ? [fault(`.item[${position}].sensitive`, 'row-sensitive', 'is not possible inside rows')] : [])),
    ...field.item.flatMap((item, position) => within(`.item[${position}]`, plainFaults(item, field.item, position))),
  ]
}

function plainFaults(field: Field | PlainField, scope: Scope, index: number): Fault[] {
  const isUsable = /^[a-z][A-Za-z0-9]*$/.test(field.name) && field.name.length <= maxNameLength && !rowNames.has(field.name)
  return [
    ...(isUsable ? [] : [fault('.name', 'bad-name', `${field.name} is no usable name`, field.name)]),
    ...within('.showWhen', showWhenFaults(field.showWhen, scope.slice(0, index))),
    ...typeFaults(field, scope),
  ]
}

function typeFaults(field: Field | PlainField, scope: Scope): Fault[] {
  switch (field.type) {
    case 'text':
      return [...patternFaults(field.pattern), ...points('equalsField', field.equalsField, scope, ['text'], field.name)]
    case 'money':
      return [
        ...(field.name.endsWith('Fen') ? [] : [fault('.name', 'money-name', 'money is in fen, the name has to end in Fen')]),
        ...(field.minFen > field.maxFen ? [fault('.minFen', 'min-above-max', 'is above maxFen')] : []),
        ...points('lteField', field.lteField, scope, ['money'], field.name),
      ]
    case 'number':
      return [
        ...(field.min > field.max ? [fault('.min', 'min-above-max', 'is above max')] : []),
        ...(field.decimals < 0 || field.decimals > 8 ? [fault('.decimals', 'decimals', 'is not between 0 and 8')] : []),
      ]
    case 'date':
      return [
        ...points('afterField', field.afterField, scope, ['date'], field.name),
        ...points('notBeforeField', field.notBeforeField, scope, ['date'], field.name),
      ]
    case 'select':
      return [...twice('.options', '', field.options), ...derivedFaults(field.derivedFrom, scope, field.name)]
    default:
      return []
  }
}

/** A pattern runs on every phone and on the server: a group repeated as a whole could take for ever on a crafted answer. */
function patternFaults(pattern: string | undefined): Fault[] {
  if (pattern === undefined) return []
  if (pattern.length > maxPatternLength || /\)[*+{]/.test(pattern)) return [fault('.pattern', 'pattern-risky', 'repeats a group, or is too long')]
  try {
    return new RegExp(pattern, 'u').source ? [] : [fault('.pattern', 'pattern', 'is empty')]
  } catch (error) {
    return [fault('.pattern', 'pattern', `is no regular expression (${error instanceof Error ? error.message : String(error)})`)]
  }
}

function derivedFaults(from: string | undefined, scope: Scope, own: string): Fault[] {
  const wrong = points('derivedFrom', from, scope, ['text'], own)
  if (from === undefined || wrong.length > 0) return wrong
  return scope.some((field) => field.name === from && field.type === 'text' && field.check === 'patent')
    ? []
    : [fault('.derivedFrom', 'not-patent', `${from} is not a patent number`, from)]
}

function points(key: string, target: string | undefined, scope: Scope, types: readonly string[], own: string): Fault[] {
  if (target === undefined) return []
  const field = scope.find((candidate) => candidate.name === target)
  if (!field || target === own) return [fault(`.${key}`, 'no-field', `there is no other field ${target}`, target)]
  return types.includes(field.type) ? [] : [fault(`.${key}`, 'field-type', `${target} is ${field.type}, not ${types.join(' or ')}`, target)]
}

/** The field must be in `scope` (for a field: those before it, so that nothing depends on itself) and able to hold each value. */
export function showWhenFaults(showWhen: ShowWhen | undefined, scope: Scope): Fault[] {
  if (!showWhen) return []
  const field = scope.find((candidate) => candidate.name === showWhen.field)
  if (!field) return [fault('.field', 'no-field', `there is no field ${showWhen.field} before this`, showWhen.field)]
  return showWhen.in.filter((value) => !canHold(field, value)).map((value) => fault('.in', 'never-value', `${showWhen.field} is never ${JSON.stringify(value)}`, String(value)))
}

/** Whether a person can give this answer to that field. */
export function canHold(field: Field | PlainField, value: unknown): boolean {
  switch (field.type) {
    case 'select':
      return field.options.some((option) => option === value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'money':
    case 'number':
      return typeof value === 'number'
    case 'repeat':
      return false
    default:
      return typeof value === 'string'
  }
}
