// Who of a bank or the county has seen what of a request for money, and when; one query answers it. A foundation, because files are seen there.
import { randomUUID } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingViewRow } from '../db/schema.ts'

export interface Sight { at: number; requestId: string; leadId: string | null; accountId: string; bankId: string | null; side: FinancingViewRow['side']; what: FinancingViewRow['what']; ref?: string }

/** Somebody of a bank or the county has seen this: one row a person, thing and day, with the first and last time. */
export async function recordSight(tx: Tx, { at, requestId, leadId, accountId, bankId, side, what, ref = '' }: Sight): Promise<void> {
  await tx.insertInto('financing_views')
    .values({ id: randomUUID(), request_id: requestId, lead_id: leadId ?? '', account_id: accountId, bank_id: bankId, side, what, ref, day: shanghaiDate(at), first_at: at, last_at: at, times: 1 })
    .onConflict((conflict) => conflict.columns(['request_id', 'lead_id', 'account_id', 'what', 'ref', 'day']).doUpdateSet((eb) => ({ last_at: at, times: eb('financing_views.times', '+', 1) })))
    .execute()
}
