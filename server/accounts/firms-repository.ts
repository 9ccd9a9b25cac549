// Queries over firms and their members.
import { randomUUID } from 'node:crypto'
import type { FirmRole, MemberState, Verification } from '#contract/accounts/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FirmRow, MembershipRow } from '../db/schema.ts'

export async function findFirm(connection: Connection, id: string): Promise<FirmRow | undefined> {
  return connection.selectFrom('firms').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The firm that has this code, or had it; one that was merged is the one it went into. */
export async function findFirmByAnyCode(connection: Connection, uscc: string): Promise<FirmRow | undefined> {
  const former = connection.selectFrom('firm_codes').select('firm_id').where('uscc', '=', uscc)
  const rows = await connection.selectFrom('firms').selectAll().where((eb) => eb.or([eb('uscc', '=', uscc), eb('id', 'in', former)])).execute()
  const now = rows.find((row) => row.uscc === uscc) ?? rows[0]
  return now?.merged_into ? findFirm(connection, now.merged_into) : now
}

/** The firm itself, or the one it was merged into. */
export async function findFirmOrHeir(connection: Connection, id: string): Promise<FirmRow | undefined> {
  const firm = await findFirm(connection, id)
  return firm?.merged_into ? findFirm(connection, firm.merged_into) : firm
}

/** Adds the firm; undefined when its code is taken, also by someone else in this very moment. */
export async function addFirm(tx: Tx, firm: Omit<FirmRow, 'ended_kind' | 'ended_on' | 'merged_into'>): Promise<FirmRow | undefined> {
  return tx.insertInto('firms').values(firm).onConflict((conflict) => conflict.column('uscc').doNothing()).returningAll().executeTakeFirst()
}

export type FirmChange = Partial<Pick<FirmRow, 'name' | 'town' | 'legal_person' | 'industry' | 'scale' | 'verification' | 'verification_note' | 'licence_file_id'>>

/** Changes the firm and its version; undefined when it is no longer at `version`. */
export async function changeFirm(tx: Tx, firm: { id: string; version: number }, change: FirmChange): Promise<FirmRow | undefined> {
  return tx.updateTable('firms').set({ ...change, version: firm.version + 1 }).where('id', '=', firm.id).where('version', '=', firm.version).returningAll().executeTakeFirst()
}

/** Until the transaction ends nobody else changes this firm's members; SQLite has one writer anyway. Undefined when there is no such firm. */
export async function lockFirm(tx: Tx, id: string): Promise<FirmRow | undefined> {
  return tx.updateTable('firms').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).returningAll().executeTakeFirst()
}

export interface FirmPage { state: Verification; after: [sort: number, id: string] | undefined; limit: number }

/** Firms of one verification state, longest waiting first. */
export async function listFirmsByVerification(connection: Connection, { state, after, limit }: FirmPage): Promise<FirmRow[]> {
  let query = connection.selectFrom('firms').selectAll().where('verification', '=', state).orderBy('created_at').orderBy('id').limit(limit)
  if (after) query = query.where((eb) => eb.or([eb('created_at', '>', after[0]), eb.and([eb('created_at', '=', after[0]), eb('id', '>', after[1])])]))
  return query.execute()
}

export async function findMembership(connection: Connection, firmId: string, accountId: string): Promise<MembershipRow | undefined> {
  return connection.selectFrom('memberships').selectAll().where('firm_id', '=', firmId).where('account_id', '=', accountId).executeTakeFirst()
}

export async function findMembershipById(connection: Connection, firmId: string, id: string): Promise<MembershipRow | undefined> {
  return connection.selectFrom('memberships').selectAll().where('firm_id', '=', firmId).where('id', '=', id).executeTakeFirst()
}

/** One membership a person and firm, whatever it was before. */
export async function setMembership(tx: Tx, request: { firmId: string; accountId: string; role: FirmRole; state: MemberState; at: number }): Promise<void> {
  const { firmId, accountId, role, state, at } = request
  await tx.insertInto('memberships').values({ id: randomUUID(), firm_id: firmId, account_id: accountId, role, state, created_at: at, changed_at: at })
    .onConflict((conflict) => conflict.columns(['firm_id', 'account_id']).doUpdateSet({ role, state, changed_at: at })).execute()
}

export async function changeMembership(tx: Tx, id: string, change: { role: FirmRole; state: MemberState; at: number }): Promise<void> {
  await tx.updateTable('memberships').set({ role: change.role, state: change.state, changed_at: change.at }).where('id', '=', id).execute()
}

export interface NamedMember extends MembershipRow { name: string; phone: string }

/** Everybody who acts for the firm or asks to, administrators first. */
export async function listNamedMembers(connection: Connection, firmId: string): Promise<NamedMember[]> {
  return connection.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').selectAll('memberships').select(['accounts.name', 'accounts.phone'])
    .where('memberships.firm_id', '=', firmId).where('memberships.state', 'in', ['active', 'pending'])
    .orderBy('memberships.state').orderBy('memberships.role').orderBy('memberships.created_at').limit(500).execute()
}

/** Takes everybody out who acts for the firm except one; returns their accounts. */
export async function removeActiveMembers(tx: Tx, firmId: string, exceptAccountId: string, at: number): Promise<string[]> {
  const rows = await tx.updateTable('memberships').set({ state: 'removed', changed_at: at })
    .where('firm_id', '=', firmId).where('state', '=', 'active').where('account_id', '!=', exceptAccountId).returning('account_id').execute()
  return rows.map((row) => row.account_id)
}

/** A stored licence photo the person may hand in for the firm: the firm's own, or theirs not bound to another firm. */
export async function hasLicenceFile(tx: Tx, request: { fileId: string; firmId: string | null; accountId: string }): Promise<boolean> {
  // Locked, so that it is not deleted in the same moment (files imports accounts, so its lockFile cannot be used here).
  const row = await tx.updateTable('files').set((eb) => ({ purpose: eb.ref('purpose') })).where('id', '=', request.fileId).where('purpose', '=', 'licence').returning(['account_id', 'firm_id']).executeTakeFirst()
  if (!row) return false
  return row.firm_id === null ? row.account_id === request.accountId : row.firm_id === request.firmId
}
