// Free times as pages ask for them: whose, when, for whom, and what is said where there are none.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeave, listSlots, openDay } from '#contract/consultations/endpoints.ts'
import type { Slots, SlotsQuery } from '#contract/consultations/schema.ts'
import { isInPart } from '#contract/consultations/slots.ts'
import { rankByLoad, travelMinutes } from '#server/consultations/hours.ts'
import { readSlotId } from '#server/consultations/slot-id.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { act, acted, at, book, booked, bookers, day, hold, instant, openProfile, otherTopic, refusal, slot, topic, type Bookers } from './booking.ts'

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

const anybody = () => test.client()
const ask = (query: Partial<SlotsQuery> = {}, client: Client = anybody()) => client.call(listSlots, { query: { topic, way: 'office', from: day, to: day, ...query } })
async function slots(query: Partial<SlotsQuery> = {}, client: Client = anybody()): Promise<Slots> {
  const reply = await ask(query, client)
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const clocks = ({ items }: Slots, date = day) => items.filter(({ startsAt }) => startsAt >= instant('00:00', date) && startsAt < instant('23:59', date)).map(({ startsAt }) => new Date(Date.parse(startsAt) + 8 * 3_600_000).toISOString().slice(11, 16))
const mine = () => ({ expertId: people.expertId })
const problems = async (query: Partial<SlotsQuery>) => (await ask(query)).error.fields
const closeOther = () => test.db.updateTable('expert_profiles').set({ is_open: 0 }).where('account_id', '=', people.otherExpertId).execute()
const officeTimes = ['08:30', '09:00', '09:30', '10:00', '10:30', '13:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30']

describe('of one expert', () => {
  it('are every time the hours allow, with an id that says what it is about', async () => {
    const found = await slots(mine())
    expect(clocks(found)).toEqual(officeTimes)
    expect(found.items[0]).toMatchObject({ expertId: people.expertId, startsAt: instant('08:30'), endsAt: instant('09:30'), ways: ['office'], choices: 1 })
    expect(readSlotId(found.items[0]?.id ?? '')).toEqual({ expertId: people.expertId, startsAt: at('08:30'), way: 'office', topic })
    expect(found).toMatchObject({ today: '2026-11-23', lastDate: '2026-12-21', earliestOn: '2026-11-24', isScarce: false, days: [{ date: day, free: 12, kind: 'free' }] })
  })

  it('leave out what is held or booked with its pause, and come back when it is given back or runs out', async () => {
    const booking = await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    await hold(people.stranger.client, people.stranger.firmId, slot(people.expertId, '14:00'))
    // 60 minutes and a quarter of an hour after: 9:30 takes until 10:45, and 8:30 would take until 9:45.
    expect(clocks(await slots(mine()))).toEqual(['15:30', '16:00', '16:30'])
    test.clock.advance(6 * 60_000)
    expect(clocks(await slots(mine()))).toEqual(['13:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30'])
    await acted(people.owner.client, booking.id, 'cancel', { reason: '问题已经解决' })
    expect(clocks(await slots(mine()))).toEqual(officeTimes)
  })

  it('are none on a day that has its full number of meetings', async () => {
    await openProfile(test, people.expertId, { perDay: 1 })
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    expect((await slots(mine())).days).toEqual([{ date: day, free: 0, kind: 'full' }])
  })

  it('keep the notice and the horizon for everybody but officers', async () => {
    test.clock.set(instant('08:00'))
    expect(clocks(await slots({ ...mine(), way: 'phone' }))[0]).toBe('10:00')
    expect(clocks(await slots(mine()))).toEqual([])
    expect(clocks(await slots(mine(), people.officer))).toEqual(officeTimes)
    const late = { ...mine(), from: '2026-12-25', to: '2026-12-25' }
    expect(await slots(late)).toMatchObject({ items: [], lastDate: '2026-12-24', days: [{ kind: 'none' }] })
    expect((await slots(late, people.officer)).items).toHaveLength(12)
  })

  it('of one who does not know the topic or come in this way are none; of one who takes no bookings, not found', async () => {
    await openProfile(test, people.expertId, { topics: [otherTopic], ways: ['phone'] })
    expect(await slots(mine())).toMatchObject({ items: [], days: [{ free: 0, kind: 'none' }], earliestOn: null, isScarce: true })
    expect((await slots({ ...mine(), topic: otherTopic, way: 'phone' })).items).not.toEqual([])
    await closeOther()
    for (const expertId of [people.otherExpertId, randomUUID(), people.owner.me.id]) expect(refusal(await ask({ expertId }))).toEqual([404, 'not-found'])
  })
})

describe('of every expert', () => {
  it('stand by time, one entry for each, with how many are free then', async () => {
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    const { items, days } = await slots()
    expect(items.map(({ startsAt }) => startsAt)).toEqual(items.map(({ startsAt }) => startsAt).sort())
    expect(items.filter(({ startsAt }) => startsAt === instant('09:30'))).toMatchObject([{ expertId: people.otherExpertId, choices: 1 }])
    expect(items.filter(({ startsAt }) => startsAt === instant('15:00')).map(({ choices }) => choices)).toEqual([2, 2])
    expect(days[0]?.free).toBe(items.length)
  })

  it('with `any` are one entry a time, with the least busy; its id leaves open who comes', async () => {
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30', { date: '2026-12-01' }) })
    const { items } = await slots({ expertId: 'any' })
    expect(items).toHaveLength(12)
    expect(items.every(({ expertId, choices }) => expertId === people.otherExpertId && choices === 2)).toBe(true)
    expect(readSlotId(items[0]?.id ?? '')?.expertId).toBe('any')
    const booking = await booked(people.stranger.client, { firmId: people.stranger.firmId, slotId: items[0]?.id ?? '' })
    expect(booking.expert.id).toBe(people.otherExpertId)
    const again = (await slots({ expertId: 'any' })).items
    expect(again.find(({ startsAt }) => startsAt === instant('08:30'))).toMatchObject({ expertId: people.expertId, choices: 1 })
  })

  it('without a way name every way there is then, and what takes most is kept free', async () => {
    const { items } = await slots({ ...mine(), way: undefined })
    const nine = items.find(({ startsAt }) => startsAt === instant('09:00'))
    expect(nine).toMatchObject({ ways: ['visit', 'office', 'phone', 'video'], endsAt: instant('10:30') })
    expect(readSlotId(nine?.id ?? '')?.way).toBe('visit')
    expect(items.find(({ startsAt }) => startsAt === instant('11:00'))).toMatchObject({ ways: ['phone'] })
    expect(items.filter(({ startsAt }) => startsAt === instant('16:30'))).toMatchObject([{ ways: ['office', 'phone', 'video'], endsAt: instant('17:30') }])
  })
})

describe('of a visit', () => {
  it('keep the road there and back free: as long as the town is far, without a town the longest', async () => {
    const { consultations } = test.deps.content
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30', { way: 'phone' }), way: 'phone' })
    const visits = async (query: Partial<SlotsQuery> = {}, client?: Client) => clocks(await slots({ ...mine(), way: 'visit', ...query }, client))
    const near = consultations.towns.find(({ travelMinutes: minutes }) => minutes === 15)?.town ?? ''
    expect(travelMinutes(consultations, near)).toBe(15)
    expect(travelMinutes(consultations, null)).toBe(45)
    expect(travelMinutes(consultations, '不在县里的镇')).toBe(45)
    // 9:30 to 10:00 is taken. The road before half past one may lie in the lunch.
    expect(await visits({ town: near })).toEqual(['13:30', '14:00', '14:30', '15:00', '15:30', '16:00'])
    await booked(people.stranger.client, { firmId: people.stranger.firmId, slotId: slot(people.expertId, '13:30', { way: 'phone' }), way: 'phone' })
    expect(await visits({ town: near })).toEqual(['14:30', '15:00', '15:30', '16:00'])
    expect(await visits()).toEqual(['15:00', '15:30', '16:00'])
    // A firm's own town, where its people ask.
    await test.db.updateTable('firms').set({ town: near }).where('id', '=', people.firmId).execute()
    expect(await visits({ firmId: people.firmId }, people.owner.client)).toEqual(['14:30', '15:00', '15:30', '16:00'])
  })
})

describe('days', () => {
  it('are free, full, rest or none', async () => {
    await closeOther()
    await people.expert.call(addLeave, { params: { id: people.expertId }, body: { startsAt: instant('00:00', '2026-11-25'), endsAt: instant('00:00', '2026-11-26'), reason: '' } })
    const { days } = await slots({ from: '2026-11-22', to: '2026-11-28' })
    expect(days.map(({ date, kind }) => `${date.slice(8)} ${kind}`)).toEqual(['22 rest', '23 none', '24 free', '25 none', '26 free', '27 free', '28 rest'])
    await test.db.updateTable('expert_profiles').set({ rules: '[]' }).execute()
    expect((await slots({ from: '2026-11-24', to: '2026-11-25' })).days.map(({ kind }) => kind)).toEqual(['none', 'none'])
  })

  it('are full only where there would be time, were it not taken', async () => {
    await closeOther()
    await test.db.updateTable('expert_profiles').set({ rules: JSON.stringify([{ weekdays: [4, 5], from: '14:00', to: '15:00', validFrom: '2026-01-01', validTo: null, ways: ['office'], onMakeUpDays: false }]) }).where('account_id', '=', people.expertId).execute()
    const kind = async (date: string) => (await slots({ from: date, to: date })).days[0]?.kind
    await hold(people.stranger.client, people.stranger.firmId, slot(people.expertId, '14:00'))
    expect([await kind(day), await kind('2026-11-27')]).toEqual(['full', 'free'])
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '14:00', { date: '2026-11-27' }) })
    expect(await kind('2026-11-27')).toBe('full')
    // In the evening the hours of that day have gone by; those of the next are within the notice from two o'clock at night.
    test.clock.set(instant('19:00'))
    expect([await kind(day), await kind('2026-11-27')]).toEqual(['none', 'full'])
    test.clock.set(instant('02:30', '2026-11-27'))
    expect(await kind('2026-11-27')).toBe('none')
  })

  it('of a holiday and a worked Saturday are what the calendar says, until an officer opens it', async () => {
    test.clock.set('2026-09-21T02:00:00.000Z')
    const kinds = async () => (await slots({ from: '2026-10-01', to: '2026-10-11' })).days.map(({ date, kind }) => `${date.slice(8)} ${kind}`)
    expect(await kinds()).toEqual(['01 rest', '02 rest', '03 rest', '04 rest', '05 rest', '06 rest', '07 rest', '08 free', '09 free', '10 free', '11 rest'])
    await people.officer.call(openDay, { params: { date: '2026-10-05' }, body: { reason: '咨询活动' } })
    expect((await kinds())[4]).toBe('05 free')
  })

  it('without dates are a week from today; the first free one is found wherever it lies', async () => {
    const { days, earliestOn } = (await anybody().call(listSlots, { query: { topic, way: 'office' } })).body
    expect([days.length, days[0]?.date, days[6]?.date, earliestOn]).toEqual([7, '2026-11-23', '2026-11-29', '2026-11-24'])
    expect((await slots({ from: '2026-12-15', to: '2026-12-16' })).earliestOn).toBe('2026-11-24')
  })

  it('are scarce where nothing is free within the days the county promises', async () => {
    const away = async (until: string) => {
      for (const id of [people.expertId, people.otherExpertId]) await people.officer.call(addLeave, { params: { id }, body: { startsAt: instant('00:00', '2026-11-23'), endsAt: instant('00:00', until), reason: '' } })
      const { earliestOn, isScarce } = await slots()
      return [earliestOn, isScarce]
    }
    expect(await away('2026-12-03')).toEqual(['2026-12-03', false])
    expect(await away('2026-12-04')).toEqual(['2026-12-04', true])
    expect(await away('2027-01-01')).toEqual([null, true])
  })
})

