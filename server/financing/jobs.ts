// What the calendar does by itself in financing.
import { atMostEvery } from '../at-most-every.ts'
import type { Deps } from '../deps.ts'
import { remindOfScreening, remindOfStalled, remindOfUnanswered, remindOfUnconfirmed } from './desk-reminders.ts'
import { climbLadder } from './ladder.ts'
import { sendMaturityReminders } from './maturity.ts'

const everyMs = 10 * 60_000
/** The ladder first: what it closes may leave a request without any bank. */
const steps = [climbLadder, remindOfUnanswered, remindOfStalled, remindOfUnconfirmed, remindOfScreening].map((step) => atMostEvery(everyMs, step))

/** Steps of the worker, each with its own pace. */
export function financingJobs(deps: Deps): (() => Promise<void>)[] {
  return [...steps, sendMaturityReminders].map((step) => () => step(deps))
}
