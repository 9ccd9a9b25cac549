// A right that is pledged for a loan the county has introduced is held: the registration says so, not the firm.
// The rows of leads are read here without knowing financing, as server/files reads the rows of everything a file may hang on.
import type { LeadState } from '#contract/financing/workflow.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { RightRow } from '../db/schema.ts'
import { AppError } from '../errors.ts'

/** Registered and not over. */
export const holdingStates: readonly LeadState[] = ['registered', 'lent', 'disbursed']

/** The right, and until the transaction ends nobody else changes, pledges or deletes it. */
export async function lockRight(tx: Tx, id: string): Promise<RightRow | undefined> {
  return tx.updateTable('rights').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).returningAll().executeTakeFirst()
}

/** The loan that holds it: number of the introduction and name of the bank. The right is locked already, so none comes meanwhile. */
async function holderOf(connection: Connection, right: Pick<RightRow, 'id' | 'firm_id' | 'pledge'>): Promise<{ number: string; bank: string } | undefined> {
  if (right.pledge !== 'pledged') return undefined
  return connection.selectFrom('financing_leads').innerJoin('financing_requests', 'financing_requests.id', 'financing_leads.request_id').innerJoin('banks', 'banks.id', 'financing_leads.bank_id')
    .select(['financing_leads.number', 'banks.name as bank']).where('financing_requests.firm_id', '=', right.firm_id).where('financing_leads.state', 'in', holdingStates)
    // A list of ids in JSON: none is part of another.
    .where('financing_leads.registered_right_ids', 'like', `%"${right.id}"%`).limit(1).executeTakeFirst()
}

type PledgeColumns = Pick<RightRow, 'pledge' | 'pledgee' | 'pledge_number' | 'pledged_on'>

/** Throws `portfolio.held` when the right is about to go, or its pledge to be written otherwise, while a loan holds it. */
export async function assertNotHeld(tx: Tx, right: RightRow, change: { after: PledgeColumns } | 'delete'): Promise<void> {
  const isLeft = (column: keyof PledgeColumns) => change !== 'delete' && change.after[column] === right[column]
  if ((['pledge', 'pledgee', 'pledge_number', 'pledged_on'] as const).every(isLeft)) return
  const holder = await holderOf(tx, right)
  if (holder) throw new AppError('portfolio.held', { details: holder, ...(change === 'delete' ? {} : { fields: [{ field: 'pledge', reason: 'locked' }] }) })
}
