// What an officer who leaves has in hand, in all capabilities: counted, and laid back for their colleagues.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { Leaver, LeavingHand } from '../accounts/staff-hands.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { placeInHand } from './desk-hands.ts'
import { openThings, readerOf } from './desk-home.ts'
import { subjectOf, type DeskRow, type DeskSource } from './desk-source.ts'

async function inHandOf(connection: Connection, deps: Deps, sources: readonly DeskSource[], { id, duty }: Leaver): Promise<DeskRow[]> {
  if (!officerDuties.some((one) => one === duty)) return []
  return openThings(connection, deps, sources, readerOf(deps, { id, duty })).selectAll('item').where('hand.id', '=', id).orderBy('item.kind').orderBy('item.id').execute()
}

export async function countInHand(connection: Connection, deps: Deps, sources: readonly DeskSource[], leaver: Leaver): Promise<number> {
  return (await inHandOf(connection, deps, sources, leaver)).length
}

export async function layBackDesk(tx: Tx, deps: Deps, sources: readonly DeskSource[], leaver: Leaver, by: LeavingHand): Promise<number> {
  const rows = await inHandOf(tx, deps, sources, leaver)
  for (const source of sources) {
    const ids = rows.filter((row) => row.kind === source.kind).map((row) => row.id)
    if (ids.length > 0) await placeInHand(tx, source, ids, { accountId: leaver.id, to: null, at: by.at })
  }
  for (const row of rows) await recordAudit(tx, { ...by, action: 'cases.assign', subject: subjectOf(sources, row), firmId: row.firm_id, details: { from: leaver.id, to: null } })
  return rows.length
}
