// How far a notice came: who has read it, by which channel, whom to ring, and that reading phones leaves a trace.
import { randomUUID } from 'node:crypto'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallOutcome, ReachedFirmsQuery } from '#contract/notices/desk-schema.ts'
import { getReach, getReachedFirmsSheet, listReachedFirms, recordCall } from '#contract/notices/desk-endpoints.ts'
import type { DeliveryRow } from '#server/db/schema.ts'
import { badTexts, badValues } from '../house/bad-inputs.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { aFirm, hasRead, published, sendAll, type MadeFirm } from './many-firms.ts'

let test: TestApp
let officer: Client
let restore: () => Promise<void>
let id = ''
let firms: MadeFirm[]
const at = () => test.clock.now()
const person = (firm: number, index = 0) => firms[firm]?.accountIds[index] ?? ''
const firmOf = (index: number) => firms[index]?.id ?? ''

beforeAll(async () => {
  test = await buildTestApp()
  officer = await test.signIn(phones.officer)
  await test.runWorker()
  await test.db.updateTable('memberships').set({ state: 'removed' }).execute()
  firms = []
  for (const [name, town] of [['甲公司', '果里镇'], ['乙公司', '果里镇'], ['丙公司', '唐山镇'], ['=cmd|丁公司', '唐山镇'], ['戊公司', '起凤镇']] as const) firms.push(await aFirm(test.db, at(), { name, town }, 2))
  id = await published(test.deps)
  await sendAll(test.deps)
  await test.runWorker()
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

const reach = async () => { const { status, body } = await officer.call(getReach, { params: { id } }); expect(status).toBe(200); return body }
const list = async (query: ReachedFirmsQuery = {}) => { const { status, body } = await officer.call(listReachedFirms, { params: { id }, query }); expect(status).toBe(200); return body }
const names = async (query: ReachedFirmsQuery) => (await list(query)).items.map(({ name }) => name).toSorted()
const call = (firm: number, outcome: CallOutcome, note = '', key: string = randomUUID()) => officer.call(recordCall, { params: { id }, body: { firmId: firmOf(firm), outcome, note }, key })

async function audited(action: string) {
  const line = await test.db.selectFrom('audit').selectAll().where('action', '=', action).orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  return { role: line.role, subject: line.subject, firmId: line.firm_id, details: JSON.parse(line.details) as unknown }
}

async function delivery(accountId: string, more: Partial<DeliveryRow>): Promise<void> {
  await test.db.insertInto('deliveries').values({
    id: randomUUID(), channel: 'sms', purpose: 'notice', account_id: accountId, firm_id: null, source: randomUUID(), target: '', category: 'policy', payload: '{}', state: 'delivered', provider: null, provider_id: null, attempts: 1, asked: 0, resent: 0,
    run_at: 1, expires_at: 2, locked_until: 0, why: null, created_at: 1, accepted_at: 1, finished_at: 1, about: `notice:${id}`, ...more,
  }).execute()
}

describe('the reach of a notice', () => {
  it('counts firms and people told, and a firm as read once anybody of it has read', async () => {
    expect(await reach()).toMatchObject({ firms: 5, people: 10, readFirms: 0, readPeople: 0, sendings: [{ kind: 'first', state: 'done', firms: 5, people: 10 }] })
    await hasRead(test.db, id, person(0), at())
    await hasRead(test.db, id, person(0, 1), at())
    await hasRead(test.db, id, person(2, 1), at())
    expect(await reach()).toMatchObject({ firms: 5, readFirms: 2, readPeople: 3 })
  })

  it('counts by town, in the order of the county', async () => {
    await hasRead(test.db, id, person(0), at())
    const { towns } = await reach()
    expect(towns.toSorted((one, other) => (one.town < other.town ? -1 : 1))).toEqual([{ town: '唐山镇', firms: 2, readFirms: 0 }, { town: '果里镇', firms: 2, readFirms: 1 }, { town: '起凤镇', firms: 1, readFirms: 0 }].toSorted((one, other) => (one.town < other.town ? -1 : 1)))
    const order = test.deps.content.county.towns
    expect(towns.map(({ town }) => order.indexOf(town))).toEqual(towns.map(({ town }) => order.indexOf(town)).toSorted((one, other) => one - other))
  })

  it('no longer counts as read by somebody who has left the firm', async () => {
    await hasRead(test.db, id, person(0), at())
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('account_id', '=', person(0)).execute()
    expect(await reach()).toMatchObject({ readFirms: 0, readPeople: 1 })
  })

  it('says of every channel what became of it', async () => {
    await delivery(person(0), {})
    await delivery(person(1), { state: 'failed-permanent' })
    await delivery(person(2), { state: 'unknown' })
    await delivery(person(3), { state: 'queued', finished_at: null })
    await delivery(person(4), { state: 'failed-temporary', finished_at: null })
    await delivery(person(4, 1), { state: 'failed-temporary' })
    await delivery(person(0), { channel: 'push', target: 'a', state: 'sending', finished_at: null })
    await delivery(person(0), { channel: 'email', state: 'cancelled' })
    await delivery(person(0), { about: 'notice:another' })
    expect((await reach()).channels).toEqual({
      sms: { planned: 6, delivered: 1, failed: 2, unknown: 1, waiting: 2 }, push: { planned: 1, delivered: 0, failed: 0, unknown: 0, waiting: 1 }, email: { planned: 0, delivered: 0, failed: 0, unknown: 0, waiting: 0 },
    })
  })

  it('adds openings up by the way people came, over the days', async () => {
    await test.db.insertInto('notice_opens').values([{ notice_id: id, channel: 'poster', day: '2026-11-23', count: 3 }, { notice_id: id, channel: 'poster', day: '2026-11-24', count: 4 }, { notice_id: id, channel: 'inbox', day: '2026-11-23', count: 9 }]).execute()
    expect((await reach()).opens).toEqual([{ from: 'inbox', count: 9 }, { from: 'poster', count: 7 }])
  })

  it('is not there for a notice that is not there', async () => {
    const params = { id: 'nobody-wrote-this' }
    expect([(await officer.call(getReach, { params })).status, (await officer.call(listReachedFirms, { params, query: {} })).status, (await officer.call(getReachedFirmsSheet, { params, query: {} })).status]).toEqual([404, 404, 404])
  })
})

describe('the list of firms that were told', () => {
  it('names people with whole phones, administrators first, and why the firm was told', async () => {
    const { items, total } = await list({ q: '甲公司' })
    expect(total).toBe(1)
    const accounts = await test.db.selectFrom('accounts').select(['id', 'phone', 'name']).where('id', 'in', firms[0]?.accountIds ?? []).execute()
    const phoneOf = (index: number) => accounts.find((row) => row.id === person(0, index))?.phone
    expect(items).toMatchObject([{ firmId: firmOf(0), name: '甲公司', town: '果里镇', reasons: [{ by: 'everyone', value: '' }], readAt: null, people: [{ phone: phoneOf(0), isBounced: false }, { phone: phoneOf(1), isBounced: false }], call: null }])
  })

  it('says that a gap was the reason no longer than the firm agrees to it', async () => {
    const [town, gap] = [{ by: 'towns', value: '果里镇' }, { by: 'gapTopics', value: 'patents' }]
    await test.db.updateTable('notice_targets').set({ reasons: JSON.stringify([town, gap]) }).where('notice_id', '=', id).where('firm_id', 'in', [firmOf(0), firmOf(1)]).execute()
    await test.db.insertInto('gap_consents').values([0, 1].map((index) => ({ id: randomUUID(), firm_id: firmOf(index), text_version: '1', given_by: person(index), given_at: 1, ended_by: index === 1 ? person(index) : null, ended_at: index === 1 ? 2 : null }))).execute()
    expect(await Promise.all(['甲公司', '乙公司'].map(async (q) => (await list({ q })).items[0]?.reasons))).toEqual([[town, gap], [town]])
  })

  it('comes page by page, every firm once', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      expect(page.total).toBe(5)
      seen.push(...page.items.map(({ firmId }) => firmId))
      cursor = page.next
    } while (cursor !== undefined)
    expect(seen).toEqual(firms.map((firm) => firm.id).toSorted())
  })

  it('is narrowed by reading, town, words, calls and bounced numbers', async () => {
    await hasRead(test.db, id, person(0, 1), at())
    await delivery(person(2), { state: 'failed-permanent' })
    await call(0, 'reached')
    await call(1, 'no-answer')
    const all = ['=cmd|丁公司', '丙公司', '乙公司', '戊公司', '甲公司']
    const but = (...gone: string[]) => all.filter((name) => !gone.includes(name)).toSorted()
    expect(await names({ read: 'yes' })).toEqual(['甲公司'])
    expect(await names({ read: 'no' })).toEqual(but('甲公司'))
    expect(await names({ town: '唐山镇' })).toEqual(['=cmd|丁公司', '丙公司'])
    expect(await names({ q: '公司' })).toEqual(but())
    expect(await names({ q: '%' })).toEqual([])
    expect(await names({ call: 'none' })).toEqual(but('甲公司', '乙公司'))
    expect(await names({ call: 'again' })).toEqual(['乙公司'])
    expect(await names({ call: 'done' })).toEqual(['甲公司'])
    expect(await names({ bounced: 'yes' })).toEqual(['丙公司'])
    expect((await list({ bounced: 'yes' })).items[0]?.people.map(({ isBounced }) => isBounced)).toEqual([true, false])
    expect(await names({ read: 'no', town: '果里镇', call: 'again' })).toEqual(['乙公司'])
  })

  it('leaves a line in the audit with the notice and how many firms were shown, and no phone', async () => {
    await list({ limit: 3 })
    expect(await audited('notices.call-list')).toEqual({ subject: `notice:${id}`, role: 'officer', firmId: null, details: { firms: 3 } })
  })

  it('refuses what nobody may ask for', async () => {
    const wrong: Record<string, string>[] = [{ read: 'perhaps' }, { limit: '0' }, { limit: '101' }, { call: 'x' }, { bounced: 'no' }, { other: '1' }, { cursor: 'tampered' }]
    for (const query of wrong) {
      expect({ query, status: (await officer.request('GET', `/api/notices/desk/${id}/firms?${new URLSearchParams(query)}`)).status }).toEqual({ query, status: 422 })
    }
    for (const [what, value] of badTexts()) expect({ what, is500: (await officer.request('GET', `/api/notices/desk/${id}/firms?${new URLSearchParams({ q: value })}`)).status >= 500 }).toEqual({ what, is500: false })
  })

  it('is a table: phones and codes are text, nothing in it is a formula', async () => {
    await call(3, 'call-again', '=1+1')
    const { status, bytes, headers } = await officer.call(getReachedFirmsSheet, { params: { id }, query: {} })
    expect([status, headers['content-type']]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'])
    const rows = (await readXlsxFile(Buffer.from(bytes)))[0]?.data ?? []
    expect(rows).toHaveLength(6)
    const row = rows.find((cells) => String(cells[0]).includes('丁公司')) ?? []
    expect(row.every((value) => value === null || typeof value === 'string')).toBe(true)
    expect([String(row[0]).startsWith('='), String(row[9]).startsWith('=')]).toEqual([false, false])
    expect(row[8]).toBe('稍后再打')
    expect(rows.slice(1).map((cells) => String(cells[1]))).toEqual(rows.slice(1).map((cells) => String(cells[1])).toSorted())
    expect(await audited('notices.call-list-export')).toMatchObject({ subject: `notice:${id}`, details: { firms: 5 } })
  })
})

describe('a call', () => {
  it('is kept with who made it; the newest counts, earlier ones stay', async () => {
    expect((await call(0, 'no-answer', '没人接')).status).toBe(204)
    test.clock.advance(60_000)
    expect((await call(0, 'reached', '  下午会看 ')).status).toBe(204)
    const [firm] = (await list({ q: '甲公司' })).items
    expect(firm?.call).toMatchObject({ outcome: 'reached', note: '下午会看', by: expect.any(String), at: new Date(at()).toISOString() })
    expect((await reach()).calls).toEqual([{ outcome: 'reached', count: 1 }])
    expect(await test.db.selectFrom('notice_calls').selectAll().where('notice_id', '=', id).execute()).toHaveLength(2)
    // The note stays out of it.
    expect(await audited('notices.call')).toEqual({ subject: `notice:${id}`, role: 'officer', firmId: firmOf(0), details: { outcome: 'reached' } })
  })

  it('that was sent again is one', async () => {
    const key = randomUUID()
    expect([(await call(0, 'reached', '', key)).status, (await call(0, 'reached', '', key)).status]).toEqual([204, 204])
    expect(await test.db.selectFrom('notice_calls').selectAll().where('notice_id', '=', id).execute()).toHaveLength(1)
    expect((await call(0, 'no-answer', '', key)).error.code).toBe('key-reused')
    expect((await officer.call(recordCall, { params: { id }, body: { firmId: firmOf(0), outcome: 'reached', note: '' } })).error.code).toBe('key-missing')
  })

  it('is refused for a firm that was not told, and for a notice that is not there', async () => {
    const body = { outcome: 'reached' as const, note: '' }
    const stranger = await aFirm(test.db, at())
    expect((await officer.call(recordCall, { params: { id }, body: { ...body, firmId: stranger.id }, key: randomUUID() })).status).toBe(404)
    expect((await officer.call(recordCall, { params: { id: 'nobody-wrote-this' }, body: { ...body, firmId: firmOf(0) }, key: randomUUID() })).status).toBe(404)
  })

  it('takes no other outcome, no long note and nothing that is no text', async () => {
    const send = (body: unknown) => officer.request('POST', `/api/notices/desk/${id}/calls`, { headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() }, body: JSON.stringify(body) })
    const good = { firmId: firmOf(0), outcome: 'reached', note: '' }
    for (const bad of [{ ...good, outcome: 'maybe' }, { ...good, note: '长'.repeat(201) }, { ...good, more: 1 }, { outcome: 'reached', note: '' }, []]) expect({ bad, status: (await send(bad)).status }).toEqual({ bad, status: 422 })
    for (const [what, value] of badValues(200)) expect({ what, is500: (await send({ ...good, note: value })).status >= 500 }).toEqual({ what, is500: false })
    expect((await send({ ...good, note: '长'.repeat(200) })).status).toBe(204)
  })
})
