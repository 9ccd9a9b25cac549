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

const insertedAtOnce = 100

export async function insertRights(tx: Tx, rows: readonly RightRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += insertedAtOnce) await tx.insertInto('rights').values(rows.slice(from, from + insertedAtOnce)).execute()
}

/** The right as it is now, or undefined when somebody was faster. */
export async function changeRight(tx: Tx, seen: { id: string; version: number }, change: Partial<RightRow>): Promise<RightRow | undefined> {
  return tx.updateTable('rights').set({ ...change, version: seen.version + 1 }).where('id', '=', seen.id).where('version', '=', seen.version).returningAll().executeTakeFirst()
}

/** The papers of the right have to be gone already. */
export async function removeRight(tx: Tx, id: string): Promise<boolean> {
  await tx.deleteFrom('annuity_tellings').where('right_id', '=', id).execute()
  const result = await tx.deleteFrom('rights').where('id', '=', id).executeTakeFirst()
  return Number(result.numDeletedRows) === 1
}

/** Fees in full and reminders on, until the firm says otherwise. */
export async function readSettings(connection: Connection, firmId: string): Promise<{ isReduced: boolean; reminds: boolean }> {
  const row = await connection.selectFrom('portfolio_settings').select(['is_reduced', 'reminds']).where('firm_id', '=', firmId).executeTakeFirst()
  return { isReduced: row?.is_reduced === 1, reminds: row?.reminds !== 0 }
}

/** Only what is named changes, so two people who each tick one thing do not undo each other. */
export async function saveSettings(tx: Tx, settings: { firmId: string; isReduced?: boolean | undefined; reminds?: boolean | undefined; accountId: string; at: number }): Promise<void> {
  const changed = {
    ...(settings.isReduced === undefined ? {} : { is_reduced: settings.isReduced ? 1 : 0 }), ...(settings.reminds === undefined ? {} : { reminds: settings.reminds ? 1 : 0 }),
    saved_by: settings.accountId, saved_at: settings.at,
  }
  await tx.insertInto('portfolio_settings').values({ firm_id: settings.firmId, is_reduced: 0, reminds: 1, ...changed }).onConflict((conflict) => conflict.column('firm_id').doUpdateSet(changed)).execute()
}
