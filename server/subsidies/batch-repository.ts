// Cases for the batch desk: which match, what is known of those chosen, and with which of them this officer has nothing to do.
import { sql, type Expression, type SqlBool } from 'kysely'
import type { CaseState } from '#contract/cases/states.ts'
import type { Connection } from '../db/commands.ts'

export interface BatchFilter { programmeId?: string; batchId?: string; state?: CaseState; town?: string }

function matching(connection: Connection, filter: BatchFilter, search: Expression<SqlBool> | undefined) {
  let query = connection.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').innerJoin('firms', 'firms.id', 'cases.firm_id').where('cases.state', '<>', 'draft').where('cases.number', 'is not', null)
  if (filter.programmeId !== undefined) query = query.where('cases.programme_id', '=', filter.programmeId)
  if (filter.batchId !== undefined) query = query.where('applications.batch_id', '=', filter.batchId)
  if (filter.state !== undefined) query = query.where('cases.state', '=', filter.state)
  if (filter.town !== undefined) query = query.where('firms.town', '=', filter.town)
  return search ? query.where(search) : query
}

const columns = [
  'cases.id', 'cases.number', 'cases.programme_id', 'cases.title', 'cases.firm_id', 'cases.state', 'cases.submitted_at', 'cases.amount_fen', 'cases.approved_fen', 'cases.year',
  'applications.batch_id', 'applications.place', 'firms.name as firm_name', 'firms.uscc', 'firms.town',
] as const

/** The first of those that match, by scheme, batch and place in line. */
export async function listBatchRows(connection: Connection, filter: BatchFilter, search: Expression<SqlBool> | undefined, limit: number) {
  return matching(connection, filter, search).select(columns)
    .orderBy('cases.programme_id').orderBy(sql`coalesce(applications.batch_id, '')`).orderBy(sql`coalesce(applications.place, 1000000)`).orderBy('cases.number').orderBy('cases.id').limit(limit).execute()
}
export type BatchRow = Awaited<ReturnType<typeof listBatchRows>>[number]

/** How many match, and what they come to: approved, else applied for. */
export async function sumBatchRows(connection: Connection, filter: BatchFilter, search: Expression<SqlBool> | undefined): Promise<{ count: number; sumFen: number }> {
  const row = await matching(connection, filter, search)
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number | null>(eb.fn.coalesce('cases.approved_fen', 'cases.amount_fen')).as('sum')]).executeTakeFirstOrThrow()
  return { count: Number(row.count), sumFen: Number(row.sum ?? 0) }
}

/** Batches that cases were handed in for. */
export async function listUsedBatches(connection: Connection): Promise<{ programmeId: string; id: string }[]> {
  const rows = await connection.selectFrom('applications').innerJoin('cases', 'cases.id', 'applications.case_id').select(['cases.programme_id', 'applications.batch_id'])
    .where('applications.batch_id', 'is not', null).where('cases.state', '<>', 'draft').distinct().orderBy('cases.programme_id').orderBy('applications.batch_id', 'desc').execute()
  return rows.map((row) => ({ programmeId: row.programme_id, id: row.batch_id ?? '' }))
}

/** Those of these cases that were handed in, with what was submitted. */
export async function listChosenRows(connection: Connection, ids: readonly string[]) {
  return connection.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').innerJoin('firms', 'firms.id', 'cases.firm_id').select(columns).select('applications.snapshot')
    .where('cases.id', 'in', ids).where('cases.state', '<>', 'draft').execute()
}
export type ChosenRow = Awaited<ReturnType<typeof listChosenRows>>[number]

export async function listChosenNumbers(connection: Connection, ids: readonly string[]): Promise<{ id: string; number: string | null }[]> {
  return connection.selectFrom('cases').select(['id', 'number']).where('id', 'in', ids).where('state', '<>', 'draft').execute()
}

/** Of these cases those this officer has no part in: as access.ts isRecused, for many at once. */
export async function listRecused(connection: Connection, accountId: string, cases: readonly { id: string; firm_id: string }[]): Promise<Set<string>> {
  if (cases.length === 0) return new Set()
  const ids = cases.map(({ id }) => id)
  const [declared, submitted, memberships] = await Promise.all([
    connection.selectFrom('recusals').select('case_id').where('account_id', '=', accountId).where('case_id', 'in', ids).execute(),
    connection.selectFrom('submissions').select('case_id').where('account_id', '=', accountId).where('kind', '<>', 'officer').where('case_id', 'in', ids).execute(),
    connection.selectFrom('memberships').select('firm_id').where('account_id', '=', accountId).where('state', '=', 'active').execute(),
  ])
  const firms = new Set(memberships.map((row) => row.firm_id))
  return new Set([...declared.map((row) => row.case_id), ...submitted.map((row) => row.case_id), ...cases.filter((row) => firms.has(row.firm_id)).map(({ id }) => id)])
}
