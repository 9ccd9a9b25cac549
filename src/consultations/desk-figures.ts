// Periods the county reports by, and its figures in words: counted things as counts, nothing finer than it was measured.
import { addDays, addMonths } from '#contract/identifiers/date.ts'
import { starsText } from './desk-words.ts'

export type PeriodName = 'month' | 'last-month' | 'year' | 'own'
export const periodNames: readonly PeriodName[] = ['month', 'last-month', 'year', 'own']
export const periodWords: Readonly<Record<PeriodName, string>> = { month: '本月', 'last-month': '上月', year: '今年', own: '自选' }

export interface Period {
  from: string
  to: string
}
/** The whole month or year, so that what is booked for its rest counts too. */
export function periodOf(name: Exclude<PeriodName, 'own'>, today: string): Period {
  const month = `${today.slice(0, 7)}-01`
  if (name === 'year') return { from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` }
  const from = name === 'month' ? month : addMonths(month, -1)
  return { from, to: addDays(addMonths(from, 1), -1) }
}

/** 45 分钟, 3 小时, 12.5 小时: by the half hour. */
export function lengthText(minutes: number): string {
  if (minutes === 0) return '—'
  return minutes < 60 ? `${minutes} 分钟` : `${Math.round(minutes / 30) / 2} 小时`
}

/** 4.6 分（12 人评）; who nobody rated has no figure. */
export function meanText(mean: number | null, rated: number): string {
  return mean === null || rated === 0 ? '还没有评' : `${starsText(mean)} 分（${rated} 人评）`
}
