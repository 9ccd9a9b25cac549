// Hours, leave and opened holidays: who keeps them, what is refused, and what leave does to what is booked.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeave, closeDay, getAvailability, listDeskExperts, listOpenDays, listSlots, openDay, removeLeave, saveAvailability } from '#contract/consultations/endpoints.ts'
import type { HoursInput } from '#contract/consultations/schema.ts'
import { findExpertHours } from '#server/consultations/hours.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { acted, book, booked, bookers, day, hold, instant, openProfile, refusal, slot, topic, type Bookers } from './booking.ts'

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

type Rule = HoursInput['rules'][number]
const own = () => ({ id: people.expertId })
const rule = (changes: Partial<Rule> = {}): Rule => ({ weekdays: [1, 3], from: '09:00', to: '11:00', validFrom: '2026-11-01', validTo: null, ways: ['office', 'phone'], onMakeUpDays: false, ...changes })
const hours = (changes: Partial<HoursInput> = {}): HoursInput => ({ rules: [rule()], additions: [], lunch: { from: '12:00', to: '13:00' }, perDay: 3, ...changes })
const save = (body: HoursInput, client = people.expert, version = 1) => client.call(saveAvailability, { params: own(), body, version })
const problems = async (body: HoursInput) => (await save(body)).error.fields
const seen = async () => (await people.expert.call(getAvailability, { params: own() })).body
const leave = (from: string, to: string, client = people.expert, reason = '出差') => client.call(addLeave, { params: own(), body: { startsAt: from, endsAt: to, reason } })
const wholeDay = () => leave(instant('00:00'), instant('00:00', '2026-11-27'))
const starts = async (date = day) => (await test.client().call(listSlots, { query: { topic, way: 'office', expertId: people.expertId, from: date, to: date } })).body.items.map(({ startsAt }) => startsAt)

describe('hours', () => {
  it('are saved by their expert or an officer, kept as they were sent, and are the free times from then on', async () => {
    const reply = await save(hours())
    expect([reply.status, reply.headers.etag]).toEqual([200, '"2"'])
    expect(await seen()).toMatchObject({ ...hours(), version: 2, leaves: [], overLeave: [] })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.save-hours', role: 'expert' })
    expect(await starts()).toEqual([])
    expect(await starts('2026-11-25')).toEqual(['09:00', '09:30', '10:00'].map((clock) => instant(clock, '2026-11-25')))
    expect((await save(hours({ perDay: 1 }), people.officer, 2)).body.perDay).toBe(1)
  })

  it('are nobody else’s', async () => {
    expect(refusal(await save(hours(), people.otherExpert))).toEqual([404, 'not-found'])
    expect(refusal(await people.otherExpert.call(getAvailability, { params: own() }))).toEqual([404, 'not-found'])
    expect(refusal(await save(hours(), people.owner.client))).toEqual([403, 'not-allowed'])
    expect(refusal(await save(hours(), people.expert, 5))).toEqual([412, 'stale', { version: 1 }])
    expect(refusal(await people.expert.call(saveAvailability, { params: own(), body: hours() }))).toEqual([428, 'version-missing'])
  })

  it('have a version of their own, and stand empty with the county’s lunch before they are said', async () => {
    await test.db.deleteFrom('expert_profiles').execute()
    const { lunch, limits } = test.deps.content.consultations
    expect(await seen()).toMatchObject({ version: 0, rules: [], additions: [], lunch, perDay: limits.perDay })
    // Without a profile there are no ways yet.
    expect((await save(hours(), people.expert, 0)).error.fields).toEqual([{ field: 'rules.0.ways', reason: 'option' }])
    expect((await save(hours({ rules: [], lunch: null }), people.expert, 0)).body).toMatchObject({ version: 1, lunch: null })
  })

  it('carry the free and the worked days up to the horizon', async () => {
    test.clock.set('2026-09-21T02:00:00.000Z')
    const { calendar } = await seen()
    expect(calendar.today).toBe('2026-09-21')
    expect(calendar.restDays).toContain('2026-10-01')
    expect([...calendar.restDays, ...calendar.workdays].every((date) => date >= '2026-09-21' && date <= '2026-10-19')).toBe(true)
  })
})

