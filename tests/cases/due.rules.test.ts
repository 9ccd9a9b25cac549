import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Due } from '#contract/cases/schema.ts'
import { addDays, weekdayOf } from '#contract/identifiers/date.ts'
import { addWorkdays, isProvisional, isWorkday, workdaysBetween, workdaysLeft } from '#contract/cases/workdays.ts'
import type { CaseState } from '#contract/cases/workflow.ts'
import { loadContent } from '#server/content.ts'
import { dueOfCase, heldDueOf, holdDue, nothingOwed, promise, resumeDue } from '#server/cases/due.ts'

const { calendar } = loadContent('content/huantai', { demo: true })

/** The State Council's notice for 2026, written out by hand: what the package says is measured against it. */
const freeIn2026 = [
  ['2026-01-01', '2026-01-03'], ['2026-02-15', '2026-02-23'], ['2026-04-04', '2026-04-06'], ['2026-05-01', '2026-05-05'], ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'], ['2026-10-01', '2026-10-07'],
] as const
const workedIn2026 = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']

function isWorked(date: string): boolean {
  if (workedIn2026.includes(date)) return true
  return weekdayOf(date) !== 0 && weekdayOf(date) !== 6 && !freeIn2026.some(([from, to]) => date >= from && date <= to)
}

type Clock = ReturnType<typeof promise> | typeof nothingOwed
const view = (clock: Clock, today: string, state: CaseState = 'accepted') => dueOfCase({ ...clock, state }, calendar, today)
const hold = (clock: Clock, today: string) => holdDue(clock, calendar, today, 5, '交回补正')
const resume = (clock: Clock, today: string) => resumeDue(clock, calendar, today)
/** dueOn and workdaysLeft as both sides read them. */
const says = (due: Due | null) => [due?.dueOn, due?.workdaysLeft]
const cells = (due: Due | null) => (due?.days ?? []).map((day) => `${day.date.slice(5)} ${day.kind} ${day.index}`)

describe('the calendar', () => {
  it('is the notice of 2026, day by day', () => {
    for (let date = '2026-01-01'; date <= '2026-12-31'; date = addDays(date, 1)) expect([date, isWorkday(calendar, date)]).toEqual([date, isWorked(date)])
  })

  it('counts a promise as one counts it on the wall, whatever day it begins', () => {
    for (let start = '2026-01-01'; start <= '2026-11-30'; start = addDays(start, 1)) {
      for (const n of [1, 2, 3, 10]) {
        let date = start
        for (let left = n; left > 0;) if (isWorked((date = addDays(date, 1)))) left -= 1
        expect([start, n, addWorkdays(calendar, start, n)]).toEqual([start, n, date])
      }
    }
  })

  it('goes back as many working days as it goes forward: what was left is what is left, for every day of six years', () => {
    const wrong: unknown[] = []
    for (let start = '2023-01-01'; start <= '2028-12-31'; start = addDays(start, 1)) {
      for (const n of [-31, -7, -3, -2, -1, 0, 1, 2, 5, 30]) if (workdaysLeft(calendar, start, addWorkdays(calendar, start, n)) !== n) wrong.push([start, n])
      if (workdaysBetween(calendar, start, addDays(start, 40)) !== 0 - workdaysBetween(calendar, addDays(start, 40), start)) wrong.push(start)
    }
    expect(wrong).toEqual([])
  })
})

