import type { Connection, Tx } from '../db/commands.ts'
import type { RightRow } from '../db/schema.ts'

export async function listFirmRights(connection: Connection, firmId: string): Promise<RightRow[]> {
  return connection.selectFrom('rights').selectAll().where('firm_id', '=', firmId).orderBy('created_at', 'desc').orderBy('id').execute()
}

export async function countFirmRights(connection: Connection, firmId: string): Promise<number> {
  const { count } = await connection.selectFrom('rights').select((eb) => eb.fn.countAll().as('count')).where('firm_id', '=', firmId).executeTakeFirstOrThrow()
  return Number(count)
}

export async function findRight(connection: Connection, id: string): Promise<RightRow | undefined> {
  return connection.selectFrom('rights').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findRightByNumber(connection: Connection, right: Pick<RightRow, 'firm_id' | 'kind' | 'number'>): Promise<RightRow | undefined> {
  return connection.selectFrom('rights').selectAll().where('firm_id', '=', right.firm_id).where('kind', '=', right.kind).where('number', '=', right.number).executeTakeFirst()
}

export async function insertRight(tx: Tx, row: RightRow): Promise<void> {
  await tx.insertInto('rights').values(row).execute()
}

/** The right as it is now, or undefined when somebody was faster. */
export async function changeRight(tx: Tx, seen: { id: string; version: number }, change: Partial<RightRow>): Promise<RightRow | undefined> {
  return tx.updateTable('rights').set({ ...change, version: seen.version + 1 }).where('id', '=', seen.id).where('version', '=', seen.version).returningAll().executeTakeFirst()
}

export async function removeRight(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.deleteFrom('rights').where('id', '=', id).executeTakeFirst()
  return Number(result.numDeletedRows) === 1
}

/** Whether the firm has said that its fees are reduced. */
export async function hasReduction(connection: Connection, firmId: string): Promise<boolean> {
  const row = await connection.selectFrom('portfolio_settings').select('is_reduced').where('firm_id', '=', firmId).executeTakeFirst()
  return row?.is_reduced === 1
}

export async function saveReduction(tx: Tx, settings: { firmId: string; isReduced: boolean; accountId: string; at: number }): Promise<void> {
  const values = { is_reduced: settings.isReduced ? 1 : 0, saved_by: settings.accountId, saved_at: settings.at }
  await tx.insertInto('portfolio_settings').values({ firm_id: settings.firmId, ...values }).onConflict((conflict) => conflict.column('firm_id').doUpdateSet(values)).execute()
}
