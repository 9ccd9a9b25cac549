// The end of a publicity: the day after its last, once nothing said against it is unanswered. The calendar closes it, or the last answer.
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { findMove, pathOf } from '#contract/cases/workflow.ts'
import { atMostEvery } from '../at-most-every.ts'
import { firmMemberIds, officerIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { addEvent, lockCase } from '../cases/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { PublicityRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { hasOpenDispute } from './disputes.ts'
import { clockFor } from './doing.ts'
import { findApplication, type ApplicationCase } from './repository.ts'
import { programmeOf } from './snapshot.ts'

const batchSize = 100
const everyMs = 5_000

/** The case's publicity, the latest where it was publicised again; undefined when it never was. */
export async function findPublicity(connection: Connection, caseId: string): Promise<PublicityRow | undefined> {
  return connection.selectFrom('publicities').selectAll().where('case_id', '=', caseId).orderBy('created_at', 'desc').orderBy('id').limit(1).executeTakeFirst()
}

/** Whoever has the case in hand, else every officer. */
export async function officersFor(tx: Tx, row: Pick<ApplicationCase, 'assigned_to'>): Promise<string[]> {
  const officers = await officerIds(tx)
  return row.assigned_to !== null && officers.includes(row.assigned_to) ? [row.assigned_to] : officers
}

/** The day the county's time to pay counts from: the last day of publicity, or of the answer it had to wait for. */
async function endedOn(tx: Tx, publicity: PublicityRow): Promise<string> {
  const { last } = await tx.selectFrom('disputes').select((eb) => eb.fn.max('answered_at').as('last')).where('publicity_id', '=', publicity.id).executeTakeFirstOrThrow()
  const answeredOn = last === null ? publicity.ends_on : shanghaiDate(Number(last))
  return answeredOn > publicity.ends_on ? answeredOn : publicity.ends_on
}

async function tell(deps: Deps, tx: Tx, moved: ApplicationCase, publicity: PublicityRow, at: number): Promise<void> {
  const values = { number: moved.number ?? '', title: moved.title, firm: publicity.firm_name, dueOn: moved.due_on === null ? '' : sayDate(moved.due_on, shanghaiDate(at)) }
  const dedupeKey = `publicity:${publicity.id}:over`
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, moved.firm_id), firmId: moved.firm_id, dedupeKey, message: renderMessage(deps.content, 'case.publicity-over', values, `/cases/${moved.id}`) })
  await enqueueMessages(tx, { at, accountIds: await officersFor(tx, moved), firmId: null, dedupeKey: `${dedupeKey}:officer`, message: renderMessage(deps.content, 'desk.publicity-over', values, `/desk/cases/${moved.id}`) })
}

/**
 * Ends the case's publicity if its last day (in Shanghai) has passed and nothing said against the case is unanswered; the county's time
 * to pay begins. In the caller's transaction, with the case locked by it; the case's version is left to the caller's own move.
 * False when there is nothing to end: it is done once.
 */
export async function closePublicityIfOver(deps: Deps, tx: Tx, caseId: string, at: number): Promise<boolean> {
  const publicity = await findPublicity(tx, caseId)
  if (publicity?.state !== 'running' || publicity.ends_on >= shanghaiDate(at) || (await hasOpenDispute(tx, caseId))) return false
  const row = await findApplication(tx, caseId)
  if (!row) throw notFound(`application ${caseId} vanished`)
  const programme = programmeOf(deps, row)
  if (!findMove('close-publicity', 'calendar', row.state, pathOf(programme.steps))) return false
  await tx.updateTable('publicities').set({ state: 'over', ended_at: at }).where('id', '=', publicity.id).where('state', '=', 'running').execute()
  const clock = clockFor({ deps, programme, today: await endedOn(tx, publicity) }, 'publicity')
  await tx.updateTable('cases').set({ ...clock }).where('id', '=', caseId).execute()
  await addEvent(tx, { caseId, at, action: 'close-publicity', state: row.state, actor: 'calendar', accountId: '', actorName: deps.content.county.office, note: null })
  await recordAudit(tx, { at, accountId: null, role: 'system', action: 'subsidies.close-publicity', subject: `case:${caseId}`, firmId: row.firm_id, details: { endsOn: publicity.ends_on } })
  await tell(deps, tx, { ...row, ...clock }, publicity, at)
  return true
}

/** One round: every publicity whose last day has passed. Returns how many ended. */
export async function closePublicities(deps: Deps): Promise<number> {
  const at = deps.clock.now()
  const due = await deps.db.selectFrom('publicities').select('case_id').where('state', '=', 'running').where('ends_on', '<', shanghaiDate(at))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('disputes').select('disputes.id').whereRef('disputes.case_id', '=', 'publicities.case_id').where('disputes.state', '=', 'open'))))
    .orderBy('ends_on').limit(batchSize).execute()
  let closed = 0
  for (const { case_id: caseId } of due) {
    const isClosed = await deps.commands.run(async (tx) => {
      await lockCase(tx, caseId)
      if (!(await closePublicityIfOver(deps, tx, caseId, at))) return false
      await tx.updateTable('cases').set((eb) => ({ version: eb('version', '+', 1) })).where('id', '=', caseId).execute()
      return true
    })
    if (isClosed) closed += 1
  }
  return closed
}

/** `closePublicities`, at most every five seconds however often the worker asks. */
export const endPublicities = atMostEvery(everyMs, closePublicities)
