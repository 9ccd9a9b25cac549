// Promise A6: effect, message and audit line are one transaction. Every statement of a command is made to fail once.
import { randomUUID } from 'node:crypto'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CaseAction } from '#contract/cases/workflow.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { createCommands } from '#server/db/commands.ts'
import type { Deps } from '#server/deps.ts'
import { hashRequest } from '#server/http/idempotency.ts'
import type { SignedIn } from '#server/http/route.ts'
import { actOnApplication } from '#server/subsidies/actions.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { act, readyDraft, submittedApplication } from '../support/applications.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

class Injected extends Error {}

/** Fails the n-th query of everything that runs through it. */
function failingAt(n: number): { deps: Deps; queries: () => number } {
  let count = 0
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      count += 1
      if (count === n) throw new Injected()
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
  return { deps: { ...test.deps, commands: createCommands(test.db.withoutPlugins().withPlugin(plugin), test.deps.databaseKind) }, queries: () => count }
}

async function everything(): Promise<string> {
  const tables = ['cases', 'case_events', 'case_counters', 'applications', 'outbox', 'idempotency'] as const
  const rows = await Promise.all(tables.map(async (table) => (await test.db.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row)).sort()))
  const audit = await test.db.selectFrom('audit').select('action').where('action', 'like', 'subsidies.%').execute()
  return JSON.stringify([rows, audit.length])
}

async function personOf(phone: string): Promise<SignedIn> {
  const account = await test.db.selectFrom('accounts').selectAll().where('phone', '=', phone).executeTakeFirstOrThrow()
  return { id: account.id, name: account.name, phone, role: account.staff_role, sessionId: '', confirmedAt: test.clock.now() }
}

async function failEverywhere(id: string, phone: string, action: CaseAction, input: ActionInput): Promise<number> {
  const account = await personOf(phone)
  const before = await everything()
  for (let n = 1; ; n += 1) {
    const { deps } = failingAt(n)
    const request = { id, action, input, key: randomUUID(), bodyHash: hashRequest({ id, action }, input), requestId: 'test' }
    const outcome = await actOnApplication(deps, account, request).then(() => 'done', (error: unknown) => error)
    if (outcome === 'done') return n - 1
    expect(outcome).toBeInstanceOf(Injected)
    expect(await everything(), `after query ${n} of ${action} failed`).toBe(before)
  }
}

describe('a command that fails at any statement leaves nothing', () => {
  it('submitting', async () => {
    const draft = await readyDraft(people.clients.clerk, people.firmId, 'P05')
    expect(await failEverywhere(draft.id, phones.clerk, 'submit', { statement: true })).toBeGreaterThan(15)
  })

  it('accepting, and then approving', async () => {
    const submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P05')
    expect(await failEverywhere(submitted.id, phones.officer, 'accept', {})).toBeGreaterThan(10)
    expect(await failEverywhere(submitted.id, phones.secondOfficer, 'approve', { reason: '同意' })).toBeGreaterThan(10)
  })

  it('refusing, and withdrawing', async () => {
    const { clerk, otherFirm } = people.clients
    const one = await submittedApplication(clerk, people.firmId, 'P05')
    expect(await failEverywhere(one.id, phones.officer, 'refuse', { reason: '不符合' })).toBeGreaterThan(10)
    const two = await submittedApplication(otherFirm, people.otherFirmId, 'P05')
    expect(await failEverywhere(two.id, phones.otherFirm, 'withdraw', {})).toBeGreaterThan(10)
  })

  it('and a command beside it in the same batch is not touched', async () => {
    const { clerk, otherFirm } = people.clients
    const [mine, theirs] = [await readyDraft(clerk, people.firmId, 'P05'), await readyDraft(otherFirm, people.otherFirmId, 'P05')]
    const replies = await Promise.all([act(clerk, mine.id, 'submit', {}), act(otherFirm, theirs.id, 'submit', { statement: true })])
    expect(replies.map(({ status }) => status)).toEqual([422, 200])
  })
})
