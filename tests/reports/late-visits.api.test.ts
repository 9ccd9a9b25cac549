// A visit whose record came when its month was fixed is in exactly one report: the one of the month its record came in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMonthReport, listReportRows, makeMonthReport } from '#contract/reports/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let officer: Client
let ids: string[]
const at = (text: string) => Date.parse(text)
const may = at('2027-05-31T15:59:59Z')

async function record(id: string, state: 'recorded' | 'done' | 'arrived', ...handedIn: number[]): Promise<void> {
  await test.db.updateTable('bookings').set({ state }).where('id', '=', id).execute()
  await test.db.deleteFrom('booking_events').where('booking_id', '=', id).execute()
  for (const [index, when] of handedIn.entries()) await test.db.insertInto('booking_events').values({ booking_id: id, seq: index + 1, action: 'submit-record', side: 'expert', account_id: null, at: when, reason: null, state: 'recorded', change: null }).execute()
}
async function visits(month: string) {
  const { body } = await officer.call(listReportRows, { params: { month }, query: { id: 'visits' } })
  return body.items.map(({ link }) => link?.split('/').at(-1))
}
async function at_(text: string): Promise<void> {
  test.clock.set(text)
  officer = await test.signIn(phones.officer)
}

beforeAll(async () => {
  test = await buildTestApp({ now: '2027-06-01T02:00:00Z' })
  officer = await test.signIn(phones.officer)
  await test.db.updateTable('bookings').set({ state: 'cancelled' }).execute()
  ids = (await test.db.selectFrom('bookings').select('id').orderBy('id').limit(3).execute()).map(({ id }) => id)
  for (const id of ids) await test.db.updateTable('bookings').set({ state: 'arrived', starts_at: may }).where('id', '=', id).execute()
})
afterAll(() => test.close())

describe('a visit of a month that is over', () => {
  it('counts there while the report is open, whenever its record came', async () => {
    await record(ids[0]!, 'recorded', at('2027-06-01T01:00:00Z'))
    expect([await visits('2027-05'), await visits('2027-06')]).toEqual([[ids[0]], []])
    expect((await officer.call(makeMonthReport, { params: { month: '2027-05' } })).status).toBe(200)
  })
  it('counts in the month its record came in once its own is fixed, and says so', async () => {
    await at_('2027-06-20T02:00:00Z')
    await record(ids[1]!, 'done', at('2027-06-30T15:59:59.999Z'))
    expect([await visits('2027-05'), await visits('2027-06'), await visits('2027-06')]).toEqual([[ids[0]], [ids[1]], [ids[1]]])
    const { body } = await officer.call(listReportRows, { params: { month: '2027-06' }, query: { id: 'visits' } })
    expect(body.items[0]).toMatchObject({ on: '2027-06-30', detail: expect.stringContaining('2027-05-31 见面，记录在那个月定稿以后才交') })
    expect((await officer.call(getMonthReport, { params: { month: '2027-06' } })).body.lines.find(({ id }) => id === 'visits')).toMatchObject({ value: 1, before: 1, rows: 1 })
  })
  it('is in one report only, though its record is sent back and handed in again', async () => {
    await at_('2027-07-05T02:00:00Z')
    expect((await officer.call(makeMonthReport, { params: { month: '2027-06' } })).status).toBe(200)
    await record(ids[1]!, 'done', at('2027-06-30T15:59:59.999Z'), at('2027-07-02T02:00:00Z'))
    await record(ids[2]!, 'recorded', at('2027-06-10T02:00:00Z'), at('2027-06-30T16:00:00Z'))
    expect([await visits('2027-05'), await visits('2027-06'), await visits('2027-07')]).toEqual([[ids[0]], [ids[1]], [ids[2]]])
    await record(ids[2]!, 'arrived', at('2027-06-30T16:00:00Z'))
    expect(await visits('2027-07')).toEqual([])
  })
})

describe('the month before', () => {
  it('is counted once a minute while it waits to be fixed, and is what was fixed from then on', async () => {
    const before = async () => (await officer.call(getMonthReport, { params: { month: '2027-08' } })).body.lines.find(({ id }) => id === 'visits')!.before
    await at_('2027-08-02T00:10:00Z')
    expect(await before()).toBe(0)
    await record(ids[2]!, 'recorded', at('2027-07-20T02:00:00Z'))
    expect(await before()).toBe(0)
    test.clock.advance(60_000)
    expect(await before()).toBe(1)
    await officer.call(makeMonthReport, { params: { month: '2027-07' } })
    await record(ids[2]!, 'arrived')
    test.clock.advance(60_000)
    expect(await before()).toBe(1)
  })
})
