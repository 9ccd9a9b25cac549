// What was agreed to be done after a visit: ticked off by either side, and told in time to whoever owes it.
import type { VisitRecord } from '#contract/consultations/schema.ts'
import { addDays, sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { officerIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { VisitFollowUpRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { bookingsWithNames, lockBooking, type BookingOfFirm } from './access.ts'
import { viewRecord } from './record-service.ts'
import { listFollowUps } from './record-store.ts'
import { expertPageOf, firmPageOf, firmReaders } from './record-telling.ts'
import { isReminderTime } from '../cases/reminder-time.ts'

/** By its firm, its expert or an officer, once the firm has agreed to the record. Throws `not-found`, `consultations.wrong-state`. */
export async function setFollowUp(deps: Deps, account: SignedIn, { id, followUpId }: { id: string; followUpId: string }, isDone: boolean, requestId: string): Promise<VisitRecord> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    const { row, side } = opened
    if (row.state !== 'done') throw new AppError('consultations.wrong-state', { detail: `the record of booking ${id} is not confirmed` })
    const step = (await listFollowUps(tx, id)).find((one) => one.id === followUpId)
    if (!step) throw notFound(`booking ${id} has no follow-up ${followUpId}`)
    if ((step.done_at !== null) === isDone) return viewRecord(tx, opened)
    await tx.updateTable('visit_follow_ups').set(isDone ? { done_at: at, done_by: account.id } : { done_at: null, done_by: null }).where('booking_id', '=', id).where('id', '=', followUpId).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'consultations.follow-up', subject: `booking:${id}`, firmId: row.firm_id, requestId, details: { followUpId, isDone } })
    return viewRecord(tx, opened)
  })
}

/** Told so many days before it is due, or later where nobody could be told then. */
const alertDays = 3
const mostSteps = 500

type Due = VisitFollowUpRow & { due_on: string }

async function readersOf(tx: Tx, row: BookingOfFirm, { owner }: Due): Promise<{ accountIds: string[]; firmId: string | null; link: string }> {
  if (owner === 'firm') return { accountIds: await firmReaders(tx, row), firmId: row.firm_id, link: firmPageOf(row) }
  if (owner === 'expert') return { accountIds: [row.expert_id], firmId: null, link: expertPageOf(row) }
  return { accountIds: await officerIds(tx), firmId: null, link: `/desk/consultations/${row.id}` }
}

async function tell(deps: Deps, step: Due, now: number, today: string): Promise<number> {
  return deps.commands.run(async (tx) => {
    const row = await bookingsWithNames(tx).where('bookings.id', '=', step.booking_id).executeTakeFirst()
    if (!row) return 0
    const { accountIds, firmId, link } = await readersOf(tx, row, step)
    if (accountIds.length === 0) return 0
    const taken = await tx.updateTable('visit_follow_ups').set({ told: step.due_on }).where('booking_id', '=', row.id).where('id', '=', step.id).where('told', 'is', null).where('done_at', 'is', null).executeTakeFirst()
    if (Number(taken.numUpdatedRows) === 0) return 0
    const message = renderMessage(deps.content, 'consultation.follow-up-due', { number: row.number, firm: row.firm_name, what: step.what, dueOn: sayDate(step.due_on, today) }, link)
    await enqueueMessages(tx, { at: now, accountIds, firmId, message })
    return 1
  })
}

/** One round, on working days from nine; each once. Returns how many were told. */
export async function remindOfFollowUps(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  if (!isReminderTime(deps, now)) return 0
  const today = shanghaiDate(now)
  const rows = await deps.db.selectFrom('visit_follow_ups').innerJoin('visit_records', 'visit_records.booking_id', 'visit_follow_ups.booking_id').selectAll('visit_follow_ups')
    .where('visit_records.state', '=', 'confirmed').where('visit_follow_ups.done_at', 'is', null).where('visit_follow_ups.told', 'is', null).where('visit_follow_ups.due_on', '<=', addDays(today, alertDays))
    .orderBy('visit_follow_ups.due_on').orderBy('visit_follow_ups.booking_id').orderBy('visit_follow_ups.position').limit(mostSteps).execute()
  let told = 0
  for (const row of rows) if (row.due_on !== null) told += await tell(deps, { ...row, due_on: row.due_on }, now, today)
  return told
}