describe('asked wrongly', () => {
  it('are refused by field', async () => {
    expect(await problems({ topic: 'astrology', town: '外县' })).toEqual([{ field: 'topic', reason: 'option' }, { field: 'town', reason: 'town' }])
    expect(await problems({ from: '2026-02-30', to: 'x' })).toEqual([{ field: 'from', reason: 'date-calendar' }, { field: 'to', reason: 'date-format' }])
    expect(await problems({ from: day, to: '2026-11-25' })).toEqual([{ field: 'to', reason: 'time-order' }])
    expect(await problems({ from: '2026-12-01', to: '2027-01-01' })).toEqual([{ field: 'to', reason: 'days-max', limit: 31 }])
    expect((await slots({ from: '2026-12-01', to: '2026-12-31' })).days).toHaveLength(31)
    expect((await ask({ way: 'pigeon' as 'phone' })).status).toBe(422)
  })
})

describe('for a firm', () => {
  it('leave out who acts for it; only its members and officers may ask', async () => {
    await test.db.insertInto('memberships').values({ id: randomUUID(), firm_id: people.firmId, account_id: people.expertId, role: 'clerk', state: 'active', created_at: 1, changed_at: 1 }).execute()
    const whose = async (client: Client) => [...new Set((await slots({ firmId: people.firmId }, client)).items.map(({ expertId }) => expertId))]
    for (const client of [people.owner.client, people.officer]) expect(await whose(client)).toEqual([people.otherExpertId])
    for (const client of [anybody(), people.stranger.client, people.bank, people.otherExpert]) expect(refusal(await ask({ firmId: people.firmId }, client))).toEqual([404, 'not-found'])
    expect(refusal(await ask({ firmId: randomUUID() }, people.officer))).toEqual([404, 'not-found'])
  })

  it('that moves a booking, its own old time is free, for its own people only', async () => {
    const { id: bookingId } = await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    expect(clocks(await slots(mine()))).not.toContain('09:30')
    for (const client of [people.owner.client, people.expert, people.officer]) expect(clocks(await slots({ ...mine(), bookingId }, client))).toEqual(officeTimes)
    for (const client of [anybody(), people.stranger.client, people.otherExpert]) expect(refusal(await ask({ ...mine(), bookingId }, client))).toEqual([404, 'not-found'])
    const ten = (await slots({ ...mine(), bookingId }, people.owner.client)).items.find(({ startsAt }) => startsAt === instant('10:00'))
    expect((await acted(people.owner.client, bookingId, 'reschedule', { slotId: ten?.id ?? '', reason: '晚半小时' })).startsAt).toBe(instant('10:00'))
  })

  it('whose expert moves it, is free of the notice', async () => {
    const { id: bookingId } = await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '15:00') })
    test.clock.set(instant('08:00'))
    expect(clocks(await slots({ ...mine(), bookingId }, people.owner.client))).toEqual([])
    expect(clocks(await slots({ ...mine(), bookingId }, people.expert))).toEqual(officeTimes)
    expect((await act(people.expert, bookingId, 'reschedule', { slotId: slot(people.expertId, '09:00'), reason: '下午有公务' })).status).toBe(200)
  })
})

