// What an action on a booking does to its record: handed in, taken or sent back, confirmed. The caller holds the booking's lock, writes its state, event and audit; the record's messages go out from here.
import type { BookingSide } from '#contract/consultations/workflow.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { readCode, judgeCode, type Asker, type Verdict } from '../accounts/codes.ts'
import { findNewestCode } from '../accounts/repository.ts'
import { guessLimits } from '../accounts/sign-in-limits.ts'
import type { Tx } from '../db/commands.ts'
import type { VisitRecordRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import type { BookingOfFirm } from './access.ts'
import { tellConfirmed, tellReturned, tellSubmitted } from './record-telling.ts'
import { findRecord, hashRecord, readContent } from './record-store.ts'

/** Who confirms, from which side; an expert brings the code the firm was sent. */
export interface Confirming { account: SignedIn; side: BookingSide; code?: string | undefined; asker: Asker }

/** A code of this visit only. */
export const recordCodePurpose = (bookingId: string) => `record:${bookingId}`

/** The mobile phone codes go to. Throws `invalid-input` where the contact of the booking has none. */
export function contactPhoneOf(row: Pick<BookingOfFirm, 'contact_phone'>): string {
  const phone = parsePhone(row.contact_phone)
  if (!phone.ok) throw invalid({ field: 'contactPhone', reason: phone.reason })
  return phone.value
}

function missingIn(record: VisitRecordRow | undefined): FieldProblem[] {
  const { people, problems, findings, advice } = readContent(record)
  const missing: [string, boolean][] = [['people', people.every(({ name }) => name.trim() === '')], ['problems', problems.trim() === '' && findings.trim() === ''], ['advice', advice.trim() === '']]
  return missing.filter(([, isMissing]) => isMissing).map(([field]) => ({ field, reason: 'required' }))
}

/** Throws `consultations.record-empty` naming what is missing: somebody who was there, problems or findings, advice. */
export async function submitRecord(tx: Tx, deps: Deps, row: BookingOfFirm): Promise<void> {
  const at = deps.clock.now()
  const fields = missingIn(await findRecord(tx, row.id))
  if (fields.length > 0) throw new AppError('consultations.record-empty', { fields })
  await tx.updateTable('visit_records').set({ state: 'submitted', submitted_at: at, returned_because: null }).where('booking_id', '=', row.id).execute()
  await tellSubmitted(tx, deps, row)
}

/** The expert takes it back to change it. */
export async function reopenRecord(tx: Tx, _deps: Deps, row: BookingOfFirm): Promise<void> {
  await tx.updateTable('visit_records').set({ state: 'draft', submitted_at: null }).where('booking_id', '=', row.id).execute()
}

/** The firm asks for changes and says which. */
export async function returnRecord(tx: Tx, deps: Deps, row: BookingOfFirm, reason: string): Promise<void> {
  await tx.updateTable('visit_records').set({ state: 'draft', submitted_at: null, returned_because: reason }).where('booking_id', '=', row.id).execute()
  await tellReturned(tx, deps, row, reason)
}

async function judge(tx: Tx, deps: Deps, { row, record, typed, asker }: { row: BookingOfFirm; record: VisitRecordRow; typed: string; asker: Asker }): Promise<Verdict> {
  const at = deps.clock.now()
  const phone = contactPhoneOf(row)
  await countAgainst(tx, guessLimits(deps, phone, asker.ip), at)
  const candidate = await findNewestCode(tx, phone, recordCodePurpose(row.id))
  // Sent for other words than stand there now: as good as none.
  if (candidate && candidate.about !== (await hashRecord(tx, record))) return { ok: false, error: new AppError('accounts.code-expired', { detail: 'the record changed since' }) }
  return judgeCode(tx, deps, candidate, typed, at)
}

/**
 * The firm agrees: with a tap, or with the code read out to the expert. A wrong guess must stay counted: when the verdict is not ok, nothing else may be written, the transaction is committed, and the error thrown after it.
 * Throws `invalid-input` without a code from the expert, `too-many-requests`.
 */
export async function confirmRecord(tx: Tx, deps: Deps, row: BookingOfFirm, { account, side, code, asker }: Confirming): Promise<Verdict> {
  const record = await findRecord(tx, row.id)
  if (record?.state !== 'submitted') throw new AppError('consultations.wrong-state', { detail: `the record of booking ${row.id} is ${record?.state ?? 'not there'}` })
  if (side === 'expert') {
    const typed = readCode(code ?? '')
    if (typed === '') throw invalid({ field: 'code', reason: 'required' })
    const verdict = await judge(tx, deps, { row, record, typed, asker })
    if (!verdict.ok) return verdict
  }
  const isTap = side === 'firm'
  await tx.updateTable('visit_records').set({
    state: 'confirmed', confirmed_by: isTap ? account.id : null, confirmed_name: isTap ? account.name : row.contact_name, confirmed_at: deps.clock.now(), confirmed_via: isTap ? 'tap' : 'code',
  }).where('booking_id', '=', row.id).execute()
  await tellConfirmed(tx, deps, row)
  return { ok: true }
}
