// Two people at once on one application: whatever the order, what was submitted is what was there, and nothing is half done.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteFile } from '#contract/files/endpoints.ts'
import { addPaperPage, discardDraft, getApplication, removePaperPage, saveAnswers } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { readSnapshot } from '#server/subsidies/snapshot.ts'
import { phones } from '../support/demo-phones.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, aPicture, readyDraft } from '../support/applications.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let clerk: Client
let administrator: Client
let firmId: string
let restore: () => Promise<void>
let draft: Application
const rounds = 12
beforeAll(async () => {
  test = await buildTestApp()
  clerk = await test.signIn(phones.clerk)
  administrator = test.client()
  firmId = (await administrator.signIn(phones.administrator)).firms[0]?.id ?? ''
  draft = await readyDraft(clerk, firmId, 'P01')
  const read = await clerk.call(getApplication, { params: { id: draft.id } })
  draft = read.body
  restore = (await test.snapshot()).restore
})
afterAll(() => test.close())

const id = () => ({ params: { id: draft.id } })
const statuses = async (...calls: Promise<{ status: number }>[]) => (await Promise.all(calls)).map(({ status }) => status)
/** A little later each round, so that the two meet in different places. */
const after = async <T>(ms: number, call: () => Promise<T>) => {
  await new Promise((go) => setTimeout(go, ms))
  return call()
}

async function eachRound(race: (delay: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await restore()
    await race(round % 6)
    expect(await invariantProblems(test.db)).toEqual([])
  }
}

async function snapshotPapers(): Promise<string[]> {
  const row = await test.db.selectFrom('applications').select('snapshot').where('case_id', '=', draft.id).executeTakeFirst()
  return readSnapshot(row?.snapshot ?? null)?.papers.map((paper) => paper.fileId).sort() ?? []
}

async function papersNow(): Promise<string[]> {
  const rows = await test.db.selectFrom('application_papers').select('file_id').where('case_id', '=', draft.id).execute()
  return rows.map((row) => row.file_id).sort()
}

describe('at the moment of submitting', () => {
  it('a paper that is taken away is either in the submission or was missing from it', () => eachRound(async (delay) => {
    const pageId = draft.papers[0]?.id ?? ''
    const [submitted, removed] = await statuses(after(delay, () => act(clerk, draft.id, 'submit', { statement: true })), administrator.call(removePaperPage, { params: { id: draft.id, pageId } }))
    expect([[200, 409], [422, 200]]).toContainEqual([submitted, removed])
    if (submitted === 200) expect(await snapshotPapers()).toEqual(await papersNow())
  }))

  it('a paper that is added is either in the submission or refused', () => eachRound(async (delay) => {
    const paperId = draft.papers[0]?.paperId ?? ''
    const fileId = await uploadFile(administrator, { bytes: await aPicture(), type: 'image/png', firmId, purpose: 'paper' })
    const [submitted, added] = await statuses(act(clerk, draft.id, 'submit', { statement: true }), after(delay, () => administrator.call(addPaperPage, { ...id(), body: { paperId, fileId } })))
    expect(submitted).toBe(200)
    expect([201, 409]).toContain(added)
    expect(await snapshotPapers()).toEqual(await papersNow())
  }))

  it('an answer that is saved is either in the submission or refused', () => eachRound(async (delay) => {
    const save = () => administrator.call(saveAnswers, { ...id(), version: draft.version, body: { answers: { contactName: '另一位' } } })
    const [submitted, saved] = await statuses(after(delay, () => act(clerk, draft.id, 'submit', { statement: true })), save())
    expect([[200, 409], [200, 200], [200, 412], [409, 200]]).toContainEqual([submitted, saved])
    if (submitted !== 200) return
    const { answers } = (await clerk.call(getApplication, id())).body
    expect(answers.contactName === '另一位').toBe(saved === 200)
  }))

  it('throwing the draft away leaves a whole case or none', () => eachRound(async (delay) => {
    const [submitted, discarded] = await statuses(act(clerk, draft.id, 'submit', { statement: true }), after(delay, () => administrator.call(discardDraft, id())))
    expect([[200, 409], [404, 204], [409, 204]]).toContainEqual([submitted, discarded])
  }))

  it('two people submit once: one number, one line', () => eachRound(async (delay) => {
    const both = await Promise.all([act(clerk, draft.id, 'submit', { statement: true }, randomUUID()), after(delay, () => act(administrator, draft.id, 'submit', { statement: true }, randomUUID()))])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.error.details).toMatchObject({ state: 'submitted' })
  }))
})

describe('one Idempotency-Key', () => {
  it('twenty times at once and three times later is one submission with one answer', async () => {
    await restore()
    const key = randomUUID()
    const count = async (table: 'audit' | 'outbox') => Number((await test.db.selectFrom(table).select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
    const before = { audit: await count('audit'), outbox: await count('outbox') }
    const submit = () => act(clerk, draft.id, 'submit', { statement: true }, key)
    const replies = await Promise.all(Array.from({ length: 20 }, submit))
    for (let n = 0; n < 3; n += 1) replies.push(await submit())
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map(({ bytes }) => Buffer.from(bytes).toString())).size).toBe(1)
    expect(await count('audit')).toBe(before.audit + 1)
    const told = await count('outbox')
    await submit()
    expect(await count('outbox')).toBe(told)
  })
})

describe('a file', () => {
  it('that is deleted while it is attached is either attached or gone', () => eachRound(async (delay) => {
    const paperId = draft.papers[0]?.paperId ?? ''
    const fileId = await uploadFile(clerk, { bytes: await aPicture(), type: 'image/png', firmId, purpose: 'paper' })
    const [added, deleted] = await statuses(after(delay / 2, () => clerk.call(addPaperPage, { ...id(), body: { paperId, fileId } })), administrator.call(deleteFile, { params: { id: fileId } }))
    expect([[201, 409], [404, 204]]).toContainEqual([added, deleted])
    expect((await papersNow()).includes(fileId)).toBe(added === 201)
  }))
})
