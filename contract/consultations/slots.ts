// When an expert can be met: computed from weekly rules, single additions and leave, never stored. Pure; instants are epoch ms, minutes are minutes of the day in Shanghai.
import { isWorkday, type WorkCalendar } from '../cases/workdays.ts'
import { addDays, shanghaiDate, shanghaiDayStart, weekdayOf } from '../identifiers/date.ts'
import { noonMinute, quantumMinutes, quantumMs, type DayPart, type Way } from './ways.ts'

/** Every week on these days (0 Sunday … 6 Saturday), from validFrom up to and including validTo. Times are HH:MM, `to` excluded. */
export interface WeeklyRule {
  weekdays: readonly number[]
  from: string
  to: string
  validFrom: string
  validTo: string | null
  ways: readonly Way[]
  /** Also on a Saturday or Sunday that is worked (调休上班), whatever weekday the rule is for. */
  onMakeUpDays: boolean
}
/** Once, on any day: beats holidays and lunch, never leave. */
export interface Addition { date: string; from: string; to: string; ways: readonly Way[] }
/** Beats everything. endsAt is excluded. */
export interface LeaveSpan { startsAt: number; endsAt: number }
export interface ExpertHours {
  rules: readonly WeeklyRule[]
  additions: readonly Addition[]
  leaves: readonly LeaveSpan[]
  /** No meeting of a weekly rule in it; the road may be. */
  lunch: { from: string; to: string } | null
  perDay: number
}
/** What one meeting takes, in minutes; before and after are kept free for the road, in whole quarter-hours. */
export interface Need { way: Way; minutes: number; before: number; after: number }
export interface DayRules {
  calendar: WorkCalendar
  /** Holidays an officer has opened: the weekly rules go for them as for any day. */
  openDays: ReadonlySet<string>
  gridMinutes: number
}
/** What is asked of one expert at one moment. */
export interface SlotQuestion extends DayRules {
  hours: ExpertHours
  need: Need
  /** Quarter-hours (epoch ms ÷ 900,000) taken by bookings and holds, their road included. */
  taken: ReadonlySet<number>
  /** Meetings and holds of each date. */
  countOn: (date: string) => number
  /** The first instant that may be booked (now and the notice). */
  notBefore: number
  /** The last date that may be booked. */
  lastDate: string
}

/** past: too soon or gone · horizon: too far ahead · closed: no hours of the expert · leave · full: enough that day · taken · grid: no time of ours. */
export type SlotRefusal = 'past' | 'horizon' | 'grid' | 'closed' | 'leave' | 'full' | 'taken'

const minuteMs = 60_000

export function minuteOf(clockTime: string): number {
  return Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3, 5))
}

/** Whether a weekly rule goes for this date: a holiday is free, a make-up day works only for rules that say so. */
export function ruleApplies({ calendar, openDays }: DayRules, rule: WeeklyRule, date: string): boolean {
  if (date < rule.validFrom || (rule.validTo !== null && date > rule.validTo)) return false
  if (calendar.restDays.has(date) && !openDays.has(date)) return false
  return rule.weekdays.includes(weekdayOf(date)) || (rule.onMakeUpDays && calendar.workdays.has(date))
}

type Span = [from: number, to: number]

function without(spans: readonly Span[], [from, to]: Span): Span[] {
  return spans.flatMap(([start, end]): Span[] => {
    const [before, after]: [Span, Span] = [[start, Math.min(end, from)], [Math.max(start, to), end]]
    return [before, after].filter(([first, last]) => first < last)
  })
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const [from, to] of spans.toSorted((one, other) => one[0] - other[0])) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** Minutes of the day in which a meeting of this way may take place; touching hours are one. */
export function openSpans(days: DayRules, { rules, additions, lunch }: ExpertHours, way: Way, date: string): Span[] {
  const weekly = rules.filter((rule) => rule.ways.includes(way) && ruleApplies(days, rule, date)).map(({ from, to }): Span => [minuteOf(from), minuteOf(to)])
  const single = additions.filter((addition) => addition.date === date && addition.ways.includes(way)).map(({ from, to }): Span => [minuteOf(from), minuteOf(to)])
  return merged([...(lunch ? without(merged(weekly), [minuteOf(lunch.from), minuteOf(lunch.to)]) : weekly), ...single].filter(([from, to]) => from < to))
}

