// One free time and many who want it at the same moment: it goes to exactly one firm, on both databases.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeave, declineOffer, joinWaiting, leaveWaiting, listWaiting } from '#contract/consultations/endpoints.ts'
import type { Waiting } from '#contract/consultations/schema.ts'
import { passOnWaiting } from '#server/consultations/waiting-jobs.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { keepSessions } from '../support/stages.ts'
import { act, book, booked, bookers, day, hold, instant, slot, topic, type Bookers } from './booking.ts'

type Firm = Person & { firmId: string }

let test: TestApp
let people: Bookers
let holder: Firm
let firms: Firm[]
let undo: { restore(): Promise<void> }
/** Thursday afternoon, 14:00 to 15:00, of one expert is all there is. */
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  holder = await anOwner(test, 4)
  firms = []
  for (let n = 5; n < 11; n += 1) firms.push(await anOwner(test, n))
  await keepSessions(test)
  await test.db.updateTable('expert_profiles').set({ is_open: 0 }).where('account_id', '=', people.otherExpertId).execute()
  const rules = JSON.stringify([{ weekdays: [4], from: '14:00', to: '15:00', validFrom: day, validTo: day, ways: ['office'], onMakeUpDays: false }])
  await test.db.updateTable('expert_profiles').set({ rules, per_day: 1 }).where('account_id', '=', people.expertId).execute()
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const join = ({ client, firmId }: Firm) => client.call(joinWaiting, { body: { firmId, topic, way: 'office', fromDate: '2026-11-23', toDate: '2026-12-18', part: 'any' } })
const entryOf = async ({ client, firmId }: Firm): Promise<Waiting> => {
  const [entry] = (await client.call(listWaiting, { query: { firmId } })).body.items
  if (!entry) throw new Error('the firm does not wait')
  return entry
}
/** In the order of joining. */
async function joinAll(): Promise<void> {
  for (const firm of firms) {
    expect((await join(firm)).status).toBe(201)
    test.clock.advance(1000)
  }
}
const states = () => Promise.all(firms.map(async (firm) => (await entryOf(firm)).state))
const workers = () => Promise.all(Array.from({ length: 4 }, () => passOnWaiting(test.deps)))
const takeIt = () => booked(holder.client, { firmId: holder.firmId, slotId: slot(people.expertId, '14:00') })
const cancelIt = (id: string) => act(holder.client, id, 'cancel', { reason: '问题已经解决' })

/** Whatever happened: at most one has the time, and every quarter-hour belongs to who has it. */
async function whoHas(): Promise<string[]> {
  const bookings = await test.db.selectFrom('bookings').select('id').where('state', 'in', ['booked', 'confirmed']).execute()
  const holds = await test.db.selectFrom('consultation_holds').select('id').where('state', '=', 'held').execute()
  const owners = [...bookings, ...holds].map(({ id }) => id)
  const rows = await test.db.selectFrom('consultation_busy').select('owner_id').distinct().execute()
  expect(rows.map(({ owner_id }) => owner_id).sort()).toEqual(owners.sort())
  expect(owners.length).toBeLessThanOrEqual(1)
  return owners
}

