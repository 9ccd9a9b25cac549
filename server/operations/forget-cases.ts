// Cases whose time is over, and what hangs on them. Only what is closed and disputed by nobody; a case with money has the longer time.
import { sql, type SqlBool } from 'kysely'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { schemeOf } from '../subsidies/budget.ts'
import type { Due, Kind } from './forgetting.ts'

/** Tables with rows of a case, in an order in which foreign keys let them go; `cases` itself is the last. */
export const tablesOfCase = ['claims', 'claim_holds', 'payments', 'disputes', 'publicities', 'presence', 'recusals', 'recommendations', 'corrections', 'submitted_papers', 'submissions', 'application_papers', 'applications', 'case_terms', 'case_events'] as const

/** Nobody disputes whose the firm is. */
export const isUndisputedFirm = (table: string) => sql<SqlBool>`not exists (select 1 from firm_appeals a where a.firm_id = ${sql.ref(`${table}.firm_id`)} and a.state = 'open')`

function closedCases(isPaid: boolean) {
  return async (connection: Connection, before: number, only?: string): Promise<Due[]> => {
    const { rows } = await sql<{ id: string; firm_id: string; since: number }>`
      select c.id, c.firm_id, max(e.at) as since from cases c join case_events e on e.case_id = c.id
      where c.state in ('archived', 'refused', 'withdrawn') and ${isUndisputedFirm('c')}
        and not exists (select 1 from disputes d where d.case_id = c.id and d.state = 'open')
        and ${isPaid ? sql`` : sql`not`} exists (select 1 from payments p where p.case_id = c.id and p.state = 'paid')
        ${only === undefined ? sql`` : sql`and c.id = ${only}`}
      group by c.id, c.firm_id having max(e.at) < ${before} order by since, c.id`.execute(connection)
    return rows.map((row) => ({ id: row.id, subject: `case:${row.id}`, firmId: row.firm_id, since: Number(row.since) }))
  }
}

/** Promised and paid sums of a batch, and of a firm's year, are those of the cases that are there (server/invariants*.ts). */
async function freeMoney(tx: Tx, caseId: string, deps: Pick<Deps, 'content'>): Promise<void> {
  const row = await tx.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').select(['cases.firm_id', 'cases.year', 'cases.programme_id', 'cases.approved_fen', 'applications.batch_id']).where('cases.id', '=', caseId).executeTakeFirst()
  if (!row || row.approved_fen === null) return
  const last = await tx.selectFrom('payments').select('state').where('case_id', '=', caseId).orderBy('at', 'desc').limit(1).executeTakeFirst()
  const fen = row.approved_fen
  await tx.updateTable('firm_awards').set((eb) => ({ committed_fen: eb('committed_fen', '-', fen) })).where('firm_id', '=', row.firm_id).where('scheme', '=', schemeOf(deps, row.programme_id)).where('year', '=', row.year ?? 0).where('committed_fen', '>=', fen).execute()
  if (row.batch_id === null) return
  await tx.updateTable('budgets').set((eb) => ({ committed_fen: eb('committed_fen', '-', fen), paid_fen: eb('paid_fen', '-', last?.state === 'paid' ? fen : 0) }))
    .where('programme_id', '=', row.programme_id).where('batch_id', '=', row.batch_id).execute()
}

/** Stored files that hang on nothing afterwards go with the next sweep (files/expiry.ts). */
async function forgetCase(tx: Tx, id: string, deps: Pick<Deps, 'content'>): Promise<void> {
  await freeMoney(tx, id, deps)
  await tx.deleteFrom('dispute_files').where('dispute_id', 'in', tx.selectFrom('disputes').select('id').where('case_id', '=', id)).execute()
  await tx.updateTable('financing_leads').set({ subsidy_case_id: null }).where('subsidy_case_id', '=', id).execute()
  await tx.updateTable('library_papers').set({ case_id: null }).where('case_id', '=', id).execute()
  for (const table of tablesOfCase) await tx.deleteFrom(table).where('case_id', '=', id).execute()
  await tx.deleteFrom('cases').where('id', '=', id).execute()
}

export const unpaidCases: Kind = { due: closedCases(false), forget: forgetCase }
export const paidCases: Kind = { due: closedCases(true), forget: forgetCase }

/** Who objected or appealed: name, contact and what they handed in. That somebody did, and the answer, stays with the case. */
export const objectors: Kind = {
  async due(connection, before, only) {
    let answered = connection.selectFrom('disputes').innerJoin('cases', 'cases.id', 'disputes.case_id').select(['disputes.id', 'disputes.answered_at', 'cases.firm_id'])
      .where('disputes.state', '<>', 'open').where('disputes.answered_at', '<', before).where('disputes.name', '<>', '').where('cases.state', 'in', ['archived', 'refused', 'withdrawn']).where(isUndisputedFirm('cases'))
    if (only !== undefined) answered = answered.where('disputes.id', '=', only)
    return (await answered.orderBy('disputes.answered_at').execute()).map((row) => ({ id: row.id, subject: `dispute:${row.id}`, firmId: row.firm_id, since: row.answered_at ?? 0 }))
  },
  async forget(tx, id) {
    await tx.deleteFrom('dispute_files').where('dispute_id', '=', id).execute()
    await tx.updateTable('disputes').set({ name: '', contact: '' }).where('id', '=', id).execute()
  },
}
