import type { StaffRole } from '#contract/accounts/schema.ts'
import type { Tx } from '../db/commands.ts'

export interface AuditLine {
  at: number
  accountId: string | null
  role: string | null
  /** capability.what, e.g. subsidies.submit. */
  action: string
  outcome?: 'done' | 'refused'
  /** What it was done to, e.g. case:<id>. */
  subject?: string
  firmId?: string | null
  requestId?: string
  /** Names of changed fields, states, reasons; never a code, a phone or an account number. */
  details?: Record<string, unknown>
}

/** Who acts for the county does so in their own duty; anybody else on their side. */
export function roleOn(side: string, duty: StaffRole | null): string {
  return side === 'officer' ? (duty ?? side) : side
}

/** Adds one audit line in the caller's transaction (promises A6, A16); the sealer chains it within a second. */
export async function recordAudit(tx: Tx, line: AuditLine): Promise<void> {
  const { id } = await tx.insertInto('audit').values({
    at: line.at, account_id: line.accountId, role: line.role, action: line.action, outcome: line.outcome ?? 'done', subject: line.subject ?? null,
    firm_id: line.firmId ?? null, request_id: line.requestId ?? null, details: JSON.stringify(line.details ?? {}),
  }).returning('id').executeTakeFirstOrThrow()
  await tx.insertInto('audit_pending').values({ audit_id: id }).execute()
}
