// Owners are told of a step seven days before it is due and once when it is overdue, on working days from nine.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPlanSteps, updatePlanStep } from '#contract/assessment/endpoints.ts'
import type { PlanInput, PlanPatch, PlanStep } from '#contract/assessment/schema.ts'
import { remindOfPlans } from '#server/assessment/plan-reminders.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { assessors, begun, editionOf, someItems, type Assessors } from './assessing.ts'

let test: TestApp
let people: Assessors
let id = ''
let items: string[] = []
let undo: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  people = await assessors(test)
  id = (await begun(people.clerk.client, people.firmId)).id
  items = someItems(editionOf(test)).asked.map((item) => item.id)
  await test.db.deleteFrom('plan_steps').execute()
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const add = async (more: Partial<PlanInput>): Promise<PlanStep[]> => (await people.owner.client.call(addPlanSteps, { params: { id }, body: { itemIds: items.slice(0, 1), ...more } })).body.items
const change = async (step: PlanStep, body: PlanPatch) => expect((await people.owner.client.call(updatePlanStep, { params: { id, stepId: step.id }, body, version: step.version })).status).toBe(200)
/** What is told at ten in the morning of a day, or another time of it. */
async function on(day: string, time = '10:00'): Promise<{ accountId: string; kind: string; link: string | null }[]> {
  test.clock.set(`${day}T${time}:00.000+08:00`)
  return toldBy(test, () => remindOfPlans(test.deps))
}

describe('a step that comes due', () => {
  it('is told to its owner seven days before, once, with a link to the plan', async () => {
    await add({ ownerId: people.clerk.me.id, dueOn: '2026-12-11' })
    expect(await on('2026-12-03')).toEqual([])
    expect(await on('2026-12-04')).toEqual([{ accountId: people.clerk.me.id, kind: 'assessment.step-due', link: `/assessment/${id}/plan` }])
    expect([await on('2026-12-04'), await on('2026-12-07'), await on('2026-12-11')]).toEqual([[], [], []])
  })

  it('is told once when it is overdue', async () => {
    await add({ ownerId: people.clerk.me.id, dueOn: '2026-12-11' })
    await on('2026-12-04')
    expect(await on('2026-12-11')).toEqual([])
    expect((await on('2026-12-14')).map(({ kind }) => kind)).toEqual(['assessment.step-late'])
    expect(await on('2026-12-15')).toEqual([])
  })

  it('is told of on working days from nine only', async () => {
    await add({ ownerId: people.clerk.me.id, dueOn: '2026-12-12' })
    expect(await on('2026-12-05')).toEqual([])
    expect(await on('2026-12-07', '08:59')).toEqual([])
    expect(await on('2026-12-07', '09:00')).toHaveLength(1)
  })

  it('counts anew for another date', async () => {
    const [step] = await add({ ownerId: people.clerk.me.id, dueOn: '2026-12-11' })
    expect(await on('2026-12-04')).toHaveLength(1)
    await change(step!, { dueOn: '2026-12-15' })
    expect(await on('2026-12-08')).toHaveLength(1)
  })

  it.each(['done', 'dropped'] as const)('is not told of once it is %s', async (state) => {
    const [step] = await add({ ownerId: people.clerk.me.id, dueOn: '2026-12-11' })
    await change(step!, { state })
    expect([await on('2026-12-04'), await on('2026-12-14')]).toEqual([[], []])
  })

  it('without a date is never told of', async () => {
    await add({ ownerId: people.clerk.me.id })
    expect(await on('2027-03-01')).toEqual([])
  })

  it('is not told to somebody who has just taken it for a near date, but is when it is late', async () => {
    await add({ ownerId: people.owner.me.id, dueOn: '2026-11-27' })
    expect(await on('2026-11-23')).toEqual([])
    expect(await on('2026-11-30')).toMatchObject([{ accountId: people.owner.me.id, kind: 'assessment.step-late' }])
  })

  it('nobody owns is told to the administrators and to who began the assessment', async () => {
    await add({ dueOn: '2026-12-11' })
    expect((await on('2026-12-04')).map(({ accountId }) => accountId).toSorted()).toEqual([people.owner.me.id, people.clerk.me.id].toSorted())
  })

  it('of an owner who left is told to those who stay', async () => {
    await add({ ownerId: people.clerk.me.id, dueOn: '2026-12-11' })
    await test.db.deleteFrom('memberships').where('account_id', '=', people.clerk.me.id).execute()
    expect((await on('2026-12-04')).map(({ accountId }) => accountId)).toEqual([people.owner.me.id])
  })

  it('together with others of the same owner is one message', async () => {
    await add({ itemIds: items.slice(0, 3), ownerId: people.clerk.me.id, dueOn: '2026-12-11' })
    expect(await on('2026-12-04')).toMatchObject([{ kind: 'assessment.steps-due' }])
    expect(await on('2026-12-14')).toMatchObject([{ kind: 'assessment.steps-late' }])
  })
})
