// Who gives the second signature: any other officer, or approvers alone (content security.json `approvals`). That it is never who had a hand in it is each thing's own rule.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

type Policy = Pick<Deps, 'content'>

function approverDuties({ content }: Policy): readonly StaffRole[] {
  return content.security.approvals === 'approvers' ? ['approver'] : officerDuties
}

export function mayApprove(policy: Policy, duty: StaffRole | null): boolean {
  return duty !== null && approverDuties(policy).includes(duty)
}

/** Throws `accounts.approver-needed`. */
export function assertMayApprove(policy: Policy, account: { id: string; duty: StaffRole | null }): void {
  if (!mayApprove(policy, account.duty)) throw new AppError('accounts.approver-needed', { detail: `account ${account.id} is ${account.duty ?? 'of no duty'}` })
}

/** Accounts of everybody in service who may, for messages and counts. */
export async function approverIds(connection: Connection, policy: Policy): Promise<string[]> {
  const rows = await connection.selectFrom('accounts').select('id').where('staff_role', 'in', approverDuties(policy)).where('disabled_at', 'is', null).orderBy('created_at').execute()
  return rows.map((row) => row.id)
}
