// Single rules of free times, each as a clerk would check it on a wall calendar. Random worlds are in slots.rules.test.ts.
import { describe, expect, it } from 'vitest'
import { freeStarts, inQuarters, isInPart, isRestDay, needOf, openSpans, quantaOf, refusalByRules, ruleApplies, type ExpertHours, type SlotQuestion, type WeeklyRule } from '#contract/consultations/slots.ts'
import { quantumMs, ways } from '#contract/consultations/ways.ts'
import { loadContent } from '#server/content.ts'

const { calendar, consultations } = loadContent('content/huantai', { demo: true })
const at = (date: string, clock: string) => Date.parse(`${date}T${clock}:00+08:00`)
const days = { calendar, openDays: new Set<string>(), gridMinutes: 30 }
const weekly: WeeklyRule = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', validFrom: '2026-01-01', validTo: null, ways, onMakeUpDays: true }
const hours: ExpertHours = { rules: [weekly], additions: [], leaves: [], lunch: { from: '12:00', to: '13:30' }, perDay: 4 }
const phone = { way: 'phone', minutes: 30, before: 0, after: 0 } as const
const visit = needOf({ id: 'visit', minutes: 90, beforeMinutes: 0, afterMinutes: 0 }, 45)

function ask(more: Partial<SlotQuestion> = {}): SlotQuestion {
  return { ...days, hours, need: phone, taken: new Set(), countOn: () => 0, notBefore: 0, lastDate: '2027-12-31', ...more }
}
const clocks = (question: SlotQuestion, date: string) => freeStarts(question, date, date).map((start) => new Date(start + 8 * 3_600_000).toISOString().slice(11, 16))
const withHours = (more: Partial<ExpertHours>) => ask({ hours: { ...hours, ...more } })
const weekend = '2026-11-28'

describe('weekly hours', () => {
  it('begin on the grid, leave lunch out and end in time', () => {
    expect(clocks(ask(), '2026-11-26')).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '13:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30'])
    expect(clocks(withHours({ rules: [{ ...weekly, from: '09:10', to: '10:29' }] }), '2026-11-26')).toEqual(['09:30'])
  })
  it('rest on a weekend and on National Day, work on a make-up Saturday whatever weekday they are for', () => {
    expect([weekend, '2026-10-01'].map((date) => ruleApplies(days, weekly, date))).toEqual([false, false])
    expect(ruleApplies(days, { ...weekly, weekdays: [3] }, '2026-10-10')).toBe(true)
    expect(ruleApplies(days, { ...weekly, onMakeUpDays: false }, '2026-10-10')).toBe(false)
    expect(ruleApplies(days, { ...weekly, weekdays: [6], onMakeUpDays: false }, '2026-10-10')).toBe(true)
  })
  it('go on a holiday an officer has opened as on any day of that weekday, and lose nothing when a make-up day is opened', () => {
    const open = { ...days, openDays: new Set(['2026-10-01', '2026-10-10', weekend]) }
    expect(['2026-10-01', '2026-10-02'].map((date) => ruleApplies(open, weekly, date))).toEqual([true, false])
    // A Saturday is no weekday of the rule, opened or not.
    expect(ruleApplies(open, weekly, weekend)).toBe(false)
    expect(ruleApplies(open, weekly, '2026-10-10')).toBe(true)
  })
  it('count from the first to the last day of the rule, both included', () => {
    const rule = { ...weekly, validFrom: '2026-11-24', validTo: '2026-11-26' }
    expect(['2026-11-23', '2026-11-24', '2026-11-26', '2026-11-27'].map((date) => ruleApplies(days, rule, date))).toEqual([false, true, true, false])
  })
  it('that touch are one: a visit may lie over the seam', () => {
    const rules = [{ ...weekly, to: '10:00' }, { ...weekly, from: '10:00', to: '11:00' }]
    expect(openSpans(days, { ...hours, rules }, 'visit', '2026-11-26')).toEqual([[540, 660]])
  })
})

describe('single additions', () => {
  const addition = { date: weekend, from: '12:00', to: '13:00', ways: ['phone'] as const }
  it('beat weekends, holidays and lunch, for their own ways only', () => {
    expect(clocks(withHours({ additions: [addition] }), weekend)).toEqual(['12:00', '12:30'])
    expect(clocks(withHours({ additions: [{ ...addition, date: '2026-10-01' }] }), '2026-10-01')).toEqual(['12:00', '12:30'])
    expect(clocks(withHours({ additions: [{ ...addition, ways: ['office'] }] }), weekend)).toEqual([])
  })
  it('never beat leave', () => {
    expect(clocks(withHours({ additions: [addition], leaves: [{ startsAt: at(weekend, '12:30'), endsAt: at(weekend, '18:00') }] }), weekend)).toEqual(['12:00'])
  })
})

