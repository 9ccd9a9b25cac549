// What somebody writes who objects, checked field by field.
import type { FieldProblem } from '#contract/errors.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText, plainCode, textLength } from '#contract/identifiers/text.ts'
import type { ObjectionInput } from '#contract/subsidies/handling.ts'
import { invalid } from '../errors.ts'

/** A name of one character, or a contact of four, reaches nobody. */
const fewest = { name: 2, contact: 5, reason: 5 } as const
type Field = keyof typeof fewest

export type ObjectionWords = Record<Field, string>

/** Digits that begin like a mobile number are meant as one, whole or not; everything else is the person's own way of being reached. */
function phoneProblem(contact: string): Omit<FieldProblem, 'field'> | undefined {
  const digits = plainCode(contact).replace(/[\s\-‐-―−()]/g, '')
  if (!/^(?:(?:\+|00)?86)?1[3-9][\d*]{3,}$/.test(digits)) return undefined
  const phone = parsePhone(contact)
  return phone.ok ? undefined : { reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) }
}

function check(field: Field, typed: string): { value: string; problem?: FieldProblem } {
  const text = cleanText(typed, { singleLine: field !== 'reason' })
  if (!text.ok) return { value: '', problem: { field, reason: text.reason } }
  if (text.value === '') return { value: '', problem: { field, reason: 'required' } }
  if (textLength(text.value) < fewest[field]) return { value: '', problem: { field, reason: 'too-short', limit: fewest[field] } }
  const problem = field === 'contact' ? phoneProblem(text.value) : undefined
  return { value: text.value, ...(problem ? { problem: { field, ...problem } } : {}) }
}

/** The words as they are kept. Throws `invalid-input` with every field that is wrong. */
export function readObjection(input: ObjectionInput): ObjectionWords {
  const [name, contact, reason] = [check('name', input.name), check('contact', input.contact), check('reason', input.reason)]
  const problems = [name, contact, reason].flatMap(({ problem }) => (problem ? [problem] : []))
  if (problems.length > 0) throw invalid(...problems)
  return { name: name.value, contact: contact.value, reason: reason.value }
}
