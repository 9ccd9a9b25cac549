import { describe, expect, it } from 'vitest'
import { addWorkdays, daysOfRuler, isProvisional, isWorkday, workdaysBetween, workdaysLeft } from '#contract/cases/workdays.ts'
import { loadContent } from '#server/content.ts'

const { calendar } = loadContent('content/huantai', { demo: true })
const yunxi = loadContent('tests/fixtures/content/yunxi', { demo: true }).calendar

describe('working days of 2026', () => {
  it.each(['2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])('%s is a weekend day that is worked', (date) => {
    expect(isWorkday(calendar, date)).toBe(true)
  })

  it.each([
    '2026-02-15',
    '2026-02-16',
    '2026-02-17',
    '2026-02-18',
    '2026-02-19',
    '2026-02-20',
    '2026-02-21',
    '2026-02-22',
    '2026-02-23',
    '2026-01-01',
    '2026-10-01',
  ])('%s is a holiday', (date) => {
    expect(isWorkday(calendar, date)).toBe(false)
  })

  it('an ordinary Monday is worked, an ordinary Saturday and Sunday are not', () => {
    expect([isWorkday(calendar, '2026-11-23'), isWorkday(calendar, '2026-11-28'), isWorkday(calendar, '2026-11-29')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('two working days from Monday 23 November end on Wednesday the 25th: the day of start does not count', () => {
    expect(addWorkdays(calendar, '2026-11-23', 2)).toBe('2026-11-25')
    expect(addWorkdays(calendar, '2026-11-23', 0)).toBe('2026-11-23')
  })

  it('two working days from Friday end on Tuesday, from Saturday too', () => {
    expect(addWorkdays(calendar, '2026-11-27', 2)).toBe('2026-12-01')
    expect(addWorkdays(calendar, '2026-11-28', 2)).toBe('2026-12-01')
  })

  it('ten working days across the Spring Festival: from Friday 13 February over nine holidays and two worked Saturdays to 5 March', () => {
    // 14 (worked) 1; 15–23 free; 24 2, 25 3, 26 4, 27 5, 28 (worked) 6; 1 March Sunday free; 2 7, 3 8, 4 9, 5 10
    expect(addWorkdays(calendar, '2026-02-13', 10)).toBe('2026-03-05')
    expect(workdaysBetween(calendar, '2026-02-13', '2026-03-05')).toBe(10)
  })

  it('left until a due date: today not counted, nothing on the day, negative after it', () => {
    expect(workdaysLeft(calendar, '2026-11-23', '2026-11-26')).toBe(3)
    expect(workdaysLeft(calendar, '2026-11-26', '2026-11-26')).toBe(0)
    expect(workdaysLeft(calendar, '2026-11-28', '2026-11-26')).toBe(-1)
    expect(workdaysLeft(calendar, '2026-11-30', '2026-11-26')).toBe(-2)
  })
})

describe('a year without published holidays', () => {
  it('makes what is said of it provisional, and only that', () => {
    expect(isProvisional(calendar, '2026-11-23', '2026-12-31')).toBe(false)
    expect(isProvisional(calendar, '2026-12-28', '2027-01-05')).toBe(true)
  })

  it('is counted by weekends alone', () => {
    expect(addWorkdays(calendar, '2026-12-31', 1)).toBe('2027-01-01')
    expect(isWorkday(calendar, '2027-01-02')).toBe(false)
  })

  it('is no longer provisional once the county has written it out', () => {
    expect(isProvisional({ ...calendar, years: new Set([...calendar.years, 2027]) }, '2026-12-28', '2027-01-05')).toBe(false)
  })
})

describe('a county with days of its own', () => {
  it('rests on its feast and works the Saturday before', () => {
    expect(isWorkday(yunxi, '2026-09-16')).toBe(false)
    expect(isWorkday(yunxi, '2026-09-12')).toBe(true)
    expect(isWorkday(calendar, '2026-09-16')).toBe(true)
  })
})

describe('the ruler', () => {
  it('has a cell for each day from start to due, rest days between them, counted in working days', () => {
    expect(
      daysOfRuler(calendar, '2026-11-19', '2026-11-26', '2026-11-23').map((day) => [day.date.slice(8), day.weekday, day.kind, day.index]),
    ).toEqual([
      ['19', 4, 'work', 0],
      ['20', 5, 'work', 1],
      ['21', 6, 'rest', 1],
      ['22', 0, 'rest', 1],
      ['23', 1, 'work', 2],
      ['24', 2, 'work', 3],
      ['25', 3, 'work', 4],
      ['26', 4, 'work', 5],
    ])
  })

  it('goes on to today once overdue', () => {
    expect(daysOfRuler(calendar, '2026-11-19', '2026-11-23', '2026-11-26').at(-1)?.date).toBe('2026-11-26')
  })

  it('has at most forty cells, with today and, near the end, the due date among them', () => {
    const start = '2026-03-02'
    const due = addWorkdays(calendar, start, 60)
    for (const today of [start, '2026-04-01', due]) {
      const days = daysOfRuler(calendar, start, due, today)
      expect(days).toHaveLength(40)
      expect(days.map((day) => day.date)).toContain(today)
    }
    expect(daysOfRuler(calendar, start, due, due).at(-1)?.date).toBe(due)
    expect(daysOfRuler(calendar, start, '2026-03-06', '2026-12-31')).toHaveLength(40)
  })
})
