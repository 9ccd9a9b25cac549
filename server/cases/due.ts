// The county's promise on a case row, and the firm's own time while it corrects. How working days are counted stands in contract/cases/workdays.ts, for both sides.
import type { Due } from '#contract/cases/schema.ts'
import { addWorkdays, daysOfRuler, isProvisional, isWorkday, workdaysLeft, type Pause, type WorkCalendar } from '#contract/cases/workdays.ts'
import type { Step } from '#contract/subsidies/programme.ts'
import { readStoredJson } from '../db/json.ts'
import type { CaseRow } from '../db/schema.ts'

export interface Promised { due_from: string; due_on: string; due_workdays: number; due_promise: string; due_pauses: string | null; held_due: string | null }
export const nothingOwed = { due_from: null, due_on: null, due_workdays: null, due_promise: null, due_pauses: null, held_due: null } as const

/** The county's clock as it stood when the firm was asked to correct; `left` working days remained on `heldOn`. */
export interface HeldDue { from: string; workdays: number; promise: string; left: number; heldOn: string; pauses: Pause[] }
type DueColumns = Pick<CaseRow, 'due_from' | 'due_on' | 'due_workdays' | 'due_promise' | 'due_pauses' | 'held_due'>

/** A new clock: `workdays` from `today`, which does not count. */
export function promise(calendar: WorkCalendar, today: string, workdays: number, words: string): Promised {
  return { due_from: today, due_on: addWorkdays(calendar, today, workdays), due_workdays: workdays, due_promise: words, due_pauses: null, held_due: null }
}

/** What the county owes once `steps` are the next ones: their working days together. Undefined when there is no such step. */
export function promiseFor(steps: readonly Step[], calendar: WorkCalendar, today: string): Promised | undefined {
  const last = steps.at(-1)
  return last && promise(calendar, today, steps.reduce((total, step) => total + step.workdays, 0), last.name)
}

function pausesOf(text: string | null): Pause[] {
  return text === null ? [] : readStoredJson<Pause[]>(text)
}

/** The firm's own time begins and the county's clock stands still: what is left of it is kept. */
export function holdDue(row: DueColumns, calendar: WorkCalendar, today: string, firmWorkdays: number, words: string): Promised {
  const held: HeldDue | null = row.due_from === null || row.due_on === null || row.due_workdays === null || row.due_promise === null ? null
    : { from: row.due_from, workdays: row.due_workdays, promise: row.due_promise, left: workdaysLeft(calendar, today, row.due_on), heldOn: today, pauses: pausesOf(row.due_pauses) }
  return { ...promise(calendar, today, firmWorkdays, words), held_due: held && JSON.stringify(held) }
}

export function heldDueOf(row: Pick<CaseRow, 'held_due'>): HeldDue | null {
  return row.held_due === null ? null : readStoredJson<HeldDue>(row.held_due)
}

/** The date with `left` working days to go. With none left, a rest day is no last day: the next working day is (Civil Code art. 203). */
function dueWith(calendar: WorkCalendar, today: string, left: number): string {
  return left === 0 && !isWorkday(calendar, today) ? addWorkdays(calendar, today, 1) : addWorkdays(calendar, today, left)
}

/** The county's clock runs on with what was left; overdue stays overdue by as much. `nothingOwed` where none was running. */
export function resumeDue(row: Pick<CaseRow, 'held_due'>, calendar: WorkCalendar, today: string): Promised | typeof nothingOwed {
  const held = heldDueOf(row)
  if (!held) return nothingOwed
  const pauses: Pause[] = held.heldOn === today ? held.pauses : [...held.pauses, [held.heldOn, today]]
  return { due_from: held.from, due_on: dueWith(calendar, today, held.left), due_workdays: held.workdays, due_promise: held.promise, due_pauses: JSON.stringify(pauses), held_due: null }
}

/** The clock both sides see, or null when nothing is owed. */
export function dueOfCase(row: DueColumns & Pick<CaseRow, 'state'>, calendar: WorkCalendar, today: string): Due | null {
  if (row.due_from === null || row.due_on === null || row.due_workdays === null || row.due_promise === null) return null
  return {
    startedOn: row.due_from, dueOn: row.due_on, workdays: row.due_workdays, workdaysLeft: workdaysLeft(calendar, today, row.due_on),
    provisional: isProvisional(calendar, row.due_from, row.due_on), promise: row.due_promise,
    side: row.state === 'returned' ? 'firm' : 'county', heldWorkdays: heldDueOf(row)?.left ?? null,
    days: daysOfRuler(calendar, row.due_from, row.due_on, today, pausesOf(row.due_pauses)),
  }
}
