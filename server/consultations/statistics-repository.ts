// What the county counts of its consultations, summed by the database.
import { sql } from 'kysely'
import type { Way } from '#contract/consultations/ways.ts'
import { comingStates, type BookingState } from '#contract/consultations/workflow.ts'
import type { Connection } from '../db/commands.ts'
import type { BookingRevisitRow, ExpertQuestionRow } from '../db/schema.ts'

/** Instants, `to` excluded. Bookings count by when they begin, questions and waiting entries by when they were made. */
export interface Period { from: number; to: number }
/** Bookings alike in everything that is counted by. */
export interface Cell { expertId: string; topic: string; way: Way; state: BookingState; town: string; count: number; ms: number; late: number }

export async function listCells(connection: Connection, { from, to }: Period, lateMs: number): Promise<Cell[]> {
  const town = sql<string>`coalesce(bookings.town, firms.town)`
  const rows = await connection.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id')
    .select(['bookings.expert_id', 'bookings.topic', 'bookings.way', 'bookings.state', town.as('place'), ({ fn }) => fn.countAll().as('count'), sql`sum(bookings.ends_at - bookings.starts_at)`.as('ms'),
      sql`sum(case when bookings.state = 'cancelled' and bookings.cancelled_at > bookings.starts_at - ${sql.lit(lateMs)} then 1 else 0 end)`.as('late')])
    .where('bookings.starts_at', '>=', from).where('bookings.starts_at', '<', to).groupBy(['bookings.expert_id', 'bookings.topic', 'bookings.way', 'bookings.state', town]).execute()
  return rows.map((row) => ({ expertId: row.expert_id, topic: row.topic, way: row.way, state: row.state, town: row.place, count: Number(row.count), ms: Number(row.ms), late: Number(row.late) }))
}

/** Firms somebody came to, or is to. */
export async function countFirms(connection: Connection, { from, to }: Period): Promise<number> {
  const { count } = await connection.selectFrom('bookings').select(({ fn }) => fn.count('firm_id').distinct().as('count'))
    .where('starts_at', '>=', from).where('starts_at', '<', to).where('state', 'not in', ['cancelled', 'excused']).executeTakeFirstOrThrow()
  return Number(count)
}

export interface Stars { expertId: string; count: number; professional: number; relevant: number; solved: number }

export async function listStars(connection: Connection, { from, to }: Period): Promise<Stars[]> {
  const rows = await connection.selectFrom('booking_ratings').innerJoin('bookings', 'bookings.id', 'booking_ratings.booking_id')
    .select(['bookings.expert_id', ({ fn }) => fn.countAll().as('count'), ({ fn }) => fn.sum('professional').as('professional'), ({ fn }) => fn.sum('relevant').as('relevant'), ({ fn }) => fn.sum('solved').as('solved')])
    .where('bookings.starts_at', '>=', from).where('bookings.starts_at', '<', to).groupBy('bookings.expert_id').execute()
  return rows.map((row) => ({ expertId: row.expert_id, count: Number(row.count), professional: Number(row.professional), relevant: Number(row.relevant), solved: Number(row.solved) }))
}

/** By what was answered; null: asked, and not answered yet. */
export async function countRevisits(connection: Connection, { from, to }: Period): Promise<Map<BookingRevisitRow['result'], number>> {
  const rows = await connection.selectFrom('booking_revisits').innerJoin('bookings', 'bookings.id', 'booking_revisits.booking_id').select(['result', ({ fn }) => fn.countAll().as('count')])
    .where('bookings.starts_at', '>=', from).where('bookings.starts_at', '<', to).groupBy('result').execute()
  return new Map(rows.map(({ result, count }) => [result, Number(count)]))
}

export async function countWaiting(connection: Connection, { from, to }: Period): Promise<Map<string, number>> {
  const rows = await connection.selectFrom('waiting_entries').select(['topic', ({ fn }) => fn.countAll().as('count')]).where('created_at', '>=', from).where('created_at', '<', to).groupBy('topic').execute()
  return new Map(rows.map(({ topic, count }) => [topic, Number(count)]))
}

export async function listAsked(connection: Connection, { from, to }: Period): Promise<Pick<ExpertQuestionRow, 'topic' | 'answered_at' | 'due_on'>[]> {
  return connection.selectFrom('expert_questions').select(['topic', 'answered_at', 'due_on']).where('created_at', '>=', from).where('created_at', '<', to).where('state', '<>', 'withdrawn').execute()
}

/** Everybody who is an expert or was asked for as one; `coming`: what still waits for them, whatever period is looked at. */
export async function listLoads(connection: Connection, now: number): Promise<{ id: string; name: string; isServing: boolean; coming: number }[]> {
  const rows = await connection.selectFrom('accounts').innerJoin('expert_profiles', 'expert_profiles.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.name', 'accounts.staff_role', 'accounts.disabled_at', ({ selectFrom }) => selectFrom('bookings').select(({ fn }) => fn.countAll().as('count'))
      .whereRef('bookings.expert_id', '=', 'accounts.id').where('bookings.state', 'in', comingStates).where('bookings.starts_at', '>', now).as('coming')]).execute()
  return rows.map((row) => ({ id: row.id, name: row.name, isServing: row.staff_role === 'expert' && row.disabled_at === null, coming: Number(row.coming) }))
}
