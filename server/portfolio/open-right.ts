import { requireMember } from '../accounts/access.ts'
import type { Connection } from '../db/commands.ts'
import type { MembershipRow, RightRow } from '../db/schema.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { findRight } from './repository.ts'

/** The right, if the asker acts for its firm. Throws `not-found` for everybody else, the same as for one that is not there. */
export async function openRight(connection: Connection, account: SignedIn, id: string): Promise<{ row: RightRow; role: MembershipRow['role'] }> {
  const row = await findRight(connection, id)
  if (!row) throw notFound(`no right ${id}`)
  const { role } = await requireMember(connection, account, row.firm_id)
  return { row, role }
}
