import { randomUUID } from 'node:crypto'
import type { LeadState } from '#contract/financing/workflow.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'

export interface NewRequest { firmId: string; wish: string; rightIds: readonly string[]; accountId: string; at: number }

/** A draft; undefined where the firm has one (another phone was faster). */
export async function insertRequest(tx: Tx, { firmId, wish, rightIds, accountId, at }: NewRequest): Promise<string | undefined> {
  const inserted = await tx.insertInto('financing_requests').values({
    id: randomUUID(), number: null, firm_id: firmId, state: 'draft', version: 1, wish, card: null, right_ids: JSON.stringify(rightIds), verdict: null, items: '[]', due_from: null, due_on: null, due_workdays: null, due_promise: null, reason: null,
    created_by: accountId, created_at: at, saved_by: accountId, saved_at: at, submitted_by: null, submitted_at: null, accepted_at: null, ended_at: null, unanswered_told: null, late_told: null,
  }).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
  return inserted?.id
}

export async function findDraft(connection: Connection, firmId: string): Promise<FinancingRequestRow | undefined> {
  return connection.selectFrom('financing_requests').selectAll().where('firm_id', '=', firmId).where('state', '=', 'draft').executeTakeFirst()
}

/** Newest first. */
export async function listFirmRequests(connection: Connection, firmId: string): Promise<FinancingRequestRow[]> {
  return connection.selectFrom('financing_requests').selectAll().where('firm_id', '=', firmId).orderBy('created_at', 'desc').orderBy('id').execute()
}

/** Requests that are under way; one whose loan is paid out is in nobody's way for the years it runs. */
export async function countLive(connection: Connection, firmId: string): Promise<number> {
  const { count } = await connection.selectFrom('financing_requests').select((eb) => eb.fn.countAll().as('count')).where('firm_id', '=', firmId).where('state', 'in', ['submitted', 'returned', 'accepted'])
    .where((eb) => eb.not(eb.exists(eb.selectFrom('financing_leads').select('financing_leads.id').whereRef('financing_leads.request_id', '=', 'financing_requests.id').where('financing_leads.state', 'in', ['disbursed', 'settled'])))).executeTakeFirstOrThrow()
  return Number(count)
}

/** The caller has locked it. */
export async function changeRequest(tx: Tx, { id, version }: Pick<FinancingRequestRow, 'id' | 'version'>, change: Partial<FinancingRequestRow>): Promise<void> {
  await tx.updateTable('financing_requests').set({ ...change, version: version + 1 }).where('id', '=', id).execute()
}

/** Of a draft nobody but its firm has seen: it has no history. */
export async function removeDraft(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.deleteFrom('financing_requests').where('id', '=', id).where('state', '=', 'draft').executeTakeFirst()
  return Number(result.numDeletedRows) === 1
}

export interface LeadOfBank { requestId: string; bankName: string; state: LeadState }

/** Of these requests, in the order the banks were asked. */
export async function listLeadStates(connection: Connection, requestIds: readonly string[]): Promise<LeadOfBank[]> {
  if (requestIds.length === 0) return []
  return connection.selectFrom('financing_leads').innerJoin('banks', 'banks.id', 'financing_leads.bank_id').select(['financing_leads.request_id as requestId', 'banks.name as bankName', 'financing_leads.state'])
    .where('financing_leads.request_id', 'in', requestIds).orderBy('financing_leads.offered_at').orderBy('financing_leads.id').execute()
}
