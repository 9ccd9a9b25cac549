// Bookings in lists: the firm's, the expert's days, the desk.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listBookings, listDeskBookings, listMyVisits } from '#contract/consultations/endpoints.ts'
import type { Booking, DeskBookingsQuery } from '#contract/consultations/schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { acted, at, booked, bookers, instant, slot, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let first: Booking
let second: Booking
let theirs: Booking
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  const { firmId, owner, stranger, expertId, otherExpertId } = people
  second = await booked(owner.client, { firmId, slotId: slot(expertId, '14:00') })
  first = await booked(owner.client, { firmId, slotId: slot(expertId, '09:30') })
  theirs = await booked(stranger.client, { firmId: stranger.firmId, slotId: slot(otherExpertId, '09:30', { way: 'visit' }), way: 'visit', town: '索镇街道', contactName: '孙厂长', contactPhone: '13911112222' })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id)
/** Of this test's three; the demonstration has some of its own. */
const ours = (items: readonly { id: string }[]) => ids(items).filter((id) => [first.id, second.id, theirs.id].includes(id))

describe('a firm', () => {
  it('sees its own: what is to come in order of time, then the latest', async () => {
    const { owner, firmId } = people
    const list = async () => (await owner.client.call(listBookings, { query: { firmId } })).body
    expect(await list()).toMatchObject({ items: [{ id: first.id, isOverLeave: false, isRated: false, cancelledBy: null, topicTitle: '专利挖掘与申请前评估' }, { id: second.id }], now: testStart })
    await acted(owner.client, first.id, 'cancel', { reason: '不去' })
    expect(ids((await list()).items)).toEqual([second.id, first.id])
    test.clock.set('2026-12-01T00:00:00.000Z')
    expect(ids((await list()).items)).toEqual([second.id, first.id])
    expect((await people.stranger.client.call(listBookings, { query: { firmId } })).status).toBe(404)
    expect((await people.officer.call(listBookings, { query: { firmId } })).status).toBe(404)
  })
})

describe('an expert', () => {
  const visits = async (query = {}) => people.expert.call(listMyVisits, { query })
  it('sees their own days, from today on or as asked', async () => {
    expect(ours((await visits()).body.items)).toEqual([first.id, second.id])
    await acted(people.owner.client, first.id, 'cancel', { reason: '不去' })
    expect(ours((await visits({ from: '2026-11-26', to: '2026-11-26' })).body.items)).toEqual([second.id])
    expect(ours((await visits({ from: '2026-11-27' })).body.items)).toEqual([])
    test.clock.set('2026-11-27T00:00:00.000Z')
    expect(ours((await visits()).body.items)).toEqual([])
    expect(ours((await visits({ from: '2026-11-20', to: '2026-11-27' })).body.items)).toEqual([second.id])
  })

  it('asks for days that are some', async () => {
    expect((await visits({ from: '2026-02-30' })).error.fields).toEqual([{ field: 'from', reason: 'date-calendar' }])
    expect((await visits({ from: '2026-11-27', to: '2026-11-26' })).error.fields).toEqual([{ field: 'to', reason: 'date-early', limit: '2026-11-27' }])
    expect((await people.officer.call(listMyVisits)).status).toBe(403)
  })
})

