// Steps of plans. A step belongs to an assessment and an item of it, once.
import type { Connection, Tx } from '../db/commands.ts'
import type { PlanStepRow } from '../db/schema.ts'

export type PlanStepOfAssessment = PlanStepRow & { edition_id: string; owner_name: string | null }

function withOwner(connection: Connection) {
  return connection.selectFrom('plan_steps').innerJoin('assessments', 'assessments.id', 'plan_steps.assessment_id').leftJoin('accounts', 'accounts.id', 'plan_steps.owner_id')
    .selectAll('plan_steps').select(['assessments.edition_id', 'accounts.name as owner_name'])
}

/** Of all assessments of the firm. */
export async function listFirmSteps(connection: Connection, firmId: string): Promise<PlanStepOfAssessment[]> {
  return withOwner(connection).where('assessments.firm_id', '=', firmId).orderBy('plan_steps.item_id').orderBy('plan_steps.id').execute()
}

export async function listSteps(connection: Connection, assessmentId: string): Promise<PlanStepOfAssessment[]> {
  return withOwner(connection).where('plan_steps.assessment_id', '=', assessmentId).orderBy('plan_steps.item_id').orderBy('plan_steps.id').execute()
}

export async function findStep(connection: Connection, assessmentId: string, id: string): Promise<PlanStepOfAssessment | undefined> {
  return withOwner(connection).where('plan_steps.assessment_id', '=', assessmentId).where('plan_steps.id', '=', id).executeTakeFirst()
}

const insertedAtOnce = 50

/** Leaves out items that have a step already; returns how many were new. */
export async function insertSteps(tx: Tx, rows: readonly PlanStepRow[]): Promise<number> {
  let added = 0
  for (let from = 0; from < rows.length; from += insertedAtOnce) {
    const inserted = await tx.insertInto('plan_steps').values(rows.slice(from, from + insertedAtOnce)).onConflict((conflict) => conflict.columns(['assessment_id', 'item_id']).doNothing()).returning('id').execute()
    added += inserted.length
  }
  return added
}

/** For whoever holds the assessment's lock and has seen this version; goes one on. */
export async function changeStep(tx: Tx, row: Pick<PlanStepRow, 'id' | 'version'>, change: Partial<PlanStepRow>): Promise<void> {
  await tx.updateTable('plan_steps').set({ ...change, version: row.version + 1 }).where('id', '=', row.id).execute()
}

export async function removeStep(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('plan_steps').where('id', '=', id).execute()
}
