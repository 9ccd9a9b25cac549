// What the firm reads of its own case besides its state: what was changed on its behalf, and until when it may ask for a review.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { done, moveTo, read } from '../support/handling.ts'

let test: TestApp
let people: Actors
let submitted: Application
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P05')
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const firm = () => read(people.clients.clerk, submitted.id)

describe('what an officer changed on the firm’s behalf', () => {
  it('is nothing before anybody did', async () => {
    expect((await firm()).changes).toBeNull()
  })

  it('is shown to the firm with the answer before, to check it', async () => {
    await done(act(people.clients.officer, submitted.id, 'correct', { reason: '电话里核对过', answers: { paidAmountFen: 31_000_000 } }))
    const { changes, answers } = await firm()
    expect(changes).toEqual({ fields: [{ path: 'paidAmountFen', before: 62_000_000 }], papers: [], removed: [] })
    expect(answers.paidAmountFen).toBe(31_000_000)
  })
})

describe('the last day to ask for a review', () => {
  it('is not named while nothing was refused', async () => {
    expect((await firm()).appealUntil).toBeNull()
  })

  it('is named from the refusal on, in working days, until it was asked for', async () => {
    await done(act(people.clients.officer, submitted.id, 'refuse', { reason: '不符合申报条件' }))
    expect((await firm()).appealUntil).toBe('2026-12-07')
    await done(act(people.clients.clerk, submitted.id, 'appeal', { reason: '证书附后，请再看一遍' }))
    expect((await firm()).appealUntil).toBeNull()
  })
})
