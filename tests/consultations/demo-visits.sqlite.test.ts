// The demonstration's consultations on whichever day it is started: a visit to come, one to confirm, one done, whatever holidays lie around.
import { rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { seedDemo } from '#server/demo/seed.ts'
import { invariantProblems } from '#server/invariants.ts'
import { memoryFolder } from '../support/template.ts'
import { testClock } from '../support/test-clock.ts'
import { createTestDeps } from '../support/test-deps.ts'

const dataDir = memoryFolder('demo')
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

describe('the demonstration', () => {
  it.each([
    ['a Monday', '2026-11-23T02:08:00.000Z'], ['the middle of National Day', '2026-10-03T04:00:00.000Z'], ['a Sunday of the next year', '2027-03-07T04:00:00.000Z'], ['half past midnight of New Year', '2026-12-31T16:30:00.000Z'],
  ])('begun on %s has a visit in every stage, a firm that waits and three questions', async (_day, now) => {
    const { deps, close } = await createTestDeps({ dataDir, clock: testClock(now) })
    await seedDemo(deps)
    const bookings = await deps.db.selectFrom('bookings').select(['state', 'starts_at', 'created_at']).orderBy('created_at').orderBy('number').execute()
    expect(bookings.map(({ state }) => state).sort()).toEqual(['booked', 'cancelled', 'confirmed', 'confirmed', 'done', 'missed', 'recorded'])
    for (const { state, starts_at: starts, created_at: made } of bookings) {
      expect(made).toBeLessThan(starts)
      expect(starts > Date.parse(now), state).toBe(['booked', 'confirmed'].includes(state))
    }
    expect((await deps.db.selectFrom('waiting_entries').select('state').execute()).map(({ state }) => state)).toEqual(['waiting'])
    expect((await deps.db.selectFrom('expert_questions').select('state').execute()).map(({ state }) => state).sort()).toEqual(['answered', 'assigned', 'open'])
    expect(await deps.db.selectFrom('booking_ratings').selectAll().execute()).toHaveLength(1)
    expect(await invariantProblems(deps.db)).toEqual([])
    await close()
  })
})
