// Every move of a booking: who may take it, when, what it does to the expert's time, and who hears of it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateBooking } from '#contract/consultations/endpoints.ts'
import type { Booking, BookingPatch } from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { invariantProblems } from '#server/invariants.ts'
import { aPaper, lastAudit, moreLike } from '../assessment/assessing.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { everything } from '../support/everything.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { act, acted, booked, bookers, busy, hold, instant, openProfile, otherTopic, read, refusal, slot, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let booking: Booking
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  booking = await booked(people.clerk.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const take = (client: Client, action: BookingAction, body = {}) => act(client, booking.id, action, body)
const done = (client: Client, action: BookingAction, body = {}) => acted(client, booking.id, action, body)
const told = (deed: () => Promise<unknown>) => toldBy(test, deed)
const edit = (client: Client, body: BookingPatch, version = 1) => client.call(updateBooking, { params: { id: booking.id }, body, version })
const startsAt = instant('09:30')
/** In whatever order they were queued. */
const sorted = (lines: readonly unknown[][]): string[] => lines.map((line) => line.join(' ')).sort()

describe('each side', () => {
  it('takes its own moves only, and only in time', async () => {
    const { expert, officer, stranger, bank, otherExpert } = people
    expect(refusal(await take(firm(), 'confirm'))).toEqual([403, 'not-allowed'])
    expect(refusal(await take(firm(), 'replace', { slotId: slot(people.otherExpertId, '09:30'), reason: '换人' }))).toEqual([403, 'not-allowed'])
    expect(refusal(await take(officer, 'submit-record'))).toEqual([403, 'not-allowed'])
    for (const client of [stranger.client, bank, otherExpert]) expect((await take(client, 'cancel', { reason: '不去' })).status).toBe(404)
    expect(refusal(await take(expert, 'arrive'))).toEqual([409, 'consultations.too-early'])
    expect(refusal(await take(expert, 'miss'))).toEqual([409, 'consultations.too-early'])
    expect(refusal(await take(expert, 'submit-record'))).toEqual([409, 'consultations.wrong-state', { state: 'booked' }])
    test.clock.set(instant('08:30'))
    await done(expert, 'arrive')
    expect(refusal(await take(firm(), 'cancel', { reason: '不去' }))).toEqual([409, 'consultations.wrong-state', { state: 'arrived' }])
  })

  it('of the firm neither cancels nor moves what has begun: who did not come cannot undo it', async () => {
    test.clock.set(startsAt)
    expect((await read(firm(), booking.id)).actions).toEqual([])
    for (const [action, input] of [['cancel', { reason: '不去' }], ['reschedule', { reason: '改天', slotId: slot(people.expertId, '15:30', { date: '2026-11-27' }) }]] as const) {
      expect(refusal(await take(firm(), action, input))).toEqual([409, 'consultations.wrong-state', { state: 'booked' }])
    }
    expect((await busy(test, people.expertId)).get(booking.id)).toBe(5)
    expect((await done(people.officer, 'reschedule', { reason: '企业来电', slotId: slot(people.expertId, '15:30', { date: '2026-11-27' }) })).state).toBe('booked')
  })

  it('gives a reason where one is asked for', async () => {
    for (const [client, action, body] of [[firm(), 'cancel', {}], [people.expert, 'excuse', { reason: '  ' }], [firm(), 'reschedule', { slotId: slot(people.expertId, '14:00') }]] as const) {
      expect((await act(client, booking.id, action, body)).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    }
    expect((await take(firm(), 'reschedule', { reason: '有事' })).error.fields).toEqual([{ field: 'slotId', reason: 'required' }])
    expect((await firm().request('POST', `/api/consultations/bookings/${booking.id}/actions/vanish`, { headers: { 'content-type': 'application/json', 'idempotency-key': 'k' }, body: '{}' })).status).toBe(422)
  })

  it('is shown what it may see: the telephone goes with the visit', async () => {
    const { expert, officer, clerk } = people
    const phone = booking.contactPhone
    for (const client of [expert, officer, firm()]) expect((await read(client, booking.id)).contactPhone).toBe(phone)
    test.clock.set(instant('10:30', '2026-12-03'))
    expect((await read(expert, booking.id)).contactPhone).toBe(phone)
    test.clock.advance(60_000)
    expect((await read(expert, booking.id)).contactPhone).toBeNull()
    test.clock.set(testStart)
    await done(clerk.client, 'cancel', { reason: '不去' })
    expect((await read(expert, booking.id)).contactPhone).toBeNull()
    expect((await read(officer, booking.id)).contactPhone).toBe(phone)
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.read', role: 'officer', subject: `booking:${booking.id}`, firmId: people.firmId })
  })
})

describe('confirming', () => {
  it('tells the firm once, and a repeat changes nothing', async () => {
    const key = randomUUID()
    const heard = await told(async () => {
      for (let n = 0; n < 3; n += 1) expect((await act(people.expert, booking.id, 'confirm', {}, key)).body).toMatchObject({ state: 'confirmed', version: 2 })
    })
    expect(sorted(heard.map(({ kind, accountId, link }) => [kind, accountId, link]))).toEqual(sorted([people.owner.me.id, people.clerk.me.id].map((id) => ['consultation.confirmed', id, `/consultations/bookings/${booking.id}?firm=${people.firmId}`])))
    expect(refusal(await act(people.expert, booking.id, 'confirm', {}))).toEqual([409, 'consultations.wrong-state', { state: 'confirmed' }])
    expect(refusal(await act(people.expert, booking.id, 'confirm', { reason: '别的' }, key))).toEqual([422, 'key-reused'])
  })
})

describe('moving', () => {
  it('by the firm waits for the expert again, frees the old time at once and says who moved it', async () => {
    const { expert, expertId, clerk, owner, stranger } = people
    await done(expert, 'confirm')
    const heard = await told(async () => {
      expect(await done(clerk.client, 'reschedule', { slotId: slot(expertId, '10:00'), reason: '人员临时有事' })).toMatchObject({ state: 'booked', startsAt: instant('10:00') })
    })
    expect(sorted(heard.map(({ kind, accountId }) => [kind, accountId]))).toEqual(sorted([['consultation.moved', owner.me.id], ['consultation.moved-expert', expertId]]))
    const { payload } = await test.db.selectFrom('outbox').select('payload').where('account_id', '=', expertId).orderBy('created_at', 'desc').orderBy('id').executeTakeFirstOrThrow()
    expect(payload).toMatch(/企业改的期|新预约/)
    // 09:30 would still meet it; 08:30 is over by then.
    expect(refusal(await hold(stranger.client, stranger.firmId, slot(expertId, '09:30')))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
    expect((await hold(stranger.client, stranger.firmId, slot(expertId, '08:30'))).status).toBe(201)
    const row = await test.db.selectFrom('bookings').select(['sequence', 'version']).where('id', '=', booking.id).executeTakeFirstOrThrow()
    expect(row).toEqual({ sequence: 2, version: 3 })
  })

  it('by the expert is confirmed, free of the notice, and needs no open profile', async () => {
    const { expert, expertId } = people
    await test.db.updateTable('expert_profiles').set({ is_open: 0 }).where('account_id', '=', expertId).execute()
    expect(refusal(await take(firm(), 'reschedule', { slotId: slot(expertId, '14:00'), reason: '有事' }))).toEqual([409, 'consultations.slot-taken', { reason: 'closed' }])
    const heard = await told(async () => {
      expect(await done(expert, 'reschedule', { slotId: slot(expertId, '13:30', { date: '2026-11-23' }), reason: '临时有公务' })).toMatchObject({ state: 'confirmed', startsAt: instant('13:30', '2026-11-23') })
    })
    expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(['consultation.moved']))
  })

  it('that is refused leaves the old one untouched', async () => {
    const { expertId, stranger } = people
    await booked(stranger.client, { firmId: stranger.firmId, slotId: slot(expertId, '14:00') })
    const before = await everything(test)
    expect(refusal(await take(firm(), 'reschedule', { slotId: slot(expertId, '14:30'), reason: '有事' }))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
    expect(refusal(await take(firm(), 'reschedule', { slotId: slot(expertId, '07:00'), reason: '有事' }))).toEqual([409, 'consultations.slot-taken', { reason: 'closed' }])
    for (const slotId of [slot(people.otherExpertId, '14:30'), slot(expertId, '09:30'), 'x']) expect((await take(firm(), 'reschedule', { slotId, reason: '有事' })).error.fields).toEqual([{ field: 'slotId', reason: 'option' }])
    expect(await everything(test)).toBe(before)
    expect((await busy(test, expertId)).get(booking.id)).toBe(5)
  })

  it('to a time it partly has already is no obstacle to itself, also on a full day', async () => {
    await openProfile(test, people.expertId, { perDay: 1 })
    expect(await done(firm(), 'reschedule', { slotId: slot(people.expertId, '10:00'), reason: '晚一点' })).toMatchObject({ startsAt: instant('10:00') })
    expect(await busy(test, people.expertId)).toEqual(new Map([[booking.id, 5]]))
  })
})

describe('another expert', () => {
  it('is sent by an officer; the first is told and no longer sees it', async () => {
    const { officer, expert, otherExpert, expertId, otherExpertId, owner, clerk } = people
    const heard = await told(async () => {
      expect(await done(officer, 'replace', { slotId: slot(otherExpertId, '09:30'), reason: '专家请假' })).toMatchObject({ state: 'booked', expert: { id: otherExpertId }, startsAt })
    })
    expect(sorted(heard.map(({ kind, accountId, link }) => [kind, accountId, link]))).toEqual(sorted([
      ...[owner.me.id, clerk.me.id].map((id) => ['consultation.replaced', id, `/consultations/bookings/${booking.id}?firm=${people.firmId}`]),
      ['consultation.given', otherExpertId, `/consultations/visits/${booking.id}`], ['consultation.taken-away', expertId, '/consultations/visits'],
    ]))
    expect((await expert.request('GET', `/api/consultations/bookings/${booking.id}`)).status).toBe(404)
    expect(await read(otherExpert, booking.id)).toMatchObject({ side: 'expert', events: [{}, { action: 'replace', side: 'officer', change: { fromExpert: expect.any(String), toExpert: expect.any(String) } }] })
    expect(await busy(test, expertId)).toEqual(new Map())
    expect(await busy(test, otherExpertId)).toEqual(new Map([[booking.id, 5]]))
  })

  it('is whoever fits and is free, with any; never the one who has it, nor one who does not fit', async () => {
    const { officer, expertId, otherExpertId } = people
    expect((await take(officer, 'replace', { slotId: slot(expertId, '10:00'), reason: '换' })).error.fields).toEqual([{ field: 'slotId', reason: 'option' }])
    await openProfile(test, otherExpertId, { topics: [otherTopic] })
    expect(refusal(await take(officer, 'replace', { slotId: slot(otherExpertId, '09:30'), reason: '换' }))).toEqual([409, 'consultations.slot-taken', { reason: 'closed' }])
    await openProfile(test, otherExpertId)
    expect(await done(officer, 'replace', { slotId: slot('any', '10:00'), reason: '换' })).toMatchObject({ expert: { id: otherExpertId }, startsAt: instant('10:00') })
  })
})

describe('letting go', () => {
  it.each([['firm', '企业'], ['expert', '专家'], ['officer', '县局']] as const)('by the %s frees the time, and says who it was', async (side, word) => {
    const { expert, officer, expertId, stranger, owner, clerk } = people
    const client = { firm: firm(), expert, officer }[side]
    const heard = await told(() => done(client, 'cancel', { reason: '情况有变' }))
    const expected = { firm: [['consultation.cancelled', clerk.me.id], ['consultation.cancelled-expert', expertId]], expert: [owner.me.id, clerk.me.id].map((id) => ['consultation.cancelled', id]), officer: [...[owner.me.id, clerk.me.id].map((id) => ['consultation.cancelled', id]), ['consultation.cancelled-expert', expertId]] }
    expect(sorted(heard.map(({ kind, accountId }) => [kind, accountId]))).toEqual(sorted(expected[side]))
    const { payload } = await test.db.selectFrom('outbox').select('payload').where('payload', 'like', '%取消了%').orderBy('created_at', 'desc').executeTakeFirstOrThrow()
    expect(payload).toContain(`${word}取消的`)
    expect(await read(firm(), booking.id)).toMatchObject({ state: 'cancelled', cancelledBy: side })
    expect((await hold(stranger.client, stranger.firmId, slot(expertId, '09:30'))).status).toBe(201)
    expect(refusal(await take(client, 'cancel', { reason: '再取消' }))).toEqual([409, 'consultations.wrong-state', { state: 'cancelled' }])
  })

  it('with an excuse frees it as well; a missed one keeps it', async () => {
    const { expert, officer, expertId } = people
    test.clock.set(startsAt)
    const heard = await told(() => done(expert, 'miss'))
    expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(['consultation.missed']))
    expect((await busy(test, expertId)).get(booking.id)).toBe(5)
    // They came after all.
    expect(await done(officer, 'arrive')).toMatchObject({ state: 'arrived', actions: [] })
    await undo.restore()
    await done(officer, 'excuse', { reason: '企业来电请假' })
    expect(await read(firm(), booking.id)).toMatchObject({ state: 'excused', cancelledBy: null })
    expect(await busy(test, expertId)).toEqual(new Map())
    expect(await invariantProblems(test.db)).toEqual([])
  })
})

describe('what it is about', () => {
  it('may be changed by the firm and officers while it is to come; how it is reached by the expert', async () => {
    const { expert, officer, firmId } = people
    const paper = await aPaper(firm(), firmId)
    expect((await edit(firm(), { description: '改问商标', contactName: '王经理', fileIds: [paper] })).body).toMatchObject({ description: '改问商标', contactName: '王经理', files: [{ id: paper }], version: 2, events: [{}, { action: 'edit', side: 'firm' }] })
    expect((await edit(expert, { meeting: '会议号 123' }, 2)).body).toMatchObject({ meeting: '会议号 123', version: 3 })
    expect((await edit(officer, { description: '县局代改', fileIds: [] }, 3)).body).toMatchObject({ description: '县局代改', files: [] })
    expect((await edit(expert, { description: '改' }, 4)).error.fields).toEqual([{ field: 'description', reason: 'locked' }])
    expect((await edit(firm(), { meeting: '改' }, 4)).error.fields).toEqual([{ field: 'meeting', reason: 'locked' }])
    expect(refusal(await edit(firm(), { description: '旧的' }, 1))).toEqual([412, 'stale', { version: 4, state: 'booked' }])
    expect((await edit(people.stranger.client, { description: '外人' }, 4)).status).toBe(404)
    await done(firm(), 'cancel', { reason: '不去' })
    expect(refusal(await edit(firm(), { description: '晚了' }, 5))).toEqual([409, 'consultations.wrong-state', { state: 'cancelled' }])
  })

  it('takes the longer road of another town, or stays where that is not free', async () => {
    const { firmId, expertId, stranger } = people
    const visit = await booked(firm(), { firmId, slotId: slot(expertId, '14:00', { way: 'visit', date: '2026-11-27' }), way: 'visit', town: '索镇街道' })
    const change = (town: string, version: number) => firm().call(updateBooking, { params: { id: visit.id }, body: { town }, version })
    expect((await change('马桥镇', 1)).body).toMatchObject({ town: '马桥镇', version: 2 })
    expect((await busy(test, expertId)).get(visit.id)).toBe(12)
    expect((await change('索镇街道', 2)).status).toBe(200)
    await booked(stranger.client, { firmId: stranger.firmId, slotId: slot(expertId, '16:00', { way: 'phone', date: '2026-11-27' }), way: 'phone' })
    expect(refusal(await change('马桥镇', 3))).toEqual([409, 'consultations.slot-taken', { reason: 'taken' }])
    expect((await busy(test, expertId)).get(visit.id)).toBe(8)
    expect(await read(firm(), visit.id)).toMatchObject({ town: '索镇街道', version: 3 })
  })

  it('shows only what is the firm’s own', async () => {
    const { firmId, stranger } = people
    const foreign = await aPaper(stranger.client, stranger.firmId)
    expect((await edit(firm(), { fileIds: [foreign] })).error.fields).toEqual([{ field: 'fileIds[0]', reason: 'option' }])
    expect((await edit(firm(), { rightIds: [randomUUID()] })).error.fields).toEqual([{ field: 'rightIds[0]', reason: 'option' }])
    expect((await edit(firm(), { gaps: [{ assessmentId: randomUUID(), itemId: 'x' }] })).error.fields).toEqual([{ field: 'gaps[0]', reason: 'option' }])
    const papers = await moreLike(test, await aPaper(firm(), firmId), 11)
    expect(refusal(await edit(firm(), { fileIds: papers }))).toEqual([409, 'consultations.files-full', { most: 10 }])
    expect(await read(firm(), booking.id)).toMatchObject({ version: 1, files: [], rights: [], gaps: [] })
  })
})
