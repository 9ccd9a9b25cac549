// 企业称号 a firm states of itself (ids of county.json's `titles`): notices are told by them. Nobody checks them, and nothing else goes by them.
import type { FieldProblem } from '#contract/errors.ts'
import type { Connection, Tx } from '../db/commands.ts'

/** Ids, in order. */
export async function listTitles(connection: Connection, firmId: string): Promise<string[]> {
  const rows = await connection.selectFrom('firm_titles').select('title').where('firm_id', '=', firmId).orderBy('title').execute()
  return rows.map(({ title }) => title)
}

/** A problem `option` where one of them is not the county's. */
export function checkTitles(problems: FieldProblem[], titles: readonly string[], known: readonly { id: string }[]): void {
  if (titles.some((title) => !known.some(({ id }) => id === title))) problems.push({ field: 'titles', reason: 'option' })
}

/** These and no others; what stays keeps who stated it and when. */
export async function setTitles(tx: Tx, { firmId, titles, accountId, at }: { firmId: string; titles: readonly string[]; accountId: string; at: number }): Promise<void> {
  await tx.deleteFrom('firm_titles').where('firm_id', '=', firmId).where('title', 'not in', titles.length > 0 ? titles : ['']).execute()
  if (titles.length === 0) return
  await tx.insertInto('firm_titles').values(titles.map((title) => ({ firm_id: firmId, title, stated_by: accountId, stated_at: at }))).onConflict((conflict) => conflict.doNothing()).execute()
}
