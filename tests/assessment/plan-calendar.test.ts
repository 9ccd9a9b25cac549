import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { writePlanCalendar } from '#server/assessment/plan-calendar.ts'
import { aStep } from './a-report.ts'

const options = { firmName: '苇畔新材料有限公司', url: 'https://ip.example.gov.cn/assessment/1/plan', now: Date.parse('2026-11-23T16:30:00.000Z') }
function events(...steps: Parameters<typeof writePlanCalendar>[0]) {
  const calendar = new ICAL.Component(ICAL.parse(writePlanCalendar(steps, options)) as unknown[])
  return calendar.getAllSubcomponents('vevent').map((component) => ({ component, event: new ICAL.Event(component) }))
}

describe('the calendar of a plan', () => {
  it('has one whole day a step, the same in every zone', () => {
    const [one] = events(aStep('A', { dueOn: '2026-12-31', title: '签保密协议', owner: { id: 'x', name: '李建国' }, version: 3 }))
    expect(one?.event.startDate.toString()).toBe('2026-12-31')
    expect([one?.event.startDate.isDate, one?.event.summary, one?.component.getFirstPropertyValue('sequence')]).toEqual([true, '整改：签保密协议', 3])
    expect(one?.event.description).toContain('负责人：李建国')
    expect(one?.component.getFirstPropertyValue('url')).toBe(options.url)
  })
  it('wakes at nine, seven days and one day before', () => {
    const [one] = events(aStep('A', { dueOn: '2026-12-31' }))
    const triggers = one?.component.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))) ?? []
    expect(triggers).toEqual(['-P6DT15H', '-PT15H'])
  })
  it('leaves out steps without a date, and cancels what is done or dropped', () => {
    const found = events(aStep('A'), aStep('B', { dueOn: '2026-12-01', state: 'done' }), aStep('C', { dueOn: '2026-12-02', state: 'dropped' }), aStep('D', { dueOn: '2026-12-03' }))
    expect(found.map(({ component }) => component.getFirstPropertyValue('status'))).toEqual(['CANCELLED', 'CANCELLED', 'CONFIRMED'])
    expect(found.map(({ component }) => component.getAllSubcomponents('valarm').length)).toEqual([0, 0, 2])
  })
})
