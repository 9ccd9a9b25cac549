// Experts as everybody sees them, and their profiles as they and officers keep them.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getExpert, getProfile, listDeskExperts, listExperts, listTopics, saveProfile } from '#contract/consultations/endpoints.ts'
import type { ProfileInput } from '#contract/consultations/schema.ts'
import { listFitting, type Wish } from '#server/consultations/experts.ts'
import { lastAudit } from '../assessment/assessing.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { booked, bookers, openProfile, otherTopic, refusal, slot, topic, type Bookers } from './booking.ts'

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

const own = () => ({ id: people.expertId })
const profile = (changes: Partial<ProfileInput> = {}): ProfileInput => ({
  organisation: '示例专利代理所', qualification: '专利代理师', fields: '机械、控制', industries: [], topics: [topic], ways: ['visit', 'phone'], statement: '与所服务企业没有利害关系。', introduction: '', placeId: null, isOpen: true, ...changes,
})
const save = (body: ProfileInput, client = people.expert, version = 1, id = people.expertId) => client.call(saveProfile, { params: { id }, body, version })
const fieldsOf = async (body: ProfileInput) => (await save(body)).error.fields
const fitting = async (wish: Wish) => (await listFitting(test.db, test.deps.content.consultations, wish)).map(({ id }) => id)
const shown = async () => (await test.client().call(listExperts)).body.items

describe('what everybody may see', () => {
  it('are topics with ways, towns and limits', async () => {
    const reply = await test.client().call(listTopics)
    expect([reply.status, reply.body.today, reply.body.items[0]?.id]).toEqual([200, '2026-11-23', topic])
  })

  it('are experts who take bookings, without their telephone', async () => {
    const items = await shown()
    expect(items.map(({ id }) => id).sort()).toEqual([people.expertId, people.otherExpertId].sort())
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(['fields', 'id', 'industries', 'introduction', 'name', 'organisation', 'placeId', 'qualification', 'served', 'statement', 'topics', 'ways'])
    expect((await test.client().call(getExpert, { params: own() })).body).toEqual(items.find(({ id }) => id === people.expertId))
  })

  it('stand in the order of their names', async () => {
    for (const [id, name] of [[people.expertId, '周工'], [people.otherExpertId, '安工']] as const) await test.db.updateTable('accounts').set({ name }).where('id', '=', id).execute()
    expect((await shown()).map(({ name }) => name)).toEqual(['安工', '周工'])
  })

  it('are none who are closed, out of service or no experts; and these are as those who are not there', async () => {
    await test.db.updateTable('expert_profiles').set({ is_open: 0 }).where('account_id', '=', people.expertId).execute()
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', people.otherExpertId).execute()
    expect(await shown()).toEqual([])
    for (const id of [people.expertId, people.otherExpertId, people.owner.me.id, randomUUID()]) expect(refusal(await test.client().call(getExpert, { params: { id } }))).toEqual([404, 'not-found'])
  })

  it('count visits that are done', async () => {
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    expect((await shown()).map(({ served }) => served)).toEqual([0, 0])
    await test.db.updateTable('bookings').set({ state: 'done' }).execute()
    expect((await test.client().call(getExpert, { params: own() })).body.served).toBe(1)
  })
})

