import { describe, expect, it } from 'vitest'
import { leaveSpan, leaveText, previewHours, ruleProblem, validText, waysText, weekdaysText, type Rule } from '#client/consultations/hours-form.ts'

const ways = ['visit', 'office', 'phone', 'video'] as const
const rule: Rule = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', ways: [...ways], validFrom: '2026-09-01', validTo: null, onMakeUpDays: false }
const hours: Parameters<typeof previewHours>[0] = { rules: [rule], additions: [], lunch: { from: '12:00', to: '13:30' }, perDay: 4 }
const wayInfo = (id: (typeof ways)[number], minutes: number) => ({ id, title: id, note: id, minutes, beforeMinutes: 0, afterMinutes: 0, noticeHours: 2 })
const topics = {
  ways: [wayInfo('visit', 90), wayInfo('office', 60), wayInfo('phone', 30), wayInfo('video', 45)],
  gridMinutes: '30' as const,
  limits: { liveBookings: 3, holds: 2, holdMinutes: 5, horizonDays: 28, perDay: 4, soonDays: 10, lateHours: 24, waiting: 3, offerHours: 4, offersMissed: 2, questions: 5, answerWorkdays: 5, revisitDays: 7, files: 10, photos: 9 },
}
/** A Monday, ten in the morning; the Wednesday is a holiday, the Saturday is worked. */
const now = Date.parse('2026-11-23T02:00:00.000Z')
const around = { leaves: [], openDays: [], calendar: { today: '2026-11-23', restDays: ['2026-11-25'], workdays: ['2026-11-28'] } }
const dayOf = (date: string, edited = hours, over: object = {}) => previewHours(edited, { ...around, ...over }, topics, now).find((day) => day.date === date)!

describe('the coming two weeks of an expert', () => {
  it('show the hours of a day without lunch, once for all ways', () => {
    expect(dayOf('2026-11-24').spans).toEqual([{ text: '09:00—12:00', ways: '四种方式都行' }, { text: '13:30—17:00', ways: '四种方式都行' }])
    expect(previewHours(hours, around, topics, now)).toHaveLength(14)
  })

  it('are closed on a holiday, unless an officer has opened it', () => {
    expect(dayOf('2026-11-25')).toMatchObject({ isRest: true, spans: [], starts: 0 })
    expect(dayOf('2026-11-25', hours, { openDays: [{ date: '2026-11-25', reason: '', by: '' }] }).spans).toHaveLength(2)
  })

  it('go for a worked weekend only where the rule says so', () => {
    expect(dayOf('2026-11-28')).toMatchObject({ isRest: false, spans: [], starts: 0 })
    expect(dayOf('2026-11-28', { ...hours, rules: [{ ...rule, onMakeUpDays: true }] }).spans).toHaveLength(2)
  })

  it('say leave, whole and in part, and that nothing is left of the day', () => {
    const leave = (startsAt: string, endsAt: string) => ({ leaves: [{ id: 'l', startsAt, endsAt, reason: '', by: '' }] })
    expect(dayOf('2026-11-24', hours, leave('2026-11-23T16:00:00.000Z', '2026-11-24T16:00:00.000Z'))).toMatchObject({ leaves: ['全天请假'], starts: 0 })
    const half = dayOf('2026-11-24', hours, leave('2026-11-24T06:00:00.000Z', '2026-11-24T10:00:00.000Z'))
    expect(half.leaves).toEqual(['请假 14:00—18:00'])
    expect(half.starts).toBeGreaterThan(0)
  })

  it('keep apart what goes in some ways only', () => {
    const additions = [{ date: '2026-11-29', from: '12:00', to: '13:00', ways: ['phone' as const] }]
    expect(dayOf('2026-11-29', { ...hours, additions }).spans).toEqual([{ text: '12:00—13:00', ways: '电话' }])
  })
})

describe('hours in words', () => {
  it('name runs of weekdays', () => {
    expect([[1, 2, 3, 4, 5], [5, 1], [0, 6], [0, 1, 2, 3, 4, 5, 6], [6, 0, 5]].map(weekdaysText)).toEqual(['周一至周五', '周一、周五', '周六、周日', '每天', '周五至周日'])
    expect(waysText(['video', 'visit'])).toBe('上门、视频')
  })

  it('say from when and until when', () => {
    expect([validText(rule, '2026-11-23'), validText({ ...rule, validFrom: '2026-12-01', validTo: '2027-01-31' }, '2026-11-23')]).toEqual(['长期', '12月1日起，到2027年1月31日'])
  })

  it('refuse a rule without days, or that ends before it begins', () => {
    expect([ruleProblem({ ...rule, weekdays: [] }), ruleProblem({ ...rule, to: '09:00' }), ruleProblem({ ...rule, validTo: '2026-08-31' }), ruleProblem(rule)]).toEqual(['先选星期几', '结束要晚于开始', '截止要晚于开始那天', ''])
  })
})

describe('leave', () => {
  it('of whole days lasts until the midnight after the last, in Shanghai', () => {
    const whole = leaveSpan({ from: '2026-12-05', to: '2026-12-06', isWhole: true, fromTime: '', toTime: '' })
    expect(whole).toEqual({ startsAt: '2026-12-04T16:00:00.000Z', endsAt: '2026-12-06T16:00:00.000Z' })
    expect(leaveText(whole)).toBe('12月5日 周六—12月6日 周日 全天')
  })

  it('of some hours lies within its day', () => {
    const part = leaveSpan({ from: '2026-12-05', to: '', isWhole: false, fromTime: '09:00', toTime: '12:00' })
    expect(leaveText(part)).toBe('12月5日 周六 09:00—12:00')
  })
})
