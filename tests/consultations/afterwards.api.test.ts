// After a visit is done: follow-ups ticked and told of in time, the firm's stars, and the question a week later.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerRevisit, rateBooking, setFollowUp } from '#contract/consultations/endpoints.ts'
import type { RatingInput, RevisitInput } from '#contract/consultations/schema.ts'
import { remindOfFollowUps } from '#server/consultations/follow-ups.ts'
import { askRevisits } from '#server/consultations/revisits.ts'
import { lastAudit } from '../assessment/assessing.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy, type Told } from '../support/told.ts'
import { aRecord, done, recorded } from './after.ts'
import { acted, bookers, read, refusal, type Bookers } from './booking.ts'

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
const tick = (client: Client, id: string, followUpId: string, isDone = true) => client.call(setFollowUp, { params: { id, followUpId }, body: { isDone } })
const stars = (changes: Partial<RatingInput> = {}): RatingInput => ({ professional: 5, relevant: 4, solved: 3, words: '讲得清楚', ...changes })
const rate = (client: Client, id: string, body = stars()) => client.call(rateBooking, { params: { id }, body })
const revisit = (client: Client, id: string, body: RevisitInput = { result: 'partly', words: '还差一步' }) => client.call(answerRevisit, { params: { id }, body })
/** What a job tells at ten in the morning of a day, or another time of it; in the order of accounts. */
async function on(job: typeof askRevisits, day: string, time = '10:00'): Promise<Told[]> {
  test.clock.set(`${day}T${time}:00.000+08:00`)
  return (await toldBy(test, () => job(test.deps))).toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1))
}

describe('a follow-up', () => {
  it('is ticked off by any side once the record is agreed to, and nothing else of it changes', async () => {
    const { expert, officer, otherExpert, stranger } = people
    const { id } = await recorded(test, people)
    for (const client of [firm(), expert]) expect(refusal(await tick(client, id, 'f1'))[1]).toBe('consultations.wrong-state')
    await acted(firm(), id, 'confirm-record')
    const ticked = await tick(firm(), id, 'f1')
    expect(ticked).toMatchObject({ status: 200, body: { ...aRecord(), version: 1, state: 'confirmed', followUps: [{ id: 'f1', doneAt: '2026-11-26T01:30:00.000Z' }, { id: 'f2', doneAt: null }] } })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.follow-up', role: 'firm', details: { followUpId: 'f1', isDone: true } })
    test.clock.advance(60_000)
    expect((await tick(expert, id, 'f1')).body.followUps[0]?.doneAt).toBe('2026-11-26T01:30:00.000Z')
    expect((await tick(officer, id, 'f1', false)).body.followUps[0]?.doneAt).toBeNull()
    for (const client of [otherExpert, stranger.client]) expect((await tick(client, id, 'f1')).status).toBe(404)
    expect((await tick(firm(), id, 'f9')).status).toBe(404)
  })

  it('is told of three days before it is due to whoever owes it, once, on working days from nine', async () => {
    const { expertId, clerk, owner } = people
    const owners = ['firm', 'expert', 'office'] as const
    const { id } = await done(test, people, { followUps: owners.map((one) => ({ id: one, what: `${one} 的事`, owner: one, dueOn: '2026-12-13' })) })
    const officers = (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').execute()).map((row) => row.id)
    expect(await on(remindOfFollowUps, '2026-12-09')).toEqual([])
    expect(await on(remindOfFollowUps, '2026-12-10', '08:59')).toEqual([])
    const kind = 'consultation.follow-up-due'
    const expected = [
      ...[clerk.me.id, owner.me.id].map((accountId) => ({ accountId, kind, link: `/consultations/bookings/${id}?firm=${people.firmId}` })), { accountId: expertId, kind, link: `/consultations/visits/${id}` },
      ...officers.map((accountId) => ({ accountId, kind, link: `/desk/consultations/${id}` })),
    ]
    expect(await on(remindOfFollowUps, '2026-12-10', '09:00')).toEqual(expected.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1)))
    expect([await on(remindOfFollowUps, '2026-12-11'), await on(remindOfFollowUps, '2026-12-14')]).toEqual([[], []])
  })

  it('is not told of when it is done, has no date, or stands in a record nobody agreed to', async () => {
    const { id } = await done(test, people)
    await tick(firm(), id, 'f1')
    expect(await on(remindOfFollowUps, '2026-12-10')).toEqual([])
    await tick(firm(), id, 'f1', false)
    expect(await on(remindOfFollowUps, '2026-12-14')).toHaveLength(2)
    await undo.restore()
    test.clock.set(testStart)
    await recorded(test, people)
    expect(await on(remindOfFollowUps, '2026-12-10')).toEqual([])
  })
})

