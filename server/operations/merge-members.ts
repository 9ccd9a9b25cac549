// Who acts for two firms that are one: each person once.
import type { MembershipRow } from '../db/schema.ts'
import { changeMembership } from '../accounts/firms-repository.ts'
import { moveRows, type Merging, type Tally } from './merging.ts'

const ranks: Readonly<Record<MembershipRow['state'], number>> = { active: 2, pending: 1, removed: 0 }

/** Active before asked before removed; of two alike an administrator. */
function better(a: MembershipRow, b: MembershipRow): MembershipRow {
  if (ranks[a.state] !== ranks[b.state]) return ranks[a.state] > ranks[b.state] ? a : b
  return a.role === 'administrator' ? a : b
}

export async function joinMembers(merging: Merging): Promise<Tally> {
  const { tx, keep, gone, at } = merging
  const rows = await tx.selectFrom('memberships').selectAll().where('firm_id', 'in', [keep.id, gone.id]).execute()
  const kept = new Map(rows.filter((row) => row.firm_id === keep.id).map((row) => [row.account_id, row]))
  let joined = 0
  for (const row of rows.filter((one) => one.firm_id === gone.id)) {
    const own = kept.get(row.account_id)
    if (!own) continue
    joined += 1
    const { role, state } = better(own, row)
    if (role !== own.role || state !== own.state) await changeMembership(tx, own.id, { role, state, at })
    await tx.deleteFrom('memberships').where('id', '=', row.id).execute()
  }
  return { ...(await moveRows('memberships', merging)), joined }
}
