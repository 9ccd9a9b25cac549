import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { markPresence } from '#contract/cases/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { remindOfDue } from '#server/cases/reminders.ts'
import { readStoredJson } from '#server/db/json.ts'
import type { CaseRow } from '#server/db/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { addCase, owes } from './case-rows.ts'

// The tests run as if in New York: every day named here is one of Shanghai all the same.
let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let me: string
let colleague: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const officers = await test.db.selectFrom('accounts').select(['id', 'name']).where('staff_role', '=', 'officer').execute()
  me = officers.find(({ name }) => name === '王倩')?.id ?? ''
  colleague = officers.find(({ name }) => name === '张明')?.id ?? ''
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const officers = ['张明', '王倩']
const add = (overrides: Partial<CaseRow>) => addCase(test.db, people.firmId, { state: 'accepted', ...overrides })
/** One round of the worker at this time of Shanghai; answers who was told what of this case in it. */
async function at(caseId: string, shanghai: string): Promise<string[]> {
  test.clock.set(`${shanghai.replace(' ', 'T')}:00.000+08:00`)
  const count = async () => test.db.selectFrom('outbox').innerJoin('accounts', 'accounts.id', 'outbox.account_id').select(['outbox.id', 'accounts.name', 'payload']).where('payload', 'like', `%${caseId}%`).execute()
  const before = new Set((await count()).map(({ id }) => id))
  await remindOfDue(test.deps)
  return (await count()).filter(({ id }) => !before.has(id)).map(({ name, payload }) => `${name} ${readStoredJson<{ title: string }>(payload).title.split('：')[0]}`).sort()
}
const card = (caseId: string, ticked: boolean) => test.db.insertInto('corrections').values({
  id: randomUUID(), case_id: caseId, round: 1, kind: 'defects', state: 'open', resume_state: 'accepted', version: 1, saved_by: me, saved_at: 1_000, sent_at: 1_000, ended_at: null,
  items: JSON.stringify([{ id: 'item-0001', at: { kind: 'field', path: 'feeFen' }, phraseId: null, text: '请改', opens: [{ kind: 'field', path: 'feeFen' }], doneAt: ticked ? 2_000 : null, doneBy: ticked ? '李敏' : null, reply: null }]),
}).execute()

describe('a promise that comes soon', () => {
  it('is told two working days before, from nine in the morning, once', async () => {
    const id = await add({ assigned_to: me, ...owes('2026-11-27', '2026-11-10') })
    expect(await at(id, '2026-11-24 15:00')).toEqual([])
    expect(await at(id, '2026-11-25 08:59')).toEqual([])
    expect(await at(id, '2026-11-25 09:00')).toEqual(['王倩 快到期'])
    for (const later of ['2026-11-25 09:10', '2026-11-26 09:00', '2026-11-27 17:00']) expect(await at(id, later), later).toEqual([])
  })

  it('counts over 国庆: for Thursday 8 October it is told on Tuesday 29 September, and nothing during the holidays', async () => {
    const id = await add({ assigned_to: me, ...owes('2026-10-08', '2026-09-10') })
    expect(await at(id, '2026-09-28 10:00')).toEqual([])
    expect(await at(id, '2026-09-29 09:00')).toEqual(['王倩 快到期'])
    for (const day of ['01', '05', '07', '08']) expect(await at(id, `2026-10-${day} 09:30`), day).toEqual([])
    expect(await at(id, '2026-10-09 09:30')).toEqual(['张明 超期了', '王倩 超期了'])
  })

  it('is not told on the day its clock began: the message of that day named the date', async () => {
    const id = await add({ ...owes('2026-11-25', '2026-11-23') })
    expect(await at(id, '2026-11-23 10:00')).toEqual([])
    expect(await at(id, '2026-11-24 09:00')).toEqual(officers.map((name) => `${name} 快到期`))
    const resumed = await add({ ...owes('2026-11-25', '2026-11-10'), due_pauses: '[["2026-11-16","2026-11-23"]]' })
    expect(await at(resumed, '2026-11-23 10:00')).toEqual([])
    expect(await at(resumed, '2026-11-24 09:00')).toEqual(officers.map((name) => `${name} 快到期`))
  })

  it('goes to all officers where nobody has the case, but not to who has recused himself or left', async () => {
    const nobodys = await add(owes('2026-11-24', '2026-11-10'))
    expect(await at(nobodys, '2026-11-23 10:00')).toEqual(officers.map((name) => `${name} 快到期`))
    const recused = await add(owes('2026-11-24', '2026-11-10'))
    await test.db.insertInto('recusals').values({ case_id: recused, account_id: me, reason: 'x', at: 1 }).execute()
    expect(await at(recused, '2026-11-23 10:00')).toEqual(['张明 快到期'])
    const left = await add({ assigned_to: colleague, ...owes('2026-11-24', '2026-11-10') })
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', colleague).execute()
    expect(await at(left, '2026-11-23 10:00')).toEqual(['王倩 快到期'])
  })

  it('counts anew after a pause has moved it', async () => {
    const id = await add({ assigned_to: me, ...owes('2026-11-24', '2026-11-10') })
    expect(await at(id, '2026-11-23 10:00')).toEqual(['王倩 快到期'])
    await test.db.updateTable('cases').set({ due_on: '2026-12-04', due_pauses: '[["2026-11-23","2026-12-01"]]' }).where('id', '=', id).execute()
    expect(await at(id, '2026-12-01 10:00')).toEqual([])
    expect(await at(id, '2026-12-02 10:00')).toEqual(['王倩 快到期'])
  })

  it('reaches the inbox with the number, what is owed and the date', async () => {
    const id = await add({ assigned_to: me, number: 'HT2026-ZZ-7777', ...owes('2026-11-24', '2026-11-10', '初审') })
    await at(id, '2026-11-23 10:00')
    await test.runWorker()
    const message = (await people.clients.officer.call(listMessages, { query: {} })).body.items.find(({ link }) => link === `/desk/cases/${id}`)
    expect(message?.body).toContain('HT2026-ZZ-7777')
    expect(message?.body).toContain('初审，11月24日（周二）到期')
  })
})

