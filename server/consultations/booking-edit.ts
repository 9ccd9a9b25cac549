// What a booking is about may still change while it is to come: its firm and officers all of it, its expert how they will be reached.
import type { Booking, BookingPatch } from '#contract/consultations/schema.ts'
import { needOf, quantaOf } from '#contract/consultations/slots.ts'
import { comingStates } from '#contract/consultations/workflow.ts'
import { findFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockBooking, openBooking, type OpenedBooking } from './access.ts'
import { readNeed } from './booking-need.ts'
import { changeBooking } from './bookings-repository.ts'
import { freeQuanta } from './claiming.ts'
import { addBookingEvent } from './events.ts'
import { requireWay, travelMinutes } from './hours.ts'
import { attachFiles } from './picked.ts'
import { lockExperts, offerAround, takeTime } from './taking.ts'
import { presentBooking } from './view.ts'

/** The expert says how a talk is reached; everything else is the firm's. Throws `invalid-input` (locked) by field. */
function requireOwnFields({ side }: OpenedBooking, patch: BookingPatch): void {
  const fields = Object.entries(patch).flatMap(([field, value]) => (value === undefined || (field === 'meeting') === (side === 'expert') ? [] : [field]))
  // An officer speaks for both.
  const locked = side === 'officer' ? [] : fields
  if (locked.length > 0) throw invalid(...locked.map((field) => ({ field, reason: 'locked' })))
}

/** Another town, another road: the time for it is claimed anew. Throws `consultations.slot-taken` where the longer road is not free. */
async function takeRoad(tx: Tx, deps: Deps, row: BookingRow, town: string | null | undefined): Promise<Partial<BookingRow>> {
  if (row.way !== 'visit' || town === undefined || town === row.town) return {}
  const { content } = deps
  const { first, last } = quantaOf(needOf(requireWay(content.consultations, row.way), travelMinutes(content.consultations, town)), row.starts_at)
  if (first === row.first_quantum && last === row.last_quantum) return {}
  await lockExperts(tx, deps, [row.expert_id])
  await freeQuanta(tx, row.id)
  const taken = await takeTime(tx, deps, { expertIds: [row.expert_id], startsAt: row.starts_at, way: row.way, town, by: 'officer', ownerId: row.id, exceptOwner: row.id })
  return { first_quantum: taken.first, last_quantum: taken.last, ends_at: taken.endsAt }
}

/** Of the calendar entry. */
const shownInCalendars = ['town', 'address', 'meeting'] as const

/** Throws `not-found`, `stale` with the version, `consultations.wrong-state` once it is no longer to come, `invalid-input` by field, `consultations.files-full`, `consultations.slot-taken`. */
export async function updateBooking(deps: Deps, account: SignedIn, id: string, readVersion: () => number, patch: BookingPatch, requestId: string): Promise<Booking> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    const { row, side } = opened
    const version = readVersion()
    requireOwnFields(opened, patch)
    if (version !== row.version) throw new AppError('stale', { details: { version: row.version, state: row.state } })
    if (!comingStates.includes(row.state)) throw new AppError('consultations.wrong-state', { details: { state: row.state } })
    const firm = await findFirm(tx, row.firm_id)
    if (!firm) throw notFound(`no firm ${row.firm_id}`)
    const need = await readNeed(tx, deps, firm, row.way, patch)
    const road = await takeRoad(tx, deps, row, need.town)
    if (patch.fileIds !== undefined) await attachFiles(tx, deps, { ownerId: id, kind: 'booking', firmId: row.firm_id, fileIds: patch.fileIds, accountId: account.id, at })
    const isShown = shownInCalendars.some((column) => need[column] !== undefined && need[column] !== row[column])
    await changeBooking(tx, row, { ...need, ...road, ...(isShown ? { sequence: row.sequence + 1 } : {}) })
    await addBookingEvent(tx, { booking_id: id, action: 'edit', side, account_id: account.id, at, reason: null, state: row.state, change: null })
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'consultations.edit', subject: `booking:${id}`, firmId: row.firm_id, requestId, details: { fields: Object.keys(patch) } })
    if (road.first_quantum !== undefined) await offerAround(tx, deps, [row.expert_id])
    return presentBooking(tx, deps, await openBooking(tx, account, id))
  })
}
