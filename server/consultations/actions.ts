// The one door for every move of a booking: contract/consultations/workflow.ts says who may take which and from where, moves.ts what follows.
import type { Booking, BookingActionInput } from '#contract/consultations/schema.ts'
import { findBookingMove, hasBookingAction, isTimely, type BookingAction, type BookingMove } from '#contract/consultations/workflow.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import type { Asker } from '../accounts/codes.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once, type IdempotentRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { agreements, bookingsWithNames, lockBooking, openBooking, requireOtherThanExpert, type OpenedBooking } from './access.ts'
import { changeBooking } from './bookings-repository.ts'
import { addBookingEvent } from './events.ts'
import { work, type Deed, type Outcome } from './moves.ts'
import { offerAround } from './taking.ts'
import { presentBooking } from './view.ts'

export interface BookingActionRequest { id: string; action: BookingAction; input: BookingActionInput; key: string; bodyHash: string; asker: Asker }

/** Throws `not-allowed` (the other side's, the expert's own work), `consultations.wrong-state` with the state, also for what may not be done once it has begun, `consultations.too-early`. */
function requireMove(opened: OpenedBooking, action: BookingAction, at: number): BookingMove {
  const { row, side } = opened
  if (agreements.includes(action)) requireOtherThanExpert(opened)
  if (!hasBookingAction(action, side)) throw new AppError('not-allowed', { detail: `the ${side} has no action ${action}` })
  const move = findBookingMove(action, side, row.state)
  if (!move) throw new AppError('consultations.wrong-state', { details: { state: row.state } })
  if (!isTimely(move, at, row.starts_at)) throw move.untilBegun ? new AppError('consultations.wrong-state', { details: { state: row.state } }) : new AppError('consultations.too-early')
  return move
}

function requireReason({ needsReason }: BookingMove, { reason = '' }: BookingActionInput): string {
  const text = cleanText(reason, { singleLine: true })
  if (!text.ok) throw invalid({ field: 'reason', reason: text.reason })
  if (needsReason && text.value === '') throw invalid({ field: 'reason', reason: 'required' })
  return text.value
}

/** Everything but whose key it is. */
async function act(deps: Deps, tx: Tx, { row, side, account }: OpenedBooking, move: BookingMove, { input, asker }: BookingActionRequest, at: number): Promise<Outcome> {
  const reason = requireReason(move, input)
  if (move.needsSlot && input.slotId === undefined) throw invalid({ field: 'slotId', reason: 'required' })
  const deed: Deed = { deps, tx, account, side, row, move, input, reason, at, asker }
  const outcome = await work(deed)
  if (outcome.verdict?.ok === false) return outcome
  await changeBooking(tx, row, { ...outcome.change, state: move.to, sequence: row.sequence + 1 })
  await addBookingEvent(tx, { booking_id: row.id, action: move.action, side, account_id: account.id, at, reason: reason === '' ? null : reason, state: move.to, change: outcome.time ? JSON.stringify(outcome.time) : null })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: `consultations.${move.action}`, subject: `booking:${row.id}`, firmId: row.firm_id, requestId: asker.requestId, details: { from: row.state, to: move.to, ...outcome.time } })
  if (outcome.tell) await outcome.tell(await bookingsWithNames(tx).where('bookings.id', '=', row.id).executeTakeFirstOrThrow())
  await offerAround(tx, deps, outcome.freed ?? [])
  return outcome
}

async function wasDone(tx: Tx, request: IdempotentRequest): Promise<boolean> {
  return (await tx.selectFrom('idempotency').select('key').where('account_id', '=', request.accountId).where('route', '=', request.route).where('key', '=', request.key).executeTakeFirst()) !== undefined
}

/**
 * Takes one action, once per Idempotency-Key; a repeat is answered with how the booking stands now. Throws `not-found` (not yours), `not-allowed`, `consultations.wrong-state`, `consultations.too-early`,
 * `consultations.slot-taken` with the reason, `invalid-input` by field, and what each move adds.
 */
export async function actOnBooking(deps: Deps, account: SignedIn, request: BookingActionRequest): Promise<Booking> {
  const { id, action } = request
  const at = deps.clock.now()
  const keyed: IdempotentRequest = { accountId: account.id, route: `consultations.${action}`, key: request.key, bodyHash: request.bodyHash, at }
  const done = await deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    if (!(await wasDone(tx, keyed))) {
      const outcome = await act(deps, tx, opened, requireMove(opened, action, at), request, at)
      // A wrong guess must stay counted, so it leaves the transaction as a value.
      if (outcome.verdict?.ok === false) return { error: outcome.verdict.error }
    }
    // Only that it was done is stored with the key.
    await once(tx, keyed, () => Promise.resolve({ status: 200, body: { id } }))
    return { booking: await presentBooking(tx, deps, await openBooking(tx, account, id)) }
  })
  if (done.error) throw done.error
  return done.booking
}
