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

/** The cases of a group with what was submitted: what is due soonest first, what was paid last first. */
export async function listPayCases(connection: Connection, group: PayGroup, scope: PayScope, { after, limit }: { after: PayPlace | undefined; limit: number }) {
  const cases = casesOf(connection, group, scope).innerJoin('applications', 'applications.case_id', 'cases.id')
  if (group === 'paid') {
    const latest = sql<SqlBool>`payments.at = (select max(p.at) from payments p where p.case_id = cases.id)`
    let paid = cases.innerJoin('payments', 'payments.case_id', 'cases.id').where('payments.state', '=', 'paid').where(latest)
    if (after) paid = paid.where(sql<SqlBool>`(payments.paid_on, cases.id) < (${after[0]}, ${after[1]})`)
    return paid.selectAll('cases').select(['applications.snapshot', sql<string>`coalesce(payments.paid_on, '')`.as('sort')])
      .orderBy('payments.paid_on', 'desc').orderBy('cases.id', 'desc').limit(limit).execute()
  }
  const sort = sql<string>`coalesce(cases.due_on, '')`
  const waiting = after ? cases.where(sql<SqlBool>`(${sort}, cases.id) > (${after[0]}, ${after[1]})`) : cases
  return waiting.selectAll('cases').select(['applications.snapshot', sort.as('sort')]).orderBy(sort).orderBy('cases.id').limit(limit).execute()
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
