// The table of a request's moves (contract/financing/workflow.ts) against the server: every state × action × side. And what many hands at once, repeats and failures may do to it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RequestActionInput } from '#contract/financing/request-schema.ts'
import { boundStates, endedLeadStates, findRequestMove, hasRequestAction, leadStates, requestActions, requestActionsFor, requestStates, type LeadState, type RequestAction, type RequestState } from '#contract/financing/workflow.ts'
import type { Deps } from '#server/deps.ts'
import { actOnRequest } from '#server/financing/request-actions.ts'
import { saveRequest, startRequest } from '#server/financing/request-drafts.ts'
import { emptyTerms, sealTerms } from '#server/financing/sealed.ts'
import { hashRequest } from '#server/http/idempotency.ts'
import { invariantProblems } from '#server/invariants.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { failEverywhere, signedInAs } from '../support/fail-everywhere.ts'
import { testStart } from '../support/test-clock.ts'
import { aDraft, act, acted, amberAnswers, anAccepted, aSubmitted, oneItem, read, refusal, requesters, save, type Requesters } from './requesting.ts'

let test: TestApp
let people: Requesters
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await requesters(test)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const firm = () => people.owner.client
const body: RequestActionInput = { reason: '情况有变', ...oneItem }

/** Brings a request there, ready for whatever may follow. */
const reach: Record<RequestState, () => Promise<string>> = {
  draft: async () => (await aDraft(people)).id,
  submitted: async () => (await aSubmitted(people)).id,
  async returned() {
    const { id } = await aSubmitted(people)
    const { items, version } = await acted(people.officer, id, 'return', oneItem)
    await save(firm(), id, version, { doneItems: items.map((item) => item.id) })
    return id
  },
  accepted: async () => (await anAccepted(people)).id,
  declined: async () => (await acted(people.officer, (await aSubmitted(people)).id, 'decline', body)).id,
  withdrawn: async () => (await acted(firm(), (await aSubmitted(people)).id, 'withdraw')).id,
  closed: async () => (await acted(firm(), (await anAccepted(people)).id, 'close')).id,
}

describe.each(requestStates)('from %s', (state) => {
  it.each(['firm', 'officer'] as const)('the %s takes what the table says and nothing else', async (side) => {
    const id = await reach[state]()
    const there = await test.snapshot()
    const client = side === 'firm' ? firm() : people.officer
    if (side === 'firm' || state !== 'draft') expect((await read(client, id)).actions).toEqual(requestActionsFor(side, state, []))
    for (const action of requestActions) {
      const reply = await act(client, id, action, body)
      const move = findRequestMove(action, side, state)
      const isSeen = side === 'firm' || state !== 'draft'
      const expected = !isSeen ? [404, 'not-found'] : !hasRequestAction(action, side) ? [403, 'not-allowed'] : [409, 'financing.wrong-state', { state }]
      if (!move) {
        expect(refusal(reply), action).toEqual(expected)
        continue
      }
      // Green goes on to the banks by itself.
      const to = action === 'submit' ? 'accepted' : move.to
      expect([reply.status, reply.body.state], `${action}: ${JSON.stringify(reply.error)}`).toEqual([200, to])
      expect(reply.body.events.at(-1)).toMatchObject({ state: to })
      expect(await invariantProblems(test.db)).toEqual([])
      await there.restore()
    }
  })

  it('is nobody else’s', async () => {
    const id = await reach[state]()
    for (const client of [people.stranger.client, people.bank, people.expert]) for (const action of requestActions) expect((await act(client, id, action, body)).status, action).toBe(404)
  })
})

/** A bank that was asked, as it stands. */
async function aLead(requestId: string, state: LeadState): Promise<string> {
  const { id: accountId } = people.owner.me
  const [id, bankId, at] = [randomUUID(), randomUUID(), test.clock.now()]
  await test.db.insertInto('banks').values({ id: bankId, name: `示例银行${bankId}`, name_key: bankId, phone: null, note: '', closed_at: null, version: 1, created_by: null, created_at: at }).execute()
  await test.db.insertInto('financing_leads').values({
    id, number: `HT2026-DJ-${id}`, request_id: requestId, bank_id: bankId, consent_id: id, state, version: 1, terms: sealTerms(test.deps.config.secret, emptyTerms), offered_at: at, offered_on: '2026-11-23', step: null, taken_at: null, taken_by: null, stage_at: at, stalled_told: null,
    ended_at: endedLeadStates.includes(state) ? at : null, reason_code: null, reason: null, approved_at: null, signed_on: null, registration_number: null, registered_on: null, registered_right_ids: '[]', lent_on: null, matures_on: null, confirmed_at: null, confirmed_by: null,
    settled_on: null, released_on: null, maturity_told: null, subsidy_case_id: null,
  }).execute()
  await test.db.insertInto('financing_consents').values({ id, request_id: requestId, lead_id: id, bank_id: bankId, text_version: '1', text: '', fields: '[]', canonical: '', hash: '', given_by: accountId, given_at: at, revoked_by: null, revoked_at: null }).execute()
  return id
}

