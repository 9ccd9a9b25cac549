import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Booking } from '#contract/consultations/schema.ts'
import { remindOfBookings } from '#server/consultations/reminders.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { acted, booked, bookers, instant, slot, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let booking: Booking
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  // Only those of this test: the demonstration has some of its own.
  for (const table of ['booking_events', 'booking_ratings', 'booking_revisits', 'visit_follow_ups', 'visit_records'] as const) await test.db.deleteFrom(table).execute()
  await test.db.deleteFrom('bookings').execute()
  booking = await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

async function remindedAt(when: string): Promise<string[]> {
  test.clock.set(when)
  const told = await toldBy(test, () => remindOfBookings(test.deps))
  return told.map(({ kind, accountId }) => `${kind} ${accountId === people.expertId ? 'expert' : accountId === people.owner.me.id ? 'owner' : accountId}`).sort()
}

const dayBefore = ['consultation.tomorrow owner', 'consultation.tomorrow-expert expert']
const soon = ['consultation.soon owner', 'consultation.soon-expert expert']

describe('both sides are reminded', () => {
  it('a day before and two hours before, once each', async () => {
    expect(await remindedAt('2026-11-25T01:29:59.000Z')).toEqual([])
    expect(await remindedAt('2026-11-25T01:30:00.000Z')).toEqual(dayBefore)
    expect(await remindedAt('2026-11-25T02:30:00.000Z')).toEqual([])
    expect(await remindedAt('2026-11-25T23:29:59.000Z')).toEqual([])
    expect(await remindedAt('2026-11-25T23:30:00.000Z')).toEqual(soon)
    expect(await remindedAt('2026-11-26T01:00:00.000Z')).toEqual([])
    expect(await remindedAt('2026-11-26T01:30:00.000Z')).toEqual([])
  })

  it('only that it is soon, where nothing ran the day before', async () => {
    expect(await remindedAt('2026-11-26T00:00:00.000Z')).toEqual(soon)
    expect(await remindedAt('2026-11-26T00:01:00.000Z')).toEqual([])
  })

  it('of the new time after a move, and not once more of the old one', async () => {
    expect(await remindedAt('2026-11-25T01:30:00.000Z')).toEqual(dayBefore)
    await acted(people.owner.client, booking.id, 'reschedule', { slotId: slot(people.expertId, '14:00', { date: '2026-11-27' }), reason: '有事' })
    expect(await remindedAt('2026-11-26T00:00:00.000Z')).toEqual([])
    expect(await remindedAt('2026-11-26T06:00:00.000Z')).toEqual(dayBefore)
    expect(await remindedAt('2026-11-27T04:00:00.000Z')).toEqual(soon)
  })

  it.each(['cancel', 'excuse'] as const)('never after: %s; what had not gone out yet is taken back', async (action) => {
    expect(await remindedAt('2026-11-25T01:30:00.000Z')).toEqual(dayBefore)
    await acted(people.officer, booking.id, action, { reason: '情况有变' })
    const waiting = await test.db.selectFrom('outbox').select('state').where('dedupe_key', 'like', `consultation.reminder:${booking.id}:%`).execute()
    expect(new Set(waiting.map(({ state }) => state))).toEqual(new Set(['cancelled']))
    expect(await remindedAt('2026-11-26T00:00:00.000Z')).toEqual([])
  })

  it('of what was booked within the day only that it is soon, within two hours not at all', async () => {
    test.clock.set('2026-11-25T06:00:00.000Z')
    await acted(people.owner.client, booking.id, 'cancel', { reason: '不去' })
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '10:30', { way: 'video' }), way: 'video' })
    expect(await remindedAt('2026-11-25T06:01:00.000Z')).toEqual([])
    expect(await remindedAt(instant('08:30'))).toEqual(soon)
    await booked(people.officer, { firmId: people.firmId, slotId: slot(people.otherExpertId, '10:00') })
    expect(await remindedAt(instant('08:31'))).toEqual([])
  })
})
