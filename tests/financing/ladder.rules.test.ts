// The ladder of a lead over the holidays of 2026 (国办发明电〔2025〕7号, by chinese-days): 国庆 1–7 October with 20 September and 10 October worked, 春节 15–23 February with 14 and 28 February worked.
import { describe, expect, it } from 'vitest'
import { addWorkdays, isWorkday } from '#contract/cases/workdays.ts'
import { addDays } from '#contract/identifiers/date.ts'
import { answerBy, askedUntil, isAnswerProvisional, isHigher, needsCall, rungDates, rungOn, rungs } from '#contract/financing/ladder.ts'
import { loadContent } from '#server/content.ts'

const { calendar, financingCasework } = loadContent('content/huantai', { demo: true })
const { ladder } = financingCasework

describe('the days of the ladder', () => {
  it.each([
    { what: 'an ordinary week', offeredOn: '2026-11-02', days: ['2026-11-04', '2026-11-05', '2026-11-09', '2026-11-13', '2026-11-17'], by: '2026-11-16' },
    { what: 'asked on a Saturday: counted from Monday on', offeredOn: '2026-11-07', days: ['2026-11-10', '2026-11-11', '2026-11-13', '2026-11-19', '2026-11-23'], by: '2026-11-20' },
    // 国庆 2026: 1–7 October are free, Saturday the 10th is worked. 29, 30 September, 8, 9, 10, 12, 13, 14, 15, 16, 19 October.
    { what: '国庆, asked on the Monday before', offeredOn: '2026-09-28', days: ['2026-09-30', '2026-10-08', '2026-10-10', '2026-10-15', '2026-10-19'], by: '2026-10-16' },
    { what: '国庆, asked on the last day before', offeredOn: '2026-09-30', days: ['2026-10-09', '2026-10-10', '2026-10-13', '2026-10-19', '2026-10-21'], by: '2026-10-20' },
    { what: '国庆, asked in the middle of it', offeredOn: '2026-10-04', days: ['2026-10-09', '2026-10-10', '2026-10-13', '2026-10-19', '2026-10-21'], by: '2026-10-20' },
    { what: 'asked before the Sunday that is worked for 国庆', offeredOn: '2026-09-18', days: ['2026-09-21', '2026-09-22', '2026-09-24', '2026-10-08', '2026-10-10'], by: '2026-10-09' },
    // 春节 2026: 15–23 February are free, Saturdays 14 and 28 are worked.
    { what: '春节, asked on the Wednesday before', offeredOn: '2026-02-11', days: ['2026-02-13', '2026-02-14', '2026-02-25', '2026-03-02', '2026-03-04'], by: '2026-03-03' },
    { what: '春节, asked on the Saturday that is worked', offeredOn: '2026-02-14', days: ['2026-02-25', '2026-02-26', '2026-02-28', '2026-03-05', '2026-03-09'], by: '2026-03-06' },
    { what: '春节, asked on New Year itself', offeredOn: '2026-02-17', days: ['2026-02-25', '2026-02-26', '2026-02-28', '2026-03-05', '2026-03-09'], by: '2026-03-06' },
  ])('$what', ({ offeredOn, days, by }) => {
    expect(rungs.map((rung) => rungDates(calendar, offeredOn, ladder)[rung])).toEqual(days)
    expect(answerBy(calendar, offeredOn, ladder)).toBe(by)
  })

  it('every rung has its two days: not the one before, and from then on', () => {
    for (const offeredOn of ['2026-09-18', '2026-09-28', '2026-09-30', '2026-10-04', '2026-02-11', '2026-02-14', '2026-02-17', '2026-11-02']) {
      const dates = rungDates(calendar, offeredOn, ladder)
      for (const [index, rung] of rungs.entries()) {
        expect(rungOn(calendar, offeredOn, dates[rung], ladder)).toBe(rung)
        expect(rungOn(calendar, offeredOn, addDays(dates[rung], -1), ladder)).toBe(rungs[index - 1] ?? null)
      }
    }
  })

  it('a bank may still answer on the last day; it is closed on the working day after', () => {
    expect(rungOn(calendar, '2026-09-28', '2026-10-16', ladder)).toBe('last-call')
    expect(rungOn(calendar, '2026-09-28', '2026-10-18', ladder)).toBe('last-call')
    expect(rungOn(calendar, '2026-09-28', '2026-10-19', ladder)).toBe('close')
  })

  it('no rung is reached on a holiday', () => {
    for (let date = '2026-01-05'; date < '2026-12-01'; date = addDays(date, 1)) {
      for (const day of Object.values(rungDates(calendar, date, ladder))) expect(isWorkday(calendar, day), `${date} → ${day}`).toBe(true)
    }
  })

  it('who was asked by a day stands on the rung, who was asked the day after does not', () => {
    for (let today = '2026-01-20'; today < '2026-12-01'; today = addDays(today, 1)) {
      for (const rung of rungs) {
        const until = askedUntil(calendar, today, rung, ladder)
        expect(rungDates(calendar, until, ladder)[rung] <= today).toBe(true)
        expect(rungDates(calendar, addDays(until, 1), ladder)[rung] <= today).toBe(false)
      }
    }
  })

  it('only higher rungs are news', () => {
    expect([isHigher('nudge', null), isHigher('close', 'nudge'), isHigher('call', 'call'), isHigher('nudge', 'escalate')]).toEqual([true, true, false, false])
  })
})

describe('a year whose holidays are not published', () => {
  it('makes the day of an answer provisional, and is counted by weekends', () => {
    expect(isAnswerProvisional(calendar, '2026-12-24', ladder)).toBe(true)
    expect(answerBy(calendar, '2026-12-24', ladder)).toBe('2027-01-07')
    expect(isAnswerProvisional(calendar, '2026-11-02', ladder)).toBe(false)
  })
})

describe('the call list', () => {
  const offeredOn = '2026-09-28'
  const on = (today: string, ...calls: Parameters<typeof needsCall>[1]['calls']) => needsCall(calendar, { offeredOn, today, calls }, ladder)

  it('begins with the rung of the call, and goes on until somebody was called', () => {
    expect([on('2026-09-30'), on('2026-10-07'), on('2026-10-08'), on('2026-10-16')]).toEqual([false, false, true, true])
  })

  it('leaves who was reached or has promised alone for two working days', () => {
    for (const outcome of ['reached', 'promised'] as const) {
      const call = { on: '2026-10-09', outcome }
      expect([on('2026-10-09', call), on('2026-10-10', call), on('2026-10-11', call), on('2026-10-12', call)]).toEqual([false, false, false, true])
    }
  })

  it('comes back the next day where nobody picked up, and stays where the number was wrong', () => {
    expect([on('2026-10-08', { on: '2026-10-08', outcome: 'no-answer' }), on('2026-10-09', { on: '2026-10-08', outcome: 'no-answer' })]).toEqual([false, true])
    expect(on('2026-10-08', { on: '2026-10-08', outcome: 'wrong-number' })).toBe(true)
  })
})

describe('a ladder whose rungs fall together', () => {
  it('stands on the later one', () => {
    const short = { nudge: 1, call: 2, escalate: 3, close: 4 }
    expect(rungOn(calendar, '2026-11-02', addWorkdays(calendar, '2026-11-02', 3), short)).toBe('last-call')
  })
})
