// A firm's bookings sorted for reading. Pure.
import type { BookingSummary } from '#contract/consultations/schema.ts'
import { comingStates } from '#contract/consultations/workflow.ts'

const byStart = (one: BookingSummary, other: BookingSummary) => one.startsAt.localeCompare(other.startsAt)

/** Still to come or under way, the soonest first. */
export function comingOf(items: readonly BookingSummary[]): BookingSummary[] {
  return items.filter(({ state }) => comingStates.includes(state) || state === 'arrived').toSorted(byStart)
}

/** The firm's turn: a record to confirm, a visit to rate. */
export function waitingForFirm(items: readonly BookingSummary[]): BookingSummary[] {
  return items.filter(({ state, isRated }) => state === 'recorded' || (state === 'done' && !isRated)).toSorted(byStart)
}

/** Over in whatever way, the latest first. */
export function pastOf(items: readonly BookingSummary[]): BookingSummary[] {
  const open = new Set([...comingOf(items), ...waitingForFirm(items)])
  return items.filter((item) => !open.has(item)).toSorted((one, other) => byStart(other, one))
}

/** What a row says below its title when it is the firm's turn. */
export function turnWord({ state, isRated }: Pick<BookingSummary, 'state' | 'isRated'>): string | null {
  if (state === 'recorded') return '记录写好了，请看一遍并确认'
  return state === 'done' && !isRated ? '给这次服务打个分' : null
}
