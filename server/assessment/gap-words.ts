// What an item or red line of a firm's own assessment says, and which topics its gaps belong to, for a capability that takes it up (a consultation, a notice).
import { sql } from 'kysely'
import { byItem } from '#contract/assessment/answers.ts'
import { gapsOf } from '#contract/assessment/gaps.ts'
import { askedItems, placedItems } from '#contract/assessment/scope.ts'
import type { OpeningAnswers } from '#contract/assessment/schema.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'

export interface GapOf { assessmentId: string; itemId: string }

/** Its words, or null where the firm has no such assessment or the edition no such item. */
export async function findGapWords(connection: Connection, deps: Pick<Deps, 'content'>, firmId: string, { assessmentId, itemId }: GapOf): Promise<string | null> {
  const row = await connection.selectFrom('assessments').select('edition_id').where('id', '=', assessmentId).where('firm_id', '=', firmId).executeTakeFirst()
  const edition = row && deps.content.edition(row.edition_id)
  if (!edition) return null
  return [...placedItems(edition).map(({ item }) => item), ...edition.redLines].find(({ id }) => id === itemId)?.question ?? null
}

/**
 * Topics of the gaps in each firm's newest assessment, begun or closed; at most a thousand firms. The caller answers for the firms' consent. A gap is an asked item
 * answered 一般不符合 or 严重不符合, or a red line that was crossed; a suggestion nobody has confirmed is none.
 */
export async function gapTopicsOfFirms(connection: Connection, deps: Pick<Deps, 'content'>, firmIds: readonly string[]): Promise<Map<string, string[]>> {
  const topics = new Map<string, string[]>()
  if (firmIds.length === 0) return topics
  const newest = await connection.selectFrom('assessments').select(['id', 'firm_id', 'edition_id', 'opening', 'taken_back']).where('firm_id', 'in', firmIds)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('assessments as newer').select('newer.id').whereRef('newer.firm_id', '=', 'assessments.firm_id')
      .where(sql<boolean>`(newer.created_at > assessments.created_at or (newer.created_at = assessments.created_at and newer.id > assessments.id))`)))).execute()
  if (newest.length === 0) return topics
  const failed = await connection.selectFrom('assessment_answers').select(['assessment_id', 'item_id as itemId', 'answer', 'origin']).where('assessment_id', 'in', newest.map(({ id }) => id))
    .where('answer', 'in', ['minor', 'major', 'yes']).where('origin', '<>', 'suggested').execute()
  const answersOf = Map.groupBy(failed, (answer) => answer.assessment_id)
  for (const row of newest) {
    const edition = deps.content.edition(row.edition_id)
    const answers = byItem(answersOf.get(row.id) ?? [])
    if (!edition || answers.size === 0) continue
    const items = askedItems(edition, readStoredJson<OpeningAnswers>(row.opening), readStoredJson<string[]>(row.taken_back))
    const found = [...gapsOf(items, answers).map(({ item }) => item.topic), ...edition.redLines.filter(({ id }) => answers.get(id)?.answer === 'yes').map(({ topic }) => topic)]
    topics.set(row.firm_id, [...new Set(found.filter((topic) => topic !== undefined))])
  }
  return topics
}
