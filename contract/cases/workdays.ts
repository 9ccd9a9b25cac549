// Chinese working days: weekends and published holidays rest, make-up weekend days work. Pure: the calendar and today come from the caller.
import { addDays, daysBetween, weekdayOf, yearOf } from '../identifiers/date.ts'
import type { Due } from './schema.ts'

export interface WorkCalendar {
  /** Dates that are free although they may be weekdays. */
  restDays: ReadonlySet<string>
  /** Saturdays and Sundays that are worked (调休). */
  workdays: ReadonlySet<string>
  /** Years whose holidays have been published. In others only weekends count, and what is said of them is provisional. */
  years: ReadonlySet<number>
}

/** Cells the ruler has at most. */
export const rulerCells = 40

export function isWorkday(calendar: WorkCalendar, date: string): boolean {
  if (calendar.workdays.has(date)) return true
  if (calendar.restDays.has(date)) return false
  const weekday = weekdayOf(date)
  return weekday >= 1 && weekday <= 5
}

/** The nth working day after `start`; the day of start does not count. With n = 0, start itself; with n < 0 the date from which start is -n working days away. */
export function addWorkdays(calendar: WorkCalendar, start: string, n: number): string {
  let date = start
  for (let left = -n; left > 0; date = addDays(date, -1)) if (isWorkday(calendar, date)) left -= 1
  for (let left = n; left > 0;) {
    date = addDays(date, 1)
    if (isWorkday(calendar, date)) left -= 1
  }
  return date
}

/** Working days after `from` up to and including `to`; negative when `to` is earlier. */
export function workdaysBetween(calendar: WorkCalendar, from: string, to: string): number {
  if (to < from) return 0 - workdaysBetween(calendar, to, from)
  let count = 0
  for (let date = addDays(from, 1); date <= to; date = addDays(date, 1)) if (isWorkday(calendar, date)) count += 1
  return count
}

/** Working days left until `due`, today not counted: 0 on the day itself, negative when overdue. */
export function workdaysLeft(calendar: WorkCalendar, today: string, due: string): number {
  return workdaysBetween(calendar, today, due)
}

/** True when a year without published holidays lies between the two dates: 暂按周末推算，以国务院通知为准. */
export function isProvisional(calendar: WorkCalendar, from: string, to: string): boolean {
  for (let year = yearOf(from); year <= yearOf(to); year += 1) if (!calendar.years.has(year)) return true
  return false
}

/** A span the clock stood still: the days after `from`, up to and including `to`. */
export type Pause = readonly [from: string, to: string]

/**
 * One cell a day from start to due, or to today once overdue. `weekday` is 0 Sunday … 6 Saturday; `index` counts working days
 * from start (0 on the day of start; a rest or paused day carries the count so far). Longer spans are cut to 40 cells with today inside.
 */
export function daysOfRuler(calendar: WorkCalendar, start: string, due: string, today: string, pauses: readonly Pause[] = []): Due['days'] {
  const end = today > due ? today : due
  const days: Due['days'] = []
  let index = 0
  for (let date = start; date <= end; date = addDays(date, 1)) {
    const works = isWorkday(calendar, date)
    const isPaused = works && pauses.some(([from, to]) => date > from && date <= to)
    if (works && !isPaused && date !== start) index += 1
    days.push({ date, weekday: weekdayOf(date), kind: isPaused ? 'pause' : works ? 'work' : 'rest', index })
  }
  if (days.length <= rulerCells) return days
  const last = Math.min(days.length, Math.max(daysBetween(start, today), 0) + rulerCells)
  return days.slice(last - rulerCells, last)
}
