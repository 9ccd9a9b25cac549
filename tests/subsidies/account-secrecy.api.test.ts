// Account numbers rest encrypted and leave the firm's own draft only masked.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue } from '#contract/cases/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { exportPayments, getApplication, getApplicationForm, listApplications, listPayments, listPublicity, objectToApplication, saveAnswers } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { correctAccount, endPublicity, publicisedCase } from './paying.ts'
import { readPdf } from './pdf-reading.ts'
import { readSheet } from './sheet-reading.ts'

const account = '62220000000000009876'
const corrected = '62220000000000004321'
let test: TestApp
let people: Actors
const heard: { what: string; text: string }[] = []
const logged: string[] = []
beforeAll(async () => {
  test = await buildTestApp({
    loggerInstance: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    overhear: ({ method, url }, { bytes }) => heard.push({ what: `${method} ${url}`, text: Buffer.from(bytes).toString('utf8') }),
  })
  people = await allActors(test)
})
beforeEach(() => test.clock.set(testStart))
afterAll(() => test.close())

const tables = [
  'applications', 'idempotency', 'audit', 'outbox', 'messages', 'cases', 'case_events', 'case_terms', 'submissions', 'corrections', 'recommendations', 'publicities', 'disputes', 'payments', 'rate_counts',
] as const

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
  }, 60_000)

  it('is said by no reply, message, audit line or log line once it was submitted, through objection, failed payment and payment to the archive', async () => {
    const published = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P04', { bankAccountNo: account })
    const { id } = published
    const before = heard.length
    expect((await people.clients.otherFirm.call(objectToApplication, { params: { id }, body: { name: '王五', contact: '13900000000', reason: '数字不对。' }, key: randomUUID() })).status).toBe(201)
    const today = await endPublicity(test, published)
    const [officer, clerk] = [await test.signIn(phones.officer), await test.signIn(phones.clerk)]
    const [dispute] = (await officer.call(getApplication, { params: { id } })).body.disputes
    expect((await act(officer, id, 'answer-objection', { disputeId: dispute?.id ?? '', outcome: 'dismissed', reason: '核对过，数字是对的。' })).status).toBe(200)
    expect((await act(officer, id, 'payment-failed', { reason: '账号不存在。' })).status).toBe(200)
    for (const group of ['due', 'paid', 'failed'] as const) await officer.call(listPayments, { query: { group } })
    await correctAccount(clerk, id, corrected)
    await officer.call(listPayments)
    expect((await act(officer, id, 'pay', { paidOn: today, reference: '20261201-01' })).status).toBe(200)
    expect((await act(officer, id, 'archive')).status).toBe(200)
    await test.runWorker()
    for (const person of [officer, clerk]) {
      await person.call(getApplication, { params: { id } })
      await person.call(listMessages)
    }
    await officer.call(listQueue, { query: { group: 'all', q: published.number ?? '' } })
    await clerk.call(listApplications, { query: { firmId: people.firmId } })
    await test.client().call(listPublicity)
    const whole = [account, corrected]
    expect(heard.length - before).toBeGreaterThan(20)
    expect(heard.slice(before).filter(({ text }) => whole.some((number) => text.includes(number))).map(({ what }) => what)).toEqual([])
    const written = await everythingWrittenDown()
    expect(whole.filter((number) => written.includes(number))).toEqual([])
    expect(logged.length).toBeGreaterThan(20)
    expect(logged.filter((line) => whole.some((number) => line.includes(number)))).toEqual([])
  }, 60_000)

  it('stands in full on the form of its own firm and on the list for the finance office after a fresh code, nowhere else', async () => {
    const published = await publicisedCase(people, { client: people.clients.clerk, firmId: people.firmId }, 'P06', { bankAccountNo: account })
    const { id } = published
    await endPublicity(test, published)
    const [officer, firm] = [await test.signIn(phones.officer), await test.signIn(phones.clerk)]
    expect((await readPdf((await firm.call(getApplicationForm, { params: { id } })).bytes)).text).toContain(account)
    expect((await readPdf((await officer.call(getApplicationForm, { params: { id } })).bytes)).text).not.toContain(account)
    const sheet = readSheet((await officer.call(exportPayments)).bytes)
    expect(sheet.rows.find((cells) => cells[1]?.value === published.number)?.[8]).toMatchObject({ type: 's', value: account })
    test.clock.advance(10 * 60_000)
    await officer.call(listPayments)
    test.clock.advance(5 * 60_000 + 1)
    const refused = await officer.call(exportPayments)
    expect([refused.status, Buffer.from(refused.bytes).includes(account)]).toEqual([403, false])
  }, 60_000)

  it('does not take what somebody typed for something sealed', async () => {
    const { otherFirm } = people.clients
    const draft = await readyDraft(otherFirm, people.otherFirmId, 'P05')
    const typed = 'sealed:1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const saved = await otherFirm.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { counterparty: typed } } })
    expect(saved.body.answers.counterparty).toBe(typed)
  })
})
