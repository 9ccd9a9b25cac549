import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getApplication, getProgramme, startApplication } from '#contract/subsidies/endpoints.ts'
import { loadContent } from '#server/content.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { act, readyDraft } from '../support/applications.ts'
import type { Client } from '../support/api-client.ts'

const opens = '2026-10-31T16:00:00.000Z'
const lastMoment = '2026-11-30T15:59:59.999Z'
const closed = '2026-11-30T16:00:00.000Z'

let folder: string
let test: TestApp
let clerk: Client
let firmId: string
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  // The county has opened P05 for November, for real.
  folder = mkdtempSync(join(tmpdir(), 'zqt-window-'))
  cpSync('content/huantai', folder, { recursive: true })
  const file = join(folder, 'subsidies/P05.json')
  const scheme = JSON.parse(readFileSync(file, 'utf8')) as { amount: object }
  const amount = { ...scheme.amount, illustrative: false, source: '测试用文件' }
  writeFileSync(file, JSON.stringify({ ...scheme, amount, status: 'open', batches: [{ id: '2026-11', name: '11月', opensAt: '2026-11-01T00:00:00', closesAt: '2026-11-30T23:59:59', budgetFen: null }] }))
  test = await buildTestApp({ deps: { content: loadContent(folder, { demo: false }) } })
  firmId = (await allActors(test)).firmId
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

async function signedInAt(instant: string): Promise<void> {
  test.clock.set(instant)
  clerk = await test.signIn(phones.clerk)
}

async function readyShortlyBefore(instant: string) {
  test.clock.set(instant)
  test.clock.advance(-3_600_000)
  clerk = await test.signIn(phones.clerk)
  const draft = await readyDraft(clerk, firmId, 'P05')
  test.clock.set(instant)
  return draft
}

describe('the window of a scheme, on the server’s clock in Shanghai (promise A18)', () => {
  it('is not open on the evening of 31 October and is open at midnight', async () => {
    await signedInAt('2026-10-31T15:59:59.999Z')
    expect((await clerk.call(getProgramme, { params: { id: 'P05' } })).body.availability).toBe('soon')
    expect((await clerk.call(startApplication, { body: { firmId, programmeId: 'P05' } })).error.code).toBe('subsidies.window-closed')
    test.clock.set(opens)
    expect((await clerk.call(startApplication, { body: { firmId, programmeId: 'P05' } })).status).toBe(201)
  })

  it('takes a submission in its last millisecond', async () => {
    const draft = await readyShortlyBefore(lastMoment)
    const submitted = await act(clerk, draft.id, 'submit', { statement: true })
    expect([submitted.status, submitted.body.submittedAt]).toEqual([200, lastMoment])
  })

  it('refuses a submission at midnight and keeps the draft', async () => {
    const draft = await readyShortlyBefore(closed)
    const late = await act(clerk, draft.id, 'submit', { statement: true })
    expect([late.status, late.error.code]).toEqual([409, 'subsidies.window-closed'])
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).body).toMatchObject({ state: 'draft', answers: draft.answers })
  })

  it('does not take a time from the phone', async () => {
    const draft = await readyShortlyBefore(closed)
    const body = { statement: true, submittedAt: lastMoment }
    expect((await act(clerk, draft.id, 'submit', body)).status).toBe(422)
  })

  it('opens nothing the county has not opened', async () => {
    await signedInAt('2026-11-23T02:00:00.000Z')
    expect((await clerk.call(startApplication, { body: { firmId, programmeId: 'P04' } })).error.code).toBe('subsidies.programme-closed')
  })
})