describe('refused by field', () => {
  it('is a span that ends before it begins, in a rule, an addition or the lunch', async () => {
    const addition = { date: day, from: '10:00', to: '10:00', ways: ['phone' as const] }
    expect(await problems(hours({ rules: [rule(), rule({ from: '11:00' })], additions: [addition], lunch: { from: '13:00', to: '12:00' } }))).toEqual([
      { field: 'rules.1.to', reason: 'time-order' }, { field: 'additions.0.to', reason: 'time-order' }, { field: 'lunch.to', reason: 'time-order' },
    ])
  })

  it('is a way the profile does not have', async () => {
    await openProfile(test, people.expertId, { ways: ['phone'] })
    expect(await problems(hours({ additions: [{ date: day, from: '18:00', to: '19:00', ways: ['visit'] }] }))).toEqual([{ field: 'rules.0.ways', reason: 'option' }, { field: 'additions.0.ways', reason: 'option' }])
  })

  it('is a date that is none, and an end before the beginning', async () => {
    expect(await problems(hours({ rules: [rule({ validFrom: '2026-02-30', validTo: 'x' }), rule({ validFrom: '2026-12-02', validTo: '2026-12-01' })] }))).toEqual([
      { field: 'rules.0.validFrom', reason: 'date-calendar' }, { field: 'rules.0.validTo', reason: 'date-format' }, { field: 'rules.1.validTo', reason: 'date-early', limit: '2026-12-02' },
    ])
  })

  it('is what is out of range or no shape of ours', async () => {
    for (const body of [hours({ perDay: 0 }), hours({ perDay: 21 }), hours({ rules: [rule({ weekdays: [7] })] }), hours({ rules: [rule({ weekdays: [] })] }), hours({ rules: [rule({ from: '24:00' })] }), hours({ rules: [rule({ from: '9:00' })] }), hours({ rules: Array.from({ length: 41 }, () => rule()) })]) {
      expect((await save(body)).status).toBe(422)
    }
  })

  it('is a new addition for a day that has gone by; one that was there goes silently', async () => {
    const addition = { date: day, from: '18:00', to: '19:00', ways: ['phone' as const] }
    expect((await problems(hours({ additions: [{ ...addition, date: '2026-11-22' }] })))).toEqual([{ field: 'additions.0.date', reason: 'date-early', limit: '2026-11-23' }])
    await save(hours({ additions: [addition] }))
    test.clock.set(instant('08:00', '2026-11-27'))
    expect((await seen()).additions).toEqual([])
    expect((await save(hours({ additions: [addition] }), people.expert, 2)).body.additions).toEqual([])
  })
})

