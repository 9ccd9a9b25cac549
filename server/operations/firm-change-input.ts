// A change of a firm as an officer typed it → as it is proposed. Collects every problem before refusing.
import type { FirmChangeInput } from '#contract/accounts/firm-desk-schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parseDate } from '#contract/identifiers/date.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { parseUscc } from '#contract/identifiers/uscc.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import { invalid } from '../errors.ts'
import type { ChangePayload } from './firm-changes-repository.ts'

const nameLength = { least: 2, most: 80 }
const reasonMost = 500

/** In words, required. Throws `invalid-input` (reason). */
export function readChangeReason(text: string): string {
  const reason = cleanText(text)
  if (!reason.ok) throw invalid({ field: 'reason', reason: reason.reason })
  if (reason.value === '') throw invalid({ field: 'reason', reason: 'required' })
  if (textLength(reason.value) > reasonMost) throw invalid({ field: 'reason', reason: 'too-long', limit: reasonMost })
  return reason.value
}

/** Another firm that has this code, or had it: there is nothing to be told apart by then. One that went into this firm is this firm. */
export async function findHolder(connection: Connection, firm: Pick<FirmRow, 'id'>, uscc: string): Promise<Pick<FirmRow, 'id' | 'name'> | undefined> {
  const now = await connection.selectFrom('firms').select(['id', 'name']).where('uscc', '=', uscc).where('id', '<>', firm.id).where((eb) => eb.or([eb('merged_into', 'is', null), eb('merged_into', '<>', firm.id)])).executeTakeFirst()
  return now ?? connection.selectFrom('firm_codes').innerJoin('firms', 'firms.id', 'firm_codes.firm_id').select(['firms.id', 'firms.name']).where('firm_codes.uscc', '=', uscc).where('firm_codes.firm_id', '<>', firm.id).executeTakeFirst()
}

async function readCode(connection: Connection, problems: FieldProblem[], input: FirmChangeInput, firm: FirmRow): Promise<Partial<ChangePayload>> {
  const typed = input.uscc ?? ''
  const uscc = parseUscc(typed)
  if (!uscc.ok) problems.push({ field: 'uscc', reason: typed.trim() === '' ? 'required' : uscc.reason, limit: uscc.limit })
  const name = cleanText(input.name ?? firm.name, { singleLine: true })
  if (!name.ok) problems.push({ field: 'name', reason: name.reason })
  else if (textLength(name.value) < nameLength.least) problems.push({ field: 'name', reason: 'too-short', limit: nameLength.least })
  else if (textLength(name.value) > nameLength.most) problems.push({ field: 'name', reason: 'too-long', limit: nameLength.most })
  if (input.fileId === undefined) problems.push({ field: 'fileId', reason: 'required' })
  if (!uscc.ok || !name.ok) return {}
  if (uscc.value === firm.uscc) problems.push({ field: 'uscc', reason: 'uscc-same' })
  const holder = await findHolder(connection, firm, uscc.value)
  if (holder) problems.push({ field: 'uscc', reason: 'uscc-known', limit: holder.name })
  if (uscc.check === 'mismatch' && input.usccConfirmed !== true) problems.push({ field: 'uscc', reason: 'uscc-mismatch' })
  return { uscc: uscc.value, usccCheck: uscc.check, name: name.value, before: { uscc: firm.uscc, name: firm.name } }
}

function readEnd(problems: FieldProblem[], input: FirmChangeInput, today: string): Partial<ChangePayload> {
  if (input.ended === undefined) problems.push({ field: 'ended', reason: 'required' })
  const on = parseDate(input.endedOn ?? '')
  if (!on.ok) problems.push({ field: 'endedOn', reason: (input.endedOn ?? '') === '' ? 'required' : on.reason })
  else if (on.value > today) problems.push({ field: 'endedOn', reason: 'date-future' })
  return { ...(input.ended ? { ended: input.ended } : {}), ...(on.ok ? { endedOn: on.value } : {}) }
}

/** Throws `invalid-input` naming every field. */
export async function readChange(connection: Connection, input: FirmChangeInput, firm: FirmRow, today: string): Promise<ChangePayload> {
  const problems: FieldProblem[] = []
  const { kind, goneId, fileId } = input
  const payload: ChangePayload = { kind, firmId: firm.id, ...(fileId === undefined ? {} : { fileId }) }
  if (kind === 'merge') {
    if (goneId === undefined) problems.push({ field: 'goneId', reason: 'required' })
    else payload.goneId = goneId
  }
  if (kind === 'code') Object.assign(payload, await readCode(connection, problems, input, firm))
  if (kind === 'end') Object.assign(payload, readEnd(problems, input, today))
  if (problems.length > 0) throw invalid(...problems)
  return payload
}
