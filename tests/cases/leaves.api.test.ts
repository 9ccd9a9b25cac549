import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeave, endLeave, handOver, listDesk, listLeaves } from '#contract/cases/desk-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { tellOfLeaves } from '#server/cases/leave-telling.ts'
import { enqueueMessages } from '#server/messages/outbox.ts'
import { renderMessage } from '#server/messages/texts.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { addCase, addFirm, owes } from './case-rows.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let firmId: string
let me: string
let colleague: string

beforeAll(async () => {
  // The Monday before the National Day of 2026: 1–7 October are free, Saturday the 10th is worked.
  test = await buildTestApp({ now: '2026-09-28T02:08:00.000Z' })
  people = await allActors(test)
  const officers = await test.db.selectFrom('accounts').select(['id', 'name']).where('staff_role', '=', 'officer').execute()
  me = officers.find(({ name }) => name === '王倩')?.id ?? ''
  colleague = officers.find(({ name }) => name === '张明')?.id ?? ''
  firmId = await addFirm(test.db, '百川试验企业', '马桥镇', aUscc(4242))
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set('2026-09-28T02:08:00.000Z')
})
afterAll(() => test.close())

const write = (change: Partial<{ personId: string; coverId: string; fromOn: string; toOn: string; note: string }> = {}, who: Client = people.clients.officer) =>
  who.call(addLeave, { body: { personId: me, coverId: colleague, fromOn: '2026-09-29', toOn: '2026-10-10', note: '', ...change } })
/** Later days need a new session. */
async function at(instant: string): Promise<{ officer: Client; second: Client }> {
  test.clock.set(instant)
  return { officer: await test.signIn(phones.officer), second: await test.signIn(phones.secondOfficer) }
}
async function titles(who: Client, part: string): Promise<string[]> {
  await test.runWorker()
  return (await who.call(listMessages, { query: { limit: 100 } })).body.items.map(({ title }) => title).filter((title) => title.includes(part))
}
const work = (accountIds: string[], once?: string) => test.deps.commands.run((tx) => enqueueMessages(tx, {
  at: test.clock.now(), accountIds, firmId: null, ...(once ? { dedupeKey: once } : {}), message: renderMessage(test.deps.content, 'licence.submitted', { firm: '百川', uscc: '9137' }, '/desk/verifications'),
}))

describe('writing a leave', () => {
  it('is done by the officer or for a colleague, and counts working days with the made-up ones', async () => {
    const own = await write()
    expect([own.status, own.body.workdays, own.body.state, own.body.writtenBy]).toEqual([201, 5, 'coming', '王倩'])
    expect((await write({ fromOn: '2026-10-12', toOn: '2026-10-12', note: '发烧' }, people.clients.secondOfficer)).body).toMatchObject({ person: { name: '王倩' }, writtenBy: '张明', note: '发烧', workdays: 1 })
    expect((await people.clients.auditor.call(listLeaves)).body).toMatchObject({ mayWrite: false, items: [{ fromOn: '2026-10-12' }, { fromOn: '2026-09-29' }] })
  })

  it('needs a cover in service, another one, who is there', async () => {
    const code = async (change: Parameters<typeof write>[0], who?: Client) => (await write(change, who)).error?.code
    expect(await code({ coverId: me })).toBe('cases.cover-missing')
    expect(await code({ coverId: (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'auditor').executeTakeFirstOrThrow()).id })).toBe('cases.cover-missing')
    expect((await write()).status).toBe(201)
    // Whoever stands in for somebody is not away on one of those days, and nobody stands in for two absences of one person.
    expect(await code({ personId: colleague, coverId: me, fromOn: '2026-10-10', toOn: '2026-10-12' })).toBe('cases.leave-overlaps')
    expect(await code({ fromOn: '2026-10-10', toOn: '2026-10-11' })).toBe('cases.leave-overlaps')
    expect(await code({ personId: colleague, coverId: me, fromOn: '2026-10-11', toOn: '2026-10-12' })).toBeUndefined()
    expect(await code({ fromOn: '2026-10-11', toOn: '2026-10-11' })).toBe('cases.leave-overlaps')
  })

  it('needs days that come, in order', async () => {
    for (const change of [{ fromOn: '2026-09-27' }, { fromOn: '2026-09-31' }, { toOn: '2026-09-28' }, { toOn: '2028-01-01' }]) expect((await write(change)).status, JSON.stringify(change)).toBe(422)
    expect((await write({ personId: 'nobody' })).status).toBe(404)
    expect((await write({}, people.clients.auditor)).status).toBe(403)
  })

  it('of two at one moment for the same days is one', async () => {
    const both = await Promise.all([write(), write({}, people.clients.secondOfficer)])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  })
})