/** First and last quarter-hour a meeting at this instant claims, its road included. */
export function quantaOf(need: Need, startsAt: number): { first: number; last: number } {
  return { first: Math.floor((startsAt - need.before * minuteMs) / quantumMs), last: Math.ceil((startsAt + (need.minutes + need.after) * minuteMs) / quantumMs) - 1 }
}

type RuleRefusal = Exclude<SlotRefusal, 'taken'>

/** As refusalByRules, with the open spans of the instant's date. */
function refusalWithin(question: Omit<SlotQuestion, 'taken'>, spans: readonly Span[], startsAt: number, date: string): RuleRefusal | null {
  const { hours, need, countOn, notBefore, lastDate, gridMinutes } = question
  const minute = (startsAt - shanghaiDayStart(date)) / minuteMs
  if (!Number.isInteger(minute / gridMinutes)) return 'grid'
  if (startsAt < notBefore) return 'past'
  if (date > lastDate) return 'horizon'
  if (!spans.some(([from, to]) => from <= minute && minute + need.minutes <= to)) return 'closed'
  const [from, to] = [startsAt - need.before * minuteMs, startsAt + (need.minutes + need.after) * minuteMs]
  if (hours.leaves.some((leave) => leave.startsAt < to && from < leave.endsAt)) return 'leave'
  return countOn(date) >= hours.perDay ? 'full' : null
}

/** Why no meeting may begin at this instant, without looking at what is taken (the database's primary key does); null when one may. */
export function refusalByRules(question: Omit<SlotQuestion, 'taken'>, startsAt: number): RuleRefusal | null {
  const date = shanghaiDate(startsAt)
  return refusalWithin(question, openSpans(question, question.hours, question.need.way, date), startsAt, date)
}

function isTaken({ taken, need }: SlotQuestion, startsAt: number): boolean {
  const { first, last } = quantaOf(need, startsAt)
  for (let quantum = first; quantum <= last; quantum += 1) if (taken.has(quantum)) return true
  return false
}

/** Every instant from `from` to `to` (dates, both included) at which a meeting may begin, ascending. */
export function freeStarts(question: SlotQuestion, from: string, to: string): number[] {
  const starts: number[] = []
  const end = to < question.lastDate ? to : question.lastDate
  for (let date = from; date <= end; date = addDays(date, 1)) {
    const midnight = shanghaiDayStart(date)
    const spans = openSpans(question, question.hours, question.need.way, date)
    for (const [opens, closes] of spans) {
      const first = Math.ceil(opens / question.gridMinutes) * question.gridMinutes
      for (let minute = first; minute + question.need.minutes <= closes; minute += question.gridMinutes) {
        const startsAt = midnight + minute * minuteMs
        if (refusalWithin(question, spans, startsAt, date) === null && !isTaken(question, startsAt)) starts.push(startsAt)
      }
    }
  }
  return starts
}

/** Rounded up to whole quarter-hours. */
export function inQuarters(minutes: number): number {
  return Math.ceil(minutes / quantumMinutes) * quantumMinutes
}

/** What a meeting takes: the way's own time and, on a visit, the road there and back. */
export function needOf(way: { id: Way; minutes: number; beforeMinutes: number; afterMinutes: number }, travelMinutes: number): Need {
  const road = way.id === 'visit' ? inQuarters(travelMinutes) : 0
  return { way: way.id, minutes: way.minutes, before: way.beforeMinutes + road, after: way.afterMinutes + road }
}

export function isInPart(part: DayPart, startsAt: number): boolean {
  if (part === 'any') return true
  const isMorning = (startsAt - shanghaiDayStart(shanghaiDate(startsAt))) / minuteMs < noonMinute
  return isMorning === (part === 'morning')
}

/** A day nobody works although it may be a weekday: shown as 休. */
export function isRestDay({ calendar, openDays }: Pick<DayRules, 'calendar' | 'openDays'>, date: string): boolean {
  return !openDays.has(date) && !isWorkday(calendar, date)
}
