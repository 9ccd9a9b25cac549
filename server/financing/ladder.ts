// Banks that do not answer: reminded, called, warned, closed, in working days. Each rung is told in the transaction that writes it down, so once, whatever restarts; of rungs missed while nothing ran only the last is told.
import { workdaysBetween } from '#contract/cases/workdays.ts'
import { blindTitle } from '#contract/financing/blind.ts'
import { answerBy, askedUntil, isHigher, rungOn, type Rung } from '#contract/financing/ladder.ts'
import { chineseDate } from '#contract/identifiers/date.ts'
import { isReminderTime } from '../cases/reminder-time.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingLeadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { blindOfLead } from './bank-view.ts'
import { dayOf, lockLeadForCalendar, mostAtOnce, tellOfficers, type LockedLead } from './calendar-turn.ts'
import { expireLead } from './lead-actions.ts'
import { tellBank } from './telling.ts'

/** Waiting leads on a rung they were not told of. */
async function listDue(deps: Deps): Promise<Pick<FinancingLeadRow, 'id' | 'request_id'>[]> {
  const { calendar, casework: { ladder }, today } = dayOf(deps)
  const rows = await deps.db.selectFrom('financing_leads').select(['id', 'request_id', 'offered_on', 'step']).where('state', '=', 'offered').where('offered_on', '<=', askedUntil(calendar, today, 'nudge', ladder)).orderBy('offered_on').orderBy('id').execute()
  return rows.filter(({ offered_on, step }) => {
    const rung = rungOn(calendar, offered_on, today, ladder)
    return rung !== null && isHigher(rung, step)
  }).slice(0, mostAtOnce)
}

async function remindBank(tx: Tx, deps: Deps, locked: LockedLead, kind: 'financing.nudge' | 'financing.last-call'): Promise<void> {
  const { calendar, casework } = dayOf(deps)
  const { row } = locked
  const values = { number: row.number, what: blindTitle(blindOfLead(deps, locked)), answerBy: chineseDate(answerBy(calendar, row.offered_on, casework.ladder)) }
  await tellBank(tx, deps, row, { kind, values, once: kind })
}

async function askForCall(tx: Tx, deps: Deps, { row, request, bankName }: LockedLead): Promise<void> {
  const { calendar, today } = dayOf(deps)
  await tellOfficers(tx, deps, request, { kind: 'financing.desk-call', values: { bank: bankName, number: row.number, days: workdaysBetween(calendar, row.offered_on, today) }, once: row.id })
}

/** escalate: that a request is 无人接单 is said of the request (desk-reminders.ts); of the lead only what was missed. */
async function tell(tx: Tx, deps: Deps, locked: LockedLead, rung: Exclude<Rung, 'close'>): Promise<void> {
  switch (rung) {
    case 'nudge': return remindBank(tx, deps, locked, 'financing.nudge')
    case 'call': return askForCall(tx, deps, locked)
    case 'escalate': return locked.row.step === 'call' ? undefined : askForCall(tx, deps, locked)
    case 'last-call': return remindBank(tx, deps, locked, 'financing.last-call')
  }
}

/** False for whoever comes later, or after the bank has answered. */
async function climb(deps: Deps, due: Pick<FinancingLeadRow, 'id' | 'request_id'>): Promise<boolean> {
  const { calendar, casework, today } = dayOf(deps)
  return deps.commands.run(async (tx) => {
    const locked = await lockLeadForCalendar(tx, due)
    const { row } = locked
    const rung = row.state === 'offered' ? rungOn(calendar, row.offered_on, today, casework.ladder) : null
    if (rung === null || !isHigher(rung, row.step)) return false
    if (rung === 'close') await expireLead(tx, deps, row.id, deps.clock.now())
    else await tell(tx, deps, locked, rung)
    await tx.updateTable('financing_leads').set({ step: rung }).where('id', '=', row.id).execute()
    return true
  })
}

/** One round, on working days from nine. Returns how many leads were told of or closed. */
export async function climbLadder(deps: Deps): Promise<number> {
  if (!isReminderTime(deps, deps.clock.now())) return 0
  let count = 0
  for (const due of await listDue(deps)) if (await climb(deps, due)) count += 1
  return count
}