describe('the road of a visit', () => {
  it('is kept free before and after in whole quarter-hours, and only for a visit', () => {
    expect(visit).toEqual({ way: 'visit', minutes: 90, before: 45, after: 45 })
    expect([0, 1, 15, 16, 44].map(inQuarters)).toEqual([0, 15, 15, 30, 45])
    expect(needOf({ id: 'office', minutes: 60, beforeMinutes: 0, afterMinutes: 15 }, 45)).toEqual({ way: 'office', minutes: 60, before: 0, after: 15 })
  })
  it('may lie outside the hours and over lunch, but not over leave', () => {
    // 09:00–10:30, the road from 08:15; 10:30–12:00, the road back over lunch.
    expect(clocks(ask({ need: visit }), '2026-11-26')).toEqual(['09:00', '09:30', '10:00', '10:30', '13:30', '14:00', '14:30', '15:00', '15:30'])
    const leave = { startsAt: at('2026-11-26', '08:00'), endsAt: at('2026-11-26', '08:30') }
    expect(clocks(ask({ need: visit, hours: { ...hours, leaves: [leave] } }), '2026-11-26')[0]).toBe('09:30')
    expect(refusalByRules(ask({ need: visit, hours: { ...hours, leaves: [leave] } }), at('2026-11-26', '09:00'))).toBe('leave')
  })
  it('claims its quarter-hours: two visits need two roads between them', () => {
    const { first, last } = quantaOf(visit, at('2026-11-26', '09:00'))
    expect([first * quantumMs, (last + 1) * quantumMs]).toEqual([at('2026-11-26', '08:15'), at('2026-11-26', '11:15')])
    const taken = new Set(Array.from({ length: last - first + 1 }, (_, index) => first + index))
    expect(clocks(ask({ need: visit, taken }), '2026-11-26')).toEqual(['13:30', '14:00', '14:30', '15:00', '15:30'])
    expect(clocks(ask({ taken }), '2026-11-26').slice(0, 2)).toEqual(['11:30', '13:30'])
  })
})

describe('what an instant is refused for', () => {
  const nine = at('2026-11-26', '09:00')
  it.each([
    ['past', ask({ notBefore: nine + 1 }), nine], ['horizon', ask({ lastDate: '2026-11-25' }), nine], ['grid', ask(), nine + 900_000], ['grid', ask(), nine + 1], ['closed', ask(), at(weekend, '09:00')],
    ['closed', ask(), at('2026-11-26', '12:00')], ['full', ask({ countOn: () => 4 }), nine], ['leave', withHours({ leaves: [{ startsAt: nine, endsAt: nine + 1 }] }), nine],
  ] as const)('%s', (refusal, question, startsAt) => {
    expect(refusalByRules(question, startsAt)).toBe(refusal)
  })
  it('nothing: at the very end of the notice, on the last day, with one place left, before and after a leave', () => {
    expect(refusalByRules(ask({ notBefore: nine, lastDate: '2026-11-26', countOn: () => 3 }), nine)).toBeNull()
    expect(refusalByRules(withHours({ leaves: [{ startsAt: nine + 1_800_000, endsAt: nine + 3_600_000 }, { startsAt: nine - 3_600_000, endsAt: nine }] }), nine)).toBeNull()
  })
})

describe('days', () => {
  it('are Shanghai’s: the first minute of a date is not yesterday’s, whatever zone the machine is in', () => {
    const night = withHours({ rules: [{ ...weekly, from: '00:00', to: '01:00' }], lunch: null })
    expect(freeStarts(night, '2026-11-26', '2026-11-26')).toEqual([at('2026-11-26', '00:00'), at('2026-11-26', '00:30')])
    expect(refusalByRules({ ...night, lastDate: '2026-11-26' }, at('2026-11-27', '00:00'))).toBe('horizon')
  })
  it('have a morning and an afternoon', () => {
    expect(['11:59', '12:00'].map((clock) => [isInPart('morning', at('2026-11-26', clock)), isInPart('afternoon', at('2026-11-26', clock)), isInPart('any', at('2026-11-26', clock))])).toEqual([[true, false, true], [false, true, true]])
  })
  it('rest on weekends and holidays, unless worked or opened', () => {
    expect([weekend, '2026-10-01', '2026-10-10', '2026-11-26'].map((date) => isRestDay(days, date))).toEqual([true, true, false, false])
    expect(isRestDay({ calendar, openDays: new Set(['2026-10-01']) }, '2026-10-01')).toBe(false)
  })
  it('of the summer time China had until 1991 are long gone: every quarter-hour of the next years is a quarter-hour of Shanghai', () => {
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    for (let day = 0; day < 365 * 5; day += 1) {
      const [start] = freeStarts(withHours({ rules: [{ ...weekly, weekdays: [0, 1, 2, 3, 4, 5, 6], from: '02:30', to: '03:00' }] }), dateOf(day), dateOf(day))
      if (start !== undefined) expect(wall.format(start)).toBe('02:30')
    }
  })
})

function dateOf(day: number): string {
  return new Date(Date.UTC(2026, 10, 23 + day)).toISOString().slice(0, 10)
}

describe('the county’s own content', () => {
  it('fits the grid: every way takes whole quarter-hours, every road is one', () => {
    for (const way of consultations.ways) for (const { travelMinutes } of consultations.towns) {
      const need = needOf(way, travelMinutes)
      expect([need.minutes % 15, need.before % 15, need.after % 15]).toEqual([0, 0, 0])
    }
  })
})
