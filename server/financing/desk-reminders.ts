// What the calendar says, once each, to officers: a request nobody has screened in time, one no bank is at (无人接单), a bank that has taken a lead and does nothing; and to the firm, that a loan waits for its word.
import { addWorkdays, workdaysBetween } from '#contract/cases/workdays.ts'
import { addDays, chineseDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { isReminderTime } from '../cases/reminder-time.ts'
import type { Connection } from '../db/commands.ts'
import type { FinancingLeadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { dayOf, lockForCalendar, lockLeadForCalendar, mostAtOnce, tellOfficers } from './calendar-turn.ts'
import { isStalled, isUnanswered } from './standings.ts'
import { tellBank, tellFirm } from './telling.ts'

type Id = Pick<FinancingLeadRow, 'id'>

/** One round for each of them, on working days from nine. */
async function forEachDue<T>(deps: Deps, list: () => Promise<T[]>, tell: (row: T) => Promise<boolean>): Promise<number> {
  if (!isReminderTime(deps, deps.clock.now())) return 0
  let told = 0
  for (const row of await list()) if (await tell(row)) told += 1
  return told
}

/** Once for each due date. */
export async function remindOfScreening(deps: Deps): Promise<number> {
  const { today } = dayOf(deps)
  const late = (connection: Connection) => connection.selectFrom('financing_requests').select('id').where('state', '=', 'submitted').where('due_on', '<', today).where((eb) => eb.or([eb('late_told', 'is', null), eb('late_told', '<>', eb.ref('due_on'))]))
  return forEachDue(deps, () => late(deps.db).orderBy('due_on').orderBy('id').limit(mostAtOnce).execute(), ({ id }) => deps.commands.run(async (tx) => {
    const { request, firm } = await lockForCalendar(tx, id)
    if (!(await late(tx).where('id', '=', id).executeTakeFirst()) || request.due_on === null) return false
    await tx.updateTable('financing_requests').set({ late_told: request.due_on }).where('id', '=', id).execute()
    await tellOfficers(tx, deps, request, { kind: 'financing.desk-late', values: { number: request.number ?? '', firm: firm.name, dueOn: chineseDate(request.due_on) }, once: `${id}:${request.due_on}` })
    return true
  }))
}

/** The bank asked last whose answer counts: another one makes another round. */
async function roundOf(connection: Connection, requestId: string): Promise<string | null> {
  const row = await connection.selectFrom('financing_leads').select('id').where('request_id', '=', requestId).where('state', '<>', 'revoked').orderBy('offered_at', 'desc').orderBy('number', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? null
}

/** Officers and the firm, once for each round of asking. */
export async function remindOfUnanswered(deps: Deps): Promise<number> {
  const found = (connection: Connection) => connection.selectFrom('financing_requests').select(['id', 'unanswered_told']).where(isUnanswered(dayOf(deps)))
  const newest = (connection: Connection) => found(connection).where((eb) => eb.or([eb('unanswered_told', 'is', null), eb('unanswered_told', '<>', eb.selectFrom('financing_leads').select('financing_leads.id').whereRef('financing_leads.request_id', '=', 'financing_requests.id')
    .where('financing_leads.state', '<>', 'revoked').orderBy('financing_leads.offered_at', 'desc').orderBy('financing_leads.number', 'desc').limit(1))]))
  return forEachDue(deps, () => newest(deps.db).orderBy('submitted_at').orderBy('id').limit(mostAtOnce).execute(), ({ id }) => deps.commands.run(async (tx) => {
    const { request, firm } = await lockForCalendar(tx, id)
    const round = await roundOf(tx, id)
    if (round === null || request.unanswered_told === round || !(await found(tx).where('id', '=', id).executeTakeFirst())) return false
    await tx.updateTable('financing_requests').set({ unanswered_told: round }).where('id', '=', id).execute()
    await tellOfficers(tx, deps, request, { kind: 'financing.desk-unanswered', values: { number: request.number ?? '', firm: firm.name }, once: `${id}:${round}` })
    await tellFirm(tx, deps, request, { kind: 'financing.unanswered', values: { number: request.number ?? '' }, once: round })
    return true
  }))
}

/** The bank and officers, once for each stage: a step empties stalled_told. */
export async function remindOfStalled(deps: Deps): Promise<number> {
  const day = dayOf(deps)
  const stalled = (connection: Connection) => connection.selectFrom('financing_leads').select(['id', 'request_id']).where(isStalled(day)).where('stalled_told', 'is', null)
  return forEachDue<Id & Pick<FinancingLeadRow, 'request_id'>>(deps, () => stalled(deps.db).orderBy('stage_at').orderBy('id').limit(mostAtOnce).execute(), (due) => deps.commands.run(async (tx) => {
    const { row, request, bankName } = await lockLeadForCalendar(tx, due)
    if (!(await stalled(tx).where('id', '=', row.id).executeTakeFirst())) return false
    await tx.updateTable('financing_leads').set({ stalled_told: day.today }).where('id', '=', row.id).execute()
    const values = { number: row.number, days: workdaysBetween(day.calendar, shanghaiDate(row.stage_at), day.today) }
    const once = `${row.state} ${row.stage_at}`
    await tellBank(tx, deps, row, { kind: 'financing.stalled', values, once })
    await tellOfficers(tx, deps, request, { kind: 'financing.desk-stalled', values: { ...values, bank: bankName }, once: `${row.id}:${once}` })
    return true
  }))
}

/** The firm, once for each time the bank says it has paid out: nothing is a loan before both say so. */
export async function remindOfUnconfirmed(deps: Deps): Promise<number> {
  const { calendar, casework, today } = dayOf(deps)
  const before = shanghaiDayStart(addDays(addWorkdays(calendar, today, -casework.ladder.nudge), 1))
  const waiting = (connection: Connection) => connection.selectFrom('financing_leads').select(['id', 'request_id']).where('state', '=', 'lent').where('stage_at', '<', before).where('stalled_told', 'is', null)
  return forEachDue<Id & Pick<FinancingLeadRow, 'request_id'>>(deps, () => waiting(deps.db).orderBy('stage_at').orderBy('id').limit(mostAtOnce).execute(), (due) => deps.commands.run(async (tx) => {
    const { row, request, bankName } = await lockLeadForCalendar(tx, due)
    if (!(await waiting(tx).where('id', '=', row.id).executeTakeFirst())) return false
    await tx.updateTable('financing_leads').set({ stalled_told: today }).where('id', '=', row.id).execute()
    await tellFirm(tx, deps, request, { kind: 'financing.confirm-due', values: { number: row.number, bank: bankName }, once: `${row.state} ${row.stage_at}`, lead: row })
    return true
  }))
}
