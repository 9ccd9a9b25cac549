// What an item or red line of a firm's own assessment says, for a capability that takes it up (a consultation).
import { placedItems } from '#contract/assessment/scope.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'

export interface GapOf { assessmentId: string; itemId: string }

/** Its words, or null where the firm has no such assessment or the edition no such item. */
export async function findGapWords(connection: Connection, deps: Pick<Deps, 'content'>, firmId: string, { assessmentId, itemId }: GapOf): Promise<string | null> {
  const row = await connection.selectFrom('assessments').select('edition_id').where('id', '=', assessmentId).where('firm_id', '=', firmId).executeTakeFirst()
  const edition = row && deps.content.edition(row.edition_id)
  if (!edition) return null
  return [...placedItems(edition).map(({ item }) => item), ...edition.redLines].find(({ id }) => id === itemId)?.question ?? null
}
