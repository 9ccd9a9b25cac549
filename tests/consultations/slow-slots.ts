// When a meeting may begin, said slowly and plainly: every minute of the calendar is looked at by itself. Shares nothing with contract/consultations/slots.ts but its types.
import type { SlotQuestion } from '#contract/consultations/slots.ts'

const minuteMs = 60_000
const quarterMs = 15 * minuteMs

interface WallMinute { date: string; clock: string; weekday: number }

const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' })
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const known = new Map<number, WallMinute>()

/** What clock and calendar in Shanghai say at this instant, by the time zone database. */
export function wallMinute(at: number): WallMinute {
  const before = known.get(at)
  if (before) return before
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const wall = { date: `${parts.year}-${parts.month}-${parts.day}`, clock: `${parts.hour}:${parts.minute}`, weekday: weekdays.indexOf(parts.weekday ?? '') }
  known.set(at, wall)
  return wall
}

const within = (clock: string, { from, to }: { from: string; to: string }) => from <= clock && clock < to

/** Whether the expert meets people in this way during this minute. */
function isOpenMinute({ hours, need, calendar, openDays }: SlotQuestion, at: number): boolean {
  const { date, clock, weekday } = wallMinute(at)
  for (const addition of hours.additions) if (addition.date === date && addition.ways.includes(need.way) && within(clock, addition)) return true
  if (hours.lunch !== null && within(clock, hours.lunch)) return false
  for (const rule of hours.rules) {
    if (!rule.ways.includes(need.way) || !within(clock, rule)) continue
    if (date < rule.validFrom) continue
    if (rule.validTo !== null && date > rule.validTo) continue
    const isHoliday = calendar.restDays.has(date) && !openDays.has(date)
    if (isHoliday) continue
    if (rule.weekdays.includes(weekday)) return true
    if (calendar.workdays.has(date) && rule.onMakeUpDays) return true
  }
  return false
}

function isOnLeave({ hours }: SlotQuestion, at: number): boolean {
  return hours.leaves.some(({ startsAt, endsAt }) => at + minuteMs > startsAt && at < endsAt)
}

/** Whether a meeting may begin at this instant; isTaken aside, it is what hold and claim ask. */
export function maySlowly(question: SlotQuestion, startsAt: number): { byRules: boolean; isFree: boolean } {
  const { need, taken, gridMinutes } = question
  const { date, clock } = wallMinute(startsAt)
  const minuteOfDay = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
  let byRules = minuteOfDay % gridMinutes === 0 && startsAt >= question.notBefore && date <= question.lastDate && question.countOn(date) < question.hours.perDay
  let isFree = byRules
  for (let minute = -need.before; byRules && minute < need.minutes + need.after; minute += 1) {
    const at = startsAt + minute * minuteMs
    const isMeeting = minute >= 0 && minute < need.minutes
    if (isMeeting && !isOpenMinute(question, at)) byRules = false
    if (isOnLeave(question, at)) byRules = false
    if (taken.has(Math.floor(at / quarterMs))) isFree = false
  }
  return { byRules, isFree: byRules && isFree }
}

/** Every whole minute from `first` for so many days is tried. */
export function freeSlowly(question: SlotQuestion, first: number, days: number): number[] {
  return Array.from({ length: days * 1440 }, (_, minute) => first + minute * minuteMs).filter((at) => maySlowly(question, at).isFree)
}
