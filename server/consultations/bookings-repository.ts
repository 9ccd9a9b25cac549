// Queries over bookings and the holds that come before them.
import { comingStates } from '#contract/consultations/workflow.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BookingEventRow, BookingRatingRow, BookingRevisitRow, BookingRow, ConsultationHoldRow } from '../db/schema.ts'
import { bookingsWithNames, type BookingOfFirm } from './access.ts'

export async function insertBooking(tx: Tx, row: BookingRow): Promise<void> {
  await tx.insertInto('bookings').values(row).execute()
}

/** For whoever holds the booking's lock. */
export async function changeBooking(tx: Tx, seen: Pick<BookingRow, 'id' | 'version'>, change: Partial<BookingRow>): Promise<void> {
  await tx.updateTable('bookings').set({ ...change, version: seen.version + 1 }).where('id', '=', seen.id).execute()
}

/** For whoever holds the firm's lock. */
export async function countComing(tx: Tx, firmId: string, now: number): Promise<number> {
  const { count } = await tx.selectFrom('bookings').select((eb) => eb.fn.countAll().as('count')).where('firm_id', '=', firmId).where('state', 'in', comingStates).where('starts_at', '>', now).executeTakeFirstOrThrow()
  return Number(count)
}

/** The firm's live holds, offers of the waiting list and what an officer holds for it aside. */
export async function listLiveHolds(tx: Tx, firmId: string, now: number): Promise<ConsultationHoldRow[]> {
  return tx.selectFrom('consultation_holds').leftJoin('accounts', 'accounts.id', 'consultation_holds.account_id').selectAll('consultation_holds')
    .where('consultation_holds.firm_id', '=', firmId).where('consultation_holds.kind', '=', 'hold').where('consultation_holds.state', '=', 'held').where('consultation_holds.expires_at', '>', now)
    .where('accounts.staff_role', 'is', null).execute()
}

export async function findHold(connection: Connection, id: string): Promise<ConsultationHoldRow | undefined> {
  return connection.selectFrom('consultation_holds').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function insertHold(tx: Tx, row: ConsultationHoldRow): Promise<void> {
  await tx.insertInto('consultation_holds').values(row).execute()
}

/** Ends a hold that is still held; false when it had ended already. */
export async function endHold(tx: Tx, id: string, state: 'used' | 'released' | 'expired'): Promise<boolean> {
  const result = await tx.updateTable('consultation_holds').set({ state }).where('id', '=', id).where('state', '=', 'held').executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Most bookings one list shows. */
const mostBookings = 300

/** Coming ones first, in order of time; then the latest. */
export async function listFirmBookings(connection: Connection, firmId: string, now: number): Promise<BookingOfFirm[]> {
  const of = bookingsWithNames(connection).where('bookings.firm_id', '=', firmId)
  const coming = await of.where('bookings.state', 'in', comingStates).where('bookings.ends_at', '>', now).orderBy('bookings.starts_at').orderBy('bookings.id').limit(mostBookings).execute()
  const rest = await of.where((eb) => eb.or([eb('bookings.state', 'not in', comingStates), eb('bookings.ends_at', '<=', now)])).orderBy('bookings.starts_at', 'desc').orderBy('bookings.id').limit(mostBookings).execute()
  return [...coming, ...rest]
}

/** What an expert has to do from `from` to `to` (epoch ms, excluded), in order of time; what was cancelled is not theirs any more. */
export async function listExpertBookings(connection: Connection, expertId: string, from: number, to: number | null): Promise<BookingOfFirm[]> {
  let query = bookingsWithNames(connection).where('bookings.expert_id', '=', expertId).where('bookings.state', '<>', 'cancelled').where('bookings.ends_at', '>', from)
  if (to !== null) query = query.where('bookings.starts_at', '<', to)
  return query.orderBy('bookings.starts_at').orderBy('bookings.id').limit(mostBookings).execute()
}

export interface AroundBooking {
  events: (BookingEventRow & { name: string | null })[]
  rating: (BookingRatingRow & { name: string }) | undefined
  revisit: (BookingRevisitRow & { name: string | null }) | undefined
}

export async function readAround(connection: Connection, id: string): Promise<AroundBooking> {
  return {
    events: await connection.selectFrom('booking_events').leftJoin('accounts', 'accounts.id', 'booking_events.account_id').selectAll('booking_events').select('accounts.name').where('booking_id', '=', id).orderBy('seq').execute(),
    rating: await connection.selectFrom('booking_ratings').innerJoin('accounts', 'accounts.id', 'booking_ratings.account_id').selectAll('booking_ratings').select('accounts.name').where('booking_id', '=', id).executeTakeFirst(),
    revisit: await connection.selectFrom('booking_revisits').leftJoin('accounts', 'accounts.id', 'booking_revisits.account_id').selectAll('booking_revisits').select('accounts.name').where('booking_id', '=', id).executeTakeFirst(),
  }
}
