import type { CaseActor } from '#contract/cases/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import type { Connection } from '../db/commands.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { findApplication, type ApplicationCase } from './repository.ts'

/**
 * The application if the asker may see it: active members of its firm always, officers once it was submitted.
 * Throws `not-found` for everybody else, the same as for one that is not there.
 */
export async function getVisibleApplication(connection: Connection, account: SignedIn, id: string): Promise<{ row: ApplicationCase; reader: CaseActor }> {
  const row = await findApplication(connection, id)
  if (!row) throw notFound(`no application ${id}`)
  if (account.role === 'officer') {
    if (row.state === 'draft') throw notFound(`application ${id} is still a draft`)
    return { row, reader: 'officer' }
  }
  await requireMember(connection, account, row.firm_id)
  return { row, reader: 'firm' }
}

/** As getVisibleApplication, for what only the firm does. */
export async function getOwnApplication(connection: Connection, account: SignedIn, id: string): Promise<ApplicationCase> {
  const row = await findApplication(connection, id)
  if (!row) throw notFound(`no application ${id}`)
  await requireMember(connection, account, row.firm_id)
  return row
}
