// Promise A6: a booking, its quarter-hours, history, audit line and messages are one transaction. Every statement is made to fail once.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BookingActionInput } from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { actOnBooking } from '#server/consultations/actions.ts'
import { createBooking } from '#server/consultations/booking-create.ts'
import { updateBooking } from '#server/consultations/booking-edit.ts'
import { holdSlot } from '#server/consultations/holds-service.ts'
import type { Deps } from '#server/deps.ts'
import { hashRequest } from '#server/http/idempotency.ts'
import type { SignedIn } from '#server/http/route.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { failEverywhere, signedInAs } from '../support/fail-everywhere.ts'
import { testStart } from '../support/test-clock.ts'
import { booked, bookers, hold, slot, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let undo: { restore(): Promise<void> }
let bookingId: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  bookingId = (await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })).id
  // Somebody waits: what is freed is offered in the same transaction.
  await test.db.insertInto('waiting_entries').values({ id: randomUUID(), firm_id: people.stranger.firmId, account_id: people.stranger.me.id, topic, way: 'office', town: null, from_date: '2026-11-26', to_date: '2026-11-26', part: 'morning', state: 'waiting', ended: null, missed: 0, passed: '[]', created_at: test.clock.now(), changed_at: test.clock.now() }).execute()
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const personOf = (id: string) => signedInAs(test, id)
const owner = () => personOf(people.owner.me.id)
const expert = () => personOf(people.expertId)
const officer = async () => personOf((await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.officer).executeTakeFirstOrThrow()).id)

const failing = (deed: (deps: Deps) => Promise<unknown>) => failEverywhere(test, deed)

async function act(deps: Deps, account: SignedIn, action: BookingAction, input: BookingActionInput): Promise<unknown> {
  return actOnBooking(deps, account, { id: bookingId, action, input, key: randomUUID(), bodyHash: hashRequest({ id: bookingId, action }, input), asker: { ip: '127.0.0.1', requestId: 'test' } })
}

describe('a command that fails at any statement leaves nothing', () => {
  it('holding', async () => {
    const account = await owner()
    expect(await failing((deps) => holdSlot(deps, account, { firmId: people.firmId, slotId: slot(people.expertId, '14:00') }, 'test'))).toBeGreaterThan(12)
  })

  it.each(['from a free time', 'from a hold', 'from a hold of another way'])('booking %s', async (how) => {
    const account = await owner()
    const held = (await hold(people.owner.client, people.firmId, slot(people.expertId, '14:00', { way: how.endsWith('way') ? 'phone' : 'office' }))).body.holdId
    const input = { firmId: people.firmId, topic, way: 'office' as const, description: '问一问', ...(how === 'from a free time' ? { slotId: slot(people.otherExpertId, '14:00') } : { holdId: held }) }
    expect(await failing((deps) => createBooking(deps, account, { input, key: randomUUID(), bodyHash: hashRequest(null, input), requestId: 'test' }))).toBeGreaterThan(25)
  })

  it.each<[action: BookingAction, who: () => Promise<SignedIn>, input: () => BookingActionInput]>([
    ['confirm', expert, () => ({})],
    ['reschedule', owner, () => ({ slotId: slot(people.expertId, '14:00'), reason: '有事' })],
    ['reschedule', expert, () => ({ slotId: slot(people.expertId, '10:00'), reason: '有事' })],
    ['replace', officer, () => ({ slotId: slot(people.otherExpertId, '09:30'), reason: '换人' })],
    ['cancel', owner, () => ({ reason: '不去' })],
    ['excuse', expert, () => ({ reason: '企业请假' })],
  ])('%s', async (action, who, input) => {
    const account = await who()
    expect(await failing((deps) => act(deps, account, action, input()))).toBeGreaterThan(12)
  })

  it('changing what it is about', async () => {
    const account = await owner()
    expect(await failing((deps) => updateBooking(deps, account, bookingId, () => 1, { description: '改问商标' }, 'test'))).toBeGreaterThan(8)
  })

  it('and what a cancellation freed was offered to who waits', async () => {
    await act(test.deps, await owner(), 'cancel', { reason: '不去' })
    const offers = await test.db.selectFrom('consultation_holds').select(['firm_id', 'expert_id']).where('kind', '=', 'offer').where('state', '=', 'held').execute()
    expect(offers.map(({ firm_id }) => firm_id)).toEqual([people.stranger.firmId])
  })
})
