// Who has an expert's quarter-hours. The primary key of consultation_busy is the only guard against giving one twice, on both databases alike (spikes.md C): hold, claim, move, replacement,
// offer and desk all come through here, and nobody asks first whether a quarter-hour is free.
import type { Connection, Tx } from '../db/commands.ts'

/** A hold's or a booking's id, its expert and the first and last quarter-hour, both included. */
export interface Claim { ownerId: string; expertId: string; first: number; last: number }

/**
 * Claims them all or none, in one ascending statement, so that two claims wait for each other in the same order. False when one is taken; then nothing is left of it.
 */
export async function claimQuanta(tx: Tx, { ownerId, expertId, first, last }: Claim): Promise<boolean> {
  const rows = Array.from({ length: last - first + 1 }, (_, index) => ({ expert_id: expertId, quantum: first + index, owner_id: ownerId }))
  const claimed = await tx.insertInto('consultation_busy').values(rows).onConflict((conflict) => conflict.doNothing()).returning('quantum').execute()
  if (claimed.length === rows.length) return true
  const mine = claimed.map(({ quantum }) => quantum)
  if (mine.length > 0) await tx.deleteFrom('consultation_busy').where('expert_id', '=', expertId).where('owner_id', '=', ownerId).where('quantum', 'in', mine).execute()
  return false
}

/** Gives back whatever it has. */
export async function freeQuanta(tx: Tx, ownerId: string): Promise<void> {
  await tx.deleteFrom('consultation_busy').where('owner_id', '=', ownerId).execute()
}

/** A hold becomes a booking: the quarter-hours stay, their owner changes. */
export async function passQuanta(tx: Tx, fromOwnerId: string, toOwnerId: string): Promise<void> {
  await tx.updateTable('consultation_busy').set({ owner_id: toOwnerId }).where('owner_id', '=', fromOwnerId).execute()
}

/** Holds of this expert that have run out give their time back, in the transaction of whoever wants it. Returns them, for the waiting list. */
export async function releaseExpired(tx: Tx, expertId: string, now: number): Promise<string[]> {
  const rows = await tx.updateTable('consultation_holds').set({ state: 'expired' }).where('expert_id', '=', expertId).where('state', '=', 'held').where('expires_at', '<=', now).returning('id').execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await tx.deleteFrom('consultation_busy').where('owner_id', 'in', ids).execute()
  return ids
}

/** Quarter-hours taken from `first` to `last`, those of `exceptOwner` (a booking that moves) aside. For showing what is free; a claim never asks. */
export async function listTaken(connection: Connection, expertId: string, first: number, last: number, exceptOwner?: string): Promise<Set<number>> {
  let query = connection.selectFrom('consultation_busy').select('quantum').where('expert_id', '=', expertId).where('quantum', '>=', first).where('quantum', '<=', last)
  if (exceptOwner !== undefined) query = query.where('owner_id', '<>', exceptOwner)
  return new Set((await query.execute()).map(({ quantum }) => quantum))
}

/**
 * Whatever changes this expert's time (hours, leave, holds, bookings) stands in one line behind this lock, which ends with the transaction; several experts in ascending order of id.
 * False for one who has no profile.
 */
export async function lockExpert(tx: Tx, expertId: string): Promise<boolean> {
  const result = await tx.updateTable('expert_profiles').set((eb) => ({ turn: eb('turn', '+', 1) })).where('account_id', '=', expertId).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** The same for what is counted of a firm: its holds, bookings, waiting entries and questions. Taken before any expert's. */
export async function lockFirm(tx: Tx, firmId: string): Promise<void> {
  await tx.updateTable('firms').set((eb) => ({ version: eb.ref('version') })).where('id', '=', firmId).execute()
}
