// Rows of assessments, their answers with every earlier version, remarks and assignments. Evidence has evidence-repository.ts.
import type { ReviewerKind } from '#contract/assessment/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AssessmentAnswerRow, AssessmentAssignmentRow, AssessmentRemarkRow, AssessmentRow } from '../db/schema.ts'

/** With its firm, as every list and page names it. */
export type AssessmentOfFirm = AssessmentRow & { firm_name: string; town: string }

function withFirm(connection: Connection) {
  return connection.selectFrom('assessments').innerJoin('firms', 'firms.id', 'assessments.firm_id').selectAll('assessments').select(['firms.name as firm_name', 'firms.town'])
}

export async function findAssessment(connection: Connection, id: string): Promise<AssessmentOfFirm | undefined> {
  return withFirm(connection).where('assessments.id', '=', id).executeTakeFirst()
}

/** Newest first. */
export async function listFirmAssessments(connection: Connection, firmId: string): Promise<AssessmentOfFirm[]> {
  return withFirm(connection).where('assessments.firm_id', '=', firmId).orderBy('assessments.created_at', 'desc').orderBy('assessments.id').execute()
}

export async function countFirmAssessments(connection: Connection, firmId: string): Promise<number> {
  const { count } = await connection.selectFrom('assessments').select((eb) => eb.fn.countAll<number>().as('count')).where('firm_id', '=', firmId).executeTakeFirstOrThrow()
  return Number(count)
}

/** The one of this firm and edition that is not closed. */
export async function findLive(connection: Connection, firmId: string, editionId: string): Promise<AssessmentOfFirm | undefined> {
  return withFirm(connection).where('assessments.firm_id', '=', firmId).where('assessments.edition_id', '=', editionId).where('assessments.is_live', '=', 1).executeTakeFirst()
}

/** Waiting for this duty, and sent back to a firm by this reviewer; longest waiting first. */
export async function listForReviewer(connection: Connection, kind: ReviewerKind, accountId: string): Promise<AssessmentOfFirm[]> {
  return withFirm(connection).where('assessments.review_to', '=', kind)
    .where((eb) => eb.or([eb('assessments.state', '=', 'in-review'), eb.and([eb('assessments.state', '=', 'changes'), eb('assessments.reviewer_id', '=', accountId)])]))
    .orderBy('assessments.submitted_at').orderBy('assessments.id').execute()
}

/** False when its id is taken, or the firm has a live one of this edition, also one begun in this very moment. */
export async function insertAssessment(tx: Tx, row: AssessmentRow): Promise<boolean> {
  return (await tx.insertInto('assessments').values(row).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()) !== undefined
}

/** Nobody else changes the assessment, its answers or what hangs on it until the transaction ends. Undefined when it is not there. */
export async function lockAssessment(tx: Tx, id: string): Promise<AssessmentRow | undefined> {
  return tx.updateTable('assessments').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).returningAll().executeTakeFirst()
}

/** For whoever holds the lock; goes one version on. */
export async function changeAssessment(tx: Tx, row: Pick<AssessmentRow, 'id' | 'version'>, change: Partial<AssessmentRow>): Promise<void> {
  await tx.updateTable('assessments').set({ ...change, version: row.version + 1 }).where('id', '=', row.id).execute()
}

/** Something in it was saved: the version stays, as it is only for what a PATCH changes. */
export async function touchAssessment(tx: Tx, id: string, accountId: string, at: number): Promise<void> {
  await tx.updateTable('assessments').set({ saved_by: accountId, saved_at: at }).where('id', '=', id).execute()
}

/** All answers of these assessments. */
export async function listAnswers(connection: Connection, assessmentIds: readonly string[]): Promise<AssessmentAnswerRow[]> {
  if (assessmentIds.length === 0) return []
  return connection.selectFrom('assessment_answers').selectAll().where('assessment_id', 'in', assessmentIds).orderBy('assessment_id').orderBy('item_id').execute()
}

export async function findAnswer(connection: Connection, assessmentId: string, itemId: string): Promise<AssessmentAnswerRow | undefined> {
  return connection.selectFrom('assessment_answers').selectAll().where('assessment_id', '=', assessmentId).where('item_id', '=', itemId).executeTakeFirst()
}

