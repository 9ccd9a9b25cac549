// From a hold to a booking that is confirmed, moved and cancelled, by all three sides.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { releaseHold } from '#contract/consultations/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { acted, at, book, booked, bookers, busy, day, hold, instant, openProfile, otherTopic, read, refusal, slot, topic, type Bookers } from './booking.ts'

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

describe('a hold', () => {
  it('is the same one for the same firm, and nobody else’s', async () => {
    const { firmId, expertId, clerk, stranger } = people
    const held = await hold(firm(), firmId, slot(expertId, '09:30'))
    expect(await hold(clerk.client, firmId, slot(expertId, '09:30'))).toMatchObject({ status: 200, body: held.body })
    expect(refusal(await hold(stranger.client, stranger.firmId, slot(expertId, '09:30')))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
    expect((await hold(stranger.client, firmId, slot(expertId, '14:00'))).status).toBe(404)
    expect(refusal(await book(stranger.client, { firmId: stranger.firmId, holdId: held.body.holdId }))).toEqual([409, 'consultations.hold-expired'])
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.hold', role: 'firm', firmId, details: { expertId, way: 'office' } })
  })

  it('of a firm are two; an officer’s for it do not count', async () => {
    const { firmId, expertId, officer } = people
    for (const clock of ['08:30', '10:00']) expect((await hold(firm(), firmId, slot(expertId, clock, { way: 'phone' }))).status).toBe(201)
    expect(refusal(await hold(firm(), firmId, slot(expertId, '14:00')))).toEqual([409, 'consultations.hold-limit', { most: 2 }])
    expect((await hold(officer, firmId, slot(expertId, '14:00'))).status).toBe(201)
    test.clock.advance(5 * 60_000)
    expect((await hold(firm(), firmId, slot(expertId, '15:30'))).status).toBe(201)
  })

  it('that has run out books nothing, and its time is anybody’s', async () => {
    const { firmId, expertId, stranger } = people
    const { holdId } = (await hold(firm(), firmId, slot(expertId, '09:30'))).body
    test.clock.advance(5 * 60_000)
    expect((await hold(stranger.client, stranger.firmId, slot(expertId, '09:30'))).status).toBe(201)
    expect(refusal(await book(firm(), { firmId, holdId }))).toEqual([409, 'consultations.hold-expired'])
    expect((await busy(test, expertId)).size).toBe(1)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('books nothing once its expert is on leave then, and stays bookable when only its notice has run out', async () => {
    const { firmId, expertId } = people
    const first = (await hold(firm(), firmId, slot(expertId, '09:30'))).body.holdId
    await test.db.insertInto('expert_leaves').values({ id: randomUUID(), expert_id: expertId, starts_at: at('08:00'), ends_at: at('12:00'), reason: '', created_by: expertId, created_at: 0, removed_at: null }).execute()
    expect(refusal(await book(firm(), { firmId, holdId: first }))).toEqual([409, 'consultations.slot-taken', { reason: 'leave' }])
    test.clock.set('2026-11-26T01:58:00.000Z')
    const second = (await hold(firm(), firmId, slot(expertId, '14:00', { way: 'video' }))).body.holdId
    test.clock.advance(4 * 60_000)
    expect((await book(firm(), { firmId, holdId: second, way: 'video' })).status).toBe(201)
  })

  it('in a way with a short notice does not get round the notice of another', async () => {
    const { firmId, expertId } = people
    // A telephone call is booked two hours before, an hour in the office twelve, a visit a day.
    test.clock.set(instant('10:00'))
    const { holdId } = (await hold(firm(), firmId, slot(expertId, '14:00', { way: 'phone' }))).body
    for (const way of ['office', 'visit'] as const) expect(refusal(await book(firm(), { firmId, holdId, way }))).toEqual([409, 'consultations.slot-taken', { reason: 'past' }])
    expect((await book(firm(), { firmId, holdId, way: 'phone' })).status).toBe(201)
    // Kept while the notice of both was kept, it is bookable in both.
    const other = (await hold(firm(), firmId, slot(expertId, '10:00', { way: 'phone', date: '2026-11-27' }))).body.holdId
    expect((await book(firm(), { firmId, holdId: other, way: 'office' })).status).toBe(201)
  })

  it('is not the one of another topic, whose expert knows nothing of this one', async () => {
    const { firmId, expertId, otherExpertId } = people
    await openProfile(test, expertId, { topics: [topic] })
    await openProfile(test, otherExpertId, { topics: [otherTopic] })
    expect(await hold(firm(), firmId, slot('any', '09:30'))).toMatchObject({ status: 201, body: { expertId } })
    const other = await hold(firm(), firmId, slot('any', '09:30', { about: otherTopic }))
    expect(other).toMatchObject({ status: 201, body: { expertId: otherExpertId } })
    expect((await book(firm(), { firmId, holdId: other.body.holdId, topic: otherTopic })).status).toBe(201)
  })

  it('cannot be renewed for ever: the same time is kept for a firm five times a day, then it is the others’ or booked', async () => {
    const { firmId, expertId, stranger, clerk } = people
    for (let times = 0; times < 5; times += 1) {
      const { status, body } = await hold([firm(), clerk.client][times % 2]!, firmId, slot(expertId, '09:30'))
      expect(status).toBe(201)
      if (times % 2 === 0) await firm().call(releaseHold, { params: { id: body.holdId } })
      else test.clock.advance(5 * 60_000)
    }
    for (const id of [slot(expertId, '09:30'), slot(expertId, '09:30', { way: 'phone' })]) expect(refusal(await hold(firm(), firmId, id))).toEqual([409, 'consultations.held-often', { most: 5 }])
    expect(await busy(test, expertId)).toEqual(new Map())
    expect((await hold(firm(), firmId, slot(expertId, '14:00'))).status).toBe(201)
    const { holdId } = (await hold(stranger.client, stranger.firmId, slot(expertId, '09:30'))).body
    await stranger.client.call(releaseHold, { params: { id: holdId } })
    expect((await book(firm(), { firmId, slotId: slot(expertId, '09:30') })).status).toBe(201)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('is given back at once, and giving it back again changes nothing', async () => {
    const { firmId, expertId, stranger, officer } = people
    const { holdId: id } = (await hold(firm(), firmId, slot(expertId, '09:30'))).body
    expect((await stranger.client.call(releaseHold, { params: { id } })).status).toBe(404)
    expect((await firm().call(releaseHold, { params: { id } })).status).toBe(204)
    expect(await busy(test, expertId)).toEqual(new Map())
    expect((await officer.call(releaseHold, { params: { id } })).status).toBe(204)
    expect((await firm().call(releaseHold, { params: { id: randomUUID() } })).status).toBe(404)
  })

  it.each([
    ['before the notice is kept', '13:30', '2026-11-23', 'past'], ['beyond the horizon', '09:30', '2026-12-22', 'horizon'], ['off the grid', '09:40', day, 'grid'], ['outside the hours', '07:30', day, 'closed'],
    ['that ends in the lunch', '11:00', day, 'closed'], ['on a Saturday', '09:30', '2026-11-28', 'closed'],
  ])('is refused %s', async (_what, clock, date, reason) => {
    expect(refusal(await hold(firm(), people.firmId, slot(people.expertId, clock, { date })))).toEqual([409, 'consultations.slot-taken', { reason }])
    expect(await busy(test, people.expertId)).toEqual(new Map())
  })

  it('is refused over a leave, and on a day that is full', async () => {
    const { firmId, expertId, expert } = people
    await test.db.insertInto('expert_leaves').values({ id: randomUUID(), expert_id: expertId, starts_at: at('09:45'), ends_at: at('10:00'), reason: '', created_by: expertId, created_at: 0, removed_at: null }).execute()
    expect(refusal(await hold(firm(), firmId, slot(expertId, '09:30')))).toEqual([409, 'consultations.slot-taken', { reason: 'leave' }])
    expect((await hold(firm(), firmId, slot(expertId, '10:00'))).status).toBe(201)
    await openProfile(test, expertId, { perDay: 1 })
    expect(refusal(await hold(firm(), firmId, slot(expertId, '14:00')))).toEqual([409, 'consultations.slot-taken', { reason: 'full' }])
    expect((await expert.request('GET', '/api/consultations/visits')).status).toBe(200)
  })

  it('takes nothing this program did not make for an id', async () => {
    for (const slotId of ['', 'x', slot('nobody', '09:30').slice(3), Buffer.from(`${people.expertId}~now~office~${topic}`).toString('base64url')]) {
      expect((await hold(firm(), people.firmId, slotId)).error).toMatchObject({ code: 'invalid-input', fields: [{ field: 'slotId', reason: 'option' }] })
    }
    expect(refusal(await hold(firm(), people.firmId, slot(randomUUID(), '09:30')))).toEqual([409, 'consultations.slot-taken', { reason: 'closed' }])
  })
})

describe('a booking', () => {
  it('may come straight from a free time, and is one for one key', async () => {
    const { firmId, expertId } = people
    const key = randomUUID()
    const wish = { firmId, slotId: slot(expertId, '09:30') }
    const told = await toldBy(test, async () => {
      const first = await book(firm(), wish, key)
      for (let n = 0; n < 3; n += 1) expect(await book(firm(), wish, key)).toMatchObject({ status: 201, body: first.body })
    })
    expect(told.map(({ kind, accountId }) => [kind, accountId])).toEqual(expect.arrayContaining([['consultation.booked', people.owner.me.id], ['consultation.booked-expert', expertId]]))
    expect(told).toHaveLength(2)
    expect(refusal(await book(firm(), { ...wish, description: '别的' }, key))).toEqual([422, 'key-reused'])
    expect((await firm().request('POST', '/api/consultations/bookings', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...wish, topic, way: 'office', description: '问' }) })).error.code).toBe('key-missing')
  })

  it('stores nothing of what the firm wrote with the key', async () => {
    await booked(firm(), { firmId: people.firmId, slotId: slot(people.expertId, '09:30'), description: '一种新夹具' })
    const { body } = await test.db.selectFrom('idempotency').select('body').where('route', '=', 'consultations.book').orderBy('created_at', 'desc').executeTakeFirstOrThrow()
    expect(body).not.toMatch(/夹具|139/)
  })

  it('of a firm are three to come; one at the desk is free of that, and its trail says so', async () => {
    const { firmId, expertId, otherExpertId, officer, owner } = people
    for (const clock of ['08:30', '10:00', '14:00']) await booked(firm(), { firmId, slotId: slot(expertId, clock, { way: 'phone' }), way: 'phone' })
    expect(refusal(await book(firm(), { firmId, slotId: slot(otherExpertId, '14:00') }))).toEqual([409, 'consultations.booking-limit', { most: 3 }])
    let id = ''
    const told = await toldBy(test, async () => {
      id = (await booked(officer, { firmId, slotId: slot(otherExpertId, '14:00') })).id
    })
    expect(told.map(({ kind, link }) => `${kind} ${link}`).sort()).toEqual([`consultation.booked-expert /consultations/visits/${id}`, `consultation.booked-for /consultations/bookings/${id}?firm=${firmId}`])
    expect(await read(firm(), id)).toMatchObject({ side: 'firm', bookedFor: expect.stringMatching(/./), contactName: owner.me.name, contactPhone: expect.stringMatching(/^139/), events: [{ action: 'book', side: 'officer' }] })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.book', role: 'officer', firmId })
  })

  it('by an officer is free of notice and horizon, not of hours, leave and what is taken', async () => {
    const { firmId, expertId, officer } = people
    for (const [clock, date] of [['13:30', '2026-11-23'], ['09:30', '2027-01-12']] as const) expect((await book(officer, { firmId, slotId: slot(expertId, clock, { date }) })).status).toBe(201)
    expect(refusal(await book(officer, { firmId, slotId: slot(expertId, '13:30', { date: '2026-11-23' }) }))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
    expect(refusal(await book(officer, { firmId, slotId: slot(expertId, '08:30', { date: '2026-11-23' }) }))).toEqual([409, 'consultations.slot-taken', { reason: 'past' }])
    expect(refusal(await book(officer, { firmId, slotId: slot(expertId, '20:00') }))).toEqual([409, 'consultations.slot-taken', { reason: 'closed' }])
    expect((await book(officer, { firmId: randomUUID(), slotId: slot(expertId, '15:00') })).status).toBe(404)
  })

  it('in another way than it was held claims what that way needs', async () => {
    const { firmId, expertId, stranger } = people
    const { holdId } = (await hold(firm(), firmId, slot(expertId, '09:30', { way: 'phone' }))).body
    expect([...(await busy(test, expertId)).values()]).toEqual([2])
    const { id } = await booked(firm(), { firmId, holdId, way: 'office' })
    expect(await busy(test, expertId)).toEqual(new Map([[id, 5]]))
    const second = (await hold(firm(), firmId, slot(expertId, '14:00', { way: 'phone' }))).body.holdId
    await booked(stranger.client, { firmId: stranger.firmId, slotId: slot(expertId, '14:30', { way: 'phone' }), way: 'phone' })
    expect(refusal(await book(firm(), { firmId, holdId: second, way: 'office' }))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
    expect((await booked(firm(), { firmId, holdId: second, way: 'phone' })).way).toBe('phone')
  })

  it('of a visit keeps the road of its town free, before and after', async () => {
    const { firmId, expertId } = people
    const far = await booked(firm(), { firmId, slotId: slot(expertId, '14:30', { way: 'visit' }), way: 'visit', address: '示例路 1 号' })
    // 马桥镇: three quarters of an hour each way around an hour and a half.
    expect(far).toMatchObject({ town: '马桥镇', address: '示例路 1 号' })
    expect(await busy(test, expertId)).toEqual(new Map([[far.id, 12]]))
    const near = await booked(firm(), { firmId, slotId: slot(expertId, '09:00', { way: 'visit', date: '2026-11-27' }), way: 'visit', town: '索镇街道' })
    expect((await busy(test, expertId)).get(near.id)).toBe(8)
    expect((await book(firm(), { firmId, slotId: slot(expertId, '09:00', { way: 'visit' }), way: 'visit', town: '别的镇' })).error.fields).toEqual([{ field: 'town', reason: 'town' }])
  })

  it('with any expert goes to whoever is least busy, and to the next when that one is taken', async () => {
    const { firmId, expertId, otherExpertId, stranger } = people
    await booked(stranger.client, { firmId: stranger.firmId, slotId: slot(expertId, '14:00') })
    const first = await booked(firm(), { firmId, slotId: slot('any', '09:30') })
    expect(first.expert.id).toBe(otherExpertId)
    expect((await booked(stranger.client, { firmId: stranger.firmId, slotId: slot('any', '09:30') })).expert.id).toBe(expertId)
    expect(refusal(await book(firm(), { firmId, slotId: slot('any', '09:30') }))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
  })

  it('is never with somebody who acts for the firm, does not know the topic or is out of service', async () => {
    const { firmId, expertId, otherExpertId } = people
    await test.db.insertInto('memberships').values({ id: randomUUID(), firm_id: firmId, account_id: expertId, role: 'clerk', state: 'active', created_at: 0, changed_at: 0 }).execute()
    expect(refusal(await book(firm(), { firmId, slotId: slot(expertId, '09:30') }))).toEqual([409, 'consultations.slot-taken', { reason: 'closed' }])
    await openProfile(test, otherExpertId, { topics: [topic], ways: ['office'] })
    expect((await book(firm(), { firmId, slotId: slot(otherExpertId, '09:30'), topic: 'trade-secret' })).status).toBe(409)
    expect((await book(firm(), { firmId, slotId: slot(otherExpertId, '09:30'), way: 'phone' })).status).toBe(409)
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', otherExpertId).execute()
    expect((await book(firm(), { firmId, slotId: slot('any', '09:30') })).status).toBe(409)
  })

  it('by an officer never has the officer’s own telephone', async () => {
    const { firmId, expertId, officer } = people
    await test.db.updateTable('memberships').set({ role: 'clerk' }).where('firm_id', '=', firmId).execute()
    const wish = { firmId, slotId: slot(expertId, '09:30') }
    expect((await book(officer, wish)).error.fields).toEqual([{ field: 'contactName', reason: 'required' }])
    expect((await booked(officer, { ...wish, contactName: '王经理', contactPhone: '13900000001' }))).toMatchObject({ contactName: '王经理', contactPhone: '13900000001' })
  })

  it('names every field that is wrong', async () => {
    const { firmId, expertId } = people
    const wrong = await book(firm(), { firmId, slotId: slot(expertId, '09:30'), description: '  ', contactPhone: '0533-1234567', contactName: ' ' })
    expect(wrong.error).toMatchObject({ code: 'invalid-input', fields: [{ field: 'description', reason: 'required' }, { field: 'contactName', reason: 'required' }, { field: 'contactPhone', reason: 'phone-landline' }] })
    expect((await book(firm(), { firmId })).error.fields).toEqual([{ field: 'slotId', reason: 'required' }])
    expect((await book(firm(), { firmId, slotId: slot(expertId, '09:30'), topic: 'gardening' })).error.fields).toEqual([{ field: 'topic', reason: 'option' }])
    expect((await book(firm(), { firmId, slotId: slot(expertId, '09:30'), questionId: randomUUID() })).error.fields).toEqual([{ field: 'questionId', reason: 'option' }])
    expect(await busy(test, expertId)).toEqual(new Map())
  })
})