it('whatever is shown can be booked, and whatever is not shown cannot', async () => {
  await booked(people.stranger.client, { firmId: people.stranger.firmId, slotId: slot(people.expertId, '09:30') })
  const shown = new Set(clocks(await slots(mine())))
  for (const clock of ['08:00', '08:45', ...officeTimes, '12:00', '17:00']) {
    const reply = await book(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, clock) })
    expect([clock, reply.status]).toEqual([clock, shown.has(clock) ? 201 : 409])
    if (reply.status === 201) await acted(people.owner.client, reply.body.id, 'cancel', { reason: '试一试' })
  }
})

it('the least busy is who has fewest meetings and live holds, thirty days back', async () => {
  const rank = () => rankByLoad(test.db, [people.expertId, people.otherExpertId], test.clock.now())
  const [first, second] = [people.expertId, people.otherExpertId].sort()
  expect(await rank()).toEqual([first, second])
  await hold(people.owner.client, people.firmId, slot(first ?? '', '09:30'))
  expect(await rank()).toEqual([second, first])
  test.clock.advance(5 * 60_000)
  expect(await rank()).toEqual([first, second])
  await booked(people.owner.client, { firmId: people.firmId, slotId: slot(first ?? '', '09:30') })
  expect(await rank()).toEqual([second, first])
  test.clock.set(instant('10:00', '2026-12-27'))
  expect(await rank()).toEqual([first, second])
  expect(isInPart('morning', at('11:59')) && isInPart('afternoon', at('12:00')) && isInPart('any', at('08:00'))).toBe(true)
})
