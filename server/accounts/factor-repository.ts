// Queries over second factors and their recovery codes.
import type { Connection, Tx } from '../db/commands.ts'
import type { SecondFactorRow } from '../db/schema.ts'

export async function findFactor(connection: Connection, accountId: string): Promise<SecondFactorRow | undefined> {
  return connection.selectFrom('second_factors').selectAll().where('account_id', '=', accountId).executeTakeFirst()
}

/** Keeps a secret that is shown now and counts once a code of it was given; whatever waited before is gone. */
export async function keepPending(tx: Tx, accountId: string, secret: string, at: number): Promise<void> {
  const pending = { pending_secret: secret, pending_at: at }
  await tx.insertInto('second_factors').values({ account_id: accountId, secret: null, confirmed_at: null, last_step: null, ...pending })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(pending)).execute()
}

/** From now on the pending secret is the factor; false when another request was first. */
export async function confirmPending(tx: Tx, accountId: string, { pending, step, at }: { pending: string; step: number; at: number }): Promise<boolean> {
  const done = await tx.updateTable('second_factors').set({ secret: pending, confirmed_at: at, last_step: step, pending_secret: null, pending_at: null })
    .where('account_id', '=', accountId).where('pending_secret', '=', pending).returning('account_id').executeTakeFirst()
  return done !== undefined
}

/** Takes the code of this step and with it all before; false when it, or a later one, was taken already. */
export async function takeStep(tx: Tx, accountId: string, step: number): Promise<boolean> {
  const taken = await tx.updateTable('second_factors').set({ last_step: step }).where('account_id', '=', accountId).where('confirmed_at', 'is not', null)
    .where((eb) => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)])).returning('account_id').executeTakeFirst()
  return taken !== undefined
}

export async function replaceRecoveryCodes(tx: Tx, accountId: string, hashes: readonly string[], at: number): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute()
  await tx.insertInto('recovery_codes').values(hashes.map((hash) => ({ account_id: accountId, code_hash: hash, created_at: at, used_at: null }))).execute()
}

export async function takeRecoveryCode(tx: Tx, accountId: string, hash: string, at: number): Promise<boolean> {
  const taken = await tx.updateTable('recovery_codes').set({ used_at: at }).where('account_id', '=', accountId).where('code_hash', '=', hash).where('used_at', 'is', null).returning('code_hash').executeTakeFirst()
  return taken !== undefined
}

export async function countRecoveryCodes(connection: Connection, accountId: string): Promise<{ left: number; total: number }> {
  const rows = await connection.selectFrom('recovery_codes').select('used_at').where('account_id', '=', accountId).execute()
  return { left: rows.filter(({ used_at }) => used_at === null).length, total: rows.length }
}

/** Takes the factor away. Whoever resets somebody's also ends their sessions: a new one is set up at the next sign-in. False when there was none. */
export async function dropFactor(tx: Tx, accountId: string): Promise<boolean> {
  await tx.deleteFrom('recovery_codes').where('account_id', '=', accountId).execute()
  const gone = await tx.deleteFrom('second_factors').where('account_id', '=', accountId).executeTakeFirst()
  return gone.numDeletedRows > 0n
}

export async function markFactor(tx: Tx, sessionId: string, at: number | null): Promise<void> {
  await tx.updateTable('sessions').set({ factor_at: at }).where('id', '=', sessionId).execute()
}

/** Everywhere else they sign in anew. */
export async function removeOtherSessions(tx: Tx, accountId: string, sessionId: string): Promise<number> {
  const gone = await tx.deleteFrom('sessions').where('account_id', '=', accountId).where('id', '!=', sessionId).executeTakeFirst()
  return Number(gone.numDeletedRows)
}
