// Run in a process of its own under a TZ: writes one booking's calendar and what an independent parser reads out of it there.
import ICAL from 'ical.js'
import { writeCalendar } from '#server/consultations/calendar.ts'
import { anEntry } from './an-entry.ts'

const text = writeCalendar([anEntry()])
const calendar = new ICAL.Component(ICAL.parse(text) as unknown[])
const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!)
const { startDate, endDate } = event
process.stdout.write(JSON.stringify({
  text, offset: new Date(Date.parse('2026-07-01T00:00:00.000Z')).getTimezoneOffset(), wall: [startDate.toString(), endDate.toString()], zone: startDate.zone.tzid,
  instant: [startDate.toJSDate().toISOString(), endDate.toJSDate().toISOString()],
}))
