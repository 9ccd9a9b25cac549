// What the calendar says by itself: a date that comes soon or has passed, told to those who owe it. Once for every case and date.
import { officerDuties } from '#contract/accounts/duties.ts'
import { sql } from 'kysely'
import { addWorkdays, type Pause } from '#contract/cases/workdays.ts'
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { atMostEvery } from '../at-most-every.ts'
import { firmMemberIds } from '../accounts/access.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { CaseRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { findCard } from './corrections.ts'
import { isFirmEditing } from './presence.ts'
import { isOwed } from './queue-groups.ts'
import { isReminderTime } from './reminder-time.ts'

const everyMs = 10 * 60_000
/** The firm is reminded this many working days before its corrections are due. */
const firmAlertWorkdays = 1

/** Whose date it is, and whether it comes (soon) or has passed (late). */
interface Occasion { side: 'county' | 'firm'; mark: 'soon_told' | 'late_told' }
const occasions: readonly Occasion[] = [
  { side: 'county', mark: 'late_told' }, { side: 'county', mark: 'soon_told' }, { side: 'firm', mark: 'late_told' }, { side: 'firm', mark: 'soon_told' },
]
type DueCase = Pick<CaseRow, 'id' | 'number' | 'title' | 'firm_id' | 'saved_at' | 'assigned_to' | 'due_pauses' | 'due_promise'> & { due_on: string; firm_name: string }

/** What is written down once it was told: a pause moves the date, and the new one counts anew. */
function markOf(side: Occasion['side'], dueOn: string): string {
  return `${side} ${dueOn}`
}

/** Cases nobody was told of yet. On the day a clock begins nothing comes soon: the message of that day named the date. */
async function listUntold(connection: Connection, { side, mark }: Occasion, today: string, until: string): Promise<DueCase[]> {
  let query = connection.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id')
    .select(['cases.id', 'cases.number', 'cases.title', 'cases.firm_id', 'cases.saved_at', 'cases.assigned_to', 'cases.due_on', 'cases.due_pauses', 'cases.due_promise', 'firms.name as firm_name'])
    .where((eb) => eb.or([eb(`cases.${mark}`, 'is', null), eb(`cases.${mark}`, '<>', sql<string>`cast(${markOf(side, '')} as text) || cases.due_on`)]))
  query = side === 'firm' ? query.where('cases.state', '=', 'returned') : query.where(isOwed())
  query = mark === 'late_told' ? query.where('cases.due_on', '<', today) : query.where('cases.due_on', '>=', today).where('cases.due_on', '<=', until).where('cases.due_from', '<', today)
  const rows = await query.orderBy('cases.due_on').orderBy('cases.id').execute()
  return rows.flatMap((row) => (row.due_on === null ? [] : [{ ...row, due_on: row.due_on }]))
}

/** True for the one who tells it: whoever comes later, or after the case has moved on, gets false. */
async function takeTelling(tx: Tx, { side, mark }: Occasion, row: DueCase): Promise<boolean> {
  const told = markOf(side, row.due_on)
  const result = await tx.updateTable('cases').set({ [mark]: told }).where('id', '=', row.id).where('due_on', '=', row.due_on)
    .where('state', side === 'firm' ? '=' : '<>', 'returned').where((eb) => eb.or([eb(mark, 'is', null), eb(mark, '<>', told)])).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Officers in service who have a part in this case; with `assignee`, that person alone where possible. */
async function officersFor(tx: Tx, caseId: string, assignee: string | null): Promise<string[]> {
  const rows = await tx.selectFrom('accounts').select('id').where('staff_role', 'in', officerDuties).where('disabled_at', 'is', null)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('recusals').select('recusals.case_id').where('recusals.case_id', '=', caseId).whereRef('recusals.account_id', '=', 'accounts.id')))).orderBy('id').execute()
  const ids = rows.map((row) => row.id)
  return assignee !== null && ids.includes(assignee) ? [assignee] : ids
}

/** The firm has ticked an item, or saved something since it was asked, or is writing now: it is left alone (pitfall C20). */
async function isCorrecting(tx: Tx, row: DueCase, now: number): Promise<boolean> {
  const card = await findCard(tx, row.id)
  if (card?.state !== 'open') return false
  return card.items.some((item) => item.doneAt !== null) || row.saved_at > (card.sent_at ?? now) || (await isFirmEditing(tx, row.id, now))
}

async function tell(deps: Deps, occasion: Occasion, row: DueCase, now: number, today: string): Promise<boolean> {
  return deps.commands.run(async (tx) => {
    const isForFirm = occasion.side === 'firm' && occasion.mark === 'soon_told'
    if (isForFirm && (await isCorrecting(tx, row, now))) return false
    if (!(await takeTelling(tx, occasion, row))) return false
    const values = { number: row.number ?? '', title: row.title, firm: row.firm_name, promise: row.due_promise ?? '', dueOn: sayDate(row.due_on, today) }
    if (isForFirm) {
      await enqueueMessages(tx, { at: now, accountIds: await firmMemberIds(tx, row.firm_id), firmId: row.firm_id, dedupeKey: `case.correction-due:${row.id}:${row.due_on}`, message: renderMessage(deps.content, 'case.correction-due', values, `/cases/${row.id}`) })
      return true
    }
    const kind = occasion.side === 'firm' ? 'desk.correction-overdue' : occasion.mark === 'late_told' ? 'desk.overdue' : 'desk.due-soon'
    // A broken promise is everybody's business; everything else that of whoever has the case.
    const accountIds = await officersFor(tx, row.id, kind === 'desk.overdue' ? null : row.assigned_to)
    await enqueueMessages(tx, { at: now, accountIds, firmId: null, dedupeKey: `${kind}:${row.id}:${row.due_on}`, message: renderMessage(deps.content, kind, values, `/desk/cases/${row.id}`) })
    return true
  })
}

function ranOnToday({ due_pauses }: DueCase, today: string): boolean {
  return due_pauses !== null && readStoredJson<Pause[]>(due_pauses).at(-1)?.[1] === today
}

/** One round; on working days from nine in Shanghai, nothing otherwise. Returns how many cases were told of. */
export async function remindOfDue(deps: Deps): Promise<number> {
  const { calendar, casework } = deps.content
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  if (!isReminderTime(deps, now)) return 0
  let told = 0
  for (const occasion of occasions) {
    const until = addWorkdays(calendar, today, occasion.side === 'firm' ? firmAlertWorkdays : casework.alertWorkdays)
    for (const row of await listUntold(deps.db, occasion, today, until)) {
      if (occasion.mark === 'soon_told' && ranOnToday(row, today)) continue
      if (await tell(deps, occasion, row, now, today)) told += 1
    }
  }
  return told
}

/** `remindOfDue`, at most every ten minutes however often the worker asks. */
export const sendReminders = atMostEvery(everyMs, remindOfDue)
