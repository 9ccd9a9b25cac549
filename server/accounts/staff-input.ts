// What an administrator types about somebody: cleaned, measured, refused by field.
import type { StaffRole } from '#contract/accounts/schema.ts'
import { staffLimits } from '#contract/accounts/staff-rules.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'

export function readName(typed: string, problems: FieldProblem[]): string {
  const name = cleanText(typed, { singleLine: true })
  if (!name.ok) problems.push({ field: 'name', reason: name.reason })
  else if (name.value === '') problems.push({ field: 'name', reason: 'required' })
  else if (textLength(name.value) > staffLimits.name) problems.push({ field: 'name', reason: 'too-long', limit: staffLimits.name })
  return name.ok ? name.value : ''
}

export function readPhone(typed: string, problems: FieldProblem[]): string {
  const phone = parsePhone(typed)
  if (typed.trim() === '') problems.push({ field: 'phone', reason: 'required' })
  else if (!phone.ok) problems.push({ field: 'phone', reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  return phone.ok ? phone.value : ''
}

/** Of an assistant alone; null: the whole county. */
export function readTown({ content }: Pick<Deps, 'content'>, duty: StaffRole, town: string | null | undefined, problems: FieldProblem[]): string | null {
  if (duty !== 'assistant' || !town) return null
  if (!content.county.towns.includes(town)) problems.push({ field: 'town', reason: 'town' })
  return town
}

/** '' where none was given and none is needed. Throws `invalid-input`. */
export function readReason(typed: string | undefined, isNeeded: boolean): string {
  const problems: FieldProblem[] = []
  const reason = cleanText(typed ?? '', { singleLine: true })
  if (!reason.ok) problems.push({ field: 'reason', reason: reason.reason })
  else if (reason.value === '' && isNeeded) problems.push({ field: 'reason', reason: 'required' })
  else if (textLength(reason.value) > staffLimits.reason) problems.push({ field: 'reason', reason: 'too-long', limit: staffLimits.reason })
  if (problems.length > 0) throw invalid(...problems)
  return reason.ok ? reason.value : ''
}
