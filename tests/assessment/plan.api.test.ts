import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPlanSteps, deleteAssessment, getPlanCalendar, listPlan, removePlanStep, updatePlanStep } from '#contract/assessment/endpoints.ts'
import type { Assessment, PlanInput, PlanPatch, PlanStep } from '#contract/assessment/schema.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { acted, answer, assessors, begun, editionOf, lastAudit, refusal, someItems, type Assessors } from './assessing.ts'

const today = '2026-11-23'
let test: TestApp
let people: Assessors
let assessment: Assessment
let undo: { restore(): Promise<void> }
let [first, second] = ['', '']

beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  assessment = await begun(people.clerk.client, people.firmId)
  const { asked } = someItems(editionOf(test))
  ;[first, second] = [asked[0]!.id, asked[1]!.id]
  await answer(people.clerk.client, assessment.id, first, { answer: 'minor' })
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const add = (client: Client, body: PlanInput) => client.call(addPlanSteps, { params: { id: assessment.id }, body })
const change = (client: Client, step: PlanStep, body: PlanPatch, version = step.version) => client.call(updatePlanStep, { params: { id: assessment.id, stepId: step.id }, body, version })
const plan = async (client: Client = people.clerk.client) => (await client.call(listPlan, { query: { firmId: people.firmId } })).body.items
async function aStep(more: Partial<PlanInput> = {}): Promise<PlanStep> {
  return (await add(people.clerk.client, { itemIds: [first], ...more })).body.items[0]!
}

describe('steps of a plan', () => {
  it('begin with the advice of the item, without owner and date', async () => {
    const { status, body } = await add(people.clerk.client, { itemIds: [first, second] })
    expect([status, body.today]).toEqual([200, today])
    const advice = someItems(editionOf(test)).asked[0]!.advice
    expect(body.items.find(({ itemId }) => itemId === first)).toMatchObject({ assessmentId: assessment.id, title: advice, owner: null, dueOn: null, state: 'todo', note: '', version: 1 })
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.plan-add', details: { steps: 2 } })
  })

  it('are one an item, however often and from how many phones they are added, and stay as they are', async () => {
    const step = await aStep()
    await change(people.clerk.client, step, { title: '改过的' })
    const replies = await Promise.all([people.clerk, people.owner, people.clerk, people.owner].map(({ client }) => add(client, { itemIds: [first, second, second] })))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const items = await plan()
    expect(items.map(({ itemId }) => itemId).toSorted()).toEqual([first, second].toSorted())
    expect(items.find(({ itemId }) => itemId === first)?.title).toBe('改过的')
  })

  it('take an owner and a date from the start, for all of them', async () => {
    const { body } = await add(people.clerk.client, { itemIds: [first, second], ownerId: people.owner.me.id, dueOn: '2026-12-31' })
    expect(body.items.map(({ owner, dueOn }) => [owner?.id, dueOn])).toEqual([[people.owner.me.id, '2026-12-31'], [people.owner.me.id, '2026-12-31']])
  })

  it.each<[string, () => PlanInput, object[]]>([
    ['an item of another list', () => ({ itemIds: [first, 'nirgends'] }), [{ field: 'itemIds.1', reason: 'unknown-item' }]],
    ['an owner of another firm', () => ({ itemIds: [first], ownerId: people.stranger.me.id }), [{ field: 'ownerId', reason: 'unknown' }]],
    ['yesterday', () => ({ itemIds: [first], dueOn: '2026-11-22' }), [{ field: 'dueOn', reason: 'date-early', limit: today }]],
    ['a day that is none', () => ({ itemIds: [first], dueOn: '2027-02-29' }), [{ field: 'dueOn', reason: 'date-calendar' }]],
  ])('are not made of %s', async (_what, input, fields) => {
    const { status, error } = await add(people.clerk.client, input())
    expect([status, error.code, error.fields]).toEqual([422, 'invalid-input', fields])
    expect(await plan()).toEqual([])
  })

  it('are listed earliest first, those without a date last', async () => {
    await add(people.clerk.client, { itemIds: [first] })
    await add(people.clerk.client, { itemIds: [second], dueOn: today })
    expect((await plan()).map(({ itemId }) => itemId)).toEqual([second, first])
  })
})

