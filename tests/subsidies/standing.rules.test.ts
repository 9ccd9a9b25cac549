import { describe, expect, it } from 'vitest'
import type { WorkCalendar } from '#contract/cases/workdays.ts'
import { handlingWorkdays, medianWorkdays } from '#contract/subsidies/standing-rules.ts'

/** 2026: National Day 1–7 October free, Saturday 10 October worked. */
const calendar: WorkCalendar = {
  restDays: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']), workdays: new Set(['2026-10-10']), years: new Set([2026]),
}

describe('how long the county had a case', () => {
  it('handed in on Monday and decided on Friday took 4 working days', () => {
    expect(handlingWorkdays(calendar, '2026-11-23', '2026-11-27', [])).toBe(4)
  })
  it('handed in and decided the same day took 0', () => {
    expect(handlingWorkdays(calendar, '2026-11-23', '2026-11-23', [])).toBe(0)
  })
  it('over a weekend took the working days only: Friday to Monday is 1', () => {
    expect(handlingWorkdays(calendar, '2026-11-20', '2026-11-23', [])).toBe(1)
  })
  it('over National Day took 8 and 9 October and the worked Saturday: Wednesday 30 September to Saturday 10 October is 3', () => {
    expect(handlingWorkdays(calendar, '2026-09-30', '2026-10-10', [])).toBe(3)
  })
  it('without the days the firm corrected: 23 November to 11 December are 14, returned on 25 November and back on 2 December are 5, leaves 9', () => {
    expect(handlingWorkdays(calendar, '2026-11-23', '2026-12-11', [['2026-11-25', '2026-12-02']])).toBe(9)
  })
  it('returned and back the same day takes nothing off', () => {
    expect(handlingWorkdays(calendar, '2026-11-23', '2026-11-27', [['2026-11-25', '2026-11-25']])).toBe(4)
  })
  it('returned twice takes both off: 14 less 2 less 3 is 9', () => {
    expect(handlingWorkdays(calendar, '2026-11-23', '2026-12-11', [['2026-11-24', '2026-11-26'], ['2026-12-01', '2026-12-04']])).toBe(9)
  })
})

describe('the middle one', () => {
  it('is not said of two cases', () => expect(medianWorkdays([3, 9])).toBeNull())
  it('of 9, 3 and 5 is 5', () => expect(medianWorkdays([9, 3, 5])).toBe(5))
  it('of 3, 4, 6 and 30 is 5, between 4 and 6', () => expect(medianWorkdays([30, 3, 6, 4])).toBe(5))
  it('of 3, 4, 5 and 9 is 5: half a day counts as one', () => expect(medianWorkdays([3, 4, 5, 9])).toBe(5))
  it('is not moved by one case that lay for a year', () => expect(medianWorkdays([4, 5, 6, 250, 5])).toBe(5))
})
