// What a booking says in its reader's calendar, and which bookings a calendar has.
import type { BookingSide } from '#contract/consultations/workflow.ts'
import type { Connection } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { bookingsWithNames, type BookingOfFirm } from './access.ts'
import type { CalendarEntry } from './calendar.ts'
import { expertPageOf, firmPageOf } from './record-telling.ts'
import { topicTitle, wayTitle } from './words.ts'

const dayMs = 86_400_000
/** How long past and cancelled ones stay in a subscribed calendar: long enough for a phone that was off all summer to hear of a cancellation. */
export const keptDays = { past: 366, cancelled: 60 } as const
/** Entries of one calendar at most; the latest. */
const mostEntries = 1000

type CalendarRow = BookingOfFirm & { changed_at: number }

function rowsOf(connection: Connection) {
  return bookingsWithNames(connection).select(({ selectFrom }) => selectFrom('booking_events').select(({ fn }) => fn.max('booking_events.at').as('at')).whereRef('booking_events.booking_id', '=', 'bookings.id').as('changed_at'))
}

/** Where they meet, in words, and what is to be known of the place. */
function placeOf({ content, way, row }: { content: Deps['content']; way: string; row: BookingRow }): { where: string; note?: string | undefined } {
  if (row.way === 'visit') return { where: row.address ?? row.town ?? '' }
  const place = row.way === 'office' ? content.consultations.places.find(({ id }) => id === row.place_id) : undefined
  if (place) return { where: [place.name, place.address ?? ''].join(' ').trim(), note: place.note }
  return { where: row.meeting === null ? way : `${way} ${row.meeting}` }
}

function pageOf(side: BookingSide, row: BookingRow): string {
  if (side === 'officer') return `/desk/consultations/${row.id}`
  return side === 'expert' ? expertPageOf(row) : firmPageOf(row)
}

function entryOf({ content, config }: Pick<Deps, 'content' | 'config'>, side: BookingSide, row: CalendarRow): CalendarEntry {
  const [way, topic] = [wayTitle(content.consultations, row.way), topicTitle(content.consultations, row.topic)]
  const url = `${config.publicUrl}${pageOf(side, row)}`
  const { where, note } = placeOf({ content, way, row })
  const whom = side === 'firm' ? `专家 ${row.expert_name}` : row.firm_name
  return {
    id: row.id, sequence: row.sequence, startsAt: row.starts_at, endsAt: row.ends_at, createdAt: row.created_at, changedAt: row.changed_at, isCancelled: row.state === 'cancelled' || row.state === 'excused', url,
    summary: `${way}：${topic}（${whom}）`, location: where,
    description: [`编号：${row.number}`, `企业：${row.firm_name}`, `专家：${row.expert_name}`, ...(note === undefined ? [] : [note]), ...(side === 'firm' ? [content.consultations.boundary.free] : [`联系人：${row.contact_name}（电话在页面里）`]), `改约、取消和要谈的内容：${url}`].join('\n'),
  }
}

const readChanged = (rows: readonly (BookingOfFirm & { changed_at: unknown })[]): CalendarRow[] => rows.map((row) => ({ ...row, changed_at: Number(row.changed_at ?? row.created_at) }))

/** One booking, as this side has it. */
export async function entryOfBooking(deps: Deps, side: BookingSide, id: string): Promise<CalendarEntry> {
  const [row] = readChanged(await rowsOf(deps.db).where('bookings.id', '=', id).execute())
  if (!row) throw new Error(`no booking ${id}`)
  return entryOf(deps, side, row)
}

/** A firm's or an expert's: what is to come, what was, and for a while what was cancelled, so that calendars that are asked seldom hear of it. In order of time. */
export async function listEntries(deps: Deps, whose: { firmId: string } | { expertId: string }): Promise<CalendarEntry[]> {
  const now = deps.clock.now()
  const query = 'firmId' in whose ? rowsOf(deps.db).where('bookings.firm_id', '=', whose.firmId) : rowsOf(deps.db).where('bookings.expert_id', '=', whose.expertId)
  const rows = await query.where('bookings.starts_at', '>', now - keptDays.past * dayMs).where((eb) => eb.or([
    eb('bookings.state', 'not in', ['cancelled', 'excused']), eb('bookings.cancelled_at', '>', now - keptDays.cancelled * dayMs), eb.and([eb('bookings.state', '=', 'excused'), eb('bookings.starts_at', '>', now - keptDays.cancelled * dayMs)]),
  ])).orderBy('bookings.starts_at', 'desc').orderBy('bookings.id').limit(mostEntries).execute()
  return readChanged(rows).reverse().map((row) => entryOf(deps, 'firmId' in whose ? 'firm' : 'expert', row))
}
