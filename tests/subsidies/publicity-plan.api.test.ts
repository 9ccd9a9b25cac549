// What the officer is told before a publicity begins is what then happens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'

let test: TestApp
let people: Actors
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
}, 120_000)
afterAll(() => test.close())

async function approved(programmeId: string): Promise<Application> {
  const { clerk, officer, secondOfficer } = people.clients
  const { id } = await submittedApplication(clerk, people.firmId, programmeId)
  await act(officer, id, 'accept')
  await act(officer, id, 'recommend', { reason: '材料齐全', noConflict: true })
  return (await act(secondOfficer, id, 'approve', { reason: '复核无误', noConflict: true })).body
}

describe('the plan of a publicity', () => {
  it('names the days it would run from today, to officers only, until it runs', async () => {
    const { clerk, officer } = people.clients
    const { id, publicityPlan } = await approved('P05')
    expect(publicityPlan).toEqual({ startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5, provisional: false })
    expect((await clerk.call(getApplication, { params: { id } })).body.publicityPlan).toBeUndefined()
    const running = (await act(officer, id, 'publicise')).body
    expect(running.publicity).toMatchObject({ startsOn: publicityPlan?.startsOn, endsOn: publicityPlan?.endsOn })
    expect(running.publicityPlan).toBeUndefined()
  })

  it('is not there where the scheme has no publicity', async () => {
    expect((await approved('P08')).publicityPlan).toBeUndefined()
  })
})
