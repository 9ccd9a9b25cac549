import { describe, expect, it } from 'vitest'
import { dateOf, dateTime, dateWithWeekday, fullDate, relativeDay, shortDate, timeOf, workdaysLeftText } from '../../src/ui/format.ts'

describe('dates and times are those of Shanghai, wherever the phone believes it is (C23)', () => {
  it('counts half past midnight in Shanghai to the new day', () => {
    expect(dateOf('2026-11-22T16:30:00.000Z')).toBe('2026-11-23')
    expect(timeOf('2026-11-22T16:30:00.000Z')).toBe('00:30')
    expect(dateOf('2026-11-22T15:59:59.000Z')).toBe('2026-11-22')
  })

  it('writes dates as the design asks', () => {
    expect(dateWithWeekday('2026-11-26')).toBe('11月26日（周四）')
    expect(fullDate('2026-11-23')).toBe('2026年11月23日')
    expect(shortDate('2027-01-04', '2026-11-23')).toBe('2027年1月4日')
    expect(shortDate('2026-12-31', '2026-11-23')).toBe('12月31日')
    expect(dateTime('2026-11-23T07:08:00.000Z', true)).toBe('2026年11月23日 15:08')
  })

  it('tells recent things the short way', () => {
    const now = Date.parse('2026-11-23T02:00:00.000Z')
    expect(relativeDay('2026-11-23T01:00:00.000Z', now)).toBe('09:00')
    expect(relativeDay('2026-11-22T15:00:00.000Z', now)).toBe('昨天')
    expect(relativeDay('2026-11-20T01:00:00.000Z', now)).toBe('周五')
    expect(relativeDay('2026-11-10T01:00:00.000Z', now)).toBe('11月10日')
  })

  it('says what is left in working days', () => {
    expect([3, 0, -2].map(workdaysLeftText)).toEqual(['剩 3 个工作日', '今天到期', '超期 2 个工作日'])
  })
})
