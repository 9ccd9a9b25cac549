// History of a request and its leads, one line a move, and who saw what when.
import { randomUUID } from 'node:crypto'
import type { Connection, Tx } from '../db/commands.ts'
import type { FinancingEventRow } from '../db/schema.ts'

/** Adds one line. The caller has locked the request, so places come one after another. */
export async function addFinancingEvent(tx: Tx, line: Omit<FinancingEventRow, 'id' | 'seq'>): Promise<void> {
  const { last } = await tx.selectFrom('financing_events').select((eb) => eb.fn.max('seq').as('last')).where('request_id', '=', line.request_id).executeTakeFirstOrThrow()
  await tx.insertInto('financing_events').values({ ...line, id: randomUUID(), seq: Number(last ?? 0) + 1 }).execute()
}

/** Of a request with all its leads, in order. */
export async function listFinancingEvents(connection: Connection, requestId: string): Promise<FinancingEventRow[]> {
  return connection.selectFrom('financing_events').selectAll().where('request_id', '=', requestId).orderBy('seq').execute()
}

export { recordSight, type Sight } from '../audit/sights.ts'