describe('a promise over a holiday', () => {
  it('given on 30 September 2026: the seven days of 国庆 do not count, Saturday 10 October does', () => {
    const clock = promise(calendar, '2026-09-30', 10, '初审')
    expect(says(view(clock, '2026-09-30'))).toEqual(['2026-10-20', 10])
    expect(says(view(clock, '2026-10-07'))).toEqual(['2026-10-20', 10])
    expect(says(view(clock, '2026-10-08'))).toEqual(['2026-10-20', 9])
    expect(says(view(clock, '2026-10-10'))).toEqual(['2026-10-20', 7])
    expect(says(view(clock, '2026-10-11'))).toEqual(['2026-10-20', 7])
    expect(says(view(clock, '2026-10-20'))).toEqual(['2026-10-20', 0])
    expect(says(view(clock, '2026-10-21'))).toEqual(['2026-10-20', -1])
  })

  it('given before 春节 2026: two worked Saturdays count, nine free days do not', () => {
    expect(says(view(promise(calendar, '2026-02-13', 10, '初审'), '2026-02-13'))).toEqual(['2026-03-05', 10])
    expect(says(view(promise(calendar, '2026-02-14', 2, '受理'), '2026-02-20'))).toEqual(['2026-02-25', 2])
  })

  it('given before 春节 2027, whose days off are not published: counted by weekends, and said so', () => {
    const due = view(promise(calendar, '2027-01-29', 10, '初审'), '2027-01-29')
    expect(due).toMatchObject({ dueOn: '2027-02-12', workdaysLeft: 10, provisional: true })
    expect(view(promise(calendar, '2026-12-28', 10, '初审'), '2026-12-28')).toMatchObject({ dueOn: '2027-01-11', provisional: true })
    expect(view(promise(calendar, '2026-12-17', 10, '初审'), '2026-12-17')).toMatchObject({ dueOn: '2026-12-31', provisional: false })
    expect(isProvisional(calendar, '2026-09-30', '2026-10-20')).toBe(false)
  })
})

describe('the county’s clock while the firm corrects', () => {
  const accepted = promise(calendar, '2026-09-28', 10, '初审')

  it('stands still: 国庆 in the pause or not, what was left on the day of return is left on the day it comes back', () => {
    expect(says(view(accepted, '2026-09-30'))).toEqual(['2026-10-16', 8])
    const held = hold(accepted, '2026-09-30')
    expect(heldDueOf(held)).toMatchObject({ left: 8, heldOn: '2026-09-30' })
    // The firm's own five: 8, 9, 10 (worked), 12, 13 October.
    expect(view(held, '2026-09-30', 'returned')).toMatchObject({ side: 'firm', startedOn: '2026-09-30', dueOn: '2026-10-13', workdays: 5, workdaysLeft: 5, heldWorkdays: 8, promise: '交回补正' })
    expect(view(held, '2026-10-14', 'returned')).toMatchObject({ workdaysLeft: -1, heldWorkdays: 8 })
    const back = resume(held, '2026-10-10')
    // Saturday the 10th is worked, and as the day of resubmission it does not count.
    expect(view(back, '2026-10-10')).toMatchObject({ side: 'county', startedOn: '2026-09-28', dueOn: '2026-10-21', workdays: 10, workdaysLeft: 8, heldWorkdays: null, promise: '初审' })
  })

  it('shows every day on the ruler: worked, free, and stood still; the count stops meanwhile', () => {
    const back = resume(hold(accepted, '2026-09-30'), '2026-10-10')
    expect(cells(view(back, '2026-10-10'))).toEqual([
      '09-28 work 0', '09-29 work 1', '09-30 work 2', '10-01 rest 2', '10-02 rest 2', '10-03 rest 2', '10-04 rest 2', '10-05 rest 2', '10-06 rest 2', '10-07 rest 2',
      '10-08 pause 2', '10-09 pause 2', '10-10 pause 2', '10-11 rest 2', '10-12 work 3', '10-13 work 4', '10-14 work 5', '10-15 work 6', '10-16 work 7', '10-17 rest 7', '10-18 rest 7',
      '10-19 work 8', '10-20 work 9', '10-21 work 10',
    ])
  })

  it('does not stop when it comes back the same day', () => {
    const back = resume(hold(accepted, '2026-09-30'), '2026-09-30')
    expect(says(view(back, '2026-09-30'))).toEqual(['2026-10-16', 8])
    expect(cells(view(back, '2026-09-30')).filter((cell) => cell.includes('pause'))).toEqual([])
  })

  it('stops twice when it is returned twice, and each pause is on the ruler', () => {
    const once = resume(hold(accepted, '2026-09-30'), '2026-10-09')
    expect(says(view(once, '2026-10-09'))).toEqual(['2026-10-20', 8])
    const again = hold(once, '2026-10-12')
    expect(heldDueOf(again)).toMatchObject({ left: 6, from: '2026-09-28', workdays: 10 })
    const twice = resume(again, '2026-10-14')
    expect(view(twice, '2026-10-14')).toMatchObject({ dueOn: '2026-10-22', workdaysLeft: 6, workdays: 10 })
    expect(cells(view(twice, '2026-10-14')).filter((cell) => cell.includes('pause'))).toEqual(['10-08 pause 2', '10-09 pause 2', '10-13 pause 4', '10-14 pause 4'])
    expect(cells(view(twice, '2026-10-14')).at(-1)).toBe('10-22 work 10')
  })

  it('counts from a rest day on which it came back like from the working day before', () => {
    const held = hold(accepted, '2026-09-30')
    expect(says(view(resume(held, '2026-10-03'), '2026-10-03'))).toEqual(['2026-10-16', 8])
    expect(says(view(resume(held, '2026-10-11'), '2026-10-11'))).toEqual(['2026-10-21', 8])
    expect(says(view(resume(held, '2026-10-10'), '2026-10-10'))).toEqual(['2026-10-21', 8])
  })

  it('never ends on a rest day: returned on its last day and back on a Sunday, Monday is the last', () => {
    const held = hold(accepted, '2026-10-16')
    expect(heldDueOf(held)).toMatchObject({ left: 0 })
    expect(says(view(resume(held, '2026-10-25'), '2026-10-25'))).toEqual(['2026-10-26', 1])
    expect(says(view(resume(held, '2026-10-23'), '2026-10-23'))).toEqual(['2026-10-23', 0])
  })

  it('stays overdue by as much as it was', () => {
    const late = hold(accepted, '2026-10-20')
    expect(heldDueOf(late)).toMatchObject({ left: -2 })
    for (const back of ['2026-10-20', '2026-10-22', '2026-10-25']) {
      const due = view(resume(late, back), back)
      expect([back, due?.workdaysLeft, due?.days.at(-1)?.date]).toEqual([back, -2, back])
    }
  })

  it('has nothing to hold where nothing was owed, and then goes on with nothing', () => {
    const held = hold(nothingOwed, '2026-09-30')
    expect([heldDueOf(held), view(held, '2026-09-30', 'returned')?.heldWorkdays]).toEqual([null, null])
    expect(resume(held, '2026-10-12')).toEqual(nothingOwed)
  })

  it('says the same whatever the two days: as many working days as were left, none counted in between', () => {
    for (let returned = '2026-09-14'; returned <= '2026-10-20'; returned = addDays(returned, 1)) {
      const clock = promise(calendar, '2026-09-11', 10, '初审')
      const left = workdaysLeft(calendar, returned, clock.due_on)
      for (let back = returned; back <= addDays(returned, 24); back = addDays(back, 1)) {
        const due = view(resume(hold(clock, returned), back), back)
        const restDay = left === 0 && !isWorked(back)
        expect([returned, back, due?.workdaysLeft]).toEqual([returned, back, restDay ? 1 : left])
        const isOver = left < 0
        if (!restDay && !isOver) expect([returned, back, due?.days.find((day) => day.date === due.dueOn)?.index]).toEqual([returned, back, 10])
      }
    }
  })
})

