import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue } from '#contract/cases/endpoints.ts'
import type { Due } from '#contract/cases/schema.ts'
import { listApplications } from '#contract/subsidies/endpoints.ts'
import { remindOfDue } from '#server/cases/reminders.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { anItem, approved, done, field, handedBack, moveTo, read, returned } from '../support/handling.ts'

let test: TestApp
let people: Actors
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp({ now: '2026-01-05T02:00:00.000Z' })
  people = await allActors(test)
  id = (await readyDraft(people.clients.clerk, people.firmId, 'P05')).id
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

/** Ten in the morning in Shanghai. */
const on = (date: string) => moveTo(test, `${date}T02:00:00.000Z`)

/** The number as the firm, the officer, the queue's row and the firm's list read it; it is one. */
async function told(): Promise<[dueOn: string | null | undefined, workdaysLeft: number | null | undefined]> {
  const { clerk, officer } = people.clients
  const [mine, theirs] = [await read(clerk, id), await read(officer, id)]
  expect(theirs.due).toEqual(mine.due)
  const row = (await done(officer.call(listQueue, { query: { group: 'all' } }))).items.find((item) => item.id === id)
  const line = (await done(clerk.call(listApplications, { query: { firmId: people.firmId } }))).items.find((item) => item.id === id)
  const one = [mine.due?.dueOn ?? null, mine.due?.workdaysLeft ?? null]
  expect([row?.dueOn, row?.workdaysLeft]).toEqual(one)
  expect([line?.dueOn, line?.workdaysLeft]).toEqual(one)
  if (mine.due) expect([row?.provisional, line?.provisional]).toEqual([mine.due.provisional, mine.due.provisional])
  return [mine.due?.dueOn, mine.due?.workdaysLeft]
}

const submit = () => done(act(people.clients.clerk, id, 'submit', { statement: true }))
const accept = () => done(act(people.clients.officer, id, 'accept'))
const sendBack = () => returned(people.clients.officer, id, [anItem('bank', field('bankName'))])
const resubmit = () => handedBack(people.clients.clerk, id)
const due = async (): Promise<Due | null> => (await read(people.clients.clerk, id)).due

describe('a case over 国庆 2026', () => {
  it('has two working days to be accepted and ten for the review, counted over seven days off and the worked Saturday', async () => {
    await on('2026-09-30')
    expect((await submit()).due).toMatchObject({ startedOn: '2026-09-30', dueOn: '2026-10-09', workdays: 2, promise: '受理', side: 'county', provisional: false })
    await on('2026-10-07')
    expect(await told()).toEqual(['2026-10-09', 2])
    await on('2026-10-08')
    expect(await told()).toEqual(['2026-10-09', 1])
    expect((await accept()).due).toMatchObject({ startedOn: '2026-10-08', dueOn: '2026-10-21', workdays: 10, promise: '初审' })
    await on('2026-10-10')
    expect(await told()).toEqual(['2026-10-21', 8])
  })

  it('stands still from the return to the day it comes back; the firm has five working days of its own meanwhile', async () => {
    await on('2026-09-28')
    await submit()
    await accept()
    expect(await told()).toEqual(['2026-10-16', 10])
    await on('2026-09-30')
    expect((await sendBack()).due).toMatchObject({ side: 'firm', startedOn: '2026-09-30', dueOn: '2026-10-13', workdays: 5, workdaysLeft: 5, heldWorkdays: 8, promise: '交回补正' })
    expect(await told()).toEqual(['2026-10-13', 5])
    await on('2026-10-10')
    expect(await told()).toEqual(['2026-10-13', 2])
    expect((await due())?.heldWorkdays).toBe(8)
    expect((await resubmit()).due).toMatchObject({ side: 'county', startedOn: '2026-09-28', dueOn: '2026-10-21', workdays: 10, workdaysLeft: 8, heldWorkdays: null, promise: '初审' })
    expect(await told()).toEqual(['2026-10-21', 8])
    expect((await due())?.days.filter((day) => day.kind === 'pause').map((day) => [day.date, day.index])).toEqual([['2026-10-08', 2], ['2026-10-09', 2], ['2026-10-10', 2]])
    expect((await due())?.days.at(-1)).toMatchObject({ date: '2026-10-21', kind: 'work', index: 10 })
  })

  it('comes back on a day off and has lost nothing', async () => {
    await on('2026-09-30')
    await submit()
    await sendBack()
    await on('2026-10-03')
    expect((await resubmit()).due).toMatchObject({ dueOn: '2026-10-09', workdays: 2, workdaysLeft: 2, promise: '受理' })
    expect(await told()).toEqual(['2026-10-09', 2])
  })
})

