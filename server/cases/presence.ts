// Who is on a case now: two officers do not write the same card, and nobody corrects what its firm is writing.
import type { Presence, PresenceInput } from '#contract/cases/schema.ts'
import { requireMember } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { CaseRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { viewEvent } from './history.ts'

/** Two beats of the page and a little: who has not said anything for so long is gone. */
const presentMs = 45_000
/** Who looked at what is not kept: older rows go (server/retention.ts). */
export const presenceKeptMs = 86_400_000

type Side = 'firm' | 'officer'

async function findVisible(connection: Connection, account: SignedIn, caseId: string): Promise<{ row: Pick<CaseRow, 'version' | 'state'>; side: Side }> {
  const row = await connection.selectFrom('cases').select(['version', 'state', 'firm_id']).where('id', '=', caseId).executeTakeFirst()
  if (!row) throw notFound(`no case ${caseId}`)
  if (account.role === 'officer') {
    if (row.state === 'draft') throw notFound(`case ${caseId} is still a draft`)
    return { row, side: 'officer' }
  }
  await requireMember(connection, account, row.firm_id)
  return { row, side: 'firm' }
}

async function mark(tx: Tx, seen: { caseId: string; accountId: string; side: Side; doing: PresenceInput['doing']; at: number }): Promise<void> {
  if (seen.doing === 'left') {
    await tx.deleteFrom('presence').where('case_id', '=', seen.caseId).where('account_id', '=', seen.accountId).execute()
    return
  }
  const change = { side: seen.side, doing: seen.doing, seen_at: seen.at }
  await tx.insertInto('presence').values({ case_id: seen.caseId, account_id: seen.accountId, ...change })
    .onConflict((conflict) => conflict.columns(['case_id', 'account_id']).doUpdateSet(change)).execute()
}

/** Others on the case. The firm sees its own people only; officers see each other, and of the firm whoever is writing. */
async function listOthers(connection: Connection, caseId: string, accountId: string, side: Side, now: number): Promise<Presence['others']> {
  const rows = await connection.selectFrom('presence').innerJoin('accounts', 'accounts.id', 'presence.account_id')
    .select(['accounts.name', 'presence.side', 'presence.doing'])
    .where('presence.case_id', '=', caseId).where('presence.account_id', '<>', accountId).where('presence.seen_at', '>', now - presentMs)
    .where((eb) => side === 'firm' ? eb('presence.side', '=', 'firm') : eb.or([eb('presence.side', '=', 'officer'), eb('presence.doing', '=', 'editing')]))
    .orderBy('accounts.name').orderBy('accounts.id').execute()
  return rows
}

/** Notes that this person is on the case and says who else is. Throws `not-found` for whoever may not see the case. */
export async function markPresence(deps: Deps, account: SignedIn, caseId: string, doing: PresenceInput['doing']): Promise<Presence> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, side } = await findVisible(tx, account, caseId)
    await mark(tx, { caseId, accountId: account.id, side, doing, at })
    const last = await tx.selectFrom('case_events').selectAll().where('case_id', '=', caseId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
    return { version: row.version, state: row.state, others: await listOthers(tx, caseId, account.id, side, at), last: last ? viewEvent(last, side) : null }
  })
}

/** Whether somebody of the firm is writing on this case now: then no officer changes it under their hands (pitfall C20). */
export async function isFirmEditing(connection: Connection, caseId: string, now: number): Promise<boolean> {
  const row = await connection.selectFrom('presence').select('account_id')
    .where('case_id', '=', caseId).where('side', '=', 'firm').where('doing', '=', 'editing').where('seen_at', '>', now - presentMs).limit(1).executeTakeFirst()
  return row !== undefined
}
