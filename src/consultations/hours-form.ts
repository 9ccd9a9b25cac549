// An expert's hours as they are edited, and what they come to in the coming two weeks by the contract's own rules. Pure; dates and hours are Shanghai's.
import type { Availability, HoursInput, Topics } from '#contract/consultations/schema.ts'
import {
  freeStarts,
  isRestDay,
  minuteOf,
  needOf,
  openSpans,
  type DayRules,
  type ExpertHours,
  type SlotQuestion,
} from '#contract/consultations/slots.ts'
import { ways, type Way } from '#contract/consultations/ways.ts'
import { addDays, shanghaiDayStart, weekdayOf } from '#contract/identifiers/date.ts'
import { dateOf, shortDate, timeOf, weekdayWord } from '#client/ui/format.ts'
import { wayWords } from './words.ts'

export type Rule = HoursInput['rules'][number]
export type Addition = HoursInput['additions'][number]

export const hoursOf = ({ rules, additions, lunch, perDay }: HoursInput): HoursInput => ({
  rules: rules.map((rule) => ({ ...rule, weekdays: [...rule.weekdays], ways: [...rule.ways] })),
  additions: additions.map((addition) => ({ ...addition, ways: [...addition.ways] })),
  lunch: lunch && { ...lunch },
  perDay,
})
export const isSameHours = (one: HoursInput, other: HoursInput): boolean => JSON.stringify(hoursOf(one)) === JSON.stringify(hoursOf(other))

/** Half-hours a rule may begin and end at, with what stands there already. */
export function clockTimes(now: string): string[] {
  const times = Array.from(
    { length: 33 },
    (_, index) => `${String(6 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`,
  )
  return [...new Set([...times, ...(now ? [now] : [])])].toSorted()
}

const week = [1, 2, 3, 4, 5, 6, 0] as const
export const weekdayChoices = week.map((value) => ({ value, word: `周${['日', '一', '二', '三', '四', '五', '六'][value]}` }))

/** 周一至周五 · 周二、周四 · 每天 */
export function weekdaysText(weekdays: readonly number[]): string {
  const places = week.flatMap((day, index) => (weekdays.includes(day) ? [index] : []))
  const [first = 0] = places
  const last = places.at(-1) ?? first
  const name = (index: number) => weekdayChoices[index]?.word ?? ''
  if (places.length === 7) return '每天'
  if (places.length > 2 && last - first === places.length - 1) return `${name(first)}至${name(last)}`
  return places.map(name).join('、')
}
export const waysText = (list: readonly Way[]): string =>
  list.length === ways.length
    ? '四种方式都行'
    : ways
        .filter((way) => list.includes(way))
        .map((way) => wayWords[way])
        .join('、')

/** 长期 · 12月1日起 · 到12月31日 */
export function validText({ validFrom, validTo }: Rule, today: string): string {
  const parts = [validFrom > today ? `${shortDate(validFrom, today)}起` : '', validTo ? `到${shortDate(validTo, today)}` : ''].filter(
    Boolean,
  )
  return parts.join('，') || '长期'
}

export const newRule = (today: string, allowed: readonly Way[]): Rule => ({
  weekdays: [],
  from: '09:00',
  to: '12:00',
  ways: [...allowed],
  validFrom: today,
  validTo: null,
  onMakeUpDays: false,
})
export const newAddition = (allowed: readonly Way[]): Addition => ({ date: '', from: '09:00', to: '12:00', ways: [...allowed] })

/** What keeps it from being taken; '' when nothing. */
export function ruleProblem(rule: Rule): string {
  if (rule.weekdays.length === 0) return '先选星期几'
  if (minuteOf(rule.from) >= minuteOf(rule.to)) return '结束要晚于开始'
  if (rule.ways.length === 0) return '先选方式'
  if (rule.validFrom === '') return '先选从哪天起'
  return rule.validTo !== null && rule.validTo < rule.validFrom ? '截止要晚于开始那天' : ''
}
export function additionProblem(addition: Addition, today: string): string {
  if (addition.date === '') return '先选哪一天'
  if (addition.date < today) return '这一天已经过了'
  if (minuteOf(addition.from) >= minuteOf(addition.to)) return '结束要晚于开始'
  return addition.ways.length === 0 ? '先选方式' : ''
}

export interface PreviewDay {
  date: string
  isRest: boolean
  /** 09:00—12:00, with the ways that go then. */
  spans: { text: string; ways: string }[]
  /** 全天请假 · 请假 14:00—18:00 */
  leaves: string[]
  /** Times a meeting may begin at, should nothing be booked. */
  starts: number
}

