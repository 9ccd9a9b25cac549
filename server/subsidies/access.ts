import type { StaffRole } from '#contract/accounts/schema.ts'
import type { CaseActor } from '#contract/cases/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import { requireWriter, type Writer } from '../accounts/assist-access.ts'
import { lockCase } from '../cases/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { findApplication, type ApplicationCase } from './repository.ts'

/** Who reads: their side, and who they are, for what is theirs alone (their recommendation, their recusal). */
export interface Reader {
  side: Extract<CaseActor, 'firm' | 'officer'>
  accountId: string
  duty: StaffRole | null
  /** An assistant the firm has let in: fills in drafts, sees no account in full, no other case, and takes no action. */
  isHelper?: boolean
}

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

/** As getVisibleApplication, and drafts for an assistant the firm has let in. */
export async function getReadableApplication(connection: Connection, account: SignedIn, id: string, at: number): Promise<{ row: ApplicationCase; reader: Reader }> {
  if (account.role !== 'assistant') {
    const { row, reader } = await getVisibleApplication(connection, account, id)
    return { row, reader: { side: reader, accountId: account.id, duty: account.duty } }
  }
  const row = await findApplication(connection, id)
  if (row?.state !== 'draft') throw notFound(`no draft ${id}`)
  return { row, reader: readerFor(account, await requireWriter(connection, account, row.firm_id, at)) }
}

/** Who reads what was just written. */
export function readerFor(account: SignedIn, writer: Writer): Reader {
  return { side: 'firm', accountId: account.id, duty: account.duty, ...(writer.role === 'assistant' ? { isHelper: true } : {}) }
}

/** For what is filled in: the firm's members, and on a draft an assistant it has let in. Nobody else changes it until the transaction ends. Throws `not-found`. */
export async function lockWritableApplication(tx: Tx, account: SignedIn, id: string, at: number): Promise<{ row: ApplicationCase; writer: Writer }> {
  await lockCase(tx, id)
  const row = await findApplication(tx, id)
  if (!row) throw notFound(`no application ${id}`)
  const writer = await requireWriter(tx, account, row.firm_id, at)
  if (writer.role === 'assistant' && row.state !== 'draft') throw notFound(`application ${id} is no draft any more`)
  return { row, writer }
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
  if (submission) return true
  // The same for who filled it in as an assistant before becoming an officer.
  const help = await connection.selectFrom('assists').innerJoin('cases', 'cases.firm_id', 'assists.firm_id').select('assists.id').where('cases.id', '=', row.id).where('assists.assistant_id', '=', accountId)
    .whereRef('assists.ends_at', '>=', 'cases.created_at').where((eb) => eb.or([eb('cases.submitted_at', 'is', null), eb('assists.started_at', '<=', eb.ref('cases.submitted_at'))])).limit(1).executeTakeFirst()
  return help !== undefined
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
