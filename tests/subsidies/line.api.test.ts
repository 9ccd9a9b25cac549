// The place in line as the firm and the desk see it, counted by hand.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, startDraft, submittedApplication } from '../support/applications.ts'

let test: TestApp
let people: Actors
let first: Application
let second: Application
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  first = await submittedApplication(people.clients.clerk, people.firmId, 'P07')
  second = await submittedApplication(people.clients.otherFirm, people.otherFirmId, 'P07')
}, 60_000)
afterAll(() => test.close())
const seen = async (client: keyof Actors['clients'], id: string) => (await people.clients[client].copy().call(getApplication, { params: { id } })).body.line

describe('a place in line', () => {
  it('is taken at submission, one after the other', () => {
    expect(first.line).toMatchObject({ place: 1, ahead: 0 })
    expect(second.line).toMatchObject({ place: 2, ahead: 1 })
  })
  it('is not there for a draft', async () => {
    expect((await startDraft(people.clients.clerk.copy(), people.firmId, 'P04')).line).toBeNull()
  })
  it('is the same for the firm and the desk', async () => {
    expect(await seen('officer', second.id)).toEqual(await seen('otherFirm', second.id))
  })
  it('says that the money is short when both together ask for more than there is', async () => {
    const total = (first.amount.amountFen ?? 0) + (second.amount.amountFen ?? 0) - 1
    await test.db.updateTable('budgets').set({ total_fen: total }).where('programme_id', '=', 'P07').execute()
    expect(await seen('clerk', first.id)).toMatchObject({ isShort: false, leftFen: total })
    expect(await seen('otherFirm', second.id)).toMatchObject({ isShort: true, leftFen: total })
  })
  it('moves up when who was before withdraws, and keeps its number', async () => {
    expect((await act(people.clients.clerk.copy(), first.id, 'withdraw')).status).toBe(200)
    expect(await seen('otherFirm', second.id)).toMatchObject({ place: 2, ahead: 0, isShort: false })
    expect(await seen('clerk', first.id)).toBeNull()
  })
})
