// Both sides are reminded a day and two hours before; a booking that was moved is reminded of its new time, one that was cancelled never.
import { comingStates } from '#contract/consultations/workflow.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Deps } from '../deps.ts'
import { bookingsWithNames, type BookingOfFirm } from './access.ts'
import { remindBoth } from './telling.ts'

const hourMs = 3_600_000
const everyMs = 60_000
/** Bookings of one round; the rest waits for the next. */
const mostBookings = 500

type Mark = 'day_told' | 'hours_told'
const marks = [{ mark: 'hours_told', beforeMs: 2 * hourMs, which: 'soon' }, { mark: 'day_told', beforeMs: 24 * hourMs, which: 'tomorrow' }] as const

function listDue(deps: Deps, mark: Mark, beforeMs: number, now: number): Promise<BookingOfFirm[]> {
  return bookingsWithNames(deps.db).where('bookings.state', 'in', comingStates).where('bookings.starts_at', '>', now).where('bookings.starts_at', '<=', now + beforeMs)
    .where((eb) => eb.or([eb(`bookings.${mark}`, 'is', null), eb(`bookings.${mark}`, '<>', eb.ref('bookings.starts_at'))])).orderBy('bookings.starts_at').orderBy('bookings.id').limit(mostBookings).execute()
}

/** False for whoever comes later, or after it was moved or cancelled. Who is told it is soon need not be told it is tomorrow. */
async function tell(deps: Deps, row: BookingOfFirm, mark: Mark, which: 'soon' | 'tomorrow'): Promise<boolean> {
  return deps.commands.run(async (tx) => {
    const told = { [mark]: row.starts_at, ...(mark === 'hours_told' ? { day_told: row.starts_at } : {}) }
    const result = await tx.updateTable('bookings').set(told).where('id', '=', row.id).where('state', 'in', comingStates).where('starts_at', '=', row.starts_at).where('expert_id', '=', row.expert_id)
      .where((eb) => eb.or([eb(mark, 'is', null), eb(mark, '<>', row.starts_at)])).executeTakeFirst()
    if (Number(result.numUpdatedRows) === 0) return false
    await remindBoth(tx, deps, row, which)
    return true
  })
}

/** One round. Returns how many bookings were told of. */
export async function remindOfBookings(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  let told = 0
  for (const { mark, beforeMs, which } of marks) {
    for (const row of await listDue(deps, mark, beforeMs, now)) if (await tell(deps, row, mark, which)) told += 1
  }
  return told
}

/** `remindOfBookings`, at most once a minute however often the worker asks. */
export const sendBookingReminders = atMostEvery(everyMs, remindOfBookings)
