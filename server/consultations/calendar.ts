// Bookings as .ics. Their hours are written in Shanghai's own time with its zone beside them, so that every program knows both the instant and the hour on the wall there, whatever zone
// the server or the phone is set to (pitfall C23).
import ical, { ICalAlarmType, ICalEventStatus, ICalEventTransparency, type ICalDayJsStub } from 'ical-generator'
import { shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { sayClock } from './words.ts'

export const calendarName = '知识产权专家服务'
export const bookingFile = '专家预约.ics'

/** One appointment as its reader's calendar has it. Telephone numbers and what the firm wrote stay on the page. */
export interface CalendarEntry {
  /** Of the booking: the same for firm and expert, and through every change. */
  id: string
  /** Rises with every change of time, place or state. */
  sequence: number
  startsAt: number
  endsAt: number
  summary: string
  location: string
  description: string
  url: string
  isCancelled: boolean
  /** Epoch ms. */
  createdAt: number
  changedAt: number
}

const zone = 'Asia/Shanghai'
/** No summer time since 1991, and no appointments before. */
const zoneText = ['BEGIN:VTIMEZONE', `TZID:${zone}`, 'BEGIN:STANDARD', 'TZOFFSETFROM:+0800', 'TZOFFSETTO:+0800', 'TZNAME:CST', 'DTSTART:19910915T010000', 'END:STANDARD', 'END:VTIMEZONE'].join('\r\n')
const [hour, day] = [3_600, 86_400]
/** How long before it phones ring, in seconds. */
const alarms = [day, 2 * hour]
/** How often subscribers are asked to look again, in seconds. */
const refresh = hour

/** An instant as the writer takes it: with Date it would write the clock of the machine it runs on (dependencies.md, trap 6). */
function shanghaiTime(at: number): ICalDayJsStub {
  return {
    format: (pattern) => (pattern === 'YYYYMMDD' ? shanghaiDate(at).replaceAll('-', '') : `${sayClock(at).replace(':', '')}${String(Math.floor(((at - shanghaiDayStart(shanghaiDate(at))) / 1000) % 60)).padStart(2, '0')}`),
    isValid: () => true, toDate: () => new Date(at), toJSON: () => new Date(at).toISOString(), tz: () => shanghaiTime(at),
  }
}

/** The same entries give the same bytes. */
export function writeCalendar(entries: readonly CalendarEntry[]): string {
  const calendar = ical({ name: calendarName, prodId: { company: 'zhiqitong', product: 'consultations', language: 'ZH' }, timezone: { name: null, generator: () => zoneText }, ttl: refresh })
  for (const { id, sequence, startsAt, endsAt, summary, location, description, url, isCancelled, createdAt, changedAt } of entries) {
    calendar.createEvent({
      id: `booking-${id}`, sequence, timezone: zone, start: shanghaiTime(startsAt), end: shanghaiTime(endsAt), stamp: new Date(changedAt), created: new Date(createdAt), lastModified: new Date(changedAt),
      summary: isCancelled ? `已取消：${summary}` : summary, location, description, url,
      status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED, transparency: isCancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
      alarms: isCancelled ? [] : alarms.map((seconds) => ({ type: ICalAlarmType.display, triggerBefore: seconds, description: summary })),
    })
  }
  return `${calendar.toString()}\r\n`
}
