// Which cases are to be paid, were paid, or could not be paid. What a case of each group looks like stands in payments.ts.
import { sql, type SqlBool } from 'kysely'
import type { PayGroup } from '#contract/subsidies/handling.ts'
import type { Connection } from '../db/commands.ts'
import type { PaymentRow, PublicityRow } from '../db/schema.ts'

export interface PayScope {
  today: string
  /** Schemes paid straight after the approval, without a publicity. */
  paidAtOnce: readonly string[]
  /** Schemes in which nothing is archived that was not paid. */
  paying: readonly string[]
  programmeId: string | undefined
}
export type PayPlace = [sort: string, id: string]

function casesOf(connection: Connection, group: PayGroup, scope: PayScope) {
  const cases = connection.selectFrom('cases').$if(scope.programmeId !== undefined, (query) => query.where('cases.programme_id', '=', scope.programmeId ?? ''))
  if (group === 'paid') {
    return cases.where(({ and, or, eb }) => or([eb('cases.state', '=', 'paid'), ...(scope.paying.length === 0 ? [] : [and([eb('cases.state', '=', 'archived'), eb('cases.programme_id', 'in', scope.paying)])])]))
  }
  if (group === 'failed') {
    return cases.where('cases.state', '=', 'returned')
      .where(({ exists, selectFrom }) => exists(selectFrom('corrections').select('corrections.id').whereRef('corrections.case_id', '=', 'cases.id').where('corrections.state', '=', 'open').where('corrections.kind', '=', 'payment')))
  }
  return cases.where(({ and, or, eb, exists, not, selectFrom }) => {
    const publicity = selectFrom('publicities').select('publicities.id').whereRef('publicities.case_id', '=', 'cases.id')
    const isOver = exists(publicity.where('publicities.state', 'in', ['running', 'over']).where('publicities.ends_on', '<', scope.today))
    const isRunning = exists(publicity.where('publicities.state', '=', 'running').where('publicities.ends_on', '>=', scope.today))
    const isDisputed = exists(selectFrom('disputes').select('disputes.id').whereRef('disputes.case_id', '=', 'cases.id').where('disputes.state', '=', 'open'))
    return or([
      and([eb('cases.state', '=', 'publicity'), isOver, not(isRunning), not(isDisputed)]),
      ...(scope.paidAtOnce.length === 0 ? [] : [and([eb('cases.state', '=', 'approved'), eb('cases.programme_id', 'in', scope.paidAtOnce), not(isDisputed)])]),
    ])
  }).where('cases.state', 'in', ['approved', 'publicity'])
}

/** How many cases a group has and what they come to. */
export async function sumPayments(connection: Connection, group: PayGroup, scope: PayScope): Promise<{ count: number; totalFen: number }> {
  const row = await casesOf(connection, group, scope)
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number | null>('cases.approved_fen').as('total')]).executeTakeFirstOrThrow()
  return { count: Number(row.count), totalFen: Number(row.total ?? 0) }
}

interface Listed { id: string; sort: string }

/** Only what orders the list: sorting what was submitted along with it would cost a hundred times as much. */
async function listPaid(connection: Connection, scope: PayScope, after: PayPlace | undefined, limit: number): Promise<Listed[]> {
  const isLatest = sql<SqlBool>`not exists (select 1 from payments later where later.case_id = payments.case_id and later.at > payments.at)`
  let paid = casesOf(connection, 'paid', scope).innerJoin('payments', 'payments.case_id', 'cases.id').where('payments.state', '=', 'paid').where(isLatest)
  if (after) paid = paid.where(sql<SqlBool>`(payments.paid_on, payments.case_id) < (${after[0]}, ${after[1]})`)
  return paid.select(['payments.case_id as id', sql<string>`coalesce(payments.paid_on, '')`.as('sort')]).orderBy('payments.paid_on', 'desc').orderBy('payments.case_id', 'desc').limit(limit).execute()
}

async function listWaiting(connection: Connection, group: 'due' | 'failed', scope: PayScope, after: PayPlace | undefined, limit: number): Promise<Listed[]> {
  const sort = sql<string>`coalesce(cases.due_on, '')`
  let waiting = casesOf(connection, group, scope)
  if (after) waiting = waiting.where(sql<SqlBool>`(${sort}, cases.id) > (${after[0]}, ${after[1]})`)
  return waiting.select(['cases.id', sort.as('sort')]).orderBy(sort).orderBy('cases.id').limit(limit).execute()
}

/** The cases of a group with what was submitted: what is due soonest first, what was paid last first. */
export async function listPayCases(connection: Connection, group: PayGroup, scope: PayScope, { after, limit }: { after: PayPlace | undefined; limit: number }) {
  const listed = group === 'paid' ? await listPaid(connection, scope, after, limit) : await listWaiting(connection, group, scope, after, limit)
  if (listed.length === 0) return []
  const rows = await connection.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').selectAll('cases').select('applications.snapshot')
    .where('cases.id', 'in', listed.map(({ id }) => id)).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return listed.flatMap(({ id, sort }) => {
    const row = byId.get(id)
    return row ? [{ ...row, sort }] : []
  })
}
export type PayCase = Awaited<ReturnType<typeof listPayCases>>[number]

/** The last payment or failure of each case. */
export async function lastPayments(connection: Connection, caseIds: readonly string[]): Promise<Map<string, PaymentRow>> {
  if (caseIds.length === 0) return new Map()
  const rows = await connection.selectFrom('payments').selectAll().where('case_id', 'in', caseIds).orderBy('at').execute()
  return new Map(rows.map((row) => [row.case_id, row]))
}

/** The last publicity of each case. */
export async function lastPublicities(connection: Connection, caseIds: readonly string[]): Promise<Map<string, PublicityRow>> {
  if (caseIds.length === 0) return new Map()
  const rows = await connection.selectFrom('publicities').selectAll().where('case_id', 'in', caseIds).orderBy('created_at').execute()
  return new Map(rows.map((row) => [row.case_id, row]))
}
