import type { CaseActor } from '#contract/cases/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import { lockCase } from '../cases/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
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

/** As getVisibleApplication, for what only the firm changes: nobody else changes it until the transaction ends. */
export async function lockOwnApplication(tx: Tx, account: SignedIn, id: string): Promise<ApplicationCase> {
  await lockCase(tx, id)
  const row = await findApplication(tx, id)
  if (!row) throw notFound(`no application ${id}`)
  await requireMember(tx, account, row.firm_id)
  return row
}
