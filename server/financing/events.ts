// History of a request and its leads, one line a move, and who saw what when.
import { randomUUID } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FinancingEventRow, FinancingViewRow } from '../db/schema.ts'

/** Adds one line. The caller has locked the request, so places come one after another. */
export async function addFinancingEvent(tx: Tx, line: Omit<FinancingEventRow, 'id' | 'seq'>): Promise<void> {
  const { last } = await tx.selectFrom('financing_events').select((eb) => eb.fn.max('seq').as('last')).where('request_id', '=', line.request_id).executeTakeFirstOrThrow()
  await tx.insertInto('financing_events').values({ ...line, id: randomUUID(), seq: Number(last ?? 0) + 1 }).execute()
}

/** Of a request with all its leads, in order. */
export async function listFinancingEvents(connection: Connection, requestId: string): Promise<FinancingEventRow[]> {
  return connection.selectFrom('financing_events').selectAll().where('request_id', '=', requestId).orderBy('seq').execute()
}

export interface Sight { at: number; requestId: string; leadId: string | null; accountId: string; bankId: string | null; side: FinancingViewRow['side']; what: FinancingViewRow['what']; ref?: string }

/** Somebody of a bank or the county has seen this: one row a person, thing and day, with the first and last time. */
export async function recordSight(tx: Tx, { at, requestId, leadId, accountId, bankId, side, what, ref = '' }: Sight): Promise<void> {
  await tx.insertInto('financing_views')
    .values({ id: randomUUID(), request_id: requestId, lead_id: leadId ?? '', account_id: accountId, bank_id: bankId, side, what, ref, day: shanghaiDate(at), first_at: at, last_at: at, times: 1 })
    .onConflict((conflict) => conflict.columns(['request_id', 'lead_id', 'account_id', 'what', 'ref', 'day']).doUpdateSet((eb) => ({ last_at: at, times: eb('financing_views.times', '+', 1) })))
    .execute()
}
