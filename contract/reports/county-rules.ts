// How the county's figures are put together and said. Pure: the server counts with it, the page shows with it.
import type { Indicator, Plan, Target } from './targets-schema.ts'

/** before: not begun · running: in its years · over: 参照（方案期已满）. */
export type PlanState = 'before' | 'running' | 'over'

export function planStateOf({ fromYear, toYear }: Pick<Plan, 'fromYear' | 'toYear'>, year: number): PlanState {
  return year < fromYear ? 'before' : year > toYear ? 'over' : 'running'
}

/** The figure that stands against the target: of a year, or of all years of the plan together. */
export function measured(indicator: Pick<Indicator, 'tally'>, figure: { value: number | null; sincePlan: number | null }): number | null {
  return indicator.tally === 'plan' ? figure.sincePlan : figure.value
}

export function isMet({ value, direction }: Target, is: number): boolean {
  return direction === 'more-than' ? is > value : is >= value
}

/** In percent, one decimal, cut off: 100 is only said of what is met. */
export function shareOf(target: Target, is: number): number {
  const tenths = Number((BigInt(is) * 1000n) / BigInt(target.value))
  const share = tenths / 10
  return share >= 100 && !isMet(target, is) ? 99.9 : share
}

/** Of firms that agreed to be counted only, fewer are not shown (assessment/disclosure.ts). */
export const smallestGroup = 5