describe('one time goes to one firm', () => {
  it('when all join at once while it is free', async () => {
    const replies = await Promise.all(firms.map(join))
    expect(replies.map(({ status }) => status)).toEqual(firms.map(() => 201))
    expect((await states()).filter((state) => state === 'offered')).toHaveLength(1)
    expect(await whoHas()).toHaveLength(1)
  })

  it('when it is freed while workers look, and only the first is told', async () => {
    const { id } = await takeIt()
    await joinAll()
    const told = await toldBy(test, async () => { await Promise.all([cancelIt(id), workers(), workers()]) })
    expect(told.filter(({ kind }) => kind === 'consultation.offer').map(({ accountId }) => accountId)).toEqual([firms[0]?.me.id])
    expect(await states()).toEqual(['offered', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting'])
    expect(await whoHas()).toHaveLength(1)
  })

  it('when an offer runs out under several workers: it is missed once and passed on once', async () => {
    await joinAll()
    test.clock.set(instant('14:09', '2026-11-23'))
    const told = await toldBy(test, workers)
    expect(told.map(({ accountId, kind }) => `${kind} ${accountId}`).sort()).toEqual([`consultation.offer-over ${firms[0]?.me.id}`, `consultation.offer ${firms[1]?.me.id}`].sort())
    expect((await test.db.selectFrom('waiting_entries').select('missed').where('firm_id', '=', firms[0]?.firmId ?? '').executeTakeFirstOrThrow()).missed).toBe(1)
    expect(await states()).toEqual(['waiting', 'offered', 'waiting', 'waiting', 'waiting', 'waiting'])
    expect(await whoHas()).toHaveLength(1)
  })

  it('when it is freed while somebody joins: nobody is overlooked', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await undo.restore()
      const { id } = await takeIt()
      const [first] = firms
      if (!first) throw new Error('no firm')
      const [cancelled, joined] = await Promise.all([cancelIt(id), join(first)])
      expect([cancelled.status, joined.status]).toEqual([200, 201])
      expect((await entryOf(first)).state).toBe('offered')
      await whoHas()
    }
  })

  it('when others claim it in the moment it is freed: whoever gets it, all others do not', async () => {
    const { id } = await takeIt()
    await joinAll()
    const slotId = slot(people.expertId, '14:00')
    const [, , ...claims] = await Promise.all([cancelIt(id), workers(), book(people.owner.client, { firmId: people.firmId, slotId }), book(people.stranger.client, { firmId: people.stranger.firmId, slotId }), hold(people.clerk.client, people.firmId, slotId)])
    const won = claims.filter(({ status }) => status === 201).length
    expect((await states()).filter((state) => state === 'offered').length + won).toBe(1)
    expect(await whoHas()).toHaveLength(1)
  })
})

describe('one offer has one end', () => {
  const first = () => firms[0] ?? holder

  it('when it is booked, declined and left at once', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await undo.restore()
      await joinAll()
      const { id, offer } = await entryOf(first())
      const { client, firmId } = first()
      const [made] = await Promise.all([book(client, { firmId, holdId: offer?.holdId ?? '' }), client.copy().call(declineOffer, { params: { id } }), client.copy().call(leaveWaiting, { params: { id } }), workers()])
      const { state } = await entryOf(first())
      expect([made.status, state]).toEqual(made.status === 201 ? [201, 'taken'] : [409, 'ended'])
      expect((await states()).filter((one) => one === 'offered')).toHaveLength(made.status === 201 ? 0 : 1)
      expect(await whoHas()).toHaveLength(1)
    }
  })

  it('when it is booked twice and more, by key or without', async () => {
    await joinAll()
    const { offer } = await entryOf(first())
    const { client, firmId } = first()
    const replies = await Promise.all(Array.from({ length: 6 }, () => book(client.copy(), { firmId, holdId: offer?.holdId ?? '' }, randomUUID())))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
    expect((await entryOf(first())).state).toBe('taken')
    expect(await whoHas()).toHaveLength(1)
  })

  it('when its expert goes on leave while it is booked', async () => {
    await joinAll()
    const { offer } = await entryOf(first())
    const { client, firmId } = first()
    const [made, left] = await Promise.all([book(client, { firmId, holdId: offer?.holdId ?? '' }), people.expert.call(addLeave, { params: { id: people.expertId }, body: { startsAt: instant('00:00'), endsAt: instant('23:00'), reason: '' } }), workers()])
    expect(left.status).toBe(201)
    expect(made.status === 201 ? left.body.overLeave.length <= 1 : made.status).toBe(made.status === 201 ? true : 409)
    expect(await whoHas()).toHaveLength(made.status === 201 ? 1 : 0)
  })
})
