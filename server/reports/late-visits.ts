// Visits whose record came when the report of their month was fixed already: named in the month their record came in, so that none is in no report.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import type { ReportPart, Span } from './parts.ts'

const visitPage = (id: string) => `/desk/consultations/${id}`
const linksAtOnce = 500

/** Links among these that stand in a report already. */
async function reported(connection: Connection, links: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (let start = 0; start < links.length; start += linksAtOnce) for (const { link } of await connection.selectFrom('month_report_rows').select('link').where('measure', '=', 'visits').where('link', 'in', links.slice(start, start + linksAtOnce)).execute()) if (link !== null) found.add(link)
  return found
}

/** Of months that are fixed, in none of their rows, and handed in last in this span. While their own month is open they count there. */
export async function lateVisitParts(connection: Connection, { from, to }: Span): Promise<ReportPart[]> {
  const rows = await connection.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id').innerJoin('accounts', 'accounts.id', 'bookings.expert_id')
    .innerJoin((eb) => eb.selectFrom('booking_events').select((inner) => ['booking_id', inner.fn.max('at').as('at')]).where('action', '=', 'submit-record').groupBy('booking_id').as('handed'), (join) => join.onRef('handed.booking_id', '=', 'bookings.id'))
    .select(['bookings.id', 'bookings.number', 'bookings.starts_at', 'firms.name as firm', 'accounts.name as expert', 'handed.at'])
    .where('bookings.state', 'in', ['recorded', 'done']).where('bookings.starts_at', '<', from).where('handed.at', '>=', from).where('handed.at', '<', to).orderBy('handed.at').orderBy('bookings.id').execute()
  if (rows.length === 0) return []
  const fixed = new Set((await connection.selectFrom('month_reports').select('month').execute()).map(({ month }) => month))
  const late = rows.filter((row) => fixed.has(shanghaiDate(row.starts_at).slice(0, 7)))
  const known = await reported(connection, late.map(({ id }) => visitPage(id)))
  return late.filter(({ id }) => !known.has(visitPage(id))).map((row) => ({
    label: `${row.number} ${row.firm}`, detail: `专家 ${row.expert}，${shanghaiDate(row.starts_at)} 见面，记录在那个月定稿以后才交`, on: shanghaiDate(Number(row.at)), link: visitPage(row.id), count: 1, share: null,
  }))
}
