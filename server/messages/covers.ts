// Who answers for somebody who is on leave. Beside the outbox, because what is told to the absent is told to them as well.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { Connection } from '../db/commands.ts'

export interface Cover { absentId: string; absentName: string; coverId: string; coverName: string; toOn: string }

/** Of leaves that run on this day; `of`: by whom is absent, or by whom stands in. A cover who has left the service covers nobody. */
export async function listCovers(connection: Connection, today: string, of: { absentIds: readonly string[] } | { coverId: string }): Promise<Cover[]> {
  if ('absentIds' in of && of.absentIds.length === 0) return []
  let leaves = connection.selectFrom('officer_leaves').innerJoin('accounts as absent', 'absent.id', 'officer_leaves.account_id').innerJoin('accounts as cover', 'cover.id', 'officer_leaves.cover_id')
    .select(['absent.id as absentId', 'absent.name as absentName', 'cover.id as coverId', 'cover.name as coverName', 'officer_leaves.to_on as toOn'])
    .where('officer_leaves.ended_at', 'is', null).where('officer_leaves.from_on', '<=', today).where('officer_leaves.to_on', '>=', today)
    .where('cover.disabled_at', 'is', null).where('cover.staff_role', 'in', officerDuties)
  leaves = 'coverId' in of ? leaves.where('officer_leaves.cover_id', '=', of.coverId) : leaves.where('officer_leaves.account_id', 'in', of.absentIds)
  return leaves.orderBy('officer_leaves.to_on').orderBy('officer_leaves.id').execute()
}
