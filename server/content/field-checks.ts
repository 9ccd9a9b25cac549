// Cross-references inside a scheme's form: names, order, units, and everything that points to another field.
import type { Field, PlainField, ProgrammeSource, ShowWhen } from '#contract/subsidies/programme.ts'

type Scope = readonly (Field | PlainField)[]
const rowNames = new Set(['constructor', 'prototype', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])
const maxNameLength = 40

/** Lines of "path: what" for sections and the fields in them. */
export function formProblems(programme: ProgrammeSource): string[] {
  const fields = programme.sections.flatMap((section) => section.fields)
  const paths = programme.sections.flatMap((section, s) => section.fields.map((_, f) => `sections[${s}].fields[${f}]`))
  return [
    ...repeated(programme.sections.map((section) => section.id)).map((id) => `sections: id ${id} is there twice`),
    ...repeated(fields.map((field) => field.name)).map((name) => `sections: field ${name} is there twice`),
    ...programme.sections.flatMap((section, s) => (section.fields.length === 0 ? [`sections[${s}].fields: is empty`] : [])),
    ...fields.flatMap((field, index) => fieldProblems(field, fields, index).map((problem) => `${paths[index] ?? ''}${problem}`)),
  ]
}

function fieldProblems(field: Field, scope: Scope, index: number): string[] {
  const own = plainProblems(field, scope, index)
  if (field.type !== 'repeat') return own
  return [
    ...own,
    ...(field.min > field.max ? ['.min: is above max'] : []),
    ...(field.item.length === 0 ? ['.item: is empty'] : []),
    ...repeated(field.item.map((item) => item.name)).map((name) => `.item: field ${name} is there twice`),
    // Rows are written down as they are (server/subsidies/sealed.ts seals top fields only).
    ...field.item.flatMap((item, position) => ('sensitive' in item && item.sensitive ? [`.item[${position}].sensitive: is not possible inside rows`] : [])),
    ...field.item.flatMap((item, position) => plainProblems(item, field.item, position).map((problem) => `.item[${position}]${problem}`)),
  ]
}

function plainProblems(field: Field | PlainField, scope: Scope, index: number): string[] {
  return [
    ...(!/^[a-z][A-Za-z0-9]*$/.test(field.name) || field.name.length > maxNameLength || rowNames.has(field.name)
      ? [`.name: ${field.name} is no usable name`]
      : []),
    ...showWhenProblems(field.showWhen, scope.slice(0, index)).map((problem) => `.showWhen${problem}`),
    ...typeProblems(field, scope),
  ]
}

function typeProblems(field: Field | PlainField, scope: Scope): string[] {
  switch (field.type) {
    case 'text':
      return [...patternProblems(field.pattern), ...points('equalsField', field.equalsField, scope, ['text'], field.name)]
    case 'money':
      return [
        ...(field.name.endsWith('Fen') ? [] : ['.name: money is in fen, the name has to end in Fen']),
        ...(field.minFen > field.maxFen ? ['.minFen: is above maxFen'] : []),
        ...points('lteField', field.lteField, scope, ['money'], field.name),
      ]
    case 'number':
      return [
        ...(field.min > field.max ? ['.min: is above max'] : []),
        ...(field.decimals < 0 || field.decimals > 8 ? ['.decimals: is not between 0 and 8'] : []),
      ]
    case 'date':
      return [
        ...points('afterField', field.afterField, scope, ['date'], field.name),
        ...points('notBeforeField', field.notBeforeField, scope, ['date'], field.name),
      ]
    case 'select':
      return [
        ...repeated(field.options).map((option) => `.options: ${option} is there twice`),
        ...derivedProblems(field.derivedFrom, scope, field.name),
      ]
    default:
      return []
  }
}

function patternProblems(pattern: string | undefined): string[] {
  if (pattern === undefined) return []
  try {
    return new RegExp(pattern, 'u').source ? [] : ['.pattern: is empty']
  } catch (error) {
    return [`.pattern: is no regular expression (${error instanceof Error ? error.message : String(error)})`]
  }
}

function derivedProblems(from: string | undefined, scope: Scope, own: string): string[] {
  const wrong = points('derivedFrom', from, scope, ['text'], own)
  if (from === undefined || wrong.length > 0) return wrong
  return scope.some((field) => field.name === from && field.type === 'text' && field.check === 'patent')
    ? []
    : [`.derivedFrom: ${from} is not a patent number`]
}

function points(key: string, target: string | undefined, scope: Scope, types: readonly string[], own: string): string[] {
  if (target === undefined) return []
  const field = scope.find((candidate) => candidate.name === target)
  if (!field || target === own) return [`.${key}: there is no other field ${target}`]
  return types.includes(field.type) ? [] : [`.${key}: ${target} is ${field.type}, not ${types.join(' or ')}`]
}

/** The field must be in `scope` (for a field: those before it, so that nothing depends on itself) and able to hold each value. */
export function showWhenProblems(showWhen: ShowWhen | undefined, scope: Scope): string[] {
  if (!showWhen) return []
  const field = scope.find((candidate) => candidate.name === showWhen.field)
  if (!field) return [`.field: there is no field ${showWhen.field} before this`]
  return showWhen.in.filter((value) => !canHold(field, value)).map((value) => `.in: ${showWhen.field} is never ${JSON.stringify(value)}`)
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

export function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}
