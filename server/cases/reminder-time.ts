import { isWorkday } from '#contract/cases/workdays.ts'
import { shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Deps } from '../deps.ts'

const firstHourMs = 9 * 3_600_000

/** Working days from nine in Shanghai: nobody is told at night or on a holiday of what can wait. */
export function isReminderTime({ content }: Pick<Deps, 'content'>, now: number): boolean {
  const today = shanghaiDate(now)
  return isWorkday(content.calendar, today) && now >= shanghaiDayStart(today) + firstHourMs
}
