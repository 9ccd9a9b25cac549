// Promise A6: whatever changes an expert's time or the waiting list is one transaction with its audit line, its messages and what it frees. Every statement is made to fail once.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { joinWaiting as joinEndpoint } from '#contract/consultations/endpoints.ts'
import { saveAvailability } from '#server/consultations/availability-service.ts'
import { addLeave, removeLeave } from '#server/consultations/leaves.ts'
import { closeDay, openDay } from '#server/consultations/open-days.ts'
import { saveProfile } from '#server/consultations/profile-service.ts'
import { declineOffer, joinWaiting, leaveWaiting } from '#server/consultations/waiting.ts'
import { offerFreed } from '#server/consultations/waiting-offers.ts'
import { invariantProblems } from '#server/invariants.ts'
import type { SignedIn } from '#server/http/route.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { failEverywhere, signedInAs } from '../support/fail-everywhere.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { booked, bookers, day, instant, slot, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let [owner, expert, officer]: SignedIn[] = []
let undo: { restore(): Promise<void> }
/** The first firm is offered 14:00, the only time there is; the second waits for it. */
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  await test.db.updateTable('expert_profiles').set({ is_open: 0 }).where('account_id', '=', people.otherExpertId).execute()
  const rules = JSON.stringify([{ weekdays: [4], from: '14:00', to: '15:00', validFrom: day, validTo: day, ways: ['office'], onMakeUpDays: false }])
  await test.db.updateTable('expert_profiles').set({ rules, additions: '[]' }).where('account_id', '=', people.expertId).execute()
  for (const { client, firmId } of [{ client: people.owner.client, firmId: people.firmId }, people.stranger]) {
    expect((await client.call(joinEndpoint, { body: { firmId, topic, way: 'office', fromDate: day, toDate: day, part: 'any' } })).status).toBe(201)
    test.clock.advance(1000)
  }
  const officerId = (await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.officer).executeTakeFirstOrThrow()).id
  ;[owner, expert, officer] = [await signedInAs(test, people.owner.me.id), await signedInAs(test, people.expertId), await signedInAs(test, officerId)]
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
  test.clock.advance(2000)
})
afterAll(() => test.close())

const states = async () => (await test.db.selectFrom('waiting_entries').select('state').orderBy('created_at').execute()).map(({ state }) => state).join(' ')
const entryId = async () => (await test.db.selectFrom('waiting_entries').select('id').where('firm_id', '=', people.firmId).executeTakeFirstOrThrow()).id
const who = (person: SignedIn | undefined): SignedIn => {
  if (!person) throw new Error('nobody')
  return person
}
const leave = { startsAt: instant('00:00'), endsAt: instant('23:00'), reason: '外出' }
const profile = { organisation: '', qualification: '', fields: '', industries: [], topics: [topic], ways: ['office' as const], statement: '', introduction: '', placeId: null, isOpen: false }

it.each<[what: string, deed: () => Promise<(deps: TestApp['deps']) => Promise<unknown>>, after: string]>([
  ['declining an offer', async () => { const id = await entryId(); return (deps) => declineOffer(deps, who(owner), id, 'test') }, 'waiting offered'],
  ['leaving with an offer', async () => { const id = await entryId(); return (deps) => leaveWaiting(deps, who(owner), id, 'test') }, 'ended offered'],
  ['an offer that runs out', () => { test.clock.advance(5 * 3_600_000); return Promise.resolve((deps) => deps.commands.run((tx) => offerFreed(tx, deps, people.expertId))) }, 'waiting offered'],
  ['leave over an offer', () => Promise.resolve((deps) => addLeave(deps, who(expert), people.expertId, leave, 'test')), 'waiting waiting'],
  ['hours without the offered time', () => Promise.resolve((deps) => saveAvailability(deps, who(expert), people.expertId, () => 1, { rules: [], additions: [], lunch: null, perDay: 1 }, 'test')), 'waiting waiting'],
  ['a profile that takes no bookings', () => Promise.resolve((deps) => saveProfile(deps, who(officer), people.expertId, () => 1, profile, 'test')), 'waiting waiting'],
])('%s', async (_what, deed, after) => {
  expect(await failEverywhere(test, await deed())).toBeGreaterThan(12)
  expect(await states()).toBe(after)
  expect(await invariantProblems(test.db)).toEqual([])
})

it('joining while a time is free', async () => {
  await test.db.deleteFrom('consultation_busy').execute()
  await test.db.deleteFrom('consultation_holds').execute()
  await test.db.deleteFrom('waiting_entries').execute()
  const input = { firmId: people.firmId, topic, way: 'office' as const, fromDate: day, toDate: day, part: 'any' as const }
  expect(await failEverywhere(test, (deps) => joinWaiting(deps, who(owner), input, 'test'))).toBeGreaterThan(20)
  expect(await states()).toBe('offered')
})

it('leave over what is booked, and its end, which offers the time again', async () => {
  const free = slot(people.expertId, '14:00')
  await test.db.deleteFrom('consultation_busy').execute()
  await test.db.deleteFrom('consultation_holds').execute()
  await test.db.updateTable('waiting_entries').set({ state: 'waiting', passed: '[]' }).execute()
  await booked(people.owner.client, { firmId: people.firmId, slotId: free })
  await failEverywhere(test, (deps) => addLeave(deps, who(expert), people.expertId, leave, 'test'))
  await test.db.deleteFrom('consultation_busy').execute()
  await test.db.updateTable('bookings').set({ starts_at: 0 }).execute()
  const { id: leaveId } = await test.db.selectFrom('expert_leaves').select('id').executeTakeFirstOrThrow()
  await failEverywhere(test, (deps) => removeLeave(deps, who(expert), { id: people.expertId, leaveId }, 'test'))
  expect(await states()).toBe('offered waiting')
})

it('opening a holiday and closing it again', async () => {
  expect(await failEverywhere(test, (deps) => openDay(deps, who(officer), '2026-12-19', '咨询活动', 'test'))).toBeGreaterThan(3)
  expect(await failEverywhere(test, (deps) => closeDay(deps, who(officer), '2026-12-19', 'test'))).toBeGreaterThan(3)
  expect(await states()).toBe('offered waiting')
})
