import { randomUUID } from 'node:crypto'
import { sql, type SqlBool } from 'kysely'
import type { QueueGroup } from '#contract/cases/schema.ts'
import { openStates, type CaseAction, type CaseActor, type CaseState } from '#contract/cases/workflow.ts'
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

const decidedStates: readonly CaseState[] = ['approved', 'paid', 'archived', 'refused', 'withdrawn']
const statesOf: Record<QueueGroup, readonly CaseState[]> = {
  todo: openStates, overdue: openStates, submitted: ['submitted'], accepted: ['accepted', 'reviewing'], decided: decidedStates,
  all: [...openStates, 'returned', 'publicity', ...decidedStates],
}
/** What waits is sorted by when it is due, what is over by when it came in. */
export function isByDue(group: QueueGroup): boolean {
  return group !== 'decided' && group !== 'all'
}

export interface QueueRequest { group: QueueGroup; today: string; search: string | undefined; after: [sort: string | number, id: string] | undefined; limit: number }

function likePattern(text: string): string {
  return `%${text.replace(/[!%_]/g, (sign) => `!${sign}`)}%`
}

export async function listQueueRows(connection: Connection, request: QueueRequest) {
  let query = connection.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id').selectAll('cases')
    .select(['firms.name as firm_name', 'firms.town as firm_town', 'firms.verification as firm_verification'])
    .where('cases.state', 'in', statesOf[request.group])
  if (request.group === 'overdue') query = query.where('cases.due_on', '<', request.today)
  if (request.search) {
    const pattern = likePattern(request.search)
    query = query.where(sql<SqlBool>`(cases.number like ${pattern.toUpperCase()} escape '!' or firms.name like ${pattern} escape '!' or firms.uscc like ${pattern.toUpperCase()} escape '!')`)
  }
  if (isByDue(request.group)) {
    if (request.after) query = query.where(sql<SqlBool>`(cases.due_on, cases.id) > (${request.after[0]}, ${request.after[1]})`)
    return query.orderBy('cases.due_on').orderBy('cases.id').limit(request.limit).execute()
  }
  if (request.after) query = query.where(sql<SqlBool>`(cases.submitted_at, cases.id) < (${request.after[0]}, ${request.after[1]})`)
  return query.orderBy('cases.submitted_at', 'desc').orderBy('cases.id', 'desc').limit(request.limit).execute()
}

export async function countQueue(connection: Connection, today: string): Promise<Record<QueueGroup, number>> {
  const byState = await connection.selectFrom('cases').select(['state', (eb) => eb.fn.countAll<number>().as('count')]).where('state', '<>', 'draft').groupBy('state').execute()
  const { overdue } = await connection.selectFrom('cases').select((eb) => eb.fn.countAll<number>().as('overdue')).where('state', 'in', openStates).where('due_on', '<', today).executeTakeFirstOrThrow()
  const sum = (states: readonly CaseState[]) => byState.filter((row) => states.includes(row.state)).reduce((total, row) => total + Number(row.count), 0)
  return { todo: sum(statesOf.todo), overdue: Number(overdue), submitted: sum(statesOf.submitted), accepted: sum(statesOf.accepted), decided: sum(statesOf.decided), all: sum(statesOf.all) }
}