describe('the desk', () => {
  const desk = async (query: DeskBookingsQuery = {}) => (await people.officer.call(listDeskBookings, { query })).body
  const inGroup = async (group: DeskBookingsQuery['group']) => ours((await desk({ group })).items)

  it('groups what is to come, lies over a leave, waits for the expert', async () => {
    expect(await inGroup('coming')).toEqual([...[first.id, theirs.id].sort(), second.id])
    expect((await inGroup('unconfirmed')).sort()).toEqual([first.id, second.id, theirs.id].sort())
    await acted(people.expert, first.id, 'confirm')
    expect((await inGroup('unconfirmed')).sort()).toEqual([second.id, theirs.id].sort())
    expect(await inGroup('over-leave')).toEqual([])
    // The road home from a visit counts: theirs is over at 11, and back at a quarter past.
    await test.db.insertInto('expert_leaves').values({ id: randomUUID(), expert_id: people.otherExpertId, starts_at: at('11:00'), ends_at: at('12:00'), reason: '', created_by: people.otherExpertId, created_at: 0, removed_at: null }).execute()
    expect(await inGroup('over-leave')).toEqual([theirs.id])
    expect((await desk({ group: 'over-leave' })).items.find(({ id }) => id === theirs.id)?.isOverLeave).toBe(true)
    expect((await desk()).counts).toMatchObject({ 'over-leave': expect.any(Number), coming: expect.any(Number) })
    await test.db.updateTable('expert_leaves').set({ removed_at: 1 }).where('expert_id', '=', people.otherExpertId).execute()
    expect(await inGroup('over-leave')).toEqual([])
    // Who has left the service comes to nobody.
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', people.otherExpertId).execute()
    expect(await inGroup('over-leave')).toEqual([theirs.id])
    expect((await desk({ group: 'over-leave' })).items.find(({ id }) => id === theirs.id)?.isOverLeave).toBe(true)
  })

  it('groups what is over: nobody has said who came, nobody has answered, cancelled', async () => {
    await acted(people.owner.client, first.id, 'cancel', { reason: '不去' })
    expect(await inGroup('cancelled')).toEqual([first.id])
    test.clock.set(instant('15:00'))
    expect((await inGroup('unrecorded')).sort()).toEqual([second.id, theirs.id].sort())
    expect((await inGroup('past')).sort()).toEqual([second.id, theirs.id].sort())
    await acted(people.expert, second.id, 'miss')
    expect(await inGroup('unrecorded')).toEqual([theirs.id])
    expect(await inGroup('revisit')).toEqual([])
    await test.db.insertInto('booking_revisits').values({ booking_id: second.id, asked_at: 1, result: null, words: '', side: null, account_id: null, at: null }).execute()
    await test.db.updateTable('bookings').set({ state: 'done' }).where('id', '=', second.id).execute()
    expect(await inGroup('revisit')).toEqual([second.id])
  })

  it('finds by expert, town, number, firm and whom to ask for', async () => {
    const found = async (query: DeskBookingsQuery) => ours((await desk(query)).items)
    expect(await found({ expertId: people.otherExpertId })).toEqual([theirs.id])
    expect(await found({ town: '索镇街道' })).toEqual([theirs.id])
    expect(await found({ q: second.number.toLowerCase() })).toEqual([second.id])
    expect(await found({ q: theirs.firmName.slice(0, 4) })).toContain(theirs.id)
    expect(await found({ q: '孙厂长' })).toEqual([theirs.id])
    expect(await found({ q: '139 1111 2222' })).toEqual([theirs.id])
    for (const q of ['%', '_', "'", '没有这家']) expect(await found({ q })).toEqual([])
  })

  it('finds a phone whole or by its last four digits, never by another part, and writes down who looked for a whole one', async () => {
    const found = async (q: string) => ours((await desk({ q })).items)
    const lines = () => test.db.selectFrom('audit').select(['account_id', 'role', 'details']).where('action', '=', 'cases.search-phone').execute()
    const before = (await lines()).length
    for (const q of ['1391111222', '39111122', '1111', '111122', '22', '2222 ', '13911112223']) expect(await found(q), q).toEqual(q.trim() === '2222' ? [theirs.id] : [])
    // 13911112223 is a whole number, though nobody's here.
    expect((await lines()).length - before).toBe(1)
    expect(await found('+86 139 1111 2222')).toEqual([theirs.id])
    const after = await lines()
    expect(after.length - before).toBe(2)
    expect(after.at(-1)).toMatchObject({ role: 'officer' })
    expect(JSON.parse(after.at(-1)?.details ?? '{}')).toEqual({ where: '专家预约', masked: '139****2222' })
  })

  it('goes page by page', async () => {
    const pages: string[] = []
    let cursor: string | undefined
    do {
      const page = await desk({ limit: 1, ...(cursor === undefined ? {} : { cursor }) })
      expect(page.items.length).toBeLessThanOrEqual(1)
      pages.push(...ids(page.items))
      cursor = page.next
    } while (cursor !== undefined)
    expect(pages).toEqual(ids((await desk()).items))
    expect((await people.officer.request('GET', '/api/consultations/desk/bookings?cursor=x')).status).toBe(422)
    expect((await people.expert.call(listDeskBookings)).status).toBe(403)
  })
})
