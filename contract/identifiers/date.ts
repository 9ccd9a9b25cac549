// Calendar dates YYYY-MM-DD in Asia/Shanghai. Pure: an instant always comes from the caller's clock.

export type DateReason = 'date-format' | 'date-calendar' | 'date-range'
export type ParsedDate = { ok: true; value: string } | { ok: false; reason: DateReason }

const dayMs = 86_400_000
/** China is eight hours ahead of UTC and has had no summer time since 1991. */
const shanghaiOffsetMs = 8 * 3_600_000

/** Only YYYY-MM-DD, only a day that exists, only 1900–2100; no time of day, no zone. */
export function parseDate(text: string): ParsedDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return { ok: false, reason: 'date-format' }
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return { ok: false, reason: 'date-calendar' }
  return year < 1900 || year > 2100 ? { ok: false, reason: 'date-range' } : { ok: true, value: text }
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** The date on a wall calendar in Shanghai at this instant (epoch ms). */
export function shanghaiDate(ms: number): string {
  return isoDay(ms + shanghaiOffsetMs)
}

/** Epoch ms at which this date begins in Shanghai. */
export function shanghaiDayStart(date: string): number {
  return utcMs(date) - shanghaiOffsetMs
}

export function addDays(date: string, days: number): string {
  return isoDay(utcMs(date) + days * dayMs)
}

/** The same day so many months on; where that month has no such day, its last one (29 February, month ends). */
export function addMonths(date: string, months: number): string {
  const count = yearOf(date) * 12 + Number(date.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1]
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(year, month))
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Days from `from` to `to`: 0 on the same day, negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utcMs(to) - utcMs(from)) / dayMs)
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(date: string): number {
  return (((Math.floor(utcMs(date) / dayMs) + 4) % 7) + 7) % 7
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4))
}

const weekdayWords = ['日', '一', '二', '三', '四', '五', '六'] as const

/** A date as people say it: 11月26日（周四）; with the year when it is not `today`'s. */
export function sayDate(date: string, today: string): string {
  const year = yearOf(date) === yearOf(today) ? '' : `${yearOf(date)}年`
  return `${year}${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日（周${weekdayWords[weekdayOf(date)]}）`
}

/** A date as documents write it: 2026年11月26日. */
export function chineseDate(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return `${year}年${month}月${day}日`
}

function utcMs(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)))
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
