// Bookings as their readers see them: the firm, the expert, an officer.
import type { Booking, BookingSummary } from '#contract/consultations/schema.ts'
import { bookingActionsFor, comingStates, type BookingSide } from '#contract/consultations/workflow.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { BookingRow, VisitRecordRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { fileInfoOf } from '../files/view.ts'
import { agreements, isOwnWork, type BookingOfFirm, type OpenedBooking } from './access.ts'
import { readAround, type AroundBooking } from './bookings-repository.ts'
import { liesOver } from './over-leave.ts'
import { listAttached, type Gap, type RightRef } from './picked.ts'
import { topicTitle } from './words.ts'

export type TimeChange = NonNullable<Booking['events'][number]['change']>

const instant = (at: number) => new Date(at).toISOString()
const instantOrNull = (at: number | null) => (at === null ? null : instant(at))

/** Those of these bookings that are to come while their expert is on leave, or has left the service. */
async function listOverLeave(connection: Connection, rows: readonly BookingRow[], now: number): Promise<Set<string>> {
  const coming = rows.filter((row) => comingStates.includes(row.state) && row.starts_at > now)
  if (coming.length === 0) return new Set()
  const experts = [...new Set(coming.map((row) => row.expert_id))]
  const serving = await connection.selectFrom('accounts').select('id').where('id', 'in', experts).where('staff_role', '=', 'expert').where('disabled_at', 'is', null).execute()
  const isServing = new Set(serving.map(({ id }) => id))
  const leaves = await connection.selectFrom('expert_leaves').select(['expert_id', 'starts_at', 'ends_at']).where('removed_at', 'is', null).where('ends_at', '>', now)
    .where('expert_id', 'in', experts).execute()
  return new Set(coming.filter((row) => !isServing.has(row.expert_id) || leaves.some((leave) => leave.expert_id === row.expert_id && liesOver(row, leave))).map(({ id }) => id))
}

async function readOfficers(connection: Connection, rows: readonly BookingRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ booked_for: id }) => (id === null ? [] : [id])))]
  if (ids.length === 0) return new Map()
  return new Map((await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids).execute()).map(({ id, name }) => [id, name]))
}

/** Several at once, in their order. */
export async function presentSummaries(connection: Connection, deps: Pick<Deps, 'content' | 'clock'>, rows: readonly BookingOfFirm[]): Promise<BookingSummary[]> {
  const overLeave = await listOverLeave(connection, rows, deps.clock.now())
  const officers = await readOfficers(connection, rows)
  const ids = rows.map(({ id }) => id)
  const rated = ids.length === 0 ? [] : await connection.selectFrom('booking_ratings').select('booking_id').where('booking_id', 'in', ids).execute()
  const isRated = new Set(rated.map((row) => row.booking_id))
  return rows.map((row) => ({
    id: row.id, number: row.number, firmId: row.firm_id, firmName: row.firm_name, expert: { id: row.expert_id, name: row.expert_name }, topic: row.topic, topicTitle: topicTitle(deps.content.consultations, row.topic),
    way: row.way, state: row.state, version: row.version, startsAt: instant(row.starts_at), endsAt: instant(row.ends_at), town: row.town, isOverLeave: overLeave.has(row.id),
    bookedFor: row.booked_for === null ? null : (officers.get(row.booked_for) ?? ''), isRated: isRated.has(row.id), cancelledBy: row.cancelled_by,
  }))
}

/** Of a visit the firm's, of 到所 the place with its address where that is known. */
function addressOf({ content }: Pick<Deps, 'content'>, row: BookingRow): string | null {
  if (row.way === 'visit') return row.address
  const place = row.way === 'office' ? content.consultations.places.find(({ id }) => id === row.place_id) : undefined
  return place ? [place.name, ...(place.address === null ? [] : [place.address])].join(' ') : null
}

const phoneForDays = 7
/** The expert gives it back a week after the visit, and at once where there is none. */
function maySeePhone(side: BookingSide, row: BookingRow, now: number): boolean {
  if (side !== 'expert') return true
  return row.state !== 'cancelled' && now <= row.ends_at + phoneForDays * 24 * 3_600_000
}

/** A draft is the expert's own. */
function recordState(side: BookingSide, record: Pick<VisitRecordRow, 'state'> | undefined): VisitRecordRow['state'] | null {
  return record === undefined || (record.state === 'draft' && side !== 'expert') ? null : record.state
}

function presentEvents(events: AroundBooking['events']): Booking['events'] {
  return events.map(({ action, side, name, at, reason, state, change }) => ({ action, side, by: name ?? '', at: instant(at), reason, state, change: change === null ? null : readStoredJson<TimeChange>(change) }))
}

/** All of it, for this reader. */
export async function presentBooking(connection: Connection, deps: Pick<Deps, 'content' | 'clock'>, opened: OpenedBooking): Promise<Booking> {
  const { row, side } = opened
  const now = deps.clock.now()
  const [summary] = await presentSummaries(connection, deps, [row])
  if (!summary) throw new Error(`booking ${row.id} has no summary`)
  const { events, rating, revisit } = await readAround(connection, row.id)
  const record = await connection.selectFrom('visit_records').select('state').where('booking_id', '=', row.id).executeTakeFirst()
  return {
    ...summary, side, actions: opened.account.duty === 'auditor' ? [] : bookingActionsFor(side, row.state, now, row.starts_at).filter((action) => !(agreements.includes(action) && isOwnWork(opened))), address: addressOf(deps, row), meeting: row.meeting,
    description: row.description, contactName: row.contact_name, contactPhone: maySeePhone(side, row, now) ? row.contact_phone : null,
    rights: readStoredJson<RightRef[]>(row.rights), gaps: readStoredJson<Gap[]>(row.gaps), files: (await listAttached(connection, row.id, 'booking')).map(fileInfoOf),
    questionId: row.question_id, record: recordState(side, record),
    rating: rating ? { professional: rating.professional, relevant: rating.relevant, solved: rating.solved, words: rating.words, by: rating.name, at: instant(rating.at) } : null,
    revisit: revisit ? { result: revisit.result, words: revisit.words, by: revisit.name, side: revisit.side, at: instantOrNull(revisit.at), askedAt: instantOrNull(revisit.asked_at) } : null,
    events: presentEvents(events), createdAt: instant(row.created_at),
  }
}
