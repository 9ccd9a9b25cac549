// An expert's weekly hours in words, for whoever only looks.
import type { Availability } from '#contract/consultations/schema.ts'
import { dateWithWeekday, shortDate } from '#client/ui/format.ts'
import { wayWords } from './words.ts'

const names = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const
/** 周一、周三至周五; the week begins on Monday. */
export function weekdaysText(weekdays: readonly number[]): string {
  const order = [...weekdays].map((day) => (day === 0 ? 7 : day)).toSorted((one, other) => one - other)
  const runs: number[][] = []
  for (const day of order) {
    const last = runs.at(-1)
    if (last && last.at(-1) === day - 1) last.push(day)
    else runs.push([day])
  }
  const name = (day: number | undefined) => names[(day ?? 0) % 7] ?? ''
  return runs.map((run) => (run.length > 2 ? `${name(run[0])}至${name(run.at(-1))}` : run.map(name).join('、'))).join('、')
}

export interface HoursLine {
  when: string
  detail: string
}
/** The weekly rules and single additions that still go or will go on `today`. */
export function hoursLines({ rules, additions }: Pick<Availability, 'rules' | 'additions'>, today: string): HoursLine[] {
  const weekly = rules
    .filter(({ validTo }) => validTo === null || validTo >= today)
    .map((rule) => ({
      when: `${weekdaysText(rule.weekdays)} ${rule.from}—${rule.to}`,
      detail: [
        rule.ways.map((way) => wayWords[way]).join('、'),
        rule.validFrom > today ? `${shortDate(rule.validFrom, today)}起` : '',
        rule.validTo === null ? '' : `到${shortDate(rule.validTo, today)}`,
        rule.onMakeUpDays ? '调休上班日也来' : '',
      ]
        .filter(Boolean)
        .join('，'),
    }))
  const single = additions
    .filter(({ date }) => date >= today)
    .map(({ date, from, to, ways }) => ({
      when: `${dateWithWeekday(date)} ${from}—${to}`,
      detail: `加一次，${ways.map((way) => wayWords[way]).join('、')}`,
    }))
  return [...weekly, ...single]
}
