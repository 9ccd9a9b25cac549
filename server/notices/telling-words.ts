// What people are told of a notice: one message for its firm, a follower, a correction, a withdrawal.
import { addDays, yearOf } from '#contract/identifiers/date.ts'

const urgentDays = 7

function nextOf(days: readonly string[], today: string): string | undefined {
  return days.filter((day) => day >= today).toSorted()[0]
}

/** A deadline within a week may not wait for the next look into the inbox. Days are YYYY-MM-DD. */
export function isUrgent(days: readonly string[], today: string): boolean {
  const next = nextOf(days, today)
  return next !== undefined && next <= addDays(today, urgentDays)
}

/** 12月20日截止。 Of the next day to come; empty where there is none. */
export function untilWords(days: readonly string[], today: string): string {
  const next = nextOf(days, today)
  if (next === undefined) return ''
  const year = yearOf(next) === yearOf(today) ? '' : `${yearOf(next)}年`
  return `${year}${Number(next.slice(5, 7))}月${Number(next.slice(8, 10))}日截止。`
}