describe('midnight in Shanghai, wherever the server stands (promise A18)', () => {
  const instants = ['2026-10-14T15:59:59.999Z', '2026-10-14T16:00:00.000Z', '2026-10-20T15:59:59.999Z', '2026-10-20T16:00:00.000Z']

  it.each([['UTC', 0], ['America/New_York', -240]])('in a process under TZ=%s', (zone, offset) => {
    const run = spawnSync(process.execPath, ['tests/cases/midnight.ts', ...instants], { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', TZ: zone } })
    expect(run.stderr).toBe('')
    const { offset: seen, told } = JSON.parse(run.stdout) as { offset: number; told: { today: string; plain: Due; firm: Due; back: Due }[] }
    expect(seen).toBe(offset)
    expect(told.map(({ today }) => today)).toEqual(['2026-10-14', '2026-10-15', '2026-10-20', '2026-10-21'])
    expect(told.map(({ plain }) => says(plain))).toEqual([['2026-10-20', 4], ['2026-10-20', 3], ['2026-10-20', 0], ['2026-10-20', -1]])
    expect(told.map(({ firm }) => [...says(firm), firm.heldWorkdays])).toEqual([['2026-10-19', 3, 6], ['2026-10-19', 2, 6], ['2026-10-19', -1, 6], ['2026-10-19', -2, 6]])
    // Back on the 14th or on the 15th: a millisecond makes a working day.
    expect(told.map(({ back }) => says(back))).toEqual([['2026-10-22', 6], ['2026-10-23', 6], ['2026-10-28', 6], ['2026-10-29', 6]])
  })
})
