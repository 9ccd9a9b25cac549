// Account numbers rest encrypted and leave the firm's own draft only masked.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getApplication, saveAnswers } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'

const account = '62220000000000009876'
let test: TestApp
let people: Actors
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
})
afterAll(() => test.close())

const tables = ['applications', 'idempotency', 'audit', 'outbox', 'messages', 'cases', 'case_events'] as const

async function everythingWrittenDown(): Promise<string> {
  const rows = await Promise.all(tables.map(async (table) => (await sql`select * from ${sql.table(table)}`.execute(test.db)).rows))
  return JSON.stringify(rows)
}

describe('an account number', () => {
  it('is nowhere in the database as it was typed, from the draft to the decision', async () => {
    const { clerk, officer } = people.clients
    const draft = await readyDraft(clerk, people.firmId, 'P05', { bankAccountNo: account })
    expect(draft.answers.bankAccountNo).toBe(account)
    expect(await everythingWrittenDown()).not.toContain(account)
    const submitted = await act(clerk, draft.id, 'submit', { statement: true })
    expect(submitted.body.answers.bankAccountNo).toBe('****9876')
    await act(officer, draft.id, 'accept')
    await test.runWorker()
    expect(await everythingWrittenDown()).not.toContain(account)
    expect((await officer.call(getApplication, { params: { id: draft.id } })).body.answers.bankAccountNo).toBe('****9876')
  })

  it('does not take what somebody typed for something sealed', async () => {
    const { otherFirm } = people.clients
    const draft = await readyDraft(otherFirm, people.otherFirmId, 'P05')
    const typed = 'sealed:1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const saved = await otherFirm.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { counterparty: typed } } })
    expect(saved.body.answers.counterparty).toBe(typed)
  })
})
