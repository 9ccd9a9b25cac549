// The history of a booking, one line a step, written in the transaction of its effect.
import type { Tx } from '../db/commands.ts'
import type { BookingEventRow } from '../db/schema.ts'

/** For whoever holds the booking's lock. */
export async function addBookingEvent(tx: Tx, event: Omit<BookingEventRow, 'seq'>): Promise<void> {
  const last = await tx.selectFrom('booking_events').select((eb) => eb.fn.max('seq').as('seq')).where('booking_id', '=', event.booking_id).executeTakeFirst()
  await tx.insertInto('booking_events').values({ ...event, seq: Number(last?.seq ?? 0) + 1 }).execute()
}