const insertedAtOnce = 100

/** First versions, each with its line of history. */
export async function insertAnswers(tx: Tx, rows: readonly AssessmentAnswerRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += insertedAtOnce) {
    const some = rows.slice(from, from + insertedAtOnce)
    await tx.insertInto('assessment_answers').values(some).execute()
    await tx.insertInto('assessment_answer_events').values(some).execute()
  }
}

/** The next version in the place of `before`, with its line of history. The assessment is locked, so nobody was faster. */
export async function replaceAnswer(tx: Tx, row: AssessmentAnswerRow): Promise<void> {
  await tx.updateTable('assessment_answers').set(row).where('assessment_id', '=', row.assessment_id).where('item_id', '=', row.item_id).execute()
  await tx.insertInto('assessment_answer_events').values(row).execute()
}

/** Newest first. */
export async function listAnswerEvents(connection: Connection, assessmentId: string, itemId: string): Promise<AssessmentAnswerRow[]> {
  return connection.selectFrom('assessment_answer_events').selectAll().where('assessment_id', '=', assessmentId).where('item_id', '=', itemId).orderBy('version', 'desc').execute()
}

export async function listRemarks(connection: Connection, assessmentId: string): Promise<AssessmentRemarkRow[]> {
  return connection.selectFrom('assessment_remarks').selectAll().where('assessment_id', '=', assessmentId).orderBy('saved_at').orderBy('item_id').execute()
}

/** One remark an item; the newest words stand. */
export async function setRemark(tx: Tx, row: AssessmentRemarkRow): Promise<void> {
  const { note, saved_by, saved_at } = row
  await tx.insertInto('assessment_remarks').values(row).onConflict((conflict) => conflict.columns(['assessment_id', 'item_id']).doUpdateSet({ note, saved_by, saved_at })).execute()
}

export async function removeRemark(tx: Tx, assessmentId: string, itemId: string): Promise<void> {
  await tx.deleteFrom('assessment_remarks').where('assessment_id', '=', assessmentId).where('item_id', '=', itemId).execute()
}

/** To people who still act for the firm: who has left it has nothing to do any more. */
export async function listAssignments(connection: Connection, row: Pick<AssessmentRow, 'id' | 'firm_id'>): Promise<AssessmentAssignmentRow[]> {
  return connection.selectFrom('assessment_assignments').innerJoin('memberships', 'memberships.account_id', 'assessment_assignments.account_id').selectAll('assessment_assignments')
    .where('assessment_assignments.assessment_id', '=', row.id).where('memberships.firm_id', '=', row.firm_id).where('memberships.state', '=', 'active')
    .orderBy('assessment_assignments.scope').orderBy('assessment_assignments.ref').execute()
}

export async function setAssignment(tx: Tx, row: AssessmentAssignmentRow): Promise<void> {
  await tx.insertInto('assessment_assignments').values(row).onConflict((conflict) => conflict.columns(['assessment_id', 'scope', 'ref']).doUpdateSet({ account_id: row.account_id })).execute()
}

export async function removeAssignment(tx: Tx, { assessment_id, scope, ref }: Omit<AssessmentAssignmentRow, 'account_id'>): Promise<void> {
  await tx.deleteFrom('assessment_assignments').where('assessment_id', '=', assessment_id).where('scope', '=', scope).where('ref', '=', ref).execute()
}

/** Everything but its evidence, which has to be gone already. What was carried from it stays and no longer says where it came from. */
export async function removeAssessment(tx: Tx, id: string): Promise<void> {
  for (const table of ['assessment_answer_events', 'assessment_answers', 'assessment_remarks', 'assessment_assignments', 'plan_steps'] as const) await tx.deleteFrom(table).where('assessment_id', '=', id).execute()
  await tx.updateTable('assessments').set({ from_id: null }).where('from_id', '=', id).execute()
  await tx.deleteFrom('assessments').where('id', '=', id).execute()
}

/** Names by account, as people see them; never a phone number. */
export async function readNames(connection: Connection, ids: Iterable<string | null>): Promise<Map<string, string>> {
  const known = [...new Set(ids)].filter((id) => id !== null)
  if (known.length === 0) return new Map()
  const rows = await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', known).execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
