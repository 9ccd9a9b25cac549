// The waiting list: joining, being offered what comes free, one firm at a time, and leaving.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeave, closeDay, declineOffer, joinWaiting, leaveWaiting, listWaiting, openDay, saveAvailability, saveProfile } from '#contract/consultations/endpoints.ts'
import type { HoursInput, Waiting, WaitingInput } from '#contract/consultations/schema.ts'
import { passOnWaiting } from '#server/consultations/waiting-jobs.ts'
import { offerDeadline } from '#server/consultations/waiting-rules.ts'
import { lastAudit } from '../assessment/assessing.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { keepSessions } from '../support/stages.ts'
import { acted, at, book, booked, bookers, busy, day, hold, instant, openProfile, otherTopic, refusal, slot, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let third: Person & { firmId: string }
let undo: { restore(): Promise<void> }
/** Thursday afternoon, 14:00 to 15:00, is all there is: one expert, one meeting. */
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  third = await anOwner(test, 4)
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

const wish = (firmId: string, changes: Partial<WaitingInput> = {}): WaitingInput => ({ firmId, topic, way: 'office', fromDate: '2026-11-23', toDate: '2026-12-18', part: 'any', ...changes })
const join = (who: { client: Client; firmId: string }, changes: Partial<WaitingInput> = {}) => who.client.call(joinWaiting, { body: wish(who.firmId, changes) })
async function joined(who: { client: Client; firmId: string }, changes: Partial<WaitingInput> = {}): Promise<Waiting> {
  const reply = await join(who, changes)
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}
const first = () => ({ client: people.owner.client, firmId: people.firmId })
const second = () => people.stranger
const listOf = async ({ client, firmId }: { client: Client; firmId: string }) => (await client.call(listWaiting, { query: { firmId } })).body.items
const states = async (...firms: { client: Client; firmId: string }[]) => (await Promise.all(firms.map(listOf))).map((items) => items.map(({ state, ended }) => ended ?? state).join(' '))
const decline = (client: Client, id: string) => client.call(declineOffer, { params: { id } })
const leave = (client: Client, id: string) => client.call(leaveWaiting, { params: { id } })
const round = () => passOnWaiting(test.deps)
const hourMs = 3_600_000
/** Somebody has the time; when they cancel it, it is free. */
const takenBy = () => booked(third.client, { firmId: third.firmId, slotId: slot(people.expertId, '14:00') })
const cancel = (id: string) => acted(third.client, id, 'cancel', { reason: '问题已经解决' })

describe('joining', () => {
  it('is kept, listed in order, and told by the audit', async () => {
    await takenBy()
    const entry = await joined(first(), { part: 'afternoon' })
    expect(entry).toMatchObject({ topic, topicTitle: '专利挖掘与申请前评估', state: 'waiting', ended: null, offer: null, part: 'afternoon', town: null })
    const other = await joined(first(), { topic: otherTopic })
    expect((await listOf(first())).map(({ id }) => id).sort()).toEqual([entry.id, other.id].sort())
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.join-waiting', firmId: people.firmId })
  })

  it('again for the same is the entry there is', async () => {
    await takenBy()
    const { id } = await joined(first())
    const again = await join(first())
    expect([again.status, again.body.id]).toEqual([200, id])
    const both = await Promise.all([join(second()), join(second())])
    expect(new Set(both.map(({ body }) => body.id)).size).toBe(1)
  })

  it('is refused beyond so many live entries, and possible again when one has gone', async () => {
    await takenBy()
    const limit = test.deps.content.consultations.limits.waiting
    const topics = test.deps.content.consultations.topics.slice(0, limit + 1).map(({ id }) => id)
    const replies = await Promise.all(topics.map((one) => join(first(), { topic: one })))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(limit)
    expect(replies.filter(({ status }) => status !== 201).map(refusal)).toEqual([[409, 'consultations.waiting-limit', { limit }]])
    const [entry] = await listOf(first())
    await leave(first().client, entry?.id ?? '')
    expect((await join(first(), { fromDate: '2026-12-01' })).status).toBe(201)
  })

  it('is refused by field', async () => {
    const fields = async (changes: Partial<WaitingInput>) => (await join(first(), changes)).error.fields
    expect(await fields({ topic: 'astrology', way: 'visit', town: '外县' })).toEqual([{ field: 'topic', reason: 'option' }, { field: 'town', reason: 'town' }])
    expect(await fields({ fromDate: '2026-11-22' })).toEqual([{ field: 'fromDate', reason: 'date-early', limit: '2026-11-23' }])
    expect(await fields({ fromDate: '2026-12-02', toDate: '2026-12-01' })).toEqual([{ field: 'toDate', reason: 'date-early', limit: '2026-12-02' }])
    expect(await fields({ toDate: '2027-06-01' })).toEqual([{ field: 'toDate', reason: 'days-max', limit: 92 }])
    expect(await fields({ fromDate: 'x', toDate: '2026-02-30' })).toEqual([{ field: 'fromDate', reason: 'date-format' }, { field: 'toDate', reason: 'date-calendar' }])
  })

  it('is the firm’s own', async () => {
    await takenBy()
    const { id } = await joined(first())
    for (const client of [people.stranger.client, people.officer, people.expert, people.bank]) {
      for (const reply of [await client.call(listWaiting, { query: { firmId: people.firmId } }), await client.call(joinWaiting, { body: wish(people.firmId) }), await leave(client, id), await decline(client, id)]) expect(refusal(reply)).toEqual([404, 'not-found'])
    }
    expect((await people.clerk.client.call(listWaiting, { query: { firmId: people.firmId } })).body.items).toHaveLength(1)
  })

  it('while a time is free is offered it at once', async () => {
    const told = await toldBy(test, async () => {
      const { offer, state } = await joined(first())
      expect(state).toBe('offered')
      expect(offer).toMatchObject({ expertId: people.expertId, way: 'office', startsAt: instant('14:00'), endsAt: instant('15:00'), expiresAt: new Date(test.clock.now() + 4 * hourMs).toISOString() })
    })
    expect(told).toEqual([{ accountId: people.owner.me.id, kind: 'consultation.offer', link: `/consultations/waiting?firm=${people.firmId}` }])
    expect(await busy(test, people.expertId)).toEqual(new Map([[(await listOf(first()))[0]?.offer?.holdId, 5]]))
    // It is taken like any other time.
    expect(refusal(await hold(third.client, third.firmId, slot(people.expertId, '14:00')))).toEqual([409, 'consultations.slot-taken', { reason: 'full' }])
  })
})

describe('a freed time', () => {
  it('goes to whoever joined first, and to nobody else meanwhile', async () => {
    const { id } = await takenBy()
    await joined(first())
    test.clock.advance(1000)
    await joined(second())
    await cancel(id)
    expect(await states(first(), second())).toEqual(['offered', 'waiting'])
    await round()
    expect(await states(first(), second())).toEqual(['offered', 'waiting'])
  })

  it('is booked with its hold, and the firm is off the list', async () => {
    const { offer } = await joined(first())
    const foreign = await book(second().client, { firmId: second().firmId, holdId: offer?.holdId ?? '' })
    expect(refusal(foreign)).toEqual([409, 'consultations.hold-expired'])
    expect((await booked(people.clerk.client, { firmId: people.firmId, holdId: offer?.holdId ?? '' })).startsAt).toBe(instant('14:00'))
    expect(await states(first())).toEqual(['taken'])
    await round()
    expect(await states(first())).toEqual(['taken'])
  })

  it('declined goes to the next at once, and never to the same firm again', async () => {
    const { id } = await joined(first())
    test.clock.advance(1000)
    await joined(second())
    const reply = await decline(first().client, id)
    expect([reply.body.state, reply.body.offer]).toEqual(['waiting', null])
    expect(await states(first(), second())).toEqual(['waiting', 'offered'])
    await decline(second().client, (await listOf(second()))[0]?.id ?? '')
    await round()
    expect(await states(first(), second())).toEqual(['waiting', 'waiting'])
    expect(await busy(test, people.expertId)).toEqual(new Map())
    expect((await decline(first().client, id)).body.state).toBe('waiting')
  })

  it('left with the list and joined anew, or joined twice, it is not kept for the same firm again', async () => {
    const { id } = await joined(first())
    expect(await states(first())).toEqual(['offered'])
    await leave(first().client, id)
    expect((await joined(first())).state).toBe('waiting')
    expect((await joined(first(), { part: 'afternoon' })).state).toBe('waiting')
    await round()
    expect(await busy(test, people.expertId)).toEqual(new Map())
    test.clock.advance(1000)
    expect((await joined(second())).state).toBe('offered')
  })

  it('left with the list goes to the next at once', async () => {
    const { id } = await joined(first())
    test.clock.advance(1000)
    await joined(second())
    expect((await leave(first().client, id)).status).toBe(204)
    expect(await states(first(), second())).toEqual(['left', 'offered'])
    expect((await leave(first().client, id)).status).toBe(204)
  })

  it('nobody takes within the deadline goes to the next; who missed it waits on and is told', async () => {
    await joined(first())
    test.clock.advance(1000)
    await joined(second())
    test.clock.advance(4 * hourMs)
    expect((await listOf(first()))[0]).toMatchObject({ state: 'waiting', offer: null })
    const told = await toldBy(test, round)
    expect(told.map(({ accountId, kind }) => `${kind} ${accountId}`).sort()).toEqual([`consultation.offer ${people.stranger.me.id}`, `consultation.offer-over ${people.owner.me.id}`])
    expect(await states(first(), second())).toEqual(['waiting', 'offered'])
  })

  it('missed as often as the county allows, the firm is off the list and told', async () => {
    await openProfile(test, people.expertId)
    await joined(first())
    test.clock.advance(5 * hourMs)
    await round()
    expect((await listOf(first()))[0]).toMatchObject({ state: 'offered', offer: { startsAt: instant('09:00', '2026-11-24') } })
    test.clock.set(instant('10:00', '2026-11-24'))
    const told = await toldBy(test, round)
    expect(told.map(({ kind }) => kind)).toEqual(['consultation.waiting-ended'])
    expect(await states(first())).toEqual(['missed'])
    expect(await busy(test, people.expertId)).toEqual(new Map())
  })

  it('lapsed by somebody else’s claim is passed on all the same', async () => {
    await joined(first())
    await joined(second())
    test.clock.advance(4 * hourMs + 1000)
    const { id } = await booked(third.client, { firmId: third.firmId, slotId: slot(people.expertId, '14:00') })
    expect((await listOf(first()))[0]).toMatchObject({ state: 'waiting', offer: null })
    await round()
    expect(await states(first(), second())).toEqual(['waiting', 'waiting'])
    await cancel(id)
    expect(await states(first(), second())).toEqual(['waiting', 'offered'])
  })

  it('is none for who could not book it: too many bookings, another way, half of the day or period, or acting for the firm', async () => {
    const { id } = await takenBy()
    await joined(first(), { part: 'morning' })
    await joined(first(), { way: 'phone' })
    await joined(first(), { toDate: '2026-11-25' })
    await joined(second(), { fromDate: '2026-11-27' })
    await cancel(id)
    expect(await states(first(), second())).toEqual(['waiting waiting waiting', 'waiting'])
    await joined(second())
    expect((await listOf(second())).map(({ state }) => state).sort()).toEqual(['offered', 'waiting'])
  })

  it('is none for a firm at its limit of bookings, until one is over', async () => {
    await openProfile(test, people.otherExpertId, { topics: [otherTopic] })
    const limit = test.deps.content.consultations.limits.liveBookings
    const others: string[] = []
    for (const clock of ['09:00', '13:30', '15:00'].slice(0, limit)) others.push((await booked(first().client, { firmId: people.firmId, topic: otherTopic, slotId: slot(people.otherExpertId, clock, { about: otherTopic }) })).id)
    await joined(first())
    expect(await states(first())).toEqual(['waiting'])
    await acted(first().client, others[0] ?? '', 'cancel', { reason: '不用了' })
    await round()
    expect(await states(first())).toEqual(['offered'])
  })

  it('is none for a firm its expert acts for', async () => {
    await test.db.insertInto('memberships').values({ id: randomUUID(), firm_id: people.firmId, account_id: people.expertId, role: 'clerk', state: 'active', created_at: 1, changed_at: 1 }).execute()
    await joined(first())
    await round()
    expect(await states(first())).toEqual(['waiting'])
  })

  it('that comes by new hours is offered at once, by an opened holiday in the next round; closed again it is taken back', async () => {
    await takenBy()
    await joined(first())
    const rules = [{ weekdays: [4], from: '14:00', to: '15:00', validFrom: day, validTo: day, ways: ['office' as const], onMakeUpDays: false }]
    const additions = [{ date: '2026-11-28', from: '09:00', to: '10:00', ways: ['office' as const] }]
    const save = (body: HoursInput, version: number) => people.expert.call(saveAvailability, { params: { id: people.expertId }, body, version })
    await save({ rules, additions, lunch: null, perDay: 1 }, 1)
    expect((await listOf(first()))[0]?.offer?.startsAt).toBe(instant('09:00', '2026-11-28'))
    await save({ rules, additions: [], lunch: null, perDay: 1 }, 2)
    expect(await states(first())).toEqual(['waiting'])
    // National day, on a clock that stands before it.
    test.clock.set('2026-09-21T02:00:00.000Z')
    await test.db.updateTable('waiting_entries').set({ from_date: '2026-10-01', to_date: '2026-10-02' }).execute()
    await save({ rules: [{ ...rules[0]!, validFrom: '2026-10-01', validTo: '2026-10-01' }], additions: [], lunch: null, perDay: 1 }, 3)
    expect(await states(first())).toEqual(['waiting'])
    await people.officer.call(openDay, { params: { date: '2026-10-01' }, body: { reason: '咨询活动' } })
    await round()
    expect((await listOf(first()))[0]?.offer?.startsAt).toBe(instant('14:00', '2026-10-01'))
    await people.officer.call(closeDay, { params: { date: '2026-10-01' } })
    expect(await states(first())).toEqual(['waiting'])
  })

  it('that comes by a hold that ran out is offered in the next round', async () => {
    await hold(third.client, third.firmId, slot(people.expertId, '14:00'))
    await joined(first())
    expect(await states(first())).toEqual(['waiting'])
    test.clock.advance(5 * 60_000)
    await round()
    expect(await states(first())).toEqual(['offered'])
  })

  it('is taken back without fault when its expert goes on leave, leaves the service or takes no more bookings', async () => {
    await joined(first())
    const told = await toldBy(test, () => people.expert.call(addLeave, { params: { id: people.expertId }, body: { startsAt: instant('13:00'), endsAt: instant('18:00'), reason: '' } }))
    expect(told.map(({ kind }) => kind)).toEqual(['consultation.offer-over'])
    expect(await states(first())).toEqual(['waiting'])
    expect(await busy(test, people.expertId)).toEqual(new Map())
    expect((await test.db.selectFrom('waiting_entries').select('missed').executeTakeFirstOrThrow()).missed).toBe(0)
    await undo.restore()
    await joined(first())
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', people.expertId).execute()
    await round()
    expect([await states(first()), await busy(test, people.expertId)]).toEqual([['waiting'], new Map()])
    await undo.restore()
    await joined(second())
    const closed = { organisation: '', qualification: '', fields: '', industries: [], topics: [], ways: ['office' as const], statement: '', introduction: '', placeId: null, isOpen: false }
    expect((await people.expert.call(saveProfile, { params: { id: people.expertId }, body: closed, version: 1 })).status).toBe(200)
    expect(await states(second())).toEqual(['waiting'])
  })
})

describe('the list', () => {
  it('ends with its period, and the firm is told', async () => {
    await takenBy()
    await joined(first(), { toDate: '2026-11-26' })
    test.clock.set(instant('11:00'))
    expect(await toldBy(test, round)).toEqual([])
    // From noon on nothing of that day could be booked: 到所 is booked twelve hours before.
    test.clock.set(instant('12:00'))
    const told = await toldBy(test, async () => { await round(); await round() })
    expect(told.map(({ accountId, kind, link }) => [accountId, kind, link])).toEqual([[people.owner.me.id, 'consultation.waiting-ended', `/consultations/waiting?firm=${people.firmId}`]])
    expect(await states(first())).toEqual(['over'])
  })

  it('shows what ended for a month', async () => {
    await takenBy()
    const { id } = await joined(first())
    await leave(first().client, id)
    test.clock.advance(29 * 24 * hourMs)
    expect(await states(first())).toEqual(['left'])
    test.clock.advance(2 * 24 * hourMs)
    expect(await states(first())).toEqual([''])
  })
})

describe('the deadline of an offer', () => {
  const until = (now: string, startsAt = at('14:00', '2026-12-10'), noticeHours = 12) => new Date(offerDeadline({ now: Date.parse(now), offerHours: 4, startsAt, noticeHours })).toISOString()

  it('is so many hours, over the night ten in the morning', () => {
    expect(until(instant('10:08'))).toBe(instant('14:08'))
    expect(until(instant('19:59'))).toBe(instant('23:59'))
    expect(until(instant('20:00'))).toBe(instant('10:00', '2026-11-27'))
    expect(until(instant('00:30'))).toBe(instant('10:00'))
    expect(until(instant('05:59'))).toBe(instant('10:00'))
    expect(until(instant('07:59'))).toBe(instant('11:59'))
  })

  it('is never later than the time can still be booked', () => {
    expect(until(instant('10:00'), at('23:00'))).toBe(instant('11:00'))
    expect(until(instant('21:00'), at('14:00', '2026-11-27'), 24)).toBe(instant('14:00'))
  })

  it('leaves at least half an hour to decide, or there is no offer', async () => {
    test.clock.set(instant('01:31'))
    await joined(first(), { fromDate: day })
    expect(await states(first())).toEqual(['waiting'])
    test.clock.set(instant('01:30'))
    await round()
    expect((await listOf(first()))[0]?.offer?.expiresAt).toBe(instant('02:00'))
  })
})
