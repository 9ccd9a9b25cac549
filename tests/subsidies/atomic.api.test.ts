// Promise A6: effect, message and audit line are one transaction. Every statement of a command is made to fail once.
import { sideOf } from '#contract/accounts/duties.ts'
import { randomUUID } from 'node:crypto'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pathOf, type CaseAction } from '#contract/cases/workflow.ts'
import { getProgramme } from '#contract/subsidies/endpoints.ts'
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
import { everything } from '../support/everything.ts'
import { inputs, keepSessions, stageKeeper } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let stages: { reach(name: string): Promise<void> }
let caseId: string
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  fresh = await test.snapshot()
  const { id, programmeId } = await readyDraft(people.clients.clerk, people.firmId, 'P06')
  caseId = id
  const { steps } = (await people.clients.clerk.call(getProgramme, { params: { id: programmeId } })).body
  stages = stageKeeper({ test, clients: people.clients, id }, pathOf(steps))
  await stages.reach('draft')
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
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

async function personOf(phone: string): Promise<SignedIn> {
  const account = await test.db.selectFrom('accounts').selectAll().where('phone', '=', phone).executeTakeFirstOrThrow()
  return { id: account.id, name: account.name, phone, role: account.staff_role && sideOf(account.staff_role), duty: account.staff_role, sessionId: '', confirmedAt: test.clock.now() }
}

async function failEverywhere(id: string, phone: string, action: CaseAction, input: ActionInput): Promise<number> {
  const account = await personOf(phone)
  const before = await everything(test)
  for (let n = 1; ; n += 1) {
    const { deps } = failingAt(n)
    const request = { id, action, input, key: randomUUID(), bodyHash: hashRequest({ id, action }, input), requestId: 'test' }
    const outcome = await actOnApplication(deps, account, request).then(() => 'done', (error: unknown) => error)
    if (outcome === 'done') return n - 1
    expect(outcome).toBeInstanceOf(Injected)
    expect(await everything(test), `after query ${n} of ${action} failed`).toBe(before)
  }
}

describe('a command that fails at any statement leaves nothing', () => {
  it('submitting', async () => {
    const draft = await readyDraft(people.clients.clerk, people.firmId, 'P05')
    expect(await failEverywhere(draft.id, phones.clerk, 'submit', { statement: true })).toBeGreaterThan(15)
  })

  it.each<[what: string, stage: string, phone: string, action: CaseAction, input?: ActionInput]>([
    ['accepting', 'submitted', phones.officer, 'accept'],
    ['returning', 'submitted', phones.officer, 'return'],
    ['handing in again', 'returned from accepted', phones.clerk, 'resubmit'],
    ['taking a card back', 'returned from accepted', phones.secondOfficer, 'take-back'],
    ['correcting on the firm’s behalf', 'accepted', phones.officer, 'correct'],
    ['recommending', 'accepted', phones.officer, 'recommend'],
    ['sending back to the first officer', 'reviewing', phones.secondOfficer, 'send-back'],
    ['approving', 'reviewing', phones.secondOfficer, 'approve'],
    ['standing aside from one’s own recommendation', 'reviewing', phones.officer, 'recuse'],
    ['publicising', 'approved', phones.officer, 'publicise'],
    ['dismissing an objection', 'publicity, objected', phones.officer, 'answer-objection', { outcome: 'dismissed', reason: '已经核实' }],
    ['upholding an objection', 'publicity, objected', phones.officer, 'answer-objection', { outcome: 'upheld', reason: '情况属实' }],
    ['paying', 'publicity over', phones.officer, 'pay'],
    ['a payment that failed', 'paid', phones.officer, 'payment-failed'],
    ['archiving', 'paid', phones.officer, 'archive'],
    ['refusing', 'submitted', phones.officer, 'refuse'],
    ['asking for a review', 'refused', phones.clerk, 'appeal'],
    ['upholding an appeal', 'refused and appealed', phones.secondOfficer, 'answer-appeal', { outcome: 'upheld', reason: '符合条件' }],
  ])('%s', async (_what, stage, phone, action, input = {}) => {
    await stages.reach(stage)
    const dispute = await test.db.selectFrom('disputes').select('id').where('case_id', '=', caseId).where('state', '=', 'open').executeTakeFirst()
    const statements = await failEverywhere(caseId, phone, action, { ...inputs[action], ...input, ...(dispute ? { disputeId: dispute.id } : {}) })
    expect(statements).toBeGreaterThan(10)
  })

  it('withdrawing', async () => {
    const { otherFirm } = people.clients
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
