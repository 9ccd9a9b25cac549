// What other people's programs read in our calendars: ical.js stands for them.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { writeCalendar, type CalendarEntry } from '#server/consultations/calendar.ts'
import { anEntry } from './an-entry.ts'

function read(...entries: CalendarEntry[]) {
  const text = writeCalendar(entries)
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[])
  return { text, calendar, events: calendar.getAllSubcomponents('vevent').map((component) => ({ component, event: new ICAL.Event(component), value: (name: string) => String(component.getFirstPropertyValue(name)) })) }
}
const only = (entry: CalendarEntry) => read(entry).events[0]!

interface Printed { text: string; offset: number; wall: string[]; zone: string; instant: string[] }
function printUnder(TZ: string): Printed {
  return JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'print-calendar.ts')], { env: { ...process.env, TZ }, encoding: 'utf8' })) as Printed
}

describe('the hour in a calendar (pitfall C23)', () => {
  it('is the same wherever it is written and wherever it is read: UTC, Shanghai, New York', () => {
    const [utc, shanghai, newYork] = ['UTC', 'Asia/Shanghai', 'America/New_York'].map(printUnder) as [Printed, Printed, Printed]
    // The processes did stand in three zones.
    expect([utc.offset, shanghai.offset, newYork.offset]).toEqual([0, -480, 240])
    expect(shanghai.text).toBe(utc.text)
    expect(newYork.text).toBe(utc.text)
    for (const printed of [utc, shanghai, newYork]) {
      expect(printed.wall).toEqual(['2026-12-03T09:30:00', '2026-12-03T11:00:00'])
      expect(printed.zone).toBe('Asia/Shanghai')
      expect(printed.instant).toEqual(['2026-12-03T01:30:00.000Z', '2026-12-03T03:00:00.000Z'])
    }
  })

  it('stands beside its zone, which the file explains itself; everything else is UTC', () => {
    const { text } = read(anEntry())
    expect(text).toContain('DTSTART;TZID=Asia/Shanghai:20261203T093000\r\n')
    expect(text).toContain('DTEND;TZID=Asia/Shanghai:20261203T110000\r\n')
    expect(text.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1)
    expect(text).toMatch(/DTSTAMP:20261124T020800Z\r\n/)
    expect(text).toMatch(/LAST-MODIFIED:20261124T020800Z\r\n/)
    expect(text).toMatch(/CREATED:20261123T020800Z\r\n/)
  })

  it('is right in the first and the last minutes of a day and a year', () => {
    const { event } = only(anEntry({ startsAt: Date.parse('2026-12-31T16:00:00.000Z'), endsAt: Date.parse('2026-12-31T16:45:00.000Z') }))
    expect([event.startDate.toString(), event.endDate.toString()]).toEqual(['2027-01-01T00:00:00', '2027-01-01T00:45:00'])
    expect(only(anEntry({ startsAt: Date.parse('2026-12-31T15:30:00.000Z'), endsAt: Date.parse('2026-12-31T16:30:00.000Z') })).event.startDate.toString()).toBe('2026-12-31T23:30:00')
  })
})

describe('an entry', () => {
  it('says what, where, with whom and where its page is', () => {
    const { event, value } = only(anEntry())
    expect([event.summary, event.location, value('url'), value('status')]).toEqual(['上门：专利布局与导航（专家 刘颖）', '马桥镇 红旗路，3 号；二楼', 'https://ip.example.gov.cn/consultations/bookings/1?firm=2', 'CONFIRMED'])
    expect(event.description).toBe('编号：YY-2026-0001\n企业：桓台苇畔新材料有限公司')
  })
  it('keeps its UID through every change and counts them', () => {
    const moved = anEntry({ sequence: 3, startsAt: Date.parse('2026-12-04T01:30:00.000Z'), endsAt: Date.parse('2026-12-04T03:00:00.000Z'), changedAt: Date.parse('2026-11-25T02:08:00.000Z') })
    const [first, second] = [only(anEntry()), only(moved)]
    expect(second.value('uid')).toBe(first.value('uid'))
    expect([Number(first.value('sequence')), Number(second.value('sequence'))]).toEqual([0, 3])
    expect(second.value('last-modified') > first.value('last-modified')).toBe(true)
  })
  it('rings a day and two hours before, whatever the hour', () => {
    const alarms = only(anEntry()).component.getAllSubcomponents('valarm')
    expect(alarms.map((alarm) => [String(alarm.getFirstPropertyValue('action')), String(alarm.getFirstPropertyValue('trigger'))])).toEqual([['DISPLAY', '-P1D'], ['DISPLAY', '-PT2H']])
  })
  it('is cancelled, not gone: the same UID, no alarm, no time taken', () => {
    const { component, value, event } = only(anEntry({ isCancelled: true, sequence: 1 }))
    expect([value('uid'), value('status'), value('transp')]).toEqual([only(anEntry()).value('uid'), 'CANCELLED', 'TRANSPARENT'])
    expect(component.getAllSubcomponents('valarm')).toHaveLength(0)
    expect(event.summary).toBe('已取消：上门：专利布局与导航（专家 刘颖）')
  })
  it('cannot be broken by what people type: lines, commas, half pairs, colons', () => {
    const nasty = 'END:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:假的;,\\ 😀'.padEnd(400, '长')
    const { events } = read(anEntry({ summary: nasty, location: nasty, description: nasty }), anEntry({ id: 'two' }))
    expect(events).toHaveLength(2)
    expect(events[0]!.event.description.replaceAll('\r', '')).toBe(nasty.replaceAll('\r', ''))
  })
})

describe('a calendar', () => {
  it('is the same bytes for the same bookings, folded at 75 bytes, and asks to be looked at again in an hour', () => {
    const { text } = read(anEntry())
    expect(text).toBe(writeCalendar([anEntry()]))
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n')
  })
  it('says everything of itself before the first entry, as the standard asks', () => {
    const { text } = read(anEntry())
    const outside = text.replaceAll('\r\n ', '').replace(/BEGIN:(VEVENT|VTIMEZONE)\r\n[^]*?END:\1\r\n/g, (_, name: string) => `(${name})\r\n`).split('\r\n')
    expect(outside.slice(-3)).toEqual(['(VEVENT)', 'END:VCALENDAR', ''])
  })
  it('may be empty', () => {
    expect(read().events).toHaveLength(0)
  })
})
