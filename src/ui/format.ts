// Words for dates, times and days left. Every date a person sees is Asia/Shanghai, whatever the phone is set to (pitfall C23).

const weekdays = ['日', '一', '二', '三', '四', '五', '六'] as const
const shanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

interface Clock {
  date: string
  time: string
}

function inShanghai(instant: string | number): Clock {
  const parts = Object.fromEntries(shanghai.formatToParts(new Date(instant)).map((part) => [part.type, part.value]))
  return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` }
}

function split(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { year, month, day }
}

/** YYYY-MM-DD in Shanghai for an instant (ISO string or epoch ms). */
export function dateOf(instant: string | number): string {
  return inShanghai(instant).date
}

/** 一 for a Monday; takes YYYY-MM-DD. */
export function weekdayWord(date: string): string {
  return weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''
}

/** 11月26日; with the year when it is not the year of `today`. */
export function shortDate(date: string, today?: string): string {
  const { year, month, day } = split(date)
  return today !== undefined && split(today).year !== year ? `${year}年${month}月${day}日` : `${month}月${day}日`
}

/** 11月26日（周四） */
export function dateWithWeekday(date: string): string {
  return `${shortDate(date)}（周${weekdayWord(date)}）`
}

/** 2026年11月23日: for papers, receipts and dates of other years. */
export function fullDate(date: string): string {
  const { year, month, day } = split(date)
  return `${year}年${month}月${day}日`
}

/** 14:32 in Shanghai. */
export function timeOf(instant: string | number): string {
  return inShanghai(instant).time
}

/** 11月23日 14:32 in Shanghai; `full` adds the year. */
export function dateTime(instant: string | number, full = false): string {
  const { date, time } = inShanghai(instant)
  return `${full ? fullDate(date) : shortDate(date)} ${time}`
}

/** For lists of recent things: 14:32 today, 昨天, 周五 within a week, then 11月18日. `now` in epoch ms. */
export function relativeDay(instant: string | number, now: number = Date.now()): string {
  const { date, time } = inShanghai(instant)
  const days = Math.round((Date.parse(dateOf(now)) - Date.parse(date)) / 86_400_000)
  if (days <= 0) return time
  if (days === 1) return '昨天'
  if (days < 7) return `周${weekdayWord(date)}`
  return shortDate(date, dateOf(now))
}

/** A figure keeps its unit on the same line: 最高 50.00 万元. */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=\p{Script=Han})/gu, '$1\u00a0')
}

/** 剩 3 个工作日 · 今天到期 · 超期 2 个工作日 */
export function workdaysLeftText(workdaysLeft: number): string {
  if (workdaysLeft > 0) return `剩 ${workdaysLeft} 个工作日`
  return workdaysLeft === 0 ? '今天到期' : `超期 ${-workdaysLeft} 个工作日`
}
