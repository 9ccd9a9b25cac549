// Calendars over the network: one booking, and the private address of a firm's or an expert's visits.
import ICAL from 'ical.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMembers } from '#contract/accounts/endpoints.ts'
import { getBookingCalendar, makeFeed, updateBooking } from '#contract/consultations/endpoints.ts'
import type { Booking, FeedInput } from '#contract/consultations/schema.ts'
import { setAccountDisabled } from '#server/accounts/staff.ts'
import { lastAudit } from '../assessment/assessing.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { acted, booked, bookers, slot, type Bookers } from './booking.ts'

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

const day = 24 * 3_600_000
const contact = { contactName: '李工', contactPhone: '13900000009' }
const firm = () => people.owner.client
const booking = (more: object = {}) => booked(firm(), { firmId: people.firmId, slotId: slot(people.expertId, '09:30', { way: 'visit' }), way: 'visit', ...contact, ...more })
const ask = (client: Client, body: FeedInput) => client.call(makeFeed, { body })
async function feedOf(client: Client, body: FeedInput): Promise<string> {
  const { status, body: feed } = await ask(client, body)
  expect(status).toBe(200)
  return new URL(feed.url).pathname
}
/** Whoever knows the address: no cookie, no Origin of ours. */
const fetchFeed = (path: string): Promise<Reply<unknown>> => test.client().request('GET', path)

function eventsOf({ bytes, headers }: Reply<unknown>) {
  expect(headers['content-type']).toBe('text/calendar; charset=utf-8')
  const calendar = new ICAL.Component(ICAL.parse(Buffer.from(bytes).toString('utf8')) as unknown[])
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component)
    const value = (name: string) => String(component.getFirstPropertyValue(name))
    return { uid: event.uid, status: value('status'), sequence: Number(value('sequence')), start: event.startDate.toString(), end: event.endDate.toString(), summary: event.summary, location: event.location, description: event.description, url: value('url'), changed: value('last-modified') }
  })
}
const read = async (path: string) => eventsOf(await fetchFeed(path))
const download = (client: Client, id: string) => client.call(getBookingCalendar, { params: { id } })

describe('the calendar of one booking', () => {
  it('leads each side to its own page, at the hour of Shanghai', async () => {
    const { id, number } = await booking()
    const { publicUrl } = test.deps.config
    const [ours] = eventsOf(await download(firm(), id))
    expect(ours).toMatchObject({ uid: `booking-${id}`, status: 'CONFIRMED', sequence: 0, start: '2026-11-26T09:30:00', end: '2026-11-26T11:00:00', url: `${publicUrl}/consultations/bookings/${id}?firm=${people.firmId}`, location: '马桥镇' })
    expect(ours?.summary).toBe('上门：专利挖掘与申请前评估（专家 刘颖）')
    expect(ours?.description).toContain(number)
    const [experts] = eventsOf(await download(people.expert, id))
    expect(experts).toMatchObject({ uid: ours?.uid, url: `${publicUrl}/consultations/visits/${id}` })
    expect(experts?.summary).toContain('苇畔第1新材料有限公司')
    expect(eventsOf(await download(people.officer, id))[0]?.url).toBe(`${publicUrl}/desk/consultations/${id}`)
  })
  it('tells nobody a telephone number or what the firm asks', async () => {
    const { id } = await booking({ description: '我们的配方怎么保密' })
    for (const client of [firm(), people.expert, people.officer]) expect(Buffer.from((await download(client, id)).bytes).toString('utf8').replaceAll('\r\n ', '')).not.toMatch(/13900000009|配方/)
  })
  it('is not there for anybody else', async () => {
    const { id } = await booking()
    for (const client of [people.stranger.client, people.otherExpert, people.bank]) expect((await download(client, id)).status).toBe(404)
    expect((await download(test.client(), id)).status).toBe(401)
  })
  it('has the place of 到所, and the meeting of 视频 once the expert has said it', async () => {
    const office = await booked(firm(), { firmId: people.firmId, slotId: slot(people.expertId, '14:00'), ...contact })
    expect(eventsOf(await download(firm(), office.id))[0]?.location).toBe(test.deps.content.consultations.places[0]?.name)
    const video = await booked(firm(), { firmId: people.firmId, way: 'video', slotId: slot(people.expertId, '16:00', { way: 'video' }), ...contact })
    expect(eventsOf(await download(firm(), video.id))[0]?.location).toBe('视频')
    expect((await people.expert.call(updateBooking, { params: { id: video.id }, body: { meeting: '会议号 123 456' }, version: video.version })).status).toBe(200)
    expect(eventsOf(await download(firm(), video.id))[0]).toMatchObject({ location: '视频 会议号 123 456', sequence: 1 })
  })
})

