// What is known of the cases a table of payments names.
import type { Connection } from '../db/commands.ts'

export async function listNumbered(connection: Connection, numbers: readonly string[]) {
  if (numbers.length === 0) return []
  return connection.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id')
    .select(['cases.id', 'cases.number', 'cases.title', 'cases.firm_id', 'cases.state', 'cases.programme_id', 'cases.approved_fen', 'cases.decided_at', 'cases.version', 'firms.name as firm_name'])
    .where('cases.number', 'in', numbers).where('cases.state', '<>', 'draft').execute()
}
export type Numbered = Awaited<ReturnType<typeof listNumbered>>[number]

/** Of these cases those whose account the bank sent back and the firm has not put right yet, and those something is said against. */
export async function listHeldUp(connection: Connection, ids: readonly string[]): Promise<{ returned: Set<string>; disputed: Set<string> }> {
  if (ids.length === 0) return { returned: new Set(), disputed: new Set() }
  const [returned, disputed] = await Promise.all([
    connection.selectFrom('corrections').select('case_id').where('case_id', 'in', ids).where('state', '=', 'open').where('kind', '=', 'payment').execute(),
    connection.selectFrom('disputes').select('case_id').where('case_id', 'in', ids).where('state', '=', 'open').execute(),
  ])
  return { returned: new Set(returned.map((row) => row.case_id)), disputed: new Set(disputed.map((row) => row.case_id)) }
}

/** Names the firms of these cases handed in under: theirs may have changed since. */
export async function listSnapshots(connection: Connection, ids: readonly string[]): Promise<Map<string, string | null>> {
  if (ids.length === 0) return new Map()
  const rows = await connection.selectFrom('applications').select(['case_id', 'snapshot']).where('case_id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.case_id, row.snapshot]))
}
