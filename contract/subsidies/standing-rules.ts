// How long a scheme's cases take. Counted as the county's clock is: working days from the day of submission to the day of the decision, without
// the days a firm was correcting; that time is the firm's own, and counted in it would make a county look slow for being thorough.
import { workdaysBetween, type Pause, type WorkCalendar } from '../cases/workdays.ts'

/** Below this nothing is said: two cases are no experience. */
export const fewestDecided = 3

/** Working days the county had the case. The day of submission does not count; of a pause the day it began counts and the day it ended does not, as on the ruler. */
export function handlingWorkdays(calendar: WorkCalendar, submittedOn: string, decidedOn: string, pauses: readonly Pause[]): number {
  const paused = pauses.reduce((sum, [from, to]) => sum + workdaysBetween(calendar, from, to), 0)
  return Math.max(0, workdaysBetween(calendar, submittedOn, decidedOn) - paused)
}

/** The middle one; between two the mean, half a day counts as one. null below `fewestDecided`. */
export function medianWorkdays(days: readonly number[]): number | null {
  if (days.length < fewestDecided) return null
  const sorted = days.toSorted((one, other) => one - other)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0
  return Math.ceil((lower + upper) / 2)
}