describe('a case over 春节', () => {
  it('of 2026: two worked Saturdays count, nine days off do not', async () => {
    await on('2026-02-13')
    await submit()
    expect((await accept()).due).toMatchObject({ dueOn: '2026-03-05', workdaysLeft: 10, provisional: false })
    await on('2026-02-14')
    expect(await told()).toEqual(['2026-03-05', 9])
    await on('2026-02-23')
    expect(await told()).toEqual(['2026-03-05', 9])
    await sendBack()
    expect(await told()).toEqual(['2026-02-28', 5])
    await on('2026-02-28')
    expect((await resubmit()).due).toMatchObject({ dueOn: '2026-03-12', workdaysLeft: 9 })
  })

  it('of 2027, not published: counted by weekends and said to be provisional, on both sides and in the queue', async () => {
    await on('2026-12-29')
    expect((await submit()).due).toMatchObject({ dueOn: '2026-12-31', provisional: false })
    expect((await accept()).due).toMatchObject({ dueOn: '2027-01-12', provisional: true })
    await on('2027-02-04')
    expect(await told()).toEqual(['2027-01-12', -17])
    expect((await sendBack()).due).toMatchObject({ dueOn: '2027-02-11', workdaysLeft: 5, heldWorkdays: -17, provisional: true })
  })
})

describe('what a return does to the clock', () => {
  it('nothing, when it comes back the same day', async () => {
    await on('2026-11-19')
    await submit()
    await sendBack()
    expect((await resubmit()).due).toMatchObject({ dueOn: '2026-11-23', workdaysLeft: 2 })
    expect((await due())?.days.some((day) => day.kind === 'pause')).toBe(false)
  })

  it('twice returned, it stands still twice', async () => {
    await on('2026-11-02')
    await submit()
    await accept()
    expect(await told()).toEqual(['2026-11-16', 10])
    await on('2026-11-04')
    await sendBack()
    await on('2026-11-06')
    await resubmit()
    expect(await told()).toEqual(['2026-11-18', 8])
    await on('2026-11-09')
    expect((await sendBack()).due).toMatchObject({ heldWorkdays: 7, dueOn: '2026-11-16' })
    await on('2026-11-11')
    await resubmit()
    expect(await told()).toEqual(['2026-11-20', 7])
    expect((await due())?.days.filter((day) => day.kind === 'pause').map((day) => day.date)).toEqual(['2026-11-05', '2026-11-06', '2026-11-10', '2026-11-11'])
  })

  it('overdue before, it stays overdue by as much, however long the firm took', async () => {
    await on('2026-11-02')
    await submit()
    await on('2026-11-09')
    expect(await told()).toEqual(['2026-11-04', -3])
    expect((await sendBack()).due).toMatchObject({ heldWorkdays: -3, workdaysLeft: 5 })
    await on('2026-11-30')
    expect(await told()).toEqual(['2026-11-16', -10])
    expect((await resubmit()).due).toMatchObject({ side: 'county', workdays: 2, workdaysLeft: -3 })
    expect((await told())[1]).toBe(-3)
  })

  it('taken back by the officer, it runs on the same way', async () => {
    await on('2026-11-02')
    await submit()
    await on('2026-11-03')
    await sendBack()
    await on('2026-11-06')
    const back = await done(act(people.clients.officer, id, 'take-back', { reason: '已电话核实' }))
    expect(back.due).toMatchObject({ side: 'county', dueOn: '2026-11-09', workdaysLeft: 1, heldWorkdays: null })
    expect(await told()).toEqual(['2026-11-09', 1])
  })

  it('ends when the firm withdraws', async () => {
    await on('2026-11-02')
    await submit()
    await sendBack()
    expect((await done(act(people.clients.clerk, id, 'withdraw'))).due).toBeNull()
    expect(await told()).toEqual([undefined, undefined])
  })
})

