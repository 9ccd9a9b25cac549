// One merge that is under way, and the plain step of it.
import { sql } from 'kysely'
import type { Tx } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'

/** Both firms are locked; `gone` goes into `keep`. */
export interface Merging { tx: Tx; deps: Deps; keep: FirmRow; gone: FirmRow; accountId: string; at: number }
export interface Tally { moved: number; joined: number; dropped: number }
export const moved = (rows: number | bigint | undefined): Tally => ({ moved: Number(rows ?? 0), joined: 0, dropped: 0 })

/** Every row as it is. */
export async function moveRows(table: string, { tx, keep, gone }: Merging): Promise<Tally> {
  const { numAffectedRows } = await sql`update ${sql.table(table)} set firm_id = ${keep.id} where firm_id = ${gone.id}`.execute(tx)
  return moved(numAffectedRows)
}
