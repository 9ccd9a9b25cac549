// Published holidays (npm chinese-days) with what the county's calendar.json adds.
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import type { WorkCalendar } from '#contract/cases/workdays.ts'
import type { CalendarSource } from '#contract/county/schema.ts'
import { parseDate, yearOf } from '#contract/identifiers/date.ts'

/** A year counts as published once its holidays are in; a stray new year's day at the end of the year before is not enough. */
const holidaysOfAYear = 5

export function buildCalendar(source: CalendarSource): WorkCalendar {
  const restDays = new Set(Object.keys(published.holidays))
  const workdays = new Set(Object.keys(published.workdays))
  const years = new Set([...publishedYears(restDays), ...source.years])
  for (const date of source.restDays) {
    restDays.add(date)
    workdays.delete(date)
  }
  for (const date of source.workdays) {
    workdays.add(date)
    restDays.delete(date)
  }
  return { restDays, workdays, years }
}

function publishedYears(restDays: ReadonlySet<string>): number[] {
  const counts = new Map<number, number>()
  for (const date of restDays) counts.set(yearOf(date), (counts.get(yearOf(date)) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= holidaysOfAYear).map(([year]) => year)
}

export function calendarProblems(source: CalendarSource): string[] {
  const wrong = (list: 'restDays' | 'workdays') =>
    source[list].flatMap((date, index) => (parseDate(date).ok ? [] : [`${list}[${index}]: is no date YYYY-MM-DD (${date})`]))
  const both = source.restDays.filter((date) => source.workdays.includes(date)).map((date) => `restDays: ${date} is also in workdays`)
  return [...wrong('restDays'), ...wrong('workdays'), ...both]
}
