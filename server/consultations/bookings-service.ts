// Bookings as their people read them.
import type { Booking, Bookings } from '#contract/consultations/schema.ts'
import { addDays, parseDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { requireMember } from '../accounts/access.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { openBookingForReading, type BookingOfFirm } from './access.ts'
import { listExpertBookings, listFirmBookings } from './bookings-repository.ts'
import { presentBooking, presentSummaries } from './view.ts'

export async function getBooking(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Booking> {
  return presentBooking(deps.db, deps, await openBookingForReading(deps, account, id, requestId))
}

async function present(deps: Deps, rows: readonly BookingOfFirm[]): Promise<Bookings> {
  return { items: await presentSummaries(deps.db, deps, rows), now: new Date(deps.clock.now()).toISOString() }
}

/** Coming ones first, then the latest. Throws `not-found` for who is not of the firm. */
export async function listBookings(deps: Deps, account: SignedIn, firmId: string): Promise<Bookings> {
  await requireMember(deps.db, account, firmId)
  return present(deps, await listFirmBookings(deps.db, firmId, deps.clock.now()))
}

function requireDate(field: string, text: string): string {
  const date = parseDate(text)
  if (!date.ok) throw invalid({ field, reason: date.reason })
  return date.value
}

/** The expert's own, from today on where no dates are given; in order of time. */
export async function listVisits(deps: Deps, account: SignedIn, { from, to }: { from?: string; to?: string }): Promise<Bookings> {
  const first = from === undefined ? shanghaiDate(deps.clock.now()) : requireDate('from', from)
  const last = to === undefined ? null : requireDate('to', to)
  if (last !== null && last < first) throw invalid({ field: 'to', reason: 'date-early', limit: first })
  return present(deps, await listExpertBookings(deps.db, account.id, shanghaiDayStart(first), last === null ? null : shanghaiDayStart(addDays(last, 1))))
}
