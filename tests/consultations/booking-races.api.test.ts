// Promise A3: whatever fifty phones do at once, a time is given once and every loser is told 409. Promise A5: the same request twenty times has one effect.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { releaseHold } from '#contract/consultations/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import type { Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { act, book, booked, bookers, busy, hold, instant, read, slot, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let firms: (Person & { firmId: string })[]
let undo: { restore(): Promise<void> }
const parallel = 50
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  firms = []
  for (let n = 0; n < 10; n += 1) firms.push(await anOwner(test, 20 + n))
  await keepSessions(test)
  undo = await test.snapshot()
}, 60_000)
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

/** On a machine so busy that a connection is not free within five seconds the answer is 503; a phone asks again with the same key. */
async function patiently<T>(call: (key: string) => Promise<Reply<T>>): Promise<Reply<T>> {
  const key = randomUUID()
  for (let again = 0; ; again += 1) {
    const reply = await call(key)
    if (reply.status !== 503 || again >= 10) return reply
  }
}

/** Fifty at once, of ten firms. */
function rush<T>(one: (firm: Person & { firmId: string }, n: number, key: string) => Promise<Reply<T>>): Promise<Reply<T>[]> {
  return Promise.all(Array.from({ length: parallel }, (_, n) => patiently((key) => one(firms[n % firms.length]!, n, key))))
}

/** One 2xx, everybody else 409 with the reason that somebody was faster. */
function expectOneWinner(replies: readonly Reply<unknown>[], winners = 1): void {
  expect(replies.filter(({ status }) => status < 300)).toHaveLength(winners)
  const losers = replies.filter(({ status }) => status >= 300)
  expect(new Set(losers.map(({ status, error }) => `${status} ${error.code} ${error.details?.reason ?? ''}`))).toEqual(new Set(['409 consultations.slot-taken taken']))
}

async function expectSound(bookings: number): Promise<void> {
  expect(await test.db.selectFrom('bookings').select('id').where('expert_id', 'in', [people.expertId, people.otherExpertId]).where('state', '<>', 'cancelled').execute()).toHaveLength(bookings)
  expect(await invariantProblems(test.db)).toEqual([])
}

describe('fifty at once for one time', () => {
  it('book: one has it', async () => {
    expectOneWinner(await rush((firm, _, key) => book(firm.client, { firmId: firm.firmId, slotId: slot(people.expertId, '09:30') }, key)))
    expect([...(await busy(test, people.expertId)).values()]).toEqual([5])
    await expectSound(1)
  })

  it('book overlapping times in different ways: none overlap', async () => {
    const clocks = ['09:00', '09:30', '10:00', '10:30'] as const
    const replies = await rush((firm, n, key) => book(firm.client, { firmId: firm.firmId, slotId: slot(people.expertId, clocks[n % 4]!, { way: n % 2 === 0 ? 'office' : 'video' }), way: n % 2 === 0 ? 'office' : 'video' }, key))
    const won = replies.filter(({ status }) => status === 201).length
    expect(won).toBeGreaterThan(0)
    expect(new Set(replies.filter(({ status }) => status !== 201).map(({ status }) => status))).toEqual(new Set([409]))
    await expectSound(won)
  })

  it('hold: one firm has it, and its own people are told the same hold', async () => {
    const replies = await rush((firm) => hold(firm.client, firm.firmId, slot(people.expertId, '09:30')))
    const won = replies.filter(({ status }) => status < 300)
    expect(new Set(won.map(({ body }) => body.holdId)).size).toBe(1)
    expect(won.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(new Set(replies.filter(({ status }) => status >= 300).map(({ status }) => status))).toEqual(new Set([409]))
    await expectSound(0)
  })

  it('with any expert: as many as there are experts', async () => {
    expectOneWinner(await rush((firm, _, key) => book(firm.client, { firmId: firm.firmId, slotId: slot('any', '09:30') }, key)), 2)
    await expectSound(2)
  })

  it('officers and firms: one has it', async () => {
    expectOneWinner(await rush((firm, n, key) => book(n % 3 === 0 ? people.officer : firm.client, { firmId: firm.firmId, slotId: slot(people.expertId, '09:30') }, key)))
    await expectSound(1)
  })

  it('move there: one moves, the others keep what they had', async () => {
    const clocks = ['08:30', '10:00', '13:30', '16:00'] as const
    const there: { id: string; firm: Person & { firmId: string }; startsAt: string }[] = []
    for (const [n, clock] of clocks.entries()) {
      const firm = firms[n]!
      there.push({ firm, ...(await booked(firm.client, { firmId: firm.firmId, slotId: slot(people.expertId, clock) })) })
    }
    const target = slot(people.expertId, '14:30', { date: '2026-11-27' })
    const replies = await Promise.all(Array.from({ length: parallel }, (_, n) => there[n % there.length]!).map(({ id, firm }) => patiently((key) => act(firm.client, id, 'reschedule', { slotId: target, reason: '有事' }, key))))
    const won = replies.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    // The winner's other tries ask for the time it has by now.
    expect(replies.every(({ status, error }) => status === 200 || (status === 409 && error.code === 'consultations.slot-taken') || (status === 422 && error.fields?.[0]?.field === 'slotId'))).toBe(true)
    for (const { id, firm, startsAt } of there) expect((await read(firm.client, id)).startsAt).toBe(id === won[0]?.body.id ? instant('14:30', '2026-11-27') : startsAt)
    await expectSound(there.length)
  })

  it('are sent another expert: one gets them', async () => {
    const ids: string[] = []
    for (const clock of ['08:30', '10:00', '14:00']) ids.push((await booked(firms[0]!.client, { firmId: firms[0]!.firmId, slotId: slot(people.expertId, clock) })).id)
    const replies = await Promise.all(Array.from({ length: 30 }, (_, n) => patiently((key) => act(n % 2 === 0 ? people.officer : people.secondOfficer, ids[n % 3]!, 'replace', { slotId: slot(people.otherExpertId, '09:30'), reason: '换人' }, key))))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.every(({ status }) => [200, 409, 422].includes(status))).toBe(true)
    await expectSound(3)
  })

  it('take, give back and take again: whoever is told yes has it alone', async () => {
    const replies = await rush(async (firm, _, key) => {
      const held = await hold(firm.client, firm.firmId, slot(people.expertId, '09:30'))
      if (held.status === 201) await firm.client.call(releaseHold, { params: { id: held.body.holdId } })
      return book(firm.client, { firmId: firm.firmId, slotId: slot(people.expertId, '09:30') }, key)
    })
    expect(replies.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1)
    await expectSound(replies.filter(({ status }) => status === 201).length)
  })

  it('of one firm book more than it may: the limit holds', async () => {
    const clocks = ['08:30', '09:00', '09:30', '10:00', '13:30', '14:00', '14:30', '15:00']
    const firm = firms[0]!
    const replies = await Promise.all(clocks.flatMap((clock) => [people.expertId, people.otherExpertId].map((id) => patiently((key) => book(firm.client, { firmId: firm.firmId, slotId: slot(id, clock, { way: 'phone' }), way: 'phone' }, key)))))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3)
    await expectSound(3)
  })
})

