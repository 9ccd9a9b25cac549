// A booking: from a hold that is still held, an offer of the waiting list, or straight from a free time; by the firm, or by an officer on the telephone.
import { randomUUID } from 'node:crypto'
import type { Booking, BookingInput } from '#contract/consultations/schema.ts'
import { needOf, quantaOf } from '#contract/consultations/slots.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { assertGoesOn } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import type { Tx } from '../db/commands.ts'
import type { BookingRow, ConsultationHoldRow, FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { openBooking } from './access.ts'
import { defaultContact, readNeed } from './booking-need.ts'
import { countComing, endHold, findHold, insertBooking } from './bookings-repository.ts'
import { freeQuanta } from './claiming.ts'
import { addBookingEvent } from './events.ts'
import { travelMinutes, requireWay } from './hours.ts'
import { openFirm, townOf } from './holds-service.ts'
import { attachFiles } from './picked.ts'
import { expertsOf, lockExperts, passTime, requireSlot, takeTime, type Taken } from './taking.ts'
import { tellExpert, tellFirm } from './telling.ts'
import { presentBooking } from './view.ts'
import { takeOffer } from './waiting-offers.ts'

export interface BookingRequest { input: BookingInput; key: string; bodyHash: string; requestId: string }

interface Order { deps: Deps; tx: Tx; account: SignedIn; side: Extract<BookingSide, 'firm' | 'officer'>; firm: FirmRow; input: BookingInput; id: string; town: string; at: number }
/** Numbers of bookings, HT2026-YY-0017. */
const numberKind = 'YY'

async function requireBookable({ deps, tx, side, firm, at }: Order): Promise<void> {
  const most = deps.content.consultations.limits.liveBookings
  if (side === 'firm' && (await countComing(tx, firm.id, at)) >= most) throw new AppError('consultations.booking-limit', { details: { most } })
}

/** What the hold keeps free is what the booking needs: the same way, and on a visit a road as long. */
function isSameNeed({ content }: Deps, hold: ConsultationHoldRow, way: Way, town: string): boolean {
  const [kept, wanted] = [{ way: hold.way, town: hold.town }, { way, town }].map((one) => quantaOf(needOf(requireWay(content.consultations, one.way), travelMinutes(content.consultations, one.town)), hold.starts_at))
  return hold.way === way && kept?.first === wanted?.first && kept?.last === wanted?.last
}

/** Throws `consultations.hold-expired` for one that has run out, was given back or used; the same for one of another firm. */
async function takeHeld(booking: Order, holdId: string): Promise<Taken & { startsAt: number }> {
  const { deps, tx, side, firm, input, id, town, at } = booking
  const expired = () => new AppError('consultations.hold-expired')
  const hold = await findHold(tx, holdId)
  if (hold?.firm_id !== firm.id) throw expired()
  const { expert_id: expertId, starts_at: startsAt } = hold
  const expertIds = await expertsOf(tx, deps, { expertId, topic: input.topic, way: input.way, firmId: firm.id })
  await lockExperts(tx, deps, expertIds)
  if (hold.expires_at <= at || !(await endHold(tx, hold.id, 'used'))) throw expired()
  await takeOffer(tx, hold.id, at)
  const wanted = { startsAt, way: input.way, town, by: side, ownerId: id, keptAt: hold.created_at }
  if (isSameNeed(deps, hold, input.way, town)) return { startsAt, ...(await passTime(tx, deps, expertId, hold.id, wanted)) }
  await freeQuanta(tx, hold.id)
  return { startsAt, ...(await takeTime(tx, deps, { expertIds, ...wanted })) }
}

async function takeFree(booking: Order, slotId: string): Promise<Taken & { startsAt: number }> {
  const { deps, tx, side, firm, input, id, town } = booking
  const { expertId, startsAt } = requireSlot(slotId)
  const expertIds = await expertsOf(tx, deps, { expertId, topic: input.topic, way: input.way, firmId: firm.id })
  await lockExperts(tx, deps, expertIds)
  return { startsAt, ...(await takeTime(tx, deps, { expertIds, startsAt, way: input.way, town, by: side, ownerId: id })) }
}

async function findQuestion({ tx, firm, input }: Order): Promise<string | null> {
  if (input.questionId === undefined) return null
  const found = await tx.selectFrom('expert_questions').select('id').where('id', '=', input.questionId).where('firm_id', '=', firm.id).executeTakeFirst()
  if (!found) throw invalid({ field: 'questionId', reason: 'option' })
  return found.id
}

const dayMs = 24 * 3_600_000
/** Whoever books within a day of the visit, or within two hours, needs no reminder of it any more. */
export function alreadyTold(startsAt: number, now: number): Pick<BookingRow, 'day_told' | 'hours_told'> {
  return { day_told: startsAt - now <= dayMs ? startsAt : null, hours_told: startsAt - now <= dayMs / 12 ? startsAt : null }
}

async function placeOf({ tx, input }: Order, expertId: string): Promise<string | null> {
  if (input.way !== 'office') return null
  return (await tx.selectFrom('expert_profiles').select('place_id').where('account_id', '=', expertId).executeTakeFirst())?.place_id ?? null
}

async function rowOf(booking: Order, taken: Taken & { startsAt: number }): Promise<BookingRow> {
  const { deps, tx, account, side, firm, input, id, town, at } = booking
  const contact = input.contactName !== undefined && input.contactPhone !== undefined ? { name: '', phone: '' } : await defaultContact(tx, account, firm.id)
  const need = await readNeed(tx, deps, firm, input.way, input)
  return {
    id, number: await nextCaseNumber(tx, deps.content.county.numberPrefix, numberKind, yearOf(shanghaiDate(at))), firm_id: firm.id, expert_id: taken.expertId, topic: input.topic, way: input.way, state: 'booked', version: 1,
    starts_at: taken.startsAt, ends_at: taken.endsAt, first_quantum: taken.first, last_quantum: taken.last, place_id: await placeOf(booking, taken.expertId),
    description: '', contact_name: contact.name, contact_phone: contact.phone, address: null, meeting: null, rights: '[]', gaps: '[]', ...need, town,
    question_id: await findQuestion(booking), created_by: account.id, created_at: at, booked_for: side === 'officer' ? account.id : null,
    cancelled_by: null, cancelled_at: null, done_at: null, sequence: 0, ...alreadyTold(taken.startsAt, at),
  }
}

async function book(booking: Order, requestId: string): Promise<void> {
  const { deps, tx, account, side, firm, input, id, at } = booking
  await assertGoesOn(tx, firm.id)
  await requireBookable(booking)
  const taken = await (input.holdId !== undefined ? takeHeld(booking, input.holdId) : takeFree(booking, input.slotId ?? ''))
  const row = await rowOf(booking, taken)
  await insertBooking(tx, row)
  await addBookingEvent(tx, { booking_id: id, action: 'book', side, account_id: account.id, at, reason: null, state: 'booked', change: null })
  if (input.fileIds !== undefined) await attachFiles(tx, deps, { ownerId: id, kind: 'booking', firmId: firm.id, fileIds: input.fileIds, accountId: account.id, at })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'consultations.book', subject: `booking:${id}`, firmId: firm.id, requestId, details: { number: row.number, expertId: row.expert_id, startsAt: new Date(row.starts_at).toISOString(), way: row.way, topic: row.topic } })
  const opened = await openBooking(tx, account, id)
  await tellFirm(tx, deps, { kind: side === 'officer' ? 'consultation.booked-for' : 'consultation.booked', row: opened.row })
  await tellExpert(tx, deps, { kind: 'consultation.booked-expert', row: opened.row })
}

