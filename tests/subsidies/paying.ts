// Cases brought to where they can be paid, by the same requests as the desk sends.
import { expect } from 'vitest'
import { addDays } from '#contract/identifiers/date.ts'
import { getApplication, saveAnswers, tickCorrection } from '#contract/subsidies/endpoints.ts'
import type { Answers, Application } from '#contract/subsidies/schema.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import type { Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'

async function ok(moved: ReturnType<typeof act>): Promise<Application> {
  const { status, body, error } = await moved
  expect(status, JSON.stringify(error)).toBe(200)
  return body
}

interface Firm { client: Client; firmId: string }

/** Submitted, accepted, recommended, and approved by a second person. */
export async function approvedCase({ clients }: Actors, firm: Firm, programmeId: string, overrides: Answers = {}): Promise<Application> {
  const { id } = await submittedApplication(firm.client, firm.firmId, programmeId, overrides)
  const { officer, secondOfficer } = clients
  await ok(act(officer, id, 'accept'))
  await ok(act(officer, id, 'recommend', { reason: '材料齐全', noConflict: true }))
  return ok(act(secondOfficer, id, 'approve', { reason: '同意', noConflict: true }))
}

/** As approvedCase, and publicised from today on. */
export async function publicisedCase(people: Actors, firm: Firm, programmeId: string, overrides: Answers = {}): Promise<Application> {
  const { id } = await approvedCase(people, firm, programmeId, overrides)
  return ok(act(people.clients.officer, id, 'publicise'))
}

/** The clock on the day after the publicity's last one, and what the calendar does then. */
export async function endPublicity(test: TestApp, { publicity }: Application): Promise<string> {
  const today = addDays(publicity?.endsOn ?? '', 1)
  test.clock.set(`${today}T02:00:00.000Z`)
  await closePublicities(test.deps)
  return today
}

/** The firm corrects the account it was asked to correct, ticks every item and gives the case back. */
export async function correctAccount(firm: Client, id: string, bankAccountNo: string): Promise<Application> {
  const asked = (await firm.call(getApplication, { params: { id } })).body
  const saved = await firm.call(saveAnswers, { params: { id }, version: asked.version, body: { answers: { bankAccountNo } } })
  expect(saved.status, JSON.stringify(saved.error)).toBe(200)
  for (const item of asked.correction?.items ?? []) {
    const ticked = await firm.call(tickCorrection, { params: { id, itemId: item.id }, body: { done: true } })
    expect(ticked.status, JSON.stringify(ticked.error)).toBe(200)
  }
  return ok(act(firm, id, 'resubmit', { statement: true }))
}