describe('a step', () => {
  it('is changed by whoever has seen its newest version', async () => {
    const step = await aStep()
    const { status, body, headers } = await change(people.owner.client, step, { state: 'doing', note: '采购已下单', ownerId: people.clerk.me.id, dueOn: today, title: '  签保密协议 ' })
    expect([status, headers.etag]).toEqual([200, '"2"'])
    expect(body).toMatchObject({ state: 'doing', note: '采购已下单', owner: { id: people.clerk.me.id }, dueOn: today, title: '签保密协议', version: 2 })
    expect(await lastAudit(test)).toMatchObject({ action: 'assessment.plan-update', accountId: people.owner.me.id })
  })

  it('is not changed over somebody else\'s change, nor without its version', async () => {
    const step = await aStep()
    await change(people.owner.client, step, { state: 'doing' })
    expect(refusal(await change(people.clerk.client, step, { state: 'done' }))).toEqual([412, 'stale'])
    expect(refusal(await people.clerk.client.call(updatePlanStep, { params: { id: assessment.id, stepId: step.id }, body: { state: 'done' } }))).toEqual([428, 'version-missing'])
    expect((await plan())[0]?.state).toBe('doing')
  })

  it.each<[string, PlanPatch | (() => PlanPatch), object]>([
    ['a date gone by', { dueOn: '2026-11-22' }, { field: 'dueOn', reason: 'date-early', limit: today }], ['a day that is none', { dueOn: '2026-13-01' }, { field: 'dueOn', reason: 'date-calendar' }],
    ['a stranger as owner', () => ({ ownerId: people.stranger.me.id }), { field: 'ownerId', reason: 'unknown' }], ['a title of blanks', { title: '  ' }, { field: 'title', reason: 'required' }],
  ])('does not take %s', async (_what, patch, field) => {
    const { status, error } = await change(people.clerk.client, await aStep(), typeof patch === 'function' ? patch() : patch)
    expect([status, error.fields]).toEqual([422, [field]])
  })

  it('keeps a date that went by and an owner who left when something else is changed', async () => {
    const step = await aStep({ ownerId: people.clerk.me.id, dueOn: today })
    test.clock.set('2026-11-24T02:00:00.000Z')
    await test.db.deleteFrom('memberships').where('account_id', '=', people.clerk.me.id).execute()
    const { status, body } = await change(people.owner.client, step, { state: 'done', dueOn: today, ownerId: people.clerk.me.id })
    expect([status, body.dueOn, body.owner?.id, body.state]).toEqual([200, today, people.clerk.me.id, 'done'])
  })

  it('is taken away, once', async () => {
    const step = await aStep()
    const remove = () => people.clerk.client.call(removePlanStep, { params: { id: assessment.id, stepId: step.id } })
    expect((await remove()).status).toBe(204)
    expect(refusal(await remove())).toEqual([404, 'not-found'])
    expect(await plan()).toEqual([])
  })

  it('goes on after the assessment is closed, and goes with it when it is deleted', async () => {
    const step = await aStep()
    expect((await people.clerk.client.call(deleteAssessment, { params: { id: assessment.id } })).status).toBe(204)
    expect(await plan()).toEqual([])
    await undo.restore()
    const kept = await aStep()
    expect(kept.id).not.toBe(step.id)
    await acted(people.owner.client, assessment.id, 'submit', { to: 'officer' })
    await acted(people.officer, assessment.id, 'take')
    await acted(people.officer, assessment.id, 'close-review')
    expect((await change(people.clerk.client, kept, { state: 'done' })).status).toBe(200)
    expect((await add(people.clerk.client, { itemIds: [second] })).body.items).toHaveLength(2)
  })

  it('is nobody else\'s business, also not the reviewer\'s', async () => {
    const step = await aStep()
    await acted(people.owner.client, assessment.id, 'submit', { to: 'officer' })
    for (const [client, expected] of [[people.stranger.client, [404, 'not-found']], [people.officer, [403, 'not-allowed']], [people.expert, [404, 'not-found']]] as const) {
      expect(refusal(await add(client, { itemIds: [second] }))).toEqual(expected)
      expect(refusal(await change(client, step, { state: 'done' }))).toEqual(expected)
      expect(refusal(await client.call(removePlanStep, { params: { id: assessment.id, stepId: step.id } }))).toEqual(expected)
      expect(refusal(await client.call(getPlanCalendar, { params: { id: assessment.id } }))).toEqual(expected)
      expect(refusal(await client.call(listPlan, { query: { firmId: people.firmId } }))).toEqual([404, 'not-found'])
    }
  })
})

describe('the calendar of a plan', () => {
  it('is a file no cache keeps, with the steps that have a date', async () => {
    await aStep({ dueOn: '2026-12-31' })
    await add(people.clerk.client, { itemIds: [second] })
    const { status, headers, bytes } = await people.clerk.client.call(getPlanCalendar, { params: { id: assessment.id } })
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/calendar; charset=utf-8', 'private, no-store'])
    expect(Buffer.from(bytes).toString().match(/BEGIN:VEVENT/g)).toHaveLength(1)
  })
})
