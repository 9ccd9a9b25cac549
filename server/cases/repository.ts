import { randomUUID } from 'node:crypto'
import type { CaseAction, CaseActor, CaseState } from '#contract/cases/workflow.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { CaseEventRow, CaseRow } from '../db/schema.ts'

/** Until the transaction ends nobody else saves, attaches to or moves this case (on PostgreSQL two could read one state and both act on it; SQLite has one writer anyway). */
export async function lockCase(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('cases').set((eb) => ({ version: eb.ref('version') })).where('id', '=', id).execute()
}

/** Changes the case if it is still as the caller saw it; false when somebody was faster. */
export async function changeCase(tx: Tx, seen: { id: string; version: number; state: CaseState }, change: Partial<CaseRow>): Promise<boolean> {
  const result = await tx.updateTable('cases').set({ ...change, version: seen.version + 1 })
    .where('id', '=', seen.id).where('version', '=', seen.version).where('state', '=', seen.state).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

export interface NewEvent { caseId: string; at: number; action: CaseAction; state: CaseState; actor: CaseActor; accountId: string; actorName: string; note: string | null }

export async function addEvent(tx: Tx, event: NewEvent): Promise<void> {
  const { last } = await tx.selectFrom('case_events').select((eb) => eb.fn.max('seq').as('last')).where('case_id', '=', event.caseId).executeTakeFirstOrThrow()
  await tx.insertInto('case_events').values({
    id: randomUUID(), case_id: event.caseId, seq: (last ?? 0) + 1, at: event.at, action: event.action, state: event.state,
    actor: event.actor, account_id: event.accountId, actor_name: event.actorName, note: event.note,
  }).execute()
}

export async function listEvents(connection: Connection, caseId: string): Promise<CaseEventRow[]> {
  return connection.selectFrom('case_events').selectAll().where('case_id', '=', caseId).orderBy('seq').execute()
}
