// Times of publishing, as an officer picks them: always of Shanghai (UTC+8, no summer time). Pure.
import { addDays, weekdayOf } from '#contract/identifiers/date.ts'

/** The instant of a date (YYYY-MM-DD) and a time (HH:mm) in Shanghai; null where either is no such thing. */
export function shanghaiInstant(date: string, time: string): string | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return null
  const at = Date.parse(`${date}T${time}:00+08:00`)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** 明天 9:00 and 下周一 9:00, seen from `today`. On a Sunday both are the same day: then it is said once. */
export function quickTimes(today: string): { word: string; date: string; time: string }[] {
  const [tomorrow, monday] = [addDays(today, 1), addDays(today, (8 - weekdayOf(today)) % 7 || 7)]
  const all = [
    { word: '明天 9:00', date: tomorrow, time: '09:00' },
    { word: '下周一 9:00', date: monday, time: '09:00' },
  ]
  return tomorrow === monday ? all.slice(0, 1) : all
}
