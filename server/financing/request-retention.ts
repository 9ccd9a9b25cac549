// Figures of a firm are not kept for a request that nobody goes on with: a draft untouched for half a year goes, with a line in the audit.
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'

export const keptDraftDays = 180
const dayMs = 86_400_000
const atOnce = 200

/** Returns how many went. */
export async function forgetDrafts(tx: Tx, now: number): Promise<number> {
  const before = now - keptDraftDays * dayMs
  const rows = await tx.selectFrom('financing_requests').select(['id', 'firm_id']).where('state', '=', 'draft').where('saved_at', '<', before).orderBy('saved_at').limit(atOnce).execute()
  let gone = 0
  for (const row of rows) {
    // Asked again: somebody may have gone on with it meanwhile.
    const { numDeletedRows } = await tx.deleteFrom('financing_requests').where('id', '=', row.id).where('state', '=', 'draft').where('saved_at', '<', before).executeTakeFirst()
    if (numDeletedRows === 0n) continue
    gone += 1
    await recordAudit(tx, { at: now, accountId: null, role: 'calendar', action: 'financing.forget', subject: `financing:${row.id}`, firmId: row.firm_id, details: { days: keptDraftDays } })
  }
  return gone
}
