// Answers kept for a firm outside its applications, one row a scheme and field.
import type { Connection, Tx } from '../db/commands.ts'
import type { MatchAnswerRow } from '../db/schema.ts'

/** In place of a scheme's id: for every scheme that shares the field. */
export const everyScheme = '*'

export async function listMatchAnswers(connection: Connection, firmId: string): Promise<MatchAnswerRow[]> {
  const rows = await connection.selectFrom('match_answers').selectAll().where('firm_id', '=', firmId).execute()
  return rows.map((row) => ({ ...row, saved_at: Number(row.saved_at) }))
}

export async function keepMatchAnswer(tx: Tx, row: MatchAnswerRow): Promise<void> {
  const { value, source, saved_by, saved_at } = row
  await tx.insertInto('match_answers').values(row).onConflict((conflict) => conflict.columns(['firm_id', 'programme_id', 'field']).doUpdateSet({ value, source, saved_by, saved_at })).execute()
}

/** False where there is an answer already: two phones that bring along the same fill it once. */
export async function keepNewMatchAnswer(tx: Tx, row: MatchAnswerRow): Promise<boolean> {
  const result = await tx.insertInto('match_answers').values(row).onConflict((conflict) => conflict.columns(['firm_id', 'programme_id', 'field']).doNothing()).executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
}

export async function dropMatchAnswer(tx: Tx, answer: Pick<MatchAnswerRow, 'firm_id' | 'programme_id' | 'field'>): Promise<void> {
  await tx.deleteFrom('match_answers').where('firm_id', '=', answer.firm_id).where('programme_id', '=', answer.programme_id).where('field', '=', answer.field).execute()
}
