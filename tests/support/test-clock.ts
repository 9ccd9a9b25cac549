import type { Clock } from '#server/clock.ts'

/** Monday 23 November 2026, 10:08 in Shanghai. */
export const testStart = '2026-11-23T02:08:00.000Z'

export interface TestClock extends Clock {
  /** An instant, ISO 8601. */
  set(instant: string): void
  advance(milliseconds: number): void
}

/** Stands still until it is moved. */
export function testClock(start = testStart): TestClock {
  let now = Date.parse(start)
  return {
    now: () => now,
    set(instant) {
      now = Date.parse(instant)
    },
    advance(milliseconds) {
      now += milliseconds
    },
  }
}
