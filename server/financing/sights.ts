// Who saw what, when: every look of a bank or an officer leaves its row, one that shows names a line in the audit, too.
import { randomUUID } from 'node:crypto'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingLeadRow, FinancingViewRow } from '../db/schema.ts'
import { isOpened, type OpenedLead } from './access.ts'
import { recordSight } from './events.ts'

type Seen = Pick<OpenedLead, 'row' | 'request' | 'side' | 'account'>

/** Of a bank's contact or an officer; the firm's own people are not watched. `what` where it is more than the lead itself. */
export async function seeLead(tx: Tx, { row, request, side, account }: Seen, at: number, requestId: string, what?: FinancingViewRow['what'], ref?: string): Promise<void> {
  if (side === 'firm') return
  const seen = what ?? (side === 'officer' ? 'request' : isOpened(row) ? 'full' : 'blind')
  await recordSight(tx, { at, requestId: request.id, leadId: row.id, accountId: account.id, bankId: side === 'bank' ? row.bank_id : null, side, what: seen, ...(ref === undefined ? {} : { ref }) })
  if (seen !== 'blind') await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'financing.read', subject: `lead:${row.id}`, firmId: request.firm_id, requestId, details: { what: seen } })
}

export type Listed = Pick<FinancingLeadRow, 'id' | 'request_id' | 'bank_id' | 'state'>

/** Lines of a list of the bank's: once a day each. Those that show a firm's name leave a line in the audit the first time of the day. */
export async function seeLines(tx: Tx, rows: readonly Listed[], accountId: string, at: number, requestId: string): Promise<void> {
  if (rows.length === 0) return
  const seen = await tx.insertInto('financing_views')
    .values(rows.map((row) => ({ id: randomUUID(), request_id: row.request_id, lead_id: row.id, account_id: accountId, bank_id: row.bank_id, side: 'bank' as const, what: isOpened(row) ? ('name' as const) : ('blind' as const), ref: '', day: shanghaiDate(at), first_at: at, last_at: at, times: 1 })))
    .onConflict((conflict) => conflict.columns(['request_id', 'lead_id', 'account_id', 'what', 'ref', 'day']).doNothing()).returning(['request_id', 'lead_id', 'what']).execute()
  for (const { request_id, lead_id } of seen.filter(({ what }) => what === 'name')) {
    const { firm_id } = await tx.selectFrom('financing_requests').select('firm_id').where('id', '=', request_id).executeTakeFirstOrThrow()
    await recordAudit(tx, { at, accountId, role: 'bank', action: 'financing.read', subject: `lead:${lead_id}`, firmId: firm_id, requestId, details: { what: 'name' } })
  }
}
