// The county's promise on a case row. How working days are counted stands in contract/cases/workdays.ts, for both sides.
import type { Due } from '#contract/cases/schema.ts'
import { addWorkdays, daysOfRuler, isProvisional, workdaysLeft, type WorkCalendar } from '#contract/cases/workdays.ts'
import type { Step } from '#contract/subsidies/programme.ts'
import type { CaseRow } from '../db/schema.ts'

export interface Promised { due_from: string; due_on: string; due_workdays: number; due_promise: string }
export const nothingOwed = { due_from: null, due_on: null, due_workdays: null, due_promise: null } as const

/** What the county owes once `steps` are the next ones: their working days together, from `today` (not counted). Undefined when there is no such step. */
export function promiseFor(steps: Step[], calendar: WorkCalendar, today: string): Promised | undefined {
  const last = steps.at(-1)
  if (!last) return undefined
  const workdays = steps.reduce((total, step) => total + step.workdays, 0)
  return { due_from: today, due_on: addWorkdays(calendar, today, workdays), due_workdays: workdays, due_promise: last.name }
}

/** The clock both sides see, or null when nothing is owed. */
export function dueOfCase(row: Pick<CaseRow, 'due_from' | 'due_on' | 'due_workdays' | 'due_promise'>, calendar: WorkCalendar, today: string): Due | null {
  if (row.due_from === null || row.due_on === null || row.due_workdays === null || row.due_promise === null) return null
  return {
    startedOn: row.due_from, dueOn: row.due_on, workdays: row.due_workdays, workdaysLeft: workdaysLeft(calendar, today, row.due_on),
    provisional: isProvisional(calendar, row.due_from, row.due_on), promise: row.due_promise, days: daysOfRuler(calendar, row.due_from, row.due_on, today),
  }
}
