// Whoever leaves a firm or a bank and becomes an officer does not decide what they had a hand in there; any other officer does.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { consented, leaders, move, moved, type Leaders } from './leading.ts'
import { act, acted, aDraft, amberAnswers, anAccepted, oneItem, read, refusal } from './requesting.ts'

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

const refused = [403, 'financing.took-part']
const silent = { code: 'silent', reason: '三周没有回音' }

/** Out of firm and bank, and given the county's duty by the operator. */
async function becomesOfficer(accountId: string): Promise<void> {
  await test.db.updateTable('memberships').set({ state: 'removed' }).where('account_id', '=', accountId).execute()
  await test.db.updateTable('bank_contacts').set({ ended_at: test.clock.now() }).where('account_id', '=', accountId).execute()
  await test.db.updateTable('accounts').set({ staff_role: 'officer' }).where('id', '=', accountId).execute()
}

describe('who once handed it in for the firm', () => {
  it('does not screen it; another officer does', async () => {
    const { id } = await aDraft(people, { answers: amberAnswers })
    const clerk = people.clerk.client.copy()
    await acted(clerk, id, 'submit')
    await becomesOfficer(people.clerk.me.id)
    for (const [action, body] of [['accept', {}], ['return', oneItem], ['decline', { reason: '不合适' }]] as const) expect(refusal(await act(clerk, id, action, body))).toEqual(refused)
    // It may be read, as every request may by every officer; no button is offered that would be refused.
    expect(await read(clerk, id)).toMatchObject({ state: 'submitted', actions: [] })
    expect((await read(people.officer.copy(), id)).actions).toContain('accept')
    expect((await acted(people.officer.copy(), id, 'accept')).state).toBe('accepted')
    expect(refusal(await act(clerk, id, 'close', { reason: '办结' }))).toEqual(refused)
  })
  it('neither fails its leads nor lets them run out', async () => {
    const { id } = await anAccepted(people)
    const clerk = people.clerk.client.copy()
    const [asked, other] = [await consented(test, clerk, id, people.bankId), await consented(test, people.owner.client.copy(), id, people.otherBankId)]
    await moved(people.otherBank.copy(), other.id, 'take')
    await becomesOfficer(people.clerk.me.id)
    expect((await read(clerk, id)).leads.map(({ actions }) => actions)).toEqual([[], []])
    expect((await read(people.officer.copy(), id)).leads.flatMap(({ actions }) => actions).toSorted()).toEqual(['expire', 'fail'])
    expect(refusal(await move(clerk, asked.id, 'expire', { reason: '不等了' }))).toEqual(refused)
    expect(refusal(await move(clerk, other.id, 'fail', silent))).toEqual(refused)
    expect(await moved(people.officer.copy(), other.id, 'fail', silent)).toMatchObject({ state: 'failed' })
  })
})

describe('who once took it for a bank', () => {
  it('does not end it for the county; another officer does', async () => {
    const { id } = await anAccepted(people)
    const lead = await consented(test, people.owner.client.copy(), id, people.bankId)
    const colleague = people.colleague.copy()
    await moved(colleague, lead.id, 'take')
    const { id: accountId } = await test.db.selectFrom('financing_leads').select('taken_by as id').where('id', '=', lead.id).executeTakeFirstOrThrow()
    await becomesOfficer(accountId ?? '')
    expect(refusal(await move(colleague, lead.id, 'fail', silent))).toEqual(refused)
    expect(await moved(people.secondOfficer.copy(), lead.id, 'fail', silent)).toMatchObject({ state: 'failed' })
  })
})
