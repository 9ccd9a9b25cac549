// Rights of two firms that are one: the same kind and number is the same right, and one row of it stays.
import { sql } from 'kysely'
import type { Connection } from '../db/commands.ts'
import type { RightRow } from '../db/schema.ts'
import type { RequestState } from '#contract/financing/workflow.ts'
import { moveRows, type Merging, type Tally } from './merging.ts'

export interface Pair { kept: RightRow; gone: RightRow }

export async function rightPairs(connection: Connection, keepId: string, goneId: string): Promise<Pair[]> {
  const rows = await connection.selectFrom('rights').selectAll().where('firm_id', 'in', [keepId, goneId]).orderBy('id').execute()
  const name = ({ kind, number }: RightRow) => `${kind} ${number}`
  const own = new Map(rows.filter((row) => row.firm_id === keepId).map((row) => [name(row), row]))
  return rows.filter((row) => row.firm_id === goneId).flatMap((gone) => {
    const kept = own.get(name(gone))
    return kept ? [{ kept, gone }] : []
  })
}

const openStates: readonly RequestState[] = ['draft', 'submitted', 'returned', 'accepted']
export interface Asking { id: string; number: string | null; state: RequestState }

/** The request that goes on and would pledge this right, or the loan that holds it. */
export async function askingFor(connection: Connection, right: Pick<RightRow, 'id' | 'firm_id'>): Promise<Asking | undefined> {
  const named = `%"${right.id}"%`
  return connection.selectFrom('financing_requests').select(['id', 'number', 'state']).where('firm_id', '=', right.firm_id).where((eb) => eb.or([
    eb.and([eb('state', 'in', openStates), eb('right_ids', 'like', named)]),
    eb.exists(eb.selectFrom('financing_leads').select('financing_leads.id').whereRef('financing_leads.request_id', '=', 'financing_requests.id').where('financing_leads.ended_at', 'is', null).where('financing_leads.registered_right_ids', 'like', named)),
  ])).orderBy('id').limit(1).executeTakeFirst()
}

/** What the row that stays takes from the other: what it does not know itself, the later word on its state, the pledge either of them has. */
function joined(stays: RightRow, other: RightRow): Partial<RightRow> {
  const later = other.saved_at > stays.saved_at ? other : stays
  const pledged = stays.pledge !== 'pledged' && other.pledge === 'pledged' ? other : stays
  return {
    filed_on: stays.filed_on ?? other.filed_on, granted_on: stays.granted_on ?? other.granted_on, last_day: stays.last_day ?? other.last_day,
    paid_year: Math.max(stays.paid_year ?? 0, other.paid_year ?? 0) || null, state: later.state,
    pledge: pledged.pledge, pledgee: pledged.pledgee, pledge_number: pledged.pledge_number, pledged_on: pledged.pledged_on, version: Math.max(stays.version, other.version) + 1,
  }
}

/** Columns that name rights by their id, in lists of JSON. */
const namedIn = [['financing_requests', 'right_ids'], ['bookings', 'rights'], ['expert_questions', 'rights']] as const

async function joinPair({ tx, deps, keep, gone: firm }: Merging, { kept, gone }: Pair): Promise<void> {
  // The row a bank or an open request knows stays; what names the other is rewritten.
  const [stays, goes] = (await askingFor(tx, gone)) ? [gone, kept] : [kept, gone]
  if (deps.databaseKind === 'postgres') await tx.selectFrom('rights').select('id').where('id', 'in', [kept.id, gone.id]).orderBy('id').forUpdate().execute()
  await sql`delete from right_papers where right_id = ${goes.id} and file_id in (select file_id from right_papers where right_id = ${stays.id})`.execute(tx)
  await tx.updateTable('right_papers').set({ right_id: stays.id }).where('right_id', '=', goes.id).execute()
  await sql`delete from annuity_tellings where right_id = ${goes.id} and exists (select 1 from annuity_tellings t where t.right_id = ${stays.id} and t.patent_year = annuity_tellings.patent_year and t.step = annuity_tellings.step)`.execute(tx)
  await tx.updateTable('annuity_tellings').set({ right_id: stays.id }).where('right_id', '=', goes.id).execute()
  for (const [table, column] of namedIn) {
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = replace(${sql.ref(column)}, ${goes.id}, ${stays.id}) where firm_id in (${keep.id}, ${firm.id}) and ${sql.ref(column)} like ${`%${goes.id}%`}`.execute(tx)
  }
  await sql`update financing_leads set registered_right_ids = replace(registered_right_ids, ${goes.id}, ${stays.id}) where registered_right_ids like ${`%${goes.id}%`}`.execute(tx)
  await tx.deleteFrom('rights').where('id', '=', goes.id).execute()
  await tx.updateTable('rights').set({ ...joined(stays, goes), firm_id: keep.id }).where('id', '=', stays.id).execute()
}

export async function joinRights(merging: Merging): Promise<Tally> {
  const pairs = await rightPairs(merging.tx, merging.keep.id, merging.gone.id)
  for (const pair of pairs) await joinPair(merging, pair)
  return { ...(await moveRows('rights', merging)), joined: pairs.length }
}