describe('the same request again', () => {
  it('twenty at once and three later is one booking, one message, one line', async () => {
    const firm = firms[0]!
    const key = randomUUID()
    const wish = { firmId: firm.firmId, slotId: slot(people.expertId, '09:30') }
    const told = await toldBy(test, async () => {
      const replies = await Promise.all(Array.from({ length: 20 }, () => patiently(() => book(firm.client, wish, key))))
      for (let n = 0; n < 3; n += 1) replies.push(await book(firm.client, wish, key))
      expect(new Set(replies.map(({ status, bytes }) => `${status} ${Buffer.from(bytes).toString()}`)).size).toBe(1)
      expect(replies[0]!.status).toBe(201)
    })
    expect(told.map(({ kind }) => kind).sort()).toEqual(['consultation.booked', 'consultation.booked-expert'])
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', 'consultations.book').where('firm_id', '=', firm.firmId).execute()).toHaveLength(1)
    // Another firm with the same key is another request.
    expect((await book(firms[1]!.client, { ...wish, firmId: firms[1]!.firmId }, key)).status).toBe(409)
    await expectSound(1)
  })

  it.each(['confirm', 'cancel', 'reschedule'] as const)('%s, twenty at once, is one step', async (action) => {
    const firm = firms[0]!
    const { id } = await booked(firm.client, { firmId: firm.firmId, slotId: slot(people.expertId, '09:30') })
    const client = action === 'confirm' ? people.expert : firm.client
    const body = { confirm: {}, cancel: { reason: '有事' }, reschedule: { reason: '有事', slotId: slot(people.expertId, '10:00') } }[action]
    const key = randomUUID()
    const replies = await Promise.all(Array.from({ length: 20 }, () => patiently(() => act(client, id, action, body, key))))
    expect(new Set(replies.map(({ status, bytes }) => `${status} ${Buffer.from(bytes).toString()}`)).size).toBe(1)
    expect(replies[0]!.status).toBe(200)
    expect((await read(firm.client, id)).events.map((event) => event.action)).toEqual(['book', action])
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', `consultations.${action}`).where('subject', '=', `booking:${id}`).execute()).toHaveLength(1)
  })
})
