// Self-assessments of two firms that are one: at most one of an edition goes on.
import { listAnswers } from '../assessment/repository.ts'
import { scoreOf } from '../assessment/view.ts'
import type { Connection } from '../db/commands.ts'
import type { AssessmentRow } from '../db/schema.ts'
import { moveRows, type Merging, type Tally } from './merging.ts'

export interface LivePair { kept: AssessmentRow; gone: AssessmentRow }

/** Two of one edition that both go on. */
export async function livePairs(connection: Connection, keepId: string, goneId: string): Promise<LivePair[]> {
  const rows = await connection.selectFrom('assessments').selectAll().where('firm_id', 'in', [keepId, goneId]).where('is_live', '=', 1).orderBy('id').execute()
  return rows.filter((row) => row.firm_id === goneId).flatMap((gone) => {
    const kept = rows.find((row) => row.firm_id === keepId && row.edition_id === gone.edition_id)
    return kept ? [{ kept, gone }] : []
  })
}

/** A review goes on; else what was worked on last. */
function closes({ kept, gone }: LivePair): AssessmentRow {
  if (kept.state === 'in-review') return gone
  if (gone.state === 'in-review') return kept
  return gone.saved_at > kept.saved_at ? kept : gone
}

async function close({ tx, deps, at }: Merging, row: AssessmentRow): Promise<void> {
  const edition = deps.content.edition(row.edition_id)
  const score = edition ? scoreOf(edition, row, await listAnswers(tx, [row.id])) : null
  const isScored = score !== null && score.answered > 0
  await tx.updateTable('assessments').set({
    state: 'closed', is_live: null, closed_at: at, edition_version: edition?.version ?? row.edition_version, score_tenths: isScored ? score.tenths : null, grade: isScored ? (score.grade?.title ?? null) : null, version: row.version + 1,
  }).where('id', '=', row.id).execute()
}

export async function joinAssessments(merging: Merging): Promise<Tally> {
  const pairs = await livePairs(merging.tx, merging.keep.id, merging.gone.id)
  for (const pair of pairs) await close(merging, closes(pair))
  return moveRows('assessments', merging)
}