/**
 * Once per Idempotency-Key; a repeat is answered with how the booking stands now. Throws `not-found` (no member of the firm, no officer), `invalid-input` by field, `consultations.booking-limit`,
 * `consultations.hold-expired`, `consultations.slot-taken` with the reason.
 */
export async function createBooking(deps: Deps, account: SignedIn, { input, key, bodyHash, requestId }: BookingRequest): Promise<Booking> {
  if ((input.holdId === undefined) === (input.slotId === undefined)) throw invalid({ field: 'slotId', reason: 'required' })
  if (deps.content.consultations.topics.every(({ id }) => id !== input.topic)) throw invalid({ field: 'topic', reason: 'option' })
  requireWay(deps.content.consultations, input.way)
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { firm, side } = await openFirm(tx, account, input.firmId)
    // Only its id is stored with the key: what the firm wrote has its own rules of who reads it, and of when it goes.
    const { body } = await once(tx, { accountId: account.id, route: 'consultations.book', key, bodyHash, at }, async () => {
      const booking: Order = { deps, tx, account, side, firm, input, id: randomUUID(), town: townOf(deps, firm, input.way === 'visit' ? input.town : undefined), at }
      await book(booking, requestId)
      return { status: 201, body: { id: booking.id } }
    })
    return presentBooking(tx, deps, await openBooking(tx, account, body.id))
  })
}