describe('during a leave', () => {
  it('what is told to the absent about their work is told to the cover, said to be theirs, once', async () => {
    await write()
    await work([me], 'before')
    expect(await titles(people.clients.secondOfficer, '代王倩：')).toEqual([])
    const { officer, second } = await at('2026-10-03T02:00:00.000Z')
    await work([me], 'a')
    await work([me], 'a')
    await work([me, colleague], 'b')
    expect(await titles(second, '代王倩：')).toHaveLength(1)
    expect((await titles(officer, '代王倩：'))).toEqual([])
    // The day after its last.
    await at('2026-10-11T02:00:00.000Z')
    await work([me], 'c')
    expect(await titles((await at('2026-10-11T02:01:00.000Z')).second, '代王倩：')).toHaveLength(1)
  })

  it('what the absent has in hand is among the cover’s, marked so; four eyes hold', async () => {
    await write()
    const theirs = await addCase(test.db, firmId, { assigned_to: me, ...owes('2026-10-08') })
    const recommended = await addCase(test.db, firmId, { assigned_to: me, state: 'reviewing', recommended_by: colleague, ...owes('2026-10-08') })
    const { officer, second } = await at('2026-10-08T02:00:00.000Z')
    const home = (await second.call(listDesk, { query: { group: 'mine', limit: 100 } })).body
    expect(home.standsInFor).toEqual([{ name: '王倩', toOn: '2026-10-10' }])
    const shown = home.items.filter(({ firm }) => firm?.id === firmId).map(({ id, standsInFor, isBarred }) => [id, standsInFor, isBarred])
    expect(shown.sort()).toEqual([[theirs, '王倩', false], [recommended, '王倩', true]].sort())
    expect((await second.call(handOver, { body: { items: [{ kind: 'case', id: recommended }], to: colleague } })).body.refused).toHaveLength(1)
    expect((await officer.call(listDesk, { query: {} })).body.away).toEqual({ cover: '张明', toOn: '2026-10-10' })
  })

  it('that is ended, or whose cover has left, nothing is told or shown any more', async () => {
    const { body: leave } = await write()
    const { officer, second } = await at('2026-10-08T02:00:00.000Z')
    expect((await officer.call(endLeave, { params: { id: leave.id } })).body.state).toBe('ended')
    expect((await officer.call(endLeave, { params: { id: leave.id } })).status).toBe(200)
    await work([me], 'd')
    expect(await titles(second, '代王倩：')).toEqual([])
    expect((await second.call(listDesk, { query: {} })).body.standsInFor).toEqual([])
  })
})

describe('its beginning and its end', () => {
  it('are told to both, once each, whatever restarts', async () => {
    await write()
    expect(await tellOfLeaves(test.deps)).toBe(0)
    await at('2026-09-28T23:30:00.000Z')
    expect(await tellOfLeaves(test.deps)).toBe(0)
    await at('2026-09-29T01:00:00.000Z')
    expect([await tellOfLeaves(test.deps), await tellOfLeaves(test.deps)]).toEqual([1, 0])
    await at('2026-10-10T09:00:00.000Z')
    expect(await tellOfLeaves(test.deps)).toBe(0)
    const { officer, second } = await at('2026-10-11T01:00:00.000Z')
    expect(await Promise.all([tellOfLeaves(test.deps), tellOfLeaves(test.deps)])).toContain(1)
    for (const who of [officer, second]) expect(await titles(who, '请假')).toEqual(['请假结束：王倩', '请假开始：王倩'])
  })

  it('of one ended early is told at once; of one that never began nothing is', async () => {
    const { body: first } = await write({ fromOn: '2026-09-28', toOn: '2026-09-30' })
    const { body: later } = await write({ fromOn: '2026-10-12', toOn: '2026-10-13' })
    await tellOfLeaves(test.deps)
    test.clock.advance(60_000)
    await people.clients.secondOfficer.call(endLeave, { params: { id: first.id } })
    await people.clients.secondOfficer.call(endLeave, { params: { id: later.id } })
    expect(await titles(people.clients.officer, '请假')).toEqual(['请假结束：王倩', '请假开始：王倩'])
    await at('2026-10-12T03:00:00.000Z')
    expect(await tellOfLeaves(test.deps)).toBe(0)
  })
})