describe('a private address', () => {
  it('is the same every time until it is renewed, and then the old one is gone', async () => {
    const first = await feedOf(firm(), { firmId: people.firmId })
    expect(await feedOf(firm(), { firmId: people.firmId })).toBe(first)
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.make-feed' })
    const second = await feedOf(firm(), { firmId: people.firmId, renew: true })
    expect(second).not.toBe(first)
    expect([(await fetchFeed(first)).status, (await fetchFeed(second)).status]).toEqual([404, 200])
    expect(await feedOf(firm(), { firmId: people.firmId })).toBe(second)
  })
  it('is one for two phones at once', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => feedOf(firm().copy(), { firmId: people.firmId })))
    expect(new Set(asked).size).toBe(1)
  })
  it('is each person’s own, and rests as hash and sealed', async () => {
    const [mine, colleagues, experts] = [await feedOf(firm(), { firmId: people.firmId }), await feedOf(people.clerk.client, { firmId: people.firmId }), await feedOf(people.expert, {})]
    expect(new Set([mine, colleagues, experts]).size).toBe(3)
    const rows = JSON.stringify(await test.db.selectFrom('calendar_feeds').selectAll().execute())
    for (const path of [mine, colleagues, experts]) expect(rows).not.toContain(path.split('/').at(-1)?.replace('.ics', ''))
  })
  it('is only for a firm one acts for, and for experts', async () => {
    for (const client of [people.stranger.client, people.expert, people.officer]) expect((await ask(client, { firmId: people.firmId })).status).toBe(404)
    for (const client of [firm(), people.officer, people.bank]) expect((await ask(client, {})).error.code).toBe('not-allowed')
  })
  it('that nobody made is not there, whatever it looks like', async () => {
    for (const token of ['a', 'x'.repeat(43), '..', '%00', 'x'.repeat(101)]) expect([404, 422]).toContain((await fetchFeed(`/api/consultations/calendar/${token}.ics`)).status)
  })
  it('is not there once the person has left the firm, and there again with them', async () => {
    const path = await feedOf(people.clerk.client, { firmId: people.firmId })
    const { items } = (await firm().call(listMembers, { params: { id: people.firmId } })).body
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('id', '=', items.find(({ role }) => role === 'clerk')?.id ?? '').execute()
    expect((await fetchFeed(path)).status).toBe(404)
    await test.db.updateTable('memberships').set({ state: 'active' }).where('id', '=', items.find(({ role }) => role === 'clerk')?.id ?? '').execute()
    expect((await fetchFeed(path)).status).toBe(200)
  })
  it('is not there once the expert has left the service', async () => {
    const path = await feedOf(people.expert, {})
    await test.deps.commands.run((tx) => setAccountDisabled(tx, { phone: phones.expert, disabled: true, at: test.clock.now() }))
    expect((await fetchFeed(path)).status).toBe(404)
    await test.deps.commands.run((tx) => setAccountDisabled(tx, { phone: phones.expert, disabled: false, at: test.clock.now() }))
    await test.db.updateTable('accounts').set({ staff_role: 'bank' }).where('id', '=', people.expertId).execute()
    expect((await fetchFeed(path)).status).toBe(404)
  })
})

describe('what is under it', () => {
  let path: string
  let expertPath: string
  let made: Booking
  beforeEach(async () => {
    path = await feedOf(firm(), { firmId: people.firmId })
    expertPath = await feedOf(people.expert, {})
    made = await booking()
  })

  it('updates instead of doubling: a move keeps the UID and raises the number, for both sides', async () => {
    const [before] = await read(path)
    expect(before).toMatchObject({ uid: `booking-${made.id}`, start: '2026-11-26T09:30:00', sequence: 0 })
    test.clock.advance(60_000)
    await acted(firm(), made.id, 'reschedule', { slotId: slot(people.expertId, '14:00', { way: 'visit' }), reason: '人员临时有事' })
    for (const events of [await read(path), await read(expertPath)]) {
      expect(events).toHaveLength(1)
      expect(events[0]).toMatchObject({ uid: before?.uid, start: '2026-11-26T14:00:00', status: 'CONFIRMED' })
      expect(events[0]?.sequence).toBeGreaterThan(before?.sequence ?? 0)
      expect(events[0]!.changed > before!.changed).toBe(true)
    }
  })
  it('goes to the new expert when one replaces another', async () => {
    const otherPath = await feedOf(people.otherExpert, {})
    expect(await read(otherPath)).toEqual([])
    await acted(people.officer, made.id, 'replace', { slotId: slot(people.otherExpertId, '09:30', { way: 'visit' }), reason: '专家请假' })
    expect((await read(otherPath)).map(({ uid }) => uid)).toEqual([`booking-${made.id}`])
    expect((await read(path))[0]?.summary).toContain('陈立')
    // Whoever had it may not see it any more: a calendar that is subscribed to drops what is not there.
    expect(await read(expertPath)).toEqual([])
  })
  it('cancels instead of vanishing, and forgets after sixty days', async () => {
    await acted(firm(), made.id, 'cancel', { reason: '问题已经解决' })
    for (const feed of [path, expertPath]) {
      const [event] = await read(feed)
      expect(event).toMatchObject({ uid: `booking-${made.id}`, status: 'CANCELLED', start: '2026-11-26T09:30:00' })
      expect(event?.sequence).toBeGreaterThan(0)
    }
    test.clock.advance(60 * day - 1)
    expect(await read(path)).toHaveLength(1)
    test.clock.advance(1)
    expect(await read(path)).toHaveLength(0)
  })
  it('keeps what was for a year', async () => {
    test.clock.advance(300 * day)
    expect(await read(path)).toHaveLength(1)
    test.clock.advance(80 * day)
    expect(await read(path)).toHaveLength(0)
  })
  it('is the firm’s only, in order of time, and takes nothing from whoever holds the address', async () => {
    await booked(people.stranger.client, { firmId: people.stranger.firmId, slotId: slot(people.otherExpertId, '10:00'), ...contact })
    await booked(firm(), { firmId: people.firmId, slotId: slot(people.otherExpertId, '08:30', { date: '2026-11-25' }), ...contact })
    expect((await read(path)).map(({ start }) => start)).toEqual(['2026-11-25T08:30:00', '2026-11-26T09:30:00'])
    expect(await read(expertPath)).toHaveLength(1)
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await test.client().request(method, path)).status).toBeGreaterThanOrEqual(403)
    const reply = await fetchFeed(path)
    expect(reply.headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
    expect(reply.headers['set-cookie']).toBeUndefined()
  })
})
