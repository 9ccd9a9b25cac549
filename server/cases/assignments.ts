// Who has a case in hand: taken over, handed over, laid back, many at once.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { AssignmentInput, Colleague } from '#contract/cases/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { isOwed } from './queue-groups.ts'

/** Officers in service, with what each has in hand that the county still owes. */
export async function listColleagues(connection: Connection, me: string): Promise<Colleague[]> {
  const officers = await connection.selectFrom('accounts').select(['id', 'name']).where('staff_role', 'in', officerDuties).where('disabled_at', 'is', null).orderBy('name').orderBy('id').execute()
  const counts = await connection.selectFrom('cases').select(['cases.assigned_to', (eb) => eb.fn.countAll<number>().as('count')])
    .where('cases.assigned_to', 'is not', null).where(isOwed()).groupBy('cases.assigned_to').execute()
  const open = new Map(counts.map((row) => [row.assigned_to, Number(row.count)]))
  return officers.map(({ id, name }) => ({ id, name, open: open.get(id) ?? 0, isMe: id === me }))
}

/** The cases, locked in one order until the transaction ends; `not-found` when one of them is not there or was never handed in. */
async function lockHandedIn(tx: Tx, caseIds: readonly string[]) {
  await tx.updateTable('cases').set((eb) => ({ version: eb.ref('version') })).where('id', 'in', caseIds).execute()
  const rows = await tx.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id').selectAll('cases').select('firms.name as firm_name')
    .where('cases.id', 'in', caseIds).where('cases.state', '<>', 'draft').execute()
  if (rows.length < caseIds.length) throw notFound(`${caseIds.length - rows.length} of the cases are not there`)
  return rows
}

async function assertMayHave(tx: Tx, caseIds: readonly string[], accountId: string): Promise<void> {
  const officer = await tx.selectFrom('accounts').select('id').where('id', '=', accountId).where('staff_role', 'in', officerDuties).where('disabled_at', 'is', null).executeTakeFirst()
  if (!officer) throw notFound(`no officer ${accountId} in service`)
  const recused = await tx.selectFrom('recusals').innerJoin('cases', 'cases.id', 'recusals.case_id').select('cases.number').where('recusals.account_id', '=', accountId).where('recusals.case_id', 'in', caseIds).orderBy('cases.number').executeTakeFirst()
  const ofTheFirm = await tx.selectFrom('memberships').innerJoin('cases', 'cases.firm_id', 'memberships.firm_id').select('cases.number')
    .where('memberships.account_id', '=', accountId).where('memberships.state', '=', 'active').where('cases.id', 'in', caseIds).orderBy('cases.number').executeTakeFirst()
  const outside = recused ?? ofTheFirm
  if (outside) throw new AppError('cases.recused', { details: { number: outside.number ?? '' } })
}

type Row = Awaited<ReturnType<typeof lockHandedIn>>[number]

/** Whoever gets cases from somebody else is told once, however many there are. */
async function tell(deps: Deps, tx: Tx, account: SignedIn, to: string, rows: readonly Row[], at: number): Promise<void> {
  const [first] = rows
  if (!first || to === account.id) return
  const message = rows.length === 1
    ? renderMessage(deps.content, 'desk.assigned', { number: first.number ?? '', title: first.title, firm: first.firm_name, by: account.name }, `/desk/cases/${first.id}`)
    : renderMessage(deps.content, 'desk.assigned-many', { count: rows.length, by: account.name }, '/desk/queue?group=mine')
  await enqueueMessages(tx, { at, accountIds: [to], firmId: null, message })
}

/**
 * Puts all of these cases into one hand (`to`), or back to nobody (null); all or none. Returns how many there are.
 * Throws `not-found` for a case never handed in and for somebody who is no officer in service, `cases.recused` when that person has no part in one of them.
 * Versions stay: a hand-over is no change of what somebody is writing.
 */
export async function assignCases(deps: Deps, account: SignedIn, { caseIds, to }: AssignmentInput, requestId: string): Promise<number> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const rows = await lockHandedIn(tx, caseIds)
    if (to !== null) await assertMayHave(tx, caseIds, to)
    const changed = rows.filter((row) => row.assigned_to !== to)
    if (changed.length > 0) await tx.updateTable('cases').set({ assigned_to: to }).where('id', 'in', changed.map((row) => row.id)).execute()
    for (const row of changed) {
      await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'cases.assign', subject: `case:${row.id}`, firmId: row.firm_id, requestId, details: { from: row.assigned_to, to } })
    }
    if (to !== null) await tell(deps, tx, account, to, changed, at)
    return rows.length
  })
}
