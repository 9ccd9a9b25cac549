// What the county counts: of every firm that agreed, its newest closed assessment of an edition. Read in pieces, so that no one waits behind 30,000 firms.
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Connection } from '../db/commands.ts'

export interface CountedAssessment { id: string; firm_id: string; town: string; industry: string | null; score_tenths: number; opening: string; taken_back: string }

const firmsAtOnce = 1000

/** The next firms after this one, in order of their ids. */
async function listPiece(connection: Connection, editionId: string, after: string): Promise<CountedAssessment[]> {
  const rows = await connection.selectFrom('assessments').innerJoin('firms', 'firms.id', 'assessments.firm_id')
    .select(['assessments.id', 'assessments.firm_id', 'firms.town', 'firms.industry', 'assessments.score_tenths', 'assessments.opening', 'assessments.taken_back'])
    // Written out, not bound: only then do both databases use the partial index (assessments_counted).
    .where(sql<boolean>`assessments.is_shared = 1 and assessments.state = 'closed' and assessments.score_tenths is not null`)
    .where('assessments.edition_id', '=', editionId).where('assessments.firm_id', '>', after)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('assessments as newer').select('newer.id')
      .where(sql<boolean>`newer.is_shared = 1 and newer.state = 'closed' and newer.score_tenths is not null`).where('newer.edition_id', '=', editionId).whereRef('newer.firm_id', '=', 'assessments.firm_id')
      .where(sql<boolean>`(newer.closed_at > assessments.closed_at or (newer.closed_at = assessments.closed_at and newer.id > assessments.id))`))))
    .orderBy('assessments.firm_id').limit(firmsAtOnce).execute()
  return rows.flatMap((row) => (row.score_tenths === null ? [] : [{ ...row, score_tenths: row.score_tenths }]))
}

/** One row a firm. */
export async function listCounted(connection: Connection, editionId: string): Promise<CountedAssessment[]> {
  const found: CountedAssessment[] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece: CountedAssessment[] = await listPiece(connection, editionId, after)
    found.push(...piece)
    after = piece.length < firmsAtOnce ? undefined : piece.at(-1)?.firm_id
    // SQLite answers without ever going through the event loop.
    await letOthersRun()
  }
  return found
}

const assessmentsAtOnce = 250

/** How many of these assessments answered each item 一般不符合 or 严重不符合; what nobody confirmed does not count. */
export async function countFailed(connection: Connection, assessmentIds: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let from = 0; from < assessmentIds.length; from += assessmentsAtOnce) {
    const rows = await connection.selectFrom('assessment_answers').select(['item_id', (eb) => eb.fn.countAll<number>().as('count')])
      .where('assessment_id', 'in', assessmentIds.slice(from, from + assessmentsAtOnce)).where(sql<boolean>`answer in ('minor', 'major') and origin <> 'suggested'`).groupBy('item_id').execute()
    for (const { item_id: id, count } of rows) counts.set(id, (counts.get(id) ?? 0) + Number(count))
    await letOthersRun()
  }
  return counts
}
