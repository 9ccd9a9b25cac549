// Two firms, experts with hours, officers: what the tests of holds and bookings begin with. Of the demonstration's experts nobody takes bookings here.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { actOnBooking, createBooking, getBooking, holdSlot } from '#contract/consultations/endpoints.ts'
import type { Booking, BookingActionInput, BookingInput, Hold } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { slotIdOf } from '#server/consultations/slot-id.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { joined } from '../assessment/assessing.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { keepSessions } from '../support/stages.ts'

export const topic = 'patent-mining'
export const otherTopic = 'trade-secret'
/** Thursday of the week the clock stands in, a workday. */
export const day = '2026-11-26'

/** 09:30 on that day, or on another, in Shanghai. */
export const at = (clock: string, date = day): number => Date.parse(`${date}T${clock}:00+08:00`)
export const instant = (clock: string, date = day): string => new Date(at(clock, date)).toISOString()

export interface Bookers {
  firmId: string
  owner: Person
  clerk: Person
  stranger: Person & { firmId: string }
  officer: Client
  secondOfficer: Client
  bank: Client
  expert: Client
  otherExpert: Client
  expertId: string
  otherExpertId: string
}

const everyWay: Way[] = ['visit', 'office', 'phone', 'video']
/** Monday to Friday 8:30–11:30 and 13:30–17:30 in every way, four meetings a day. */
export async function openProfile({ db, clock, deps }: Pick<TestApp, 'db' | 'clock' | 'deps'>, accountId: string, changes: { topics?: string[]; ways?: Way[]; perDay?: number } = {}): Promise<void> {
  const hours = (from: string, to: string) => ({ weekdays: [1, 2, 3, 4, 5], from, to, validFrom: '2026-01-01', validTo: null, ways: everyWay, onMakeUpDays: true })
  const row = {
    organisation: '示例事务所', qualification: '专利代理师', fields: '机械', industries: '[]', topics: JSON.stringify(changes.topics ?? [topic, otherTopic]), ways: JSON.stringify(changes.ways ?? everyWay),
    statement: '', introduction: '', place_id: deps.content.consultations.places[0]?.id ?? null, is_open: 1, version: 1, rules: JSON.stringify([hours('08:30', '11:30'), hours('13:30', '17:30')]), additions: '[]',
    lunch: JSON.stringify(deps.content.consultations.lunch), per_day: changes.perDay ?? 4, hours_version: 1, turn: 0, saved_by: accountId, saved_at: clock.now(),
  }
  await db.insertInto('expert_profiles').values({ account_id: accountId, ...row }).onConflict((conflict) => conflict.column('account_id').doUpdateSet(row)).execute()
}

export const secondExpertPhone = '13800000021'

/** What the demonstration has booked, asked and waited for is gone: tests begin with nothing. */
export async function withoutDemo({ db }: Pick<TestApp, 'db'>): Promise<void> {
  const parts = ['booking_ratings', 'booking_revisits', 'visit_follow_ups', 'visit_records', 'consultation_files', 'booking_events', 'bookings', 'expert_questions', 'consultation_holds', 'waiting_entries', 'consultation_busy', 'expert_leaves'] as const
  for (const part of parts) await db.deleteFrom(part).execute()
}

export async function bookers(test: TestApp): Promise<Bookers> {
  await withoutDemo(test)
  const owner = await anOwner(test, 1)
  const [expert, otherExpert] = [test.client(), test.client()]
  const [one, other] = [await expert.signIn(phones.expert), await otherExpert.signIn(secondExpertPhone)]
  await test.db.updateTable('expert_profiles').set({ is_open: 0 }).execute()
  for (const { id } of [one, other]) await openProfile(test, id)
  const people: Bookers = {
    firmId: owner.firmId, owner, clerk: await joined(test, owner, 3), stranger: await anOwner(test, 2), officer: await test.signIn(phones.officer), secondOfficer: await test.signIn(phones.secondOfficer),
    bank: await test.signIn(phones.bank), expert, otherExpert, expertId: one.id, otherExpertId: other.id,
  }
  await keepSessions(test)
  return people
}

/** The id of a free time as the list of times would give it. */
export const slot = (expertId: string, clock: string, { date = day, way = 'office' as Way, about = topic } = {}): string => slotIdOf({ expertId, startsAt: at(clock, date), way, topic: about })

export const hold = (client: Client, firmId: string, slotId: string): Promise<Reply<Hold>> => client.call(holdSlot, { body: { firmId, slotId } })

type Wish = Partial<BookingInput> & Pick<BookingInput, 'firmId'>
export const book = (client: Client, wish: Wish, key: string = randomUUID()): Promise<Reply<Booking>> =>
  client.call(createBooking, { body: { topic, way: 'office', description: '想知道新夹具能不能申请专利。', ...wish }, key })

export async function booked(client: Client, wish: Wish): Promise<Booking> {
  const reply = await book(client, wish)
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}

export const act = (client: Client, id: string, action: BookingAction, body: BookingActionInput = {}, key: string = randomUUID()): Promise<Reply<Booking>> => client.call(actOnBooking, { params: { id, action }, body, key })

export async function acted(client: Client, id: string, action: BookingAction, body: BookingActionInput = {}): Promise<Booking> {
  const reply = await act(client, id, action, body)
  expect(reply.status, `${action}: ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}

export const read = async (client: Client, id: string): Promise<Booking> => (await client.call(getBooking, { params: { id } })).body

/** Quarter-hours of an expert, by who has them. */
export async function busy({ db }: Pick<TestApp, 'db'>, expertId: string): Promise<Map<string, number>> {
  const rows = await db.selectFrom('consultation_busy').select(['owner_id', (eb) => eb.fn.countAll().as('count')]).where('expert_id', '=', expertId).groupBy('owner_id').execute()
  return new Map(rows.map(({ owner_id, count }) => [owner_id, Number(count)]))
}

export const refusal = ({ status, error }: Reply<unknown>): unknown[] => [status, error.code, ...(error.details ? [error.details] : [])]
