// What the firm thought of a visit, and some days later whether it helped.
import type { Booking, RatingInput, RevisitInput } from '#contract/consultations/schema.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockBooking, openBooking, requireOtherThanExpert, requireSide, type OpenedBooking } from './access.ts'
import { changeBooking } from './bookings-repository.ts'
import { addBookingEvent } from './events.ts'
import { tellUnsolved } from './revisits.ts'
import { presentBooking } from './view.ts'

interface Saying { deps: Deps; account: SignedIn; id: string; requestId: string; action: 'rate' | 'revisit'; sides: BookingSide[] }

/** Lets `write` say something about a visit that is done, with its line in the history; false from `write`: it was said already. Throws `not-found`, `not-allowed`, `consultations.wrong-state`. */
async function sayAfter({ deps, account, id, requestId, action, sides }: Saying, write: (tx: Tx, opened: OpenedBooking, at: number) => Promise<boolean>): Promise<Booking> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    requireSide(opened, ...sides)
    requireOtherThanExpert(opened)
    const { row, side } = opened
    if (row.state !== 'done') throw new AppError('consultations.wrong-state', { detail: `booking ${id} is ${row.state}` })
    if (!(await write(tx, opened, at))) return presentBooking(tx, deps, opened)
    await addBookingEvent(tx, { booking_id: id, action, side, account_id: account.id, at, reason: null, state: row.state, change: null })
    await changeBooking(tx, row, {})
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: `consultations.${action}`, subject: `booking:${id}`, firmId: row.firm_id, requestId })
    return presentBooking(tx, deps, await openBooking(tx, account, id))
  })
}

/** By the firm, once done; may be said again, the last word counts. */
export async function rateBooking(deps: Deps, account: SignedIn, id: string, { professional, relevant, solved, words }: RatingInput, requestId: string): Promise<Booking> {
  const said = { professional, relevant, solved, words: words.trim() }
  return sayAfter({ deps, account, id, requestId, action: 'rate', sides: ['firm'] }, async (tx, _, at) => {
    const before = await tx.selectFrom('booking_ratings').selectAll().where('booking_id', '=', id).executeTakeFirst()
    if (before && before.professional === professional && before.relevant === relevant && before.solved === solved && before.words === said.words) return false
    await tx.insertInto('booking_ratings').values({ booking_id: id, ...said, account_id: account.id, at }).onConflict((conflict) => conflict.column('booking_id').doUpdateSet({ ...said, account_id: account.id, at })).execute()
    return true
  })
}

/** By the firm, or an officer who called; also before anybody asked. Officers are told when the firm says it did not help. */
export async function answerRevisit(deps: Deps, account: SignedIn, id: string, { result, words }: RevisitInput, requestId: string): Promise<Booking> {
  return sayAfter({ deps, account, id, requestId, action: 'revisit', sides: ['firm', 'officer'] }, async (tx, { row, side }, at) => {
    const said = { result, words: words.trim(), side: side === 'firm' ? ('firm' as const) : ('officer' as const), account_id: account.id, at }
    const before = await tx.selectFrom('booking_revisits').selectAll().where('booking_id', '=', id).executeTakeFirst()
    if (before?.result === result && before.words === said.words && before.side === said.side) return false
    await tx.insertInto('booking_revisits').values({ booking_id: id, asked_at: null, ...said }).onConflict((conflict) => conflict.column('booking_id').doUpdateSet(said)).execute()
    if (result === 'unsolved' && side === 'firm') await tellUnsolved(tx, deps, row)
    return true
  })
}
