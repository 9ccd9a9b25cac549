// Due dates of a plan as .ics: whole days without a zone, so no phone moves them (pitfall C23).
import ical, { ICalAlarmType, ICalEventStatus } from 'ical-generator'
import { addDays } from '#contract/identifiers/date.ts'
import type { PlanStep } from '#contract/assessment/schema.ts'

export const calendarName = '知识产权整改计划'
export const calendarFile = '整改计划.ics'
const alarmDays = [7, 1]
/** An alarm of a whole day counts from midnight; people are told at nine. */
const wakeHour = 9
const [hour, day] = [3_600, 86_400]

/** The writer takes the day out of UTC, wherever the machine stands. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00.000Z`)
}

/** Steps with a date; what is done or dropped is cancelled, so that a calendar that is put in again forgets it. `now`: epoch ms. */
export function writePlanCalendar(steps: readonly PlanStep[], { firmName, url, now }: { firmName: string; url: string; now: number }): string {
  const calendar = ical({ name: calendarName, prodId: { company: 'zhiqitong', product: 'plan', language: 'ZH' } })
  for (const { id, title, owner, dueOn, state, note, version } of steps) {
    if (dueOn === null) continue
    const isOpen = state === 'todo' || state === 'doing'
    const summary = `整改：${title}`
    calendar.createEvent({
      id: `plan-${id}`, sequence: version, stamp: new Date(now), allDay: true, start: midnight(dueOn), end: midnight(addDays(dueOn, 1)), summary, url,
      description: [firmName, owner === null ? '' : `负责人：${owner.name}`, note, '做完了在计划里记上，再放一次日历就没有了。'].filter((line) => line !== '').join('\n'),
      status: isOpen ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
      alarms: isOpen ? alarmDays.map((days) => ({ type: ICalAlarmType.display, triggerBefore: days * day - wakeHour * hour, description: summary })) : [],
    })
  }
  return calendar.toString()
}
