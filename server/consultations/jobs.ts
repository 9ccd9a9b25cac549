// What the calendar does for consultations; main.ts hands it to the worker.
import { atMostEvery } from '../at-most-every.ts'
import type { Deps } from '../deps.ts'
import { remindOfFollowUps } from './follow-ups.ts'
import { remindOfQuestions } from './question-reminders.ts'
import { sendBookingReminders } from './reminders.ts'
import { askRevisits } from './revisits.ts'
import { offerWaiting } from './waiting-jobs.ts'

const everyMs = 10 * 60_000
const sendFollowUps = atMostEvery(everyMs, remindOfFollowUps)
const sendQuestions = atMostEvery(everyMs, remindOfQuestions)
const sendRevisits = atMostEvery(everyMs, askRevisits)

export function consultationJobs(deps: Deps): (() => Promise<unknown>)[] {
  return [() => sendBookingReminders(deps), () => sendFollowUps(deps), () => sendQuestions(deps), () => sendRevisits(deps), () => offerWaiting(deps)]
}