describe('a promise that is broken', () => {
  it('is told to all officers on the first working day after, once', async () => {
    const id = await add({ assigned_to: me, soon_told: 'county 2026-11-20', ...owes('2026-11-20', '2026-11-10') })
    expect(await at(id, '2026-11-20 23:59')).toEqual([])
    expect(await at(id, '2026-11-21 10:00')).toEqual([])
    expect(await at(id, '2026-11-23 09:00')).toEqual(officers.map((name) => `${name} 超期了`))
    expect(await at(id, '2026-11-24 09:00')).toEqual([])
  })

  it('over 春节 waits for Tuesday 24 February; the Saturday worked before it counts as a day', async () => {
    const id = await add({ assigned_to: me, ...owes('2026-02-14', '2026-01-20') })
    expect(await at(id, '2026-02-11 09:00')).toEqual([])
    expect(await at(id, '2026-02-12 09:00')).toEqual(['王倩 快到期'])
    for (const day of ['15', '17', '23']) expect(await at(id, `2026-02-${day} 10:00`), day).toEqual([])
    expect(await at(id, '2026-02-24 09:00')).toEqual(officers.map((name) => `${name} 超期了`))
  })

  it('is told later when the server was down that day', async () => {
    const id = await add(owes('2026-11-20', '2026-11-10'))
    expect(await at(id, '2026-11-27 16:00')).toEqual(officers.map((name) => `${name} 超期了`))
  })

  it('is also that of an appeal', async () => {
    const id = await add({ state: 'refused', appealed_at: 1, ...owes('2026-11-20', '2026-11-10', '复核答复') })
    expect(await at(id, '2026-11-23 09:00')).toEqual(officers.map((name) => `${name} 超期了`))
  })

  it('is nothing any more once the case is closed', async () => {
    for (const state of ['paid', 'archived', 'refused', 'withdrawn'] as const) expect(await at(await add({ state }), '2026-11-23 10:00'), state).toEqual([])
    const closed = await add({ state: 'withdrawn', ...owes('2026-11-20', '2026-11-10') })
    expect(await at(closed, '2026-11-23 10:00')).toEqual([])
  })
})

describe('the firm’s own time', () => {
  const returned = (overrides: Partial<CaseRow> = {}) => add({ state: 'returned', saved_at: 500, assigned_to: me, ...owes('2026-11-24', '2026-11-17', '补正'), ...overrides })
  let names: string[]
  beforeAll(async () => {
    const rows = await test.db.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select('accounts.name').where('firm_id', '=', people.firmId).where('state', '=', 'active').execute()
    names = rows.map(({ name }) => `${name} 补正快到期了`).sort()
  })

  it('is said to the firm one working day before, once', async () => {
    const id = await returned()
    await card(id, false)
    expect(await at(id, '2026-11-20 10:00')).toEqual([])
    expect(await at(id, '2026-11-23 10:00')).toEqual(names)
    expect(await at(id, '2026-11-24 10:00')).toEqual([])
    expect(names.length).toBeGreaterThan(1)
  })

  it('is not said to a firm that has ticked something, or saved since it was asked (pitfall C20)', async () => {
    const ticked = await returned()
    await card(ticked, true)
    expect(await at(ticked, '2026-11-23 10:00')).toEqual([])
    const saved = await returned({ saved_at: 1_500 })
    await card(saved, false)
    expect(await at(saved, '2026-11-23 10:00')).toEqual([])
  })

  it('is not said while somebody of the firm is writing, and said when they have gone without saving', async () => {
    const id = await returned()
    await card(id, false)
    test.clock.set('2026-11-23T02:00:00.000Z')
    await people.clients.clerk.call(markPresence, { params: { id }, body: { doing: 'editing' } })
    expect(await at(id, '2026-11-23 10:00')).toEqual([])
    expect(await at(id, '2026-11-23 10:10')).toEqual(names)
  })

  it('that has passed is told to whoever has the case, not to the firm, and the county is not late meanwhile', async () => {
    const id = await returned({ soon_told: 'firm 2026-11-24' })
    await card(id, true)
    expect(await at(id, '2026-11-25 09:00')).toEqual(['王倩 企业逾期没有补正'])
    expect(await at(id, '2026-11-26 09:00')).toEqual([])
  })

  it('has a date of its own: the county’s on the same day is told as well', async () => {
    const id = await returned()
    await card(id, false)
    expect(await at(id, '2026-11-23 10:00')).toEqual(names)
    await test.db.updateTable('cases').set({ state: 'accepted', due_on: '2026-11-24' }).where('id', '=', id).execute()
    expect(await at(id, '2026-11-23 10:10')).toEqual(['王倩 快到期'])
  })
})
