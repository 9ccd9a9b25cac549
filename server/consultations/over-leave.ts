// Coming bookings that lie over a leave of their expert: to be moved.
import { quantumMs } from '#contract/consultations/ways.ts'
import { comingStates } from '#contract/consultations/workflow.ts'
import type { Connection } from '../db/commands.ts'
import type { BookingRow, ExpertLeaveRow } from '../db/schema.ts'
import { bookingsWithNames, type BookingOfFirm } from './access.ts'

/** With its road: an expert on leave is not under way either. */
export function liesOver(row: Pick<BookingRow, 'first_quantum' | 'last_quantum'>, leave: Pick<ExpertLeaveRow, 'starts_at' | 'ends_at'>): boolean {
  return leave.starts_at < (row.last_quantum + 1) * quantumMs && row.first_quantum * quantumMs < leave.ends_at
}

/** Of one expert, or of all; in order of time. */
export async function listOverLeave(connection: Connection, now: number, expertId?: string): Promise<BookingOfFirm[]> {
  let leaves = connection.selectFrom('expert_leaves').select(['expert_id', 'starts_at', 'ends_at']).where('removed_at', 'is', null).where('ends_at', '>', now)
  if (expertId !== undefined) leaves = leaves.where('expert_id', '=', expertId)
  const coming = await leaves.execute()
  if (coming.length === 0) return []
  const rows = await bookingsWithNames(connection).where('bookings.state', 'in', comingStates).where('bookings.starts_at', '>', now)
    .where('bookings.expert_id', 'in', [...new Set(coming.map((leave) => leave.expert_id))]).orderBy('bookings.starts_at').orderBy('bookings.id').execute()
  return rows.filter((row) => coming.some((leave) => leave.expert_id === row.expert_id && liesOver(row, leave)))
}
