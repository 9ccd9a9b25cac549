// Who belongs to a firm, asked live at every request: somebody removed is out with the next one.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { MembershipRow } from '../db/schema.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

/** The asker's active membership of the firm. Throws `not-found` for everybody else, the same as for a firm that is not there. */
export async function requireMember(connection: Connection, account: SignedIn, firmId: string): Promise<MembershipRow> {
  const membership = await connection.selectFrom('memberships').selectAll()
    .where('firm_id', '=', firmId).where('account_id', '=', account.id).where('state', '=', 'active').executeTakeFirst()
  if (!membership) throw notFound(`account ${account.id} is no member of firm ${firmId}`)
  return membership
}

/** As requireMember; a clerk gets `not-allowed`. */
export async function requireAdministrator(connection: Connection, account: SignedIn, firmId: string): Promise<MembershipRow> {
  const membership = await requireMember(connection, account, firmId)
  if (membership.role !== 'administrator') throw new AppError('not-allowed', { detail: 'for the administrators of the firm' })
  return membership
}

/**
 * Nothing new is begun for a firm that was dissolved or has moved away; the row is locked, so that whoever ends it waits. Throws `accounts.firm-ended` with its kind,
 * `not-found` for one that was merged: it is another one now.
 */
export async function assertGoesOn(tx: Tx, firmId: string): Promise<void> {
  const firm = await tx.updateTable('firms').set((eb) => ({ version: eb.ref('version') })).where('id', '=', firmId).returning(['ended_kind']).executeTakeFirst()
  if (!firm || firm.ended_kind === 'merged') throw notFound(`firm ${firmId} is not there any more`)
  if (firm.ended_kind !== null) throw new AppError('accounts.firm-ended', { details: { kind: firm.ended_kind } })
}

/** Firms the account may act for now. */
export async function activeFirmIds(connection: Connection, accountId: string): Promise<string[]> {
  const rows = await connection.selectFrom('memberships').select('firm_id').where('account_id', '=', accountId).where('state', '=', 'active').execute()
  return rows.map((row) => row.firm_id)
}

/** Accounts of everybody who acts for the firm, for messages. */
export async function firmMemberIds(connection: Connection, firmId: string): Promise<string[]> {
  const rows = await connection.selectFrom('memberships').select('account_id').where('firm_id', '=', firmId).where('state', '=', 'active').orderBy('created_at').execute()
  return rows.map((row) => row.account_id)
}

/** Accounts of the firm's administrators, for messages. */
export async function firmAdministratorIds(connection: Connection, firmId: string): Promise<string[]> {
  const rows = await connection.selectFrom('memberships').select('account_id')
    .where('firm_id', '=', firmId).where('state', '=', 'active').where('role', '=', 'administrator').orderBy('created_at').execute()
  return rows.map((row) => row.account_id)
}

/** Accounts of all officers in service, for messages. */
export async function officerIds(connection: Connection): Promise<string[]> {
  const rows = await connection.selectFrom('accounts').select('id').where('staff_role', 'in', officerDuties).where('disabled_at', 'is', null).orderBy('created_at').execute()
  return rows.map((row) => row.id)
}
