// Experts of demo.json with their hours, and what firms have talked over with them: through the same services as everybody, on the days it would have happened.
import { randomUUID } from 'node:crypto'
import type { RecordInput } from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { actOnBooking } from '../consultations/actions.ts'
import { saveAvailability } from '../consultations/availability-service.ts'
import { createBooking } from '../consultations/booking-create.ts'
import { addLeave } from '../consultations/leaves.ts'
import { saveProfile } from '../consultations/profile-service.ts'
import { actOnQuestion } from '../consultations/question-actions.ts'
import { askQuestion } from '../consultations/questions.ts'
import { answerRevisit, rateBooking } from '../consultations/ratings.ts'
import { saveRecord } from '../consultations/record-service.ts'
import { listSlots } from '../consultations/slots-service.ts'
import { joinWaiting } from '../consultations/waiting.ts'
import { sayClock } from '../consultations/words.ts'
import type { Deps } from '../deps.ts'
import { hashRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import type { Demo } from './source.ts'

type Samples = Demo['consultations']

export interface Cast { person(key: string): SignedIn; firmId(key: string): string; requestId: string }

/** Hours begin so long ago that past visits lie in them. */
const hoursSince = 90
/** Days tried for a free time: longer than any holiday. */
const daysTried = 12
const [hour, day] = [3_600_000, 86_400_000]

/** Ten in the morning, so many days from today, never after now. */
function morning(deps: Deps, days: number): number {
  return Math.min(shanghaiDayStart(addDays(shanghaiDate(deps.clock.now()), days)) + 10 * hour, deps.clock.now())
}

const at = (deps: Deps, instant: number): Deps => ({ ...deps, clock: { now: () => Math.min(instant, deps.clock.now()) } })

async function seedExpert(deps: Deps, { expert: key, profile, hours, leaves }: Samples['experts'][number], { person, requestId }: Cast): Promise<void> {
  const expert = person(key)
  const today = shanghaiDate(deps.clock.now())
  const then = at(deps, morning(deps, -hoursSince))
  await saveProfile(then, expert, expert.id, () => 0, profile, requestId)
  const rules = hours.rules.map((rule) => ({ ...rule, validFrom: addDays(today, -hoursSince), validTo: null }))
  await saveAvailability(then, expert, expert.id, () => 0, { ...hours, rules, additions: [] }, requestId)
  for (const { inDays, days, reason } of leaves) {
    const [startsAt, endsAt] = [inDays, inDays + days].map((from) => new Date(shanghaiDayStart(addDays(today, from))).toISOString())
    await addLeave(at(deps, morning(deps, -1)), expert, expert.id, { startsAt: startsAt ?? '', endsAt: endsAt ?? '', reason }, requestId)
  }
}

type SampleBooking = Samples['bookings'][number]

/** Undefined where a holiday leaves nothing. */
async function findSlot(deps: Deps, firm: SignedIn, firmId: string, sample: SampleBooking, { person }: Cast): Promise<{ id: string; startsAt: string; endsAt: string } | undefined> {
  // The clock stands at the day of booking.
  const from = addDays(shanghaiDate(deps.clock.now()), sample.inDays + sample.bookedDaysAgo)
  const { items } = await listSlots(deps, firm, { topic: sample.topic, way: sample.way, firmId, expertId: person(sample.expert).id, from, to: addDays(from, daysTried) })
  return items.find(({ startsAt }) => sayClock(Date.parse(startsAt)) >= sample.clock)
}

function recordOf({ record }: SampleBooking, today: string): RecordInput | undefined {
  return record && { ...record, followUps: record.followUps.map(({ what, owner, dueInDays }) => ({ id: randomUUID(), what, owner, dueOn: addDays(today, dueInDays) })) }
}

async function seedBooking(deps: Deps, sample: SampleBooking, cast: Cast): Promise<void> {
  const { person, requestId } = cast
  const [by, expert, firmId] = [person(sample.by), person(sample.expert), cast.firmId(sample.firm)]
  const bookedAt = morning(deps, -sample.bookedDaysAgo)
  const slot = await findSlot(at(deps, bookedAt), by, firmId, sample, cast)
  if (!slot) return
  const { topic, way, description, address } = sample
  const input = { firmId, slotId: slot.id, topic, way, description, ...(address === undefined ? {} : { address }) }
  const { id } = await createBooking(at(deps, bookedAt), by, { input, key: randomUUID(), bodyHash: hashRequest({}, input), requestId })
  const [starts, ends] = [Date.parse(slot.startsAt), Date.parse(slot.endsAt)]
  const act = (account: SignedIn, action: BookingAction, instant: number, more: { reason?: string } = {}) =>
    actOnBooking(at(deps, instant), account, { id, action, input: more, key: randomUUID(), bodyHash: hashRequest({ action }, more), asker: { ip: '', requestId } })
  const record = recordOf(sample, shanghaiDate(deps.clock.now()))
  for (const action of sample.then) {
    if (action === 'confirm') await act(expert, action, bookedAt + 2 * hour)
    else if (action === 'cancel') await act(by, action, bookedAt + day, { reason: sample.reason ?? '' })
    else if (action === 'arrive' || action === 'miss') await act(expert, action, starts + hour / 2)
    else if (action === 'confirm-record') await act(by, action, ends + 3 * hour)
    else if (record) {
      await saveRecord(at(deps, ends), expert, id, () => 0, record, requestId)
      await act(expert, action, ends + hour)
    }
  }
  if (sample.rating) await rateBooking(at(deps, ends + 4 * hour), by, id, sample.rating, requestId)
  if (sample.revisit) await answerRevisit(at(deps, ends + 8 * day), by, id, sample.revisit, requestId)
}

async function seedQuestion(deps: Deps, { firm, by, topic, daysAgo, text, taken, answer }: Samples['questions'][number], { person, firmId, requestId }: Cast): Promise<void> {
  const [asker, asked] = [person(by), morning(deps, -daysAgo)]
  const input = { firmId: firmId(firm), topic, text }
  const { id } = await askQuestion(at(deps, asked), asker, { input, key: randomUUID(), bodyHash: hashRequest({}, input), requestId })
  const act = (expert: SignedIn, action: 'take' | 'answer', instant: number, more: { answer?: string } = {}) =>
    actOnQuestion(at(deps, instant), expert, { id, action, input: more, key: randomUUID(), bodyHash: hashRequest({ action }, more), requestId })
  const hand = taken ?? answer?.by
  if (hand !== undefined) await act(person(hand), 'take', asked + 3 * hour)
  if (answer) await act(person(answer.by), 'answer', asked + answer.daysLater * day, { answer: answer.text })
}

export async function seedConsultations(deps: Deps, { experts, bookings, questions, waiting }: Samples, cast: Cast): Promise<void> {
  for (const sample of experts) await seedExpert(deps, sample, cast)
  // In the order they were made, as their numbers go.
  for (const sample of bookings.toSorted((one, other) => other.bookedDaysAgo - one.bookedDaysAgo)) await seedBooking(deps, sample, cast)
  for (const sample of questions) await seedQuestion(deps, sample, cast)
  const today = shanghaiDate(deps.clock.now())
  for (const { firm, by, fromInDays, toInDays, ...wish } of waiting) {
    await joinWaiting(deps, cast.person(by), { firmId: cast.firmId(firm), ...wish, fromDate: addDays(today, fromInDays), toDate: addDays(today, toInDays) }, cast.requestId)
  }
}
