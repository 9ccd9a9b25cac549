// Visits, written questions and waiting entries that are over for long. What somebody still has to do keeps the visit.
import { sql } from 'kysely'
import type { Connection, Tx } from '../db/commands.ts'
import { isUndisputedFirm } from './forget-cases.ts'
import type { Due, Kind } from './forgetting.ts'

/** Tables with rows of a booking; `bookings` itself is the last. */
export const tablesOfBooking = ['booking_events', 'visit_records', 'visit_follow_ups', 'booking_ratings', 'booking_revisits'] as const

const parts = {
  booking: (before: number) => sql`select b.id, b.firm_id, max(e.at) as since from bookings b join booking_events e on e.booking_id = b.id
    where b.state in ('done', 'missed', 'excused', 'cancelled') and b.ends_at < ${before} and ${isUndisputedFirm('b')}
      and not exists (select 1 from visit_follow_ups f where f.booking_id = b.id and f.done_at is null)
    group by b.id, b.firm_id having max(e.at) < ${before}`,
  question: (before: number) => sql`select q.id, q.firm_id, coalesce(q.answered_at, q.created_at) as since from expert_questions q
    where q.state in ('answered', 'withdrawn') and coalesce(q.answered_at, q.created_at) < ${before} and ${isUndisputedFirm('q')}
      and not exists (select 1 from bookings b where b.question_id = q.id)`,
  waiting: (before: number) => sql`select w.id, w.firm_id, w.changed_at as since from waiting_entries w
    where w.state in ('taken', 'ended') and w.changed_at < ${before} and ${isUndisputedFirm('w')}
      and not exists (select 1 from consultation_holds h where h.waiting_id = w.id and h.state = 'held')`,
}
type Part = keyof typeof parts

async function dueOf(connection: Connection, part: Part, before: number): Promise<Due[]> {
  const { rows } = await sql<{ id: string; firm_id: string; since: number }>`${parts[part](before)} order by 3, 1`.execute(connection)
  return rows.map((row) => ({ id: `${part}:${row.id}`, subject: `${part}:${row.id}`, firmId: row.firm_id, since: Number(row.since) }))
}

async function forgetBooking(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('consultation_busy').where('owner_id', '=', id).execute()
  for (const table of tablesOfBooking) await tx.deleteFrom(table).where('booking_id', '=', id).execute()
  await tx.deleteFrom('bookings').where('id', '=', id).execute()
}

export const meetings: Kind = {
  async due(connection, before, only) {
    const all: Due[] = []
    for (const part of ['booking', 'question', 'waiting'] as const) all.push(...(await dueOf(connection, part, before)))
    return only === undefined ? all : all.filter(({ id }) => id === only)
  },
  async forget(tx, named) {
    const [part, id = ''] = named.split(':')
    if (part === 'waiting') {
      await tx.deleteFrom('consultation_holds').where('waiting_id', '=', id).execute()
      await tx.deleteFrom('waiting_entries').where('id', '=', id).execute()
      return
    }
    await tx.deleteFrom('consultation_files').where('owner_id', '=', id).execute()
    if (part === 'booking') await forgetBooking(tx, id)
    else await tx.deleteFrom('expert_questions').where('id', '=', id).execute()
  },
}