describe('a profile', () => {
  it('is empty before somebody writes it', async () => {
    await test.db.deleteFrom('expert_profiles').execute()
    const reply = await people.expert.call(getProfile, { params: own() })
    expect([reply.headers.etag, reply.body.version, reply.body.isOpen, reply.body.topics]).toEqual(['"0"', 0, false, []])
    expect((await save(profile(), people.expert, 0)).body).toMatchObject({ version: 1, isOpen: true, topics: [topic] })
    expect((await shown()).map(({ id }) => id)).toEqual([people.expertId])
  })

  it('is kept by its expert and by officers, and by nobody else', async () => {
    expect((await save(profile({ organisation: '  甲所\n' }))).body).toMatchObject({ organisation: '甲所', version: 2 })
    expect(await lastAudit(test)).toMatchObject({ action: 'consultations.save-profile', role: 'expert', subject: `expert:${people.expertId}` })
    expect((await save(profile({ organisation: '乙所' }), people.officer, 2)).body).toMatchObject({ organisation: '乙所', version: 3 })
    expect(refusal(await save(profile(), people.otherExpert, 3))).toEqual([404, 'not-found'])
    expect(refusal(await people.otherExpert.call(getProfile, { params: own() }))).toEqual([404, 'not-found'])
    expect(refusal(await save(profile(), people.bank, 3))).toEqual([403, 'not-allowed'])
    expect(refusal(await people.officer.call(getProfile, { params: { id: people.owner.me.id } }))).toEqual([404, 'not-found'])
  })

  it('takes no version but the one that is there', async () => {
    expect(refusal(await save(profile(), people.expert, 7))).toEqual([412, 'stale', { version: 1 }])
    expect(refusal(await people.expert.call(saveProfile, { params: own(), body: profile() }))).toEqual([428, 'version-missing'])
  })

  it('names what is wrong by field', async () => {
    expect(await fieldsOf(profile({ topics: [topic, 'astrology'], industries: ['炼丹'], placeId: 'moon' }))).toEqual([{ field: 'industries.0', reason: 'option' }, { field: 'topics.1', reason: 'option' }, { field: 'placeId', reason: 'option' }])
    expect(await fieldsOf(profile({ introduction: '一\u0007二' }))).toEqual([{ field: 'introduction', reason: 'text-invalid' }])
    expect((await save({ ...profile(), ways: [] })).status).toBe(422)
  })

  it('says what firms must know before it takes bookings, and may lack it while it takes none', async () => {
    const bare = profile({ topics: [], qualification: '', fields: ' ', statement: '', ways: ['office'] })
    expect(await fieldsOf(bare)).toEqual([
      { field: 'topics', reason: 'rows-min', limit: 1 }, ...['qualification', 'fields', 'statement', 'placeId'].map((field) => ({ field, reason: 'required' })),
    ])
    expect((await save({ ...bare, isOpen: false })).status).toBe(200)
  })

  it('shows officers every expert in service, with what is to come', async () => {
    await booked(people.owner.client, { firmId: people.firmId, slotId: slot(people.expertId, '09:30') })
    await test.db.deleteFrom('expert_profiles').where('account_id', '=', people.otherExpertId).execute()
    const { items } = (await people.officer.call(listDeskExperts)).body
    expect(items.find(({ id }) => id === people.expertId)).toMatchObject({ coming: 1, overLeave: 0, profile: { isOpen: true } })
    expect(items.find(({ id }) => id === people.otherExpertId)).toMatchObject({ coming: 0, profile: null })
  })
})

describe('an expert fits', () => {
  it('by topic and way', async () => {
    await openProfile(test, people.expertId, { topics: [topic], ways: ['phone'] })
    const [one, other] = [people.expertId, people.otherExpertId]
    expect(await fitting({ topic, way: 'phone' })).toEqual([one, other].sort())
    expect(await fitting({ topic, way: 'visit' })).toEqual([other])
    expect(await fitting({ topic: otherTopic, way: 'phone' })).toEqual([other])
    expect(await fitting({ topic: 'astrology' })).toEqual([])
  })

  it('for 到所 only where it is said which place', async () => {
    await test.db.updateTable('expert_profiles').set({ place_id: null }).where('account_id', '=', people.expertId).execute()
    await test.db.updateTable('expert_profiles').set({ place_id: 'gone' }).where('account_id', '=', people.otherExpertId).execute()
    expect(await fitting({ topic, way: 'office' })).toEqual([])
    expect((await shown()).map(({ ways }) => ways)).toEqual([['visit', 'phone', 'video'], ['visit', 'phone', 'video']])
  })

  it('while in service and open, and never for a firm they act for', async () => {
    const byHand = { id: randomUUID(), firm_id: people.firmId, account_id: people.expertId, role: 'clerk' as const, state: 'active' as const, created_at: 1, changed_at: 1 }
    await test.db.insertInto('memberships').values(byHand).execute()
    expect(await fitting({ topic, firmId: people.firmId })).toEqual([people.otherExpertId])
    expect(await fitting({ topic, firmId: people.stranger.firmId })).toHaveLength(2)
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('id', '=', byHand.id).execute()
    expect(await fitting({ topic, firmId: people.firmId })).toHaveLength(2)
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', people.otherExpertId).execute()
    expect(await fitting({ topic })).toEqual([people.expertId])
  })
})
