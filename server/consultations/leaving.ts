// What an expert who leaves has in hand: questions go back to whoever may answer them; booked visits cannot, officers find them as 专家不能来，要换人.
import { comingStates } from '#contract/consultations/workflow.ts'
import type { Leaver, LeavingHand } from '../accounts/staff-hands.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'

const questionsOf = (connection: Connection, { id }: Leaver) =>
  connection.selectFrom('expert_questions').select(['id', 'firm_id']).where('assigned_to', '=', id).where('state', '=', 'assigned').orderBy('id').execute()

export async function countQuestions(connection: Connection, leaver: Leaver): Promise<number> {
  return (await questionsOf(connection, leaver)).length
}

export async function countVisits(connection: Connection, { id }: Leaver, now: number): Promise<number> {
  const { count } = await connection.selectFrom('bookings').select((eb) => eb.fn.countAll<number>().as('count')).where('expert_id', '=', id).where('state', 'in', comingStates).where('starts_at', '>', now).executeTakeFirstOrThrow()
  return Number(count)
}

export async function layBackQuestions(tx: Tx, leaver: Leaver, by: LeavingHand): Promise<number> {
  // What is being answered at this moment is waited for, and no longer theirs.
  await tx.updateTable('expert_questions').set((eb) => ({ version: eb.ref('version') })).where('assigned_to', '=', leaver.id).where('state', '=', 'assigned').execute()
  const rows = await questionsOf(tx, leaver)
  if (rows.length === 0) return 0
  await tx.updateTable('expert_questions').set((eb) => ({ state: 'open', assigned_to: null, soon_told: null, late_told: null, version: eb('version', '+', 1) })).where('id', 'in', rows.map(({ id }) => id)).execute()
  for (const row of rows) await recordAudit(tx, { ...by, action: 'consultations.question-assign', subject: `question:${row.id}`, firmId: row.firm_id, details: { from: leaver.id, to: null } })
  return rows.length
}
