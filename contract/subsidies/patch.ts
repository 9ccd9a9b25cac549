// What an autosave may bring: anything a person may leave half done, nothing that could harm the store or was never asked.
import type { FieldReason, KnownProblem } from '../field-reasons.ts'
import { hasForbiddenCharacters, textLength } from '../identifiers/text.ts'
import { allFields, isRow, type Rules } from './fields.ts'
import type { Field, PlainField } from './programme.ts'
import type { Answers } from './schema.ts'

type Fault = { reason: FieldReason; limit?: number }

/** Typed text may for a while be longer than its field takes (spaces in a code, a paste to be cut); the complete check comes at submit. */
const slack = 4
const shortText = 200
const largestNumber = 1e15

/** Problems that refuse the whole patch; none means it may be stored as it is. null clears a field. Unknown names are refused. */
export function checkPatch(programme: Pick<Rules, 'sections'>, patch: Answers): KnownProblem[] {
  const fields = new Map<string, Field>(allFields(programme).map((field) => [field.name, field]))
  return Object.keys(patch).flatMap((name) => {
    const field = fields.get(name)
    return field ? patchProblems(field, patch[name], name) : [problem(name, { reason: 'unknown' })]
  })
}

function problem(field: string, fault: Fault): KnownProblem {
  return { field, ...fault }
}

function patchProblems(field: Field, value: unknown, path: string): KnownProblem[] {
  if (value === null) return []
  if (field.type !== 'repeat') {
    const fault = patchFault(field, value)
    return fault ? [problem(path, fault)] : []
  }
  if (!Array.isArray(value)) return [problem(path, { reason: 'wrong-type' })]
  if (value.length > field.max) return [problem(path, { reason: 'rows-max', limit: field.max })]
  return value.flatMap((row: unknown, index) => rowProblems(field.item, row, `${path}[${index}]`))
}

function rowProblems(item: readonly PlainField[], row: unknown, path: string): KnownProblem[] {
  if (!isRow(row)) return [problem(path, { reason: 'wrong-type' })]
  return Object.keys(row).flatMap((name) => {
    const field = item.find((candidate) => candidate.name === name)
    if (!field) return [problem(`${path}.${name}`, { reason: 'unknown' })]
    return row[name] === null ? [] : patchProblems(field, row[name], `${path}.${name}`)
  })
}

function patchFault(field: PlainField, value: unknown): Fault | undefined {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : { reason: 'wrong-type' }
    case 'money':
      return moneyFault(value)
    case 'number':
      return typeof value === 'number' && Math.abs(value) <= largestNumber ? undefined : { reason: 'wrong-type' }
    case 'text':
    case 'textarea':
      return textFault(value, Math.max(field.maxLength * slack, 64))
    default:
      return textFault(value, shortText)
  }
}

function moneyFault(value: unknown): Fault | undefined {
  if (typeof value !== 'number') return { reason: 'wrong-type' }
  if (!Number.isSafeInteger(value)) return { reason: 'money-unsafe' }
  return value < 0 || Object.is(value, -0) ? { reason: 'money-negative' } : undefined
}

function textFault(value: unknown, most: number): Fault | undefined {
  if (typeof value !== 'string') return { reason: 'wrong-type' }
  if (hasForbiddenCharacters(value)) return { reason: 'text-invalid' }
  return value.length > most * 2 || textLength(value) > most ? { reason: 'too-long', limit: most } : undefined
}
