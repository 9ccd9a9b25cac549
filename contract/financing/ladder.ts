// What is due while a bank does not answer: reminded, called, said to be 无人接单, warned, closed. Working days from the day it was asked, which does not count. Pure: opening a lead is nothing this file knows of.
import { addWorkdays, isProvisional, workdaysBetween, type WorkCalendar } from '../cases/workdays.ts'
import type { FinancingCasework } from './casework-schema.ts'
import type { CallOutcome } from './desk-schema.ts'

/** In the order they come; last-call: the working day before the last on which the bank may answer. */
export const rungs = ['nudge', 'call', 'escalate', 'last-call', 'close'] as const
export type Rung = (typeof rungs)[number]
type Ladder = FinancingCasework['ladder']

/** The last day a bank may answer. It is closed on the first working day after it. */
export function answerBy(calendar: WorkCalendar, offeredOn: string, ladder: Pick<Ladder, 'close'>): string {
  return addWorkdays(calendar, offeredOn, ladder.close)
}

/** A year whose holidays are not published lies between: 暂按周末推算. */
export function isAnswerProvisional(calendar: WorkCalendar, offeredOn: string, ladder: Pick<Ladder, 'close'>): boolean {
  return isProvisional(calendar, offeredOn, answerBy(calendar, offeredOn, ladder))
}

/** Working days each rung comes after the bank was asked. */
function workdaysOf(rung: Rung, { close, ...early }: Ladder): number {
  if (rung === 'close') return close + 1
  return rung === 'last-call' ? close - 1 : early[rung]
}

/** The first day of each rung. */
export function rungDates(calendar: WorkCalendar, offeredOn: string, ladder: Ladder): Record<Rung, string> {
  const on = (rung: Rung) => addWorkdays(calendar, offeredOn, workdaysOf(rung, ladder))
  return { nudge: on('nudge'), call: on('call'), escalate: on('escalate'), 'last-call': on('last-call'), close: on('close') }
}

/** The highest rung reached by `today`; null before the first. Of two on one day the later in the list. */
export function rungOn(calendar: WorkCalendar, offeredOn: string, today: string, ladder: Ladder): Rung | null {
  const waited = workdaysBetween(calendar, offeredOn, today)
  return rungs.findLast((rung) => workdaysOf(rung, ladder) <= waited) ?? null
}

/** Whether `rung` is news to who was told `told` last. */
export function isHigher(rung: Rung, told: Rung | null): boolean {
  return told === null || rungs.indexOf(rung) > rungs.indexOf(told)
}

/** The last day of asking from which `rung` is reached by `today`: whoever was asked on it or before stands there. */
export function askedUntil(calendar: WorkCalendar, today: string, rung: Rung, ladder: Ladder): string {
  return addWorkdays(calendar, today, -workdaysOf(rung, ladder))
}

/** Who was spoken to, or promised an answer, is left alone for as long as a first reminder takes; who did not pick up, for the day. A wrong number has told nobody. */
export function quietSince(calendar: WorkCalendar, today: string, outcome: CallOutcome, ladder: Pick<Ladder, 'nudge'>): string | null {
  if (outcome === 'wrong-number') return null
  return outcome === 'no-answer' ? today : addWorkdays(calendar, today, 1 - ladder.nudge)
}

export interface Waiting { offeredOn: string; today: string; calls: readonly { on: string; outcome: CallOutcome }[] }

/** Whether somebody of the county calls the bank today about a lead it has not answered. */
export function needsCall(calendar: WorkCalendar, { offeredOn, today, calls }: Waiting, ladder: Ladder): boolean {
  if (offeredOn > askedUntil(calendar, today, 'call', ladder)) return false
  return !calls.some(({ on, outcome }) => {
    const since = quietSince(calendar, today, outcome, ladder)
    return since !== null && on >= since
  })
}