describe('stars', () => {
  it('are given by the firm once it is done, and may be given again', async () => {
    const { expert, officer, stranger, clerk } = people
    const pending = await recorded(test, people)
    expect(refusal(await rate(firm(), pending.id))[1]).toBe('consultations.wrong-state')
    await undo.restore()
    test.clock.set(testStart)
    const { id, version } = await done(test, people)
    const rated = await rate(clerk.client, id)
    expect(rated).toMatchObject({ status: 200, body: { isRated: true, version: version + 1, rating: { ...stars(), by: clerk.me.name, at: '2026-11-26T01:30:00.000Z' } } })
    expect(rated.body.events.at(-1)).toMatchObject({ action: 'rate', side: 'firm', state: 'done' })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.rate', role: 'firm', subject: `booking:${id}` })
    expect((await rate(firm(), id)).body.version).toBe(version + 1)
    expect((await rate(firm(), id, stars({ solved: 5, words: ' 解决了 ' }))).body.rating).toMatchObject({ solved: 5, words: '解决了' })
    expect((await read(expert, id)).rating).toMatchObject({ solved: 5 })
    for (const client of [expert, officer]) expect(refusal(await rate(client, id))[0]).toBe(403)
    expect((await rate(stranger.client, id)).status).toBe(404)
  })

  it.each([['none', 0], ['six', 6], ['a half', 2.5]])('are one to five, not %s', async (_, solved) => {
    const { id } = await done(test, people)
    expect((await rate(firm(), id, stars({ solved }))).status).toBe(422)
  })
})

describe('the question whether it helped', () => {
  it('is asked a week after, once, on a working day from nine', async () => {
    const { clerk, owner, firmId } = people
    const { id } = await done(test, people)
    expect(await on(askRevisits, '2026-12-02')).toEqual([])
    expect(await on(askRevisits, '2026-12-03', '08:59')).toEqual([])
    const told = [clerk.me.id, owner.me.id].toSorted().map((accountId) => ({ accountId, kind: 'consultation.revisit', link: `/consultations/bookings/${id}?firm=${firmId}` }))
    expect(await on(askRevisits, '2026-12-03', '09:30')).toEqual(told)
    expect(await on(askRevisits, '2026-12-04')).toEqual([])
    expect((await read(firm(), id)).revisit).toEqual({ result: null, words: '', by: null, side: null, at: null, askedAt: '2026-12-03T01:30:00.000Z' })
  })

  it('is asked by one of two workers only', async () => {
    await done(test, people)
    test.clock.set('2026-12-03T10:00:00.000+08:00')
    expect(await toldBy(test, () => Promise.all([askRevisits(test.deps), askRevisits(test.deps)]))).toHaveLength(2)
  })

  it('is answered by the firm or by an officer who called; then nobody asks', async () => {
    const { expert, officer, stranger } = people
    const { id } = await done(test, people)
    expect(await revisit(firm(), id)).toMatchObject({ status: 200, body: { revisit: { result: 'partly', words: '还差一步', by: people.owner.me.name, side: 'firm', askedAt: null } } })
    expect(await on(askRevisits, '2026-12-03')).toEqual([])
    const called = await revisit(officer, id, { result: 'solved', words: '电话里说解决了' })
    expect(called.body).toMatchObject({ revisit: { result: 'solved', side: 'officer' }, events: expect.arrayContaining([expect.objectContaining({ action: 'revisit', side: 'officer' })]) })
    expect(refusal(await revisit(expert, id))[0]).toBe(403)
    expect((await revisit(stranger.client, id)).status).toBe(404)
  })

  it('is told to officers once when the firm says it did not help', async () => {
    const { officer } = people
    const { id } = await done(test, people)
    const officers = (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').where('disabled_at', 'is', null).execute()).map((row) => row.id).toSorted()
    const told = await toldBy(test, () => revisit(firm(), id, { result: 'unsolved', words: '' }))
    expect(told.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1))).toEqual(officers.map((accountId) => ({ accountId, kind: 'consultation.unsolved', link: `/desk/consultations/${id}` })))
    for (const result of ['partly', 'unsolved'] as const) expect(await toldBy(test, () => revisit(firm(), id, { result, words: '' }))).toEqual([])
    expect(await toldBy(test, () => revisit(officer, id, { result: 'unsolved', words: '' }))).toEqual([])
  })

  it('has no answer before the visit is done', async () => {
    const { id } = await recorded(test, people)
    for (const client of [firm(), people.officer]) expect(refusal(await revisit(client, id))[1]).toBe('consultations.wrong-state')
  })
})
