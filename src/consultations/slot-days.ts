// Weeks, months and halves of a day as a person picks a time. Pure; dates YYYY-MM-DD in Shanghai.
import { addDays, addMonths, weekdayOf } from '#contract/identifiers/date.ts'
import type { Slot, Slots } from '#contract/consultations/schema.ts'
import { isInPart } from '#contract/consultations/slots.ts'

/** The Monday of the week this date lies in. */
export function mondayOf(date: string): string {
  return addDays(date, -((weekdayOf(date) + 6) % 7))
}

export function weekFrom(monday: string): string[] {
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index))
}

/** YYYY-MM-01 */
export const monthOf = (date: string): string => `${date.slice(0, 8)}01`
export const lastOfMonth = (month: string): string => addDays(addMonths(month, 1), -1)

/** Whole weeks from Monday on that hold the month; days of other months are null. */
export function monthGrid(month: string): (string | null)[] {
  const [first, last] = [mondayOf(month), lastOfMonth(month)]
  const days: (string | null)[] = []
  for (let day = first; day <= last || days.length % 7 !== 0; day = addDays(day, 1)) days.push(day < month || day > last ? null : day)
  return days
}

export type DayLook = 'free' | 'full' | 'rest' | 'none' | 'past' | 'beyond'

/** How a day stands, as the server says; what lies outside of what may be booked is never asked for. */
export function lookOf(date: string, slots: Pick<Slots, 'days' | 'today' | 'lastDate'>): DayLook {
  if (date < slots.today) return 'past'
  if (date > slots.lastDate) return 'beyond'
  return slots.days.find((day) => day.date === date)?.kind ?? 'none'
}

/** 4 个 · 约满 · 休 · 今天: what stands below the date. */
export function dayNote(date: string, slots: Pick<Slots, 'days' | 'today' | 'lastDate'>): string {
  const look = lookOf(date, slots)
  if (look === 'free') return `${slots.days.find((day) => day.date === date)?.free ?? 0} 个`
  if (look === 'full') return '约满'
  if (look === 'rest') return '休'
  if (date === slots.today) return '今天'
  if (look === 'past') return '已过'
  return look === 'beyond' ? '未开' : '没空'
}

export interface HalfDay {
  title: '上午' | '下午'
  items: Slot[]
}

/** The times of one day in its two halves; a half with nothing is left out. */
export function halvesOf(slots: readonly Slot[]): HalfDay[] {
  const of = (part: 'morning' | 'afternoon') => slots.filter((slot) => isInPart(part, Date.parse(slot.startsAt)))
  const halves: HalfDay[] = [
    { title: '上午', items: of('morning') },
    { title: '下午', items: of('afternoon') },
  ]
  return halves.filter((half) => half.items.length > 0)
}
