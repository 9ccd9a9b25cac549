// Queries over accounts, sessions and consents. Firms and their members are in firms-repository.ts.
import { randomBytes, randomUUID } from 'node:crypto'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AccountRow, SignInCodeRow } from '../db/schema.ts'

export interface NewAccount { phone: string; name: string; role: StaffRole | null; at: number }

/** Adds the account unless the phone has one; `isNew` tells which. Two at once make one. */
export async function findOrAddAccount(tx: Tx, request: NewAccount): Promise<{ account: AccountRow; isNew: boolean }> {
  const added = await tx.insertInto('accounts').values({
    id: randomUUID(), phone: request.phone, name: request.name, staff_role: request.role, disabled_at: null,
    local_key: randomBytes(32).toString('base64'), created_at: request.at,
  }).onConflict((conflict) => conflict.column('phone').doNothing()).returningAll().executeTakeFirst()
  if (added) return { account: added, isNew: true }
  return { account: await tx.selectFrom('accounts').selectAll().where('phone', '=', request.phone).executeTakeFirstOrThrow(), isNew: false }
}

export async function findAccountByPhone(connection: Connection, phone: string): Promise<AccountRow | undefined> {
  return connection.selectFrom('accounts').selectAll().where('phone', '=', phone).executeTakeFirst()
}

export async function getAccount(connection: Connection, id: string): Promise<AccountRow> {
  return connection.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function renameAccount(tx: Tx, id: string, name: string): Promise<void> {
  await tx.updateTable('accounts').set({ name }).where('id', '=', id).execute()
}

export async function addConsent(tx: Tx, accountId: string, version: string, at: number): Promise<void> {
  await tx.insertInto('consents').values({ id: randomUUID(), account_id: accountId, version, accepted_at: at }).execute()
}

export async function lastConsentVersion(connection: Connection, accountId: string): Promise<string | null> {
  const row = await connection.selectFrom('consents').select('version').where('account_id', '=', accountId).orderBy('accepted_at', 'desc').orderBy('id').limit(1).executeTakeFirst()
  return row?.version ?? null
}

export async function removeSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.deleteFrom('sessions').where('id', '=', sessionId).execute()
}

export async function removeAllSessions(tx: Tx, accountId: string): Promise<number> {
  const result = await tx.deleteFrom('sessions').where('account_id', '=', accountId).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** What a code is for: null is signing in. A code of one purpose is not found for another. */
export type CodePurpose = string | null

/** The only code of the number for this purpose that can still be used; all older ones are dead. */
export async function findNewestCode(connection: Connection, phone: string, purpose: CodePurpose): Promise<SignInCodeRow | undefined> {
  return connection.selectFrom('sign_in_codes').selectAll().where('phone', '=', phone).where('purpose', purpose === null ? 'is' : '=', purpose).where('replaced_at', 'is', null).orderBy('created_at', 'desc').limit(1).executeTakeFirst()
}

export async function replaceCodes(tx: Tx, phone: string, purpose: CodePurpose, at: number): Promise<void> {
  await tx.updateTable('sign_in_codes').set({ replaced_at: at }).where('phone', '=', phone).where('purpose', purpose === null ? 'is' : '=', purpose).where('replaced_at', 'is', null).execute()
}

export async function addCode(tx: Tx, code: { id: string; phone: string; purpose: CodePurpose; about: string | null; hash: string; at: number; expiresAt: number }): Promise<void> {
  const { id, phone, purpose, about } = code
  await tx.insertInto('sign_in_codes').values({ id, phone, purpose, about, code_hash: code.hash, created_at: code.at, expires_at: code.expiresAt, attempts: 0, used_at: null, replaced_at: null }).execute()
}

/** Takes one of the code's guesses; false when none is left, or it was used or replaced meanwhile. */
export async function takeGuess(tx: Tx, codeId: string, most: number): Promise<boolean> {
  const taken = await tx.updateTable('sign_in_codes').set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('id', '=', codeId).where('attempts', '<', most).where('used_at', 'is', null).where('replaced_at', 'is', null).returning('id').executeTakeFirst()
  return taken !== undefined
}

export async function useCode(tx: Tx, codeId: string, at: number): Promise<boolean> {
  const used = await tx.updateTable('sign_in_codes').set({ used_at: at }).where('id', '=', codeId).where('used_at', 'is', null).returning('id').executeTakeFirst()
  return used !== undefined
}
