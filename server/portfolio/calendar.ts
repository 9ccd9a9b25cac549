// Due dates of yearly fees as .ics: whole days without a zone, so no phone moves them (pitfall C23).
import ical, { ICalAlarmType } from 'ical-generator'
import { addDays, yearOf } from '#contract/identifiers/date.ts'
import { annuityYear, type AnnuityContext, type YearPatent } from '#contract/portfolio/annuities.ts'
import type { YearItem } from '#contract/portfolio/schema.ts'
import { calendarName, descriptionOf, summaryOf } from './calendar-words.ts'

/** This year and the next two. */
const yearsAhead = 2
const alarmDays = [30, 7]
/** An alarm of a whole day counts from midnight; people are told at nine. */
const wakeHour = 9
const [hour, day] = [3_600, 86_400]

/** What is still to be paid, by date; a fee in grace stands on its last day, also one due last year. */
export function calendarItems(patents: readonly YearPatent[], context: AnnuityContext): { on: string; item: YearItem }[] {
  const first = yearOf(context.today)
  const years = Array.from({ length: yearsAhead + 2 }, (_, index) => first - 1 + index)
  return years.flatMap((year) => annuityYear(patents, year, context).items).flatMap((item) => {
    const { line } = item
    if (line.state === 'grace') return line.graceEndsOn === null ? [] : [{ on: line.graceEndsOn, item }]
    return line.dueOn !== null && (line.state === 'next' || line.state === 'later') ? [{ on: line.dueOn, item }] : []
  })
}

/** `versions`: of the rights, so that a calendar that is put in again replaces what it had. `now`: epoch ms. */
export function writeCalendar(patents: readonly YearPatent[], context: AnnuityContext, { now, versions }: { now: number; versions: ReadonlyMap<string, number> }): string {
  const calendar = ical({ name: calendarName, prodId: { company: 'zhiqitong', product: 'annuities', language: 'ZH' } })
  for (const { on, item } of calendarItems(patents, context)) {
    calendar.createEvent({
      id: `annuity-${item.rightId}-${item.line.year}`, sequence: versions.get(item.rightId) ?? 0, stamp: new Date(now), allDay: true, start: midnight(on), end: midnight(addDays(on, 1)),
      summary: summaryOf(item), description: descriptionOf(item, context.rules.isUnverified),
      alarms: alarmDays.map((days) => ({ type: ICalAlarmType.display, triggerBefore: days * day - wakeHour * hour, description: summaryOf(item) })),
    })
  }
  return calendar.toString()
}

/** The writer takes the day out of UTC, wherever the machine stands. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`)
}
