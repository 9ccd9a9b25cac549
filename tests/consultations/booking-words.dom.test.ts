import { describe, expect, it } from 'vitest'
import { dayNote, halvesOf, lookOf, mondayOf, monthGrid, weekFrom } from '#client/consultations/slot-days.ts'
import { untilOf } from '#client/consultations/use-hold.ts'
import { dayText, leftText, placeText, spanText } from '#client/consultations/words.ts'

describe('days as a person picks them', () => {
  it('begin a week on Monday, also across a year', () => {
    expect(mondayOf('2026-11-29')).toBe('2026-11-23')
    expect(mondayOf('2026-11-23')).toBe('2026-11-23')
    expect(weekFrom(mondayOf('2027-01-01'))).toEqual(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'])
  })

  it('stand in a month of whole weeks', () => {
    const february = monthGrid('2027-02-01')
    expect(february).toHaveLength(28)
    expect([february[0], february.at(-1)]).toEqual(['2027-02-01', '2027-02-28'])
    const may = monthGrid('2027-05-01')
    expect(may.slice(0, 6)).toEqual([null, null, null, null, null, '2027-05-01'])
    expect(may.length % 7).toBe(0)
  })

  it('say how they stand', () => {
    const slots = { today: '2026-11-24', lastDate: '2026-11-28', days: [{ date: '2026-11-24', free: 0, kind: 'none' as const }, { date: '2026-11-25', free: 2, kind: 'free' as const }, { date: '2026-11-26', free: 0, kind: 'full' as const }, { date: '2026-11-28', free: 0, kind: 'rest' as const }] }
    const notes = (dates: string[]) => dates.map((date) => dayNote(date, slots))
    expect(notes(weekFrom('2026-11-23'))).toEqual(['已过', '今天', '2 个', '约满', '没空', '休', '未开'])
    expect(lookOf('2026-11-29', slots)).toBe('beyond')
  })

  it('part at noon in Shanghai, wherever the phone is', () => {
    const at = (startsAt: string) => ({ id: startsAt, expertId: 'e1', expertName: '刘颖', startsAt, endsAt: startsAt, ways: [], choices: 1 })
    const halves = halvesOf([at('2026-11-25T03:30:00.000Z'), at('2026-11-25T04:00:00.000Z')])
    expect(halves.map(({ title, items }) => [title, items.length])).toEqual([['上午', 1], ['下午', 1]])
    expect(halvesOf([])).toEqual([])
  })
})

describe('words', () => {
  it('are those of Shanghai', () => {
    expect(spanText('2026-11-27T01:30:00.000Z', '2026-11-27T03:00:00.000Z')).toBe('11月27日 周五 09:30—11:00')
    expect(spanText('2026-11-23T16:30:00.000Z', '2026-11-23T17:00:00.000Z')).toBe('11月24日 周二 00:30—01:00')
    expect([dayText('2026-11-23', '2026-11-23'), dayText('2026-11-24', '2026-11-23'), dayText('2027-01-04', '2026-11-23')]).toEqual(['今天 11月23日 周一', '明天 11月24日 周二', '2027年1月4日 周一'])
  })

  it('count down by the second, from an hour on by the minute', () => {
    expect([0, 1, 61_000, 299_500, 3_600_000, 5_400_000].map(leftText)).toEqual(['0:00', '0:01', '1:01', '5:00', '1 小时', '1 小时 30 分'])
  })

  it('say where, and never nothing', () => {
    expect(placeText({ way: 'visit', address: '东岳路 1 号', meeting: null })).toBe('东岳路 1 号')
    expect(placeText({ way: 'office', address: null, meeting: null })).toContain('待主办单位提供')
    expect(placeText({ way: 'video', address: null, meeting: '会议号 123' })).toBe('会议号 123')
  })
})

describe('a time that is kept', () => {
  const now = Date.parse('2026-11-23T02:08:00.000Z')
  it('runs until the server says, by this phone\'s clock', () => {
    expect(untilOf({ expiresAt: '2026-11-23T02:12:00.000Z' }, now, 5)).toBe(now + 240_000)
  })

  it('runs its whole length on a phone whose clock is wrong', () => {
    for (const expiresAt of ['2026-11-23T02:07:00.000Z', '2026-11-30T00:00:00.000Z']) expect(untilOf({ expiresAt }, now, 5)).toBe(now + 300_000)
  })
})