describe('each state has the clock its scheme promises', () => {
  it('review, second review, publicity and payment one after the other', async () => {
    const { officer, secondOfficer } = people.clients
    await on('2026-11-02')
    await submit()
    await accept()
    await on('2026-11-04')
    expect((await done(act(officer, id, 'recommend', { reason: '材料齐全', noConflict: true }))).due).toMatchObject({ startedOn: '2026-11-04', dueOn: '2026-11-18', workdays: 10, promise: '复核' })
    expect((await done(act(secondOfficer, id, 'send-back', { reason: '再看一遍合同' }))).due).toMatchObject({ startedOn: '2026-11-04', workdays: 10, promise: '初审' })
    expect((await approved(officer, secondOfficer, id)).due).toMatchObject({ startedOn: '2026-11-04', dueOn: '2026-11-11', workdays: 5, promise: '公示' })
    expect((await done(act(officer, id, 'publicise'))).due).toMatchObject({ startedOn: '2026-11-04', dueOn: '2026-11-11', workdays: 5, promise: '公示' })
    await on('2026-11-12')
    expect((await done(act(officer, id, 'pay', { paidOn: '2026-11-12', reference: '示例-1' }))).due).toBeNull()
  })
})

describe.each(['UTC', 'America/New_York'])('midnight in Shanghai on a server under TZ=%s (promise A18)', (zone) => {
  const before = process.env.TZ
  beforeEach(() => {
    process.env.TZ = zone
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
  })
  afterEach(() => {
    process.env.TZ = before
  })

  it('a submission in the last millisecond of Thursday counts from Thursday, a millisecond later from Friday', async () => {
    await moveTo(test, '2026-11-19T15:59:59.999Z')
    expect((await submit()).due).toMatchObject({ startedOn: '2026-11-19', dueOn: '2026-11-23', workdaysLeft: 2 })
    await moveTo(test, '2026-11-19T16:00:00.000Z')
    expect(await told()).toEqual(['2026-11-23', 1])
    await fresh.restore()
    await moveTo(test, '2026-11-19T16:00:00.000Z')
    expect((await submit()).due).toMatchObject({ startedOn: '2026-11-20', dueOn: '2026-11-24', workdaysLeft: 2 })
  })

  it('is not overdue in the last millisecond of the last day, and is in the next', async () => {
    await on('2026-11-19')
    await submit()
    const overdue = async () => (await done(people.clients.officer.call(listQueue, { query: { group: 'overdue' } }))).items.map((item) => item.id).includes(id)
    await moveTo(test, '2026-11-23T15:59:59.999Z')
    expect([await told(), await overdue()]).toEqual([['2026-11-23', 0], false])
    await moveTo(test, '2026-11-23T16:00:00.000Z')
    expect([await told(), await overdue()]).toEqual([['2026-11-23', -1], true])
  })

  it('the calendar ends a publicity with the first instant after its last day, and reminds from nine in the morning', async () => {
    const { officer, secondOfficer } = people.clients
    await on('2026-11-16')
    await submit()
    await accept()
    // Ten working days: due on Monday 30 November, said soon from Thursday 26.
    const told = async () => (await test.db.selectFrom('outbox').select('id').where('dedupe_key', 'like', `desk.due-soon:${id}:%`).execute()).length
    for (const [instant, count] of [['2026-11-26T00:59:59.999Z', 0], ['2026-11-26T01:00:00.000Z', 1]] as const) {
      await moveTo(test, instant)
      await remindOfDue(test.deps)
      expect([instant, await told()]).toEqual([instant, count])
    }
    await approved(officer, secondOfficer, id)
    expect((await done(act(officer, id, 'publicise'))).publicity?.endsOn).toBe('2026-12-03')
    for (const [instant, state] of [['2026-12-03T15:59:59.999Z', 'running'], ['2026-12-03T16:00:00.000Z', 'over']] as const) {
      await moveTo(test, instant)
      await closePublicities(test.deps)
      expect((await read(officer, id)).publicity?.state).toBe(state)
    }
    expect((await due())).toMatchObject({ startedOn: '2026-12-03', workdays: 30, promise: '拨付' })
  })

  it('comes back on the day it is in Shanghai: a millisecond makes a working day of pause', async () => {
    await on('2026-11-16')
    await submit()
    await sendBack()
    const handed = await test.snapshot()
    await moveTo(test, '2026-11-18T15:59:59.999Z')
    expect((await resubmit()).due).toMatchObject({ dueOn: '2026-11-20', workdaysLeft: 2 })
    await handed.restore()
    await moveTo(test, '2026-11-18T16:00:00.000Z')
    expect((await resubmit()).due).toMatchObject({ dueOn: '2026-11-23', workdaysLeft: 2 })
  })
})
