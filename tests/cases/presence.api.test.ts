import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { markPresence } from '#contract/cases/endpoints.ts'
import type { Presence, PresenceInput } from '#contract/cases/schema.ts'
import { isFirmEditing } from '#server/cases/presence.ts'
import { removeOutdated } from '#server/retention.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { addCase } from './case-rows.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let caseId: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  caseId = await addCase(test.db, people.firmId, { state: 'accepted', version: 7 })
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

async function say(who: Client, doing: PresenceInput['doing']): Promise<Presence> {
  const reply = await who.call(markPresence, { params: { id: caseId }, body: { doing } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

describe('being on a case', () => {
  it('shows officers each other, and of the firm who is writing', async () => {
    const { officer, secondOfficer, clerk, administrator } = people.clients
    expect(await say(officer, 'editing')).toMatchObject({ version: 7, state: 'accepted', others: [] })
    await say(clerk, 'editing')
    await say(administrator, 'reading')
    expect((await say(secondOfficer, 'reading')).others).toEqual(expect.arrayContaining([
      { name: '王倩', side: 'officer', doing: 'editing' }, { name: '李敏', side: 'firm', doing: 'editing' },
    ]))
    expect((await say(secondOfficer, 'reading')).others).toHaveLength(2)
  })

  it('shows a firm its own people only, never an officer', async () => {
    const { officer, clerk, administrator } = people.clients
    await say(officer, 'editing')
    await say(clerk, 'reading')
    expect((await say(administrator, 'reading')).others).toEqual([{ name: '李敏', side: 'firm', doing: 'reading' }])
  })

  it('ends on leaving, and by itself after two missed beats', async () => {
    const { officer, secondOfficer } = people.clients
    await say(officer, 'reading')
    test.clock.advance(44_000)
    expect((await say(secondOfficer, 'reading')).others).toHaveLength(1)
    test.clock.advance(2_000)
    expect((await say(secondOfficer, 'reading')).others).toEqual([])
    await say(officer, 'reading')
    await say(officer, 'left')
    expect((await say(secondOfficer, 'reading')).others).toEqual([])
  })

  it('is one row a person, however often they say so', async () => {
    for (const doing of ['reading', 'editing', 'reading'] as const) await say(people.clients.officer, doing)
    expect(await test.db.selectFrom('presence').select('doing').where('case_id', '=', caseId).execute()).toEqual([{ doing: 'reading' }])
  })

  it('names what happened last; to the firm without what officers say to each other', async () => {
    const event = { id: randomUUID(), case_id: caseId, seq: 1, at: test.clock.now(), action: 'recommend' as const, state: 'reviewing' as const, actor: 'officer' as const, account_id: 'x', actor_name: '王倩', note: '建议支持' }
    await test.db.insertInto('case_events').values(event).execute()
    expect((await say(people.clients.secondOfficer, 'reading')).last).toMatchObject({ action: 'recommend', actorName: '王倩', note: '建议支持' })
    expect((await say(people.clients.clerk, 'reading')).last).toMatchObject({ action: 'recommend', note: null })
  })

  it('is not possible on a case one may not see', async () => {
    const { otherFirm, pending, assistant, officer } = people.clients
    for (const who of [otherFirm, pending, assistant]) expect((await who.call(markPresence, { params: { id: caseId }, body: { doing: 'reading' } })).status).toBe(404)
    const draft = await addCase(test.db, people.firmId, { state: 'draft', number: null, submitted_at: null })
    expect((await officer.call(markPresence, { params: { id: draft }, body: { doing: 'reading' } })).status).toBe(404)
    expect((await officer.call(markPresence, { params: { id: randomUUID() }, body: { doing: 'reading' } })).status).toBe(404)
    expect(await test.db.selectFrom('presence').select('doing').execute()).toEqual([])
  })

  it('keeps no session alive', async () => {
    const { officer } = people.clients
    const seen = async () => (await test.db.selectFrom('sessions').innerJoin('accounts', 'accounts.id', 'sessions.account_id').select('sessions.last_seen_at').where('accounts.name', '=', '王倩').executeTakeFirstOrThrow()).last_seen_at
    const before = await seen()
    test.clock.advance(600_000)
    await say(officer, 'reading')
    expect(await seen()).toBe(before)
  })
})

describe('a firm that is writing', () => {
  it('is known as such until it leaves or stops', async () => {
    const now = () => test.clock.now()
    expect(await isFirmEditing(test.db, caseId, now())).toBe(false)
    await say(people.clients.officer, 'editing')
    await say(people.clients.clerk, 'reading')
    expect(await isFirmEditing(test.db, caseId, now())).toBe(false)
    await say(people.clients.clerk, 'editing')
    expect(await isFirmEditing(test.db, caseId, now())).toBe(true)
    test.clock.advance(46_000)
    expect(await isFirmEditing(test.db, caseId, now())).toBe(false)
  })
})

it('who looked at what is forgotten after a day', async () => {
  await say(people.clients.officer, 'reading')
  test.clock.advance(23 * 3_600_000)
  await removeOutdated(test.deps)
  expect(await test.db.selectFrom('presence').select('doing').execute()).toHaveLength(1)
  test.clock.advance(2 * 3_600_000)
  await removeOutdated(test.deps)
  expect(await test.db.selectFrom('presence').select('doing').execute()).toEqual([])
})
