// Counters that hold over processes and restarts: one row per key and time bucket.
import type { Tx } from '../db/commands.ts'
import { AppError } from '../errors.ts'

export interface Limit { key: string; windowMs: number; most: number }

/** Takes back what `countAgainst` counted in this transaction: of a guess that was right. */
export async function giveBack(tx: Tx, limits: Limit[], now: number): Promise<void> {
  for (const { key, windowMs } of limits)
    await tx.updateTable('rate_counts').set((eb) => ({ count: eb('count', '-', 1) })).where('key', '=', key).where('bucket', '=', Math.floor(now / windowMs)).where('count', '>', 0).execute()
}

/** Without its last part, which may be a phone number; the log gets it. */
function nameOf(key: string): string {
  return key.replace(/:[^:]*$/, '')
}

/** Counts one use against every limit, in the caller's transaction; throws `too-many-requests` with the wait when one is exceeded (then nothing is counted, as the transaction rolls back). */
export async function countAgainst(tx: Tx, limits: Limit[], now: number): Promise<void> {
  for (const limit of limits) {
    const bucket = Math.floor(now / limit.windowMs)
    const { count } = await tx.insertInto('rate_counts').values({ key: limit.key, bucket, count: 1 })
      .onConflict((conflict) => conflict.columns(['key', 'bucket']).doUpdateSet((eb) => ({ count: eb('rate_counts.count', '+', 1) })))
      .returning('count').executeTakeFirstOrThrow()
    if (count > limit.most) throw new AppError('too-many-requests', { detail: `limit ${nameOf(limit.key)}`, retryAfterSeconds: Math.ceil(((bucket + 1) * limit.windowMs - now) / 1000) })
  }
}