const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const dayMs = 24 * 3_600_000

function leavesOn(hours: ExpertHours, date: string): string[] {
  const [start, end] = [shanghaiDayStart(date), shanghaiDayStart(date) + dayMs]
  return hours.leaves
    .filter((leave) => leave.startsAt < end && start < leave.endsAt)
    .map((leave) => {
      if (leave.startsAt <= start && leave.endsAt >= end) return '全天请假'
      return `请假 ${leave.startsAt <= start ? '00:00' : timeOf(leave.startsAt)}—${leave.endsAt >= end ? '24:00' : timeOf(leave.endsAt)}`
    })
}

function spansOn(days: DayRules, hours: ExpertHours, date: string): PreviewDay['spans'] {
  const byText = new Map<string, Way[]>()
  for (const way of ways)
    for (const [from, to] of openSpans(days, hours, way, date)) {
      const text = `${clock(from)}—${clock(to)}`
      byText.set(text, [...(byText.get(text) ?? []), way])
    }
  return [...byText].toSorted(([one], [other]) => one.localeCompare(other)).map(([text, list]) => ({ text, ways: waysText(list) }))
}

export const previewDays = 14

/** The coming two weeks with these hours; `now` in epoch ms. */
export function previewHours(
  edited: HoursInput,
  { leaves, openDays, calendar }: Pick<Availability, 'leaves' | 'openDays' | 'calendar'>,
  topics: Pick<Topics, 'ways' | 'gridMinutes' | 'limits'>,
  now: number,
): PreviewDay[] {
  const hours: ExpertHours = {
    ...edited,
    leaves: leaves.map(({ startsAt, endsAt }) => ({ startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) })),
  }
  const days: DayRules = {
    calendar: { restDays: new Set(calendar.restDays), workdays: new Set(calendar.workdays), years: new Set() },
    openDays: new Set(openDays.map(({ date }) => date)),
    gridMinutes: Number(topics.gridMinutes),
  }
  const question = (way: Topics['ways'][number]): SlotQuestion => ({
    ...days,
    hours,
    need: needOf(way, 0),
    taken: new Set(),
    countOn: () => 0,
    notBefore: now + way.noticeHours * 3_600_000,
    lastDate: addDays(calendar.today, topics.limits.horizonDays),
  })
  const asked = topics.ways.map(question)
  return Array.from({ length: previewDays }, (_, index) => addDays(calendar.today, index)).map((date) => ({
    date,
    isRest: isRestDay(days, date),
    spans: spansOn(days, hours, date),
    leaves: leavesOn(hours, date),
    starts: new Set(asked.flatMap((one) => freeStarts(one, date, date))).size,
  }))
}

export const isWeekend = (date: string): boolean => weekdayOf(date) === 0 || weekdayOf(date) === 6

/** 12月5日 周六 全天 · 12月5日 周六 09:00—12:00 · 12月5日—12月9日 全天 */
export function leaveText({ startsAt, endsAt }: { startsAt: string; endsAt: string }): string {
  const [from, to] = [dateOf(startsAt), dateOf(Date.parse(endsAt) - 1)]
  const isWhole = timeOf(startsAt) === '00:00' && timeOf(endsAt) === '00:00'
  const day = (date: string) => `${shortDate(date, from)} 周${weekdayWord(date)}`
  if (from === to) return isWhole ? `${day(from)} 全天` : `${day(from)} ${timeOf(startsAt)}—${timeOf(endsAt)}`
  return isWhole ? `${day(from)}—${day(to)} 全天` : `${day(from)} ${timeOf(startsAt)}—${day(dateOf(endsAt))} ${timeOf(endsAt)}`
}

/** The instants of leave: whole days (the last one included), or hours of one day. */
export function leaveSpan({
  from,
  to,
  isWhole,
  fromTime,
  toTime,
}: {
  from: string
  to: string
  isWhole: boolean
  fromTime: string
  toTime: string
}): { startsAt: string; endsAt: string } {
  const at = (date: string, minutes: number) => new Date(shanghaiDayStart(date) + minutes * 60_000).toISOString()
  if (isWhole) return { startsAt: at(from, 0), endsAt: at(addDays(to || from, 1), 0) }
  return { startsAt: at(from, minuteOf(fromTime)), endsAt: at(from, minuteOf(toTime)) }
}
