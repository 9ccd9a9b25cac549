// Two hands at once: one of them comes first, the other is told how it stands, and nothing is half done.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { invariantProblems } from '#server/invariants.ts'
import { expireLead } from '#server/financing/lead-actions.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { consent, leaders, move, offered, seen, type Leaders } from './leading.ts'
import { act, anAccepted, read } from './requesting.ts'

let test: TestApp
let people: Leaders
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await leaders(test)
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

const firm = () => people.owner.client.copy()
const statuses = (replies: readonly { status: number }[]) => replies.map(({ status }) => status).sort()

async function holds(requestId: string): Promise<void> {
  expect(await invariantProblems(test.db)).toEqual([])
  const { leads, events } = await read(people.owner.client, requestId)
  for (const { id, state } of leads) expect(events.filter(({ leadId }) => leadId === id).at(-1)?.state).toBe(state)
}

describe('at the same moment', () => {
  it('two contacts of one bank take it: one does', async () => {
    const { requestId, lead } = await offered(test, people)
    expect(statuses(await Promise.all([move(people.bank.copy(), lead.id, 'take'), move(people.colleague.copy(), lead.id, 'take')]))).toEqual([200, 409])
    await holds(requestId)
  })
  it('one contact takes it, the other refuses', async () => {
    const { requestId, lead } = await offered(test, people)
    expect(statuses(await Promise.all([move(people.bank.copy(), lead.id, 'take'), move(people.colleague.copy(), lead.id, 'refuse', { code: 'rights' })]))).toEqual([200, 409])
    await holds(requestId)
  })
  it('the bank takes it and the firm takes its consent back: in the end the bank sees nothing', async () => {
    const { requestId, lead } = await offered(test, people)
    const [taken, revoked] = await Promise.all([move(people.bank.copy(), lead.id, 'take'), move(firm(), lead.id, 'revoke')])
    expect(revoked.status).toBe(200)
    expect([200, 404]).toContain(taken.status)
    expect((await seen(people.bank.copy(), lead.id)).status).toBe(404)
    await holds(requestId)
  })
  it('the bank refuses and the firm takes its consent back: one of the two', async () => {
    const { requestId, lead } = await offered(test, people)
    const [refused, revoked] = await Promise.all([move(people.bank.copy(), lead.id, 'refuse', { code: 'rights' }), move(firm(), lead.id, 'revoke')])
    expect([[200, 409], [404, 200]]).toContainEqual([refused.status, revoked.status])
    await holds(requestId)
  })
  it('the calendar closes it and the bank takes it: one of the two', async () => {
    const { requestId, lead } = await offered(test, people)
    const at = test.clock.now()
    const [taken, isExpired] = await Promise.all([move(people.bank.copy(), lead.id, 'take'), test.deps.commands.run((tx) => expireLead(tx, test.deps, lead.id, at))])
    expect([[200, false], [409, true]]).toContainEqual([taken.status, isExpired])
    await holds(requestId)
  })
  it('two people of the firm ask one bank: one lead', async () => {
    const { id } = await anAccepted(people)
    expect(statuses(await Promise.all([consent(test, firm(), id, people.bankId), consent(test, people.clerk.client.copy(), id, people.bankId)]))).toEqual([201, 409])
    await holds(id)
  })
  it('one key twice is one lead', async () => {
    const { id } = await anAccepted(people)
    const [one, other] = await Promise.all([consent(test, firm(), id, people.bankId, {}, 'twice'), consent(test, firm(), id, people.bankId, {}, 'twice')])
    expect([one.status, other.status, one.body.id === other.body.id]).toEqual([201, 201, true])
    await holds(id)
  })
  it('a bank is asked and the request withdrawn: no bank is left with it', async () => {
    const { requestId, lead } = await offered(test, people)
    const [asked, withdrawn] = await Promise.all([consent(test, firm(), requestId, people.otherBankId), act(firm(), requestId, 'withdraw')])
    expect(withdrawn.status).toBe(200)
    expect([201, 409]).toContain(asked.status)
    expect((await seen(people.bank.copy(), lead.id)).status).toBe(404)
    const live = await test.db.selectFrom('financing_leads').select('id').where('ended_at', 'is', null).where('request_id', '=', requestId).execute()
    expect(live).toEqual([])
    await holds(requestId)
  })
})