describe('leave', () => {
  it('takes every free time it touches, however late it is entered, and the time comes back when it goes', async () => {
    const before = await starts()
    const { status, body } = await leave(instant('09:00'), instant('14:00'))
    expect(status).toBe(201)
    expect(body.leaves).toMatchObject([{ startsAt: instant('09:00'), endsAt: instant('14:00'), reason: '出差' }])
    // 8:30 to 9:30 would reach into it.
    expect(await starts()).toEqual(before.filter((start) => start >= instant('14:00')))
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.add-leave', subject: `expert:${people.expertId}` })
    const { body: after } = await people.expert.call(removeLeave, { params: { ...own(), leaveId: body.leaves[0]?.id ?? '' } })
    expect(after.leaves).toEqual([])
    expect(await starts()).toEqual(before)
  })

  it('beats an addition and an opened holiday', async () => {
    await save(hours({ additions: [{ date: day, from: '18:00', to: '20:00', ways: ['office'] }] }))
    expect(await starts()).toHaveLength(3)
    await wholeDay()
    expect(await starts()).toEqual([])
  })

  it('is the same when it is entered twice', async () => {
    await wholeDay()
    const again = await wholeDay()
    expect([again.status, again.body.leaves.length]).toEqual([200, 1])
  })

  it('is refused where it is no span, has gone by, or is longer than a year', async () => {
    const wrong = async (from: string, to: string) => (await leave(from, to)).error.fields
    expect(await wrong(instant('10:00'), instant('10:00'))).toEqual([{ field: 'endsAt', reason: 'time-order' }])
    expect(await wrong(instant('10:00', '2026-11-20'), instant('12:00', '2026-11-20'))).toEqual([{ field: 'endsAt', reason: 'date-early', limit: '2026-11-23' }])
    expect(await wrong(instant('10:00'), instant('10:00', '2028-01-01'))).toEqual([{ field: 'endsAt', reason: 'days-max', limit: 366 }])
    expect(await wrong('2026-11-31T10:00:00Z', '明天')).toEqual([{ field: 'startsAt', reason: 'date-calendar' }, { field: 'endsAt', reason: 'date-format' }])
    expect(await wrong('2026-11-26 10:00', '2026-11-26T25:00:00Z')).toEqual([{ field: 'startsAt', reason: 'date-format' }, { field: 'endsAt', reason: 'date-format' }])
  })

  it('is the expert’s own or an officer’s, and not found once it is over', async () => {
    const id = (await wholeDay()).body.leaves[0]?.id ?? ''
    const remove = (client = people.expert, leaveId = id) => client.call(removeLeave, { params: { ...own(), leaveId } })
    expect(refusal(await leave(instant('00:00'), instant('12:00'), people.otherExpert))).toEqual([404, 'not-found'])
    expect(refusal(await remove(people.otherExpert))).toEqual([404, 'not-found'])
    expect(refusal(await remove(people.expert, randomUUID()))).toEqual([404, 'not-found'])
    test.clock.set(instant('00:00', '2026-11-27'))
    expect((await seen()).leaves).toEqual([])
    expect(refusal(await remove())).toEqual([404, 'not-found'])
    test.clock.set(testStart)
    expect((await remove(people.officer)).status).toBe(200)
    expect(refusal(await remove(people.officer))).toEqual([404, 'not-found'])
  })

  it('leaves what is booked over it where it is, lists it, and tells the officers once', async () => {
    const over = await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    await booked(people.stranger.client, { firmId: people.stranger.firmId, slotId: slot(people.expertId, '09:30', { date: '2026-11-27' }) })
    const told = await toldBy(test, async () => {
      const { body } = await wholeDay()
      expect(body.overLeave).toMatchObject([{ id: over.id, isOverLeave: true, state: 'booked' }])
      await wholeDay()
    })
    expect(told.map(({ kind, link }) => [kind, link])).toEqual([['consultation.over-leave', '/desk/consultations?group=over-leave'], ['consultation.over-leave', '/desk/consultations?group=over-leave']])
    expect((await people.officer.call(listDeskExperts)).body.items.find(({ id }) => id === people.expertId)).toMatchObject({ coming: 2, overLeave: 1 })
    await acted(people.officer, over.id, 'reschedule', { slotId: slot(people.expertId, '14:00', { date: '2026-11-27' }), reason: '专家请假' })
    expect((await seen()).overLeave).toEqual([])
  })

  it('tells the other officers when one of them enters it, and nobody where nothing is booked', async () => {
    expect(await toldBy(test, () => leave(instant('09:00', '2026-11-30'), instant('12:00', '2026-11-30')))).toEqual([])
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    expect(await toldBy(test, () => leave(instant('00:00'), instant('12:00'), people.officer))).toHaveLength(1)
  })

  it('counts the road of a visit, which begins before it', async () => {
    const visit = await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '14:00', { way: 'visit' }), way: 'visit', town: '马桥镇', address: '马桥镇工业路 1 号' })
    const { body } = await leave(instant('12:00'), instant('13:30'))
    expect(body.overLeave.map(({ id }) => id)).toEqual([visit.id])
    await people.expert.call(removeLeave, { params: { ...own(), leaveId: body.leaves[0]?.id ?? '' } })
    expect((await leave(instant('12:00'), instant('13:15'))).body.overLeave).toEqual([])
  })

  it('entered while somebody books, one of the two knows of the other', async () => {
    const [made, entered] = await Promise.all([book(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') }), wholeDay()])
    expect(entered.status).toBe(201)
    const { overLeave } = await seen()
    if (made.status === 201) expect(overLeave.map(({ id }) => id)).toEqual([made.body.id])
    else expect([refusal(made), overLeave]).toEqual([[409, 'consultations.slot-taken', { reason: 'leave' }], []])
    expect(refusal(await hold(people.stranger.client, people.stranger.firmId, slot(people.expertId, '10:00')))).toEqual([409, 'consultations.slot-taken', { reason: 'leave' }])
  })
})

describe('an opened holiday', () => {
  const holiday = '2026-10-02'
  const open = (date = holiday, reason = '国庆咨询活动', client = people.officer) => client.call(openDay, { params: { date }, body: { reason } })
  beforeEach(() => test.clock.set('2026-09-21T02:00:00.000Z'))

  it('lets the weekly hours go on a free day until it is closed again', async () => {
    expect(await starts(holiday)).toEqual([])
    expect((await open()).body.items).toMatchObject([{ date: holiday, reason: '国庆咨询活动' }])
    expect(await starts(holiday)).toHaveLength(12)
    expect((await seen()).openDays).toHaveLength(1)
    expect((await open(holiday, '换个说法')).body.items).toMatchObject([{ reason: '换个说法' }])
    expect((await people.officer.call(closeDay, { params: { date: holiday } })).body.items).toEqual([])
    expect(await starts(holiday)).toEqual([])
    expect(refusal(await people.officer.call(closeDay, { params: { date: holiday } }))).toEqual([404, 'not-found'])
  })

  it('needs a reason, and a day to come within a year', async () => {
    expect((await open(holiday, ' ')).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect((await open('2026-09-20')).error.fields).toEqual([{ field: 'date', reason: 'date-early', limit: '2026-09-21' }])
    expect((await open('2026-02-30')).error.fields).toEqual([{ field: 'date', reason: 'date-calendar' }])
    expect((await open('2028-01-01')).error.fields).toEqual([{ field: 'date', reason: 'days-max', limit: 366 }])
    expect(refusal(await open(holiday, '我想来', people.expert))).toEqual([403, 'not-allowed'])
  })

  it('is listed until it has gone by', async () => {
    await open()
    test.clock.set('2026-10-03T02:00:00.000Z')
    expect((await people.officer.call(listOpenDays)).body.items).toEqual([])
  })
})

it('hours of somebody without a profile are not found', async () => {
  await expect(findExpertHours(test.db, test.deps, randomUUID())).rejects.toThrow('no profile')
})
