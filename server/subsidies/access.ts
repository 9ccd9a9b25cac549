import type { CaseActor } from '#contract/cases/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import { lockCase } from '../cases/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { findApplication, type ApplicationCase } from './repository.ts'

/** Who reads: their side, and who they are, for what is theirs alone (their recommendation, their recusal). */
export interface Reader { side: Extract<CaseActor, 'firm' | 'officer'>; accountId: string }

/**
 * The application if the asker may see it: active members of its firm always, officers once it was submitted.
 * Throws `not-found` for everybody else, the same as for one that is not there.
 */
export async function getVisibleApplication(connection: Connection, account: SignedIn, id: string): Promise<{ row: ApplicationCase; reader: Reader['side'] }> {
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

/** Whether this officer has declared a conflict of interest, or acts for the firm or once handed this case in for it (then no declaration is needed). */
export async function isRecused(connection: Connection, accountId: string, row: Pick<ApplicationCase, 'id' | 'firm_id'>): Promise<boolean> {
  const recusal = await connection.selectFrom('recusals').select('at').where('case_id', '=', row.id).where('account_id', '=', accountId).executeTakeFirst()
  if (recusal) return true
  const membership = await connection.selectFrom('memberships').select('id').where('firm_id', '=', row.firm_id).where('account_id', '=', accountId).where('state', '=', 'active').executeTakeFirst()
  if (membership) return true
  // Somebody who has left the firm since would still judge their own input (abuse case 24).
  const submission = await connection.selectFrom('submissions').select('round').where('case_id', '=', row.id).where('account_id', '=', accountId).where('kind', '<>', 'officer').limit(1).executeTakeFirst()
  return submission !== undefined
}

/** Throws `cases.recused`. */
export async function assertNotRecused(connection: Connection, account: SignedIn, row: ApplicationCase): Promise<void> {
  if (await isRecused(connection, account.id, row)) throw new AppError('cases.recused')
}

/** Four eyes: whether this person already had a hand in what is to be decided: recommended it, refused it, or changed answers on the firm's behalf. */
export async function hadAHand(connection: Connection, accountId: string, row: Pick<ApplicationCase, 'id' | 'recommended_by' | 'decided_by'>): Promise<boolean> {
  if (row.recommended_by === accountId || row.decided_by === accountId) return true
  const correction = await connection.selectFrom('case_events').select('id').where('case_id', '=', row.id).where('action', '=', 'correct').where('account_id', '=', accountId).limit(1).executeTakeFirst()
  return correction !== undefined
}
