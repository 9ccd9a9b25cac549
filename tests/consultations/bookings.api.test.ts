// From a hold to a booking that is confirmed, moved and cancelled, by all three sides.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { releaseHold } from '#contract/consultations/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { act, acted, at, book, booked, bookers, busy, day, hold, instant, openProfile, read, refusal, slot, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client

describe('the whole path', () => {
  it('holds, books, is confirmed, moved and cancelled', async () => {
    const { firmId, expertId, expert } = people
    const held = await hold(firm(), firmId, slot(expertId, '09:30'))
    expect(held).toMatchObject({ status: 201, body: { expertId, way: 'office', startsAt: instant('09:30'), endsAt: instant('10:30'), expiresAt: '2026-11-23T02:13:00.000Z' } })
    const booking = await booked(firm(), { firmId, holdId: held.body.holdId, contactName: '李工', contactPhone: '139 0000 0009' })
    expect(booking).toMatchObject({
      number: expect.stringMatching(/^HT2026-YY-\d{4}$/), state: 'booked', version: 1, side: 'firm', startsAt: instant('09:30'), endsAt: instant('10:30'), expert: { id: expertId }, contactName: '李工', contactPhone: '13900000009',
      town: '马桥镇', address: test.deps.content.consultations.places[0]?.name, actions: ['reschedule', 'cancel'], bookedFor: null, events: [{ action: 'book', side: 'firm', state: 'booked' }],
    })
    // An hour and the quarter after it.
    expect(await busy(test, expertId)).toEqual(new Map([[booking.id, 5]]))
    expect(await acted(expert, booking.id, 'confirm')).toMatchObject({ state: 'confirmed', side: 'expert', version: 2, actions: ['reschedule', 'cancel', 'excuse'] })
    const moved = await acted(firm(), booking.id, 'reschedule', { slotId: slot(expertId, '14:00'), reason: '人员临时有事' })
    expect(moved).toMatchObject({ state: 'booked', startsAt: instant('14:00'), endsAt: instant('15:00'), events: [{}, {}, { action: 'reschedule', reason: '人员临时有事', change: { fromStartsAt: instant('09:30'), toStartsAt: instant('14:00') } }] })
    expect((await hold(people.stranger.client, people.stranger.firmId, slot(expertId, '09:30'))).status).toBe(201)
    expect(await acted(firm(), booking.id, 'cancel', { reason: '问题已经解决' })).toMatchObject({ state: 'cancelled', cancelledBy: 'firm', actions: [] })
    expect((await busy(test, expertId)).has(booking.id)).toBe(false)
    expect(await invariantProblems(test.db)).toEqual([])
  })
})
