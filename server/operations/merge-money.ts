// Claims and awards of two firms that are one: what either has claimed nobody claims again, what both were promised counts together.
import { sql } from 'kysely'
import type { Tx } from '../db/commands.ts'
import { moveRows, type Merging, type Tally } from './merging.ts'

/** A claim by the credit code, under another one. Parts of a key are parted by | (contract/subsidies/claims.ts). */
export function renamedKey(key: string, before: string, after: string): string {
  return key.split('|').map((part) => (part === before ? after : part)).join('|')
}

/** Claims and held claims of the firm that name its old code name the new one from now on. */
export async function renameClaimKeys(tx: Tx, firmId: string, before: string, after: string): Promise<void> {
  const pattern = `%|${before}%`
  const claims = await tx.selectFrom('claims').select(['case_id', 'key']).where('firm_id', '=', firmId).where('key', 'like', pattern).execute()
  for (const { case_id, key } of claims) await tx.updateTable('claims').set({ key: renamedKey(key, before, after) }).where('case_id', '=', case_id).where('key', '=', key).execute()
  const holds = await tx.selectFrom('claim_holds').innerJoin('cases', 'cases.id', 'claim_holds.case_id').select('claim_holds.key').where('cases.firm_id', '=', firmId).where('claim_holds.key', 'like', pattern).execute()
  for (const { key } of holds) await tx.updateTable('claim_holds').set({ key: renamedKey(key, before, after) }).where('key', '=', key).execute()
}

export async function renameClaims(merging: Merging): Promise<Tally> {
  const { tx, keep, gone } = merging
  await renameClaimKeys(tx, gone.id, gone.uscc, keep.uscc)
  return moveRows('claims', merging)
}

export async function joinAwards({ tx, keep, gone }: Merging): Promise<Tally> {
  const rows = await tx.deleteFrom('firm_awards').where('firm_id', '=', gone.id).returningAll().execute()
  let joined = 0
  for (const { scheme, year, committed_fen: fen } of rows) {
    const own = await tx.updateTable('firm_awards').set({ committed_fen: sql`committed_fen + ${fen}` }).where('firm_id', '=', keep.id).where('scheme', '=', scheme).where('year', '=', year).executeTakeFirst()
    if (Number(own.numUpdatedRows) === 1) joined += 1
    else await tx.insertInto('firm_awards').values({ firm_id: keep.id, scheme, year, committed_fen: fen }).execute()
  }
  return { moved: rows.length - joined, joined, dropped: 0 }
}