describe.each(leadStates)('with a lead that is %s', (state) => {
  it.each([['firm', 'withdraw'], ['firm', 'close'], ['officer', 'close']] as const)('the %s can %s unless bank and firm are bound', async (side, action) => {
    const { id } = await anAccepted(people)
    const leadId = await aLead(id, state)
    const client = side === 'firm' ? firm() : people.officer
    const isBound = boundStates.includes(state)
    expect((await read(client, id)).actions.includes(action)).toBe(!isBound)
    const reply = await act(client, id, action, body)
    const lead = await test.db.selectFrom('financing_leads').select(['state', 'ended_at']).where('id', '=', leadId).executeTakeFirstOrThrow()
    if (isBound) expect([refusal(reply), lead]).toEqual([[409, 'financing.bound'], { state, ended_at: null }])
    else expect([reply.status, lead.state]).toEqual([200, endedLeadStates.includes(state) ? state : 'withdrawn'])
  })
})

describe('many hands', () => {
  it('hand in at once: one does, the other is told how it stands', async () => {
    const { id } = await aDraft(people)
    const replies = await Promise.all(Array.from({ length: 8 }, (_, n) => act(n % 2 === 0 ? firm() : people.clerk.client, id, 'submit')))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status !== 200).map(refusal)).toEqual(Array.from({ length: 7 }, () => [409, 'financing.wrong-state', { state: 'accepted' }]))
    expect(await test.db.selectFrom('case_counters').select('last').where('kind', '=', 'RZ').execute()).toEqual([{ last: 1 }])
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('hand in while another saves: what was handed in is what was saved before, and nothing after', async () => {
    for (let round = 0; round < 5; round += 1) {
      await undo.restore()
      const { id } = await aDraft(people)
      const [sent, saved] = await Promise.all([act(firm(), id, 'submit'), save(people.clerk.client, id, 1, { amount: '2000000' })])
      expect([sent.status, [200, 409].includes(saved.status)], JSON.stringify(saved.error)).toEqual([200, true])
      expect((await read(firm(), id)).wish.amountFen).toBe(saved.status === 200 ? 200_000_000 : 300_000_000)
    }
  })

  it('two officers decide at once: one does', async () => {
    const { id } = await aSubmitted(people)
    const replies = await Promise.all([act(people.officer, id, 'accept'), act(people.secondOfficer, id, 'decline', body)])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await read(firm(), id)).events).toHaveLength(2)
  })

  it('save at once from the same version: one does', async () => {
    const { id } = await aDraft(people)
    const replies = await Promise.all(['1', '2', '3', '4'].map((words) => save(firm(), id, 1, { words })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
  })

  it('repeat with one key: one effect, and the answer is how it stands now', async () => {
    const { id } = await aDraft(people, { answers: amberAnswers })
    const key = randomUUID()
    const replies = await Promise.all(Array.from({ length: 10 }, () => act(firm(), id, 'submit', {}, key)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    await acted(people.officer, id, 'accept')
    expect((await act(firm(), id, 'submit', {}, key)).body).toMatchObject({ state: 'accepted' })
    expect((await act(firm(), id, 'submit', { reason: '别的' }, key)).error.code).toBe('key-reused')
    expect((await read(firm(), id)).events).toHaveLength(2)
  })
})

describe('a command that fails at any statement leaves nothing', () => {
  const owner = () => signedInAs(test, people.owner.me.id)
  const officer = async () => signedInAs(test, (await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.officer).executeTakeFirstOrThrow()).id)
  const take = (deps: Deps, account: Awaited<ReturnType<typeof owner>>, id: string, action: RequestAction, input: RequestActionInput) => actOnRequest(deps, account, { id, action, input, key: randomUUID(), bodyHash: hashRequest({ id, action }, input), requestId: 'test' })

  it.each<[action: RequestAction, from: RequestState, who: typeof owner]>([
    ['submit', 'draft', owner], ['resubmit', 'returned', owner], ['withdraw', 'accepted', owner], ['close', 'accepted', owner], ['accept', 'submitted', officer], ['return', 'submitted', officer], ['decline', 'submitted', officer],
  ])('%s', async (action, from, who) => {
    const id = await reach[from]()
    if (from === 'accepted') await aLead(id, 'offered')
    const account = await who()
    expect(await failEverywhere(test, (deps) => take(deps, account, id, action, action === 'return' ? oneItem : { reason: '情况有变' }))).toBeGreaterThan(10)
  })

  it('beginning, saving', async () => {
    const account = await owner()
    const input = { firmId: people.firmId, words: '一', rightIds: [people.rightId] }
    expect(await failEverywhere(test, (deps) => startRequest(deps, account, { input, key: randomUUID(), bodyHash: hashRequest(null, input), requestId: 'test' }))).toBeGreaterThan(6)
    const { id } = await test.db.selectFrom('financing_requests').select('id').where('firm_id', '=', people.firmId).executeTakeFirstOrThrow()
    expect(await failEverywhere(test, (deps) => saveRequest(deps, account, id, () => 1, { words: '二', rightIds: [] }, 'test'))).toBeGreaterThan(6)
  })
})
