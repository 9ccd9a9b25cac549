// A registration goes into the firm's portfolio and out of it again; while it stands, the portfolio does not say otherwise, and nobody else registers the same right.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteRight, getRight, updateRight } from '#contract/portfolio/endpoints.ts'
import type { RightDetail } from '#contract/portfolio/schema.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { aLead, asked, brought, firmSees, lenders, move, moved, stageBody, type Lead, type Lenders } from './lending.ts'
import { refusal } from './requesting.ts'

let test: TestApp
let people: Lenders
let lead: Lead
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  lead = await aLead(people, 'signed')
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const right = async (id = people.rightId): Promise<RightDetail> => (await people.owner.client.call(getRight, { params: { id } })).body
const change = (version: number, body: object, id = people.rightId) => people.owner.client.call(updateRight, { params: { id }, version, body })
const free = { pledge: 'none', pledgee: null, pledgeNumber: null, pledgedOn: null }
const pledged = () => ({ pledge: 'pledged', pledgee: people.bankName, pledgeNumber: 'Y2026980000118', pledgedOn: '2026-11-23' })

describe('a registration', () => {
  it('makes exactly the registered rights pledged in the portfolio, each with a line of audit', async () => {
    const before = await right()
    await brought(people, lead.leadId, 'registered', 'signed')
    expect(await right()).toMatchObject({ ...pledged(), version: before.version + 1 })
    expect(await right(people.otherRightId)).toMatchObject(free)
    const lines = await test.db.selectFrom('audit').select(['action', 'role', 'subject', 'firm_id']).where('action', 'like', 'portfolio.%').where('subject', '=', `right:${people.rightId}`).where('action', '<>', 'portfolio.add').execute()
    expect(lines).toEqual([{ action: 'portfolio.pledge', role: 'bank', subject: `right:${people.rightId}`, firm_id: people.firmId }])
  })

  it('is taken out again when the loan is settled, and when it fails after all', async () => {
    await brought(people, lead.leadId, 'settled', 'signed')
    expect(await right()).toMatchObject(free)
    await fresh.restore()
    await brought(people, lead.leadId, 'registered', 'signed')
    await moved(people.bank, lead.leadId, 'fail', { ...stageBody('fail', people), releasedOn: '2026-11-23' })
    expect(await right()).toMatchObject(free)
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', 'portfolio.release').execute()).toHaveLength(1)
  })

  it('is refused for a right the firm has pledged elsewhere meanwhile, or has thrown away', async () => {
    const { version } = await right()
    await change(version, { pledge: 'pledged', pledgee: '另一家银行' })
    expect(refusal(await move(people.bank, lead.leadId, 'register', stageBody('register', people)))).toEqual([409, 'financing.right-pledged', { rightId: people.rightId }])
    expect((await people.owner.client.call(deleteRight, { params: { id: people.rightId } })).status).toBe(204)
    expect((await move(people.bank, lead.leadId, 'register', stageBody('register', people))).error.fields).toEqual([{ field: 'rightIds', reason: 'option' }])
    expect((await firmSees(people, lead)).state).toBe('signed')
  })
})

describe('while the loan lives', () => {
  beforeEach(() => brought(people, lead.leadId, 'registered', 'signed'))
  const held = () => [409, 'portfolio.held', { number: expect.stringMatching(/-DJ-/), bank: people.bankName }]

  it('the firm neither deletes the right nor writes its pledge otherwise; the rest of it is the firm’s', async () => {
    const { version } = await right()
    expect(refusal(await people.owner.client.call(deleteRight, { params: { id: people.rightId } }))).toEqual(held())
    for (const patch of [{ pledge: 'none' }, { pledgee: '另一家银行' }, { pledgeNumber: 'Y1' }, { pledgedOn: '2026-11-20' }, { pledgedOn: null }]) expect(refusal(await change(version, patch)), JSON.stringify(patch)).toEqual(held())
    expect((await change(version, { title: '一种流化床反应器（改）', ...pledged() })).body).toMatchObject({ title: '一种流化床反应器（改）', ...pledged() })
    expect((await change((await right(people.otherRightId)).version, { pledge: 'pledged' }, people.otherRightId)).status).toBe(200)
  })

  it('holds at every stage until it is settled', async () => {
    await brought(people, lead.leadId, 'lent', 'registered')
    expect(refusal(await people.owner.client.call(deleteRight, { params: { id: people.rightId } }))).toEqual(held())
    await brought(people, lead.leadId, 'disbursed', 'lent')
    expect(refusal(await change((await right()).version, { pledge: 'none' }))).toEqual(held())
    await brought(people, lead.leadId, 'settled', 'disbursed')
    expect((await people.owner.client.call(deleteRight, { params: { id: people.rightId } })).status).toBe(204)
  })

  it('settling leaves a right alone that the firm has pledged on to somebody else in the records', async () => {
    // As an import of the register would write it.
    await test.db.updateTable('rights').set({ pledge_number: 'Y2', pledgee: '丙' }).where('id', '=', people.rightId).execute()
    await brought(people, lead.leadId, 'settled', 'registered')
    expect(await right()).toMatchObject({ pledge: 'pledged', pledgeNumber: 'Y2', pledgee: '丙' })
  })
})

describe('at the same time', () => {
  /** Two banks hold signed contracts on the same rights. */
  async function twoSigned(): Promise<string> {
    const { id } = await asked(people, lead.requestId, people.secondBankId)
    await brought(people, id, 'signed', 'offered', people.secondBank)
    return id
  }

  it('two banks register the same right: exactly one does, whatever else they register', async () => {
    const secondId = await twoSigned()
    const body = (registrationNumber: string, rightIds: string[]) => ({ registrationNumber, on: '2026-11-23', rightIds })
    const replies = await Promise.all([
      move(people.bank, lead.leadId, 'register', body('Y-A', [people.rightId, people.otherRightId])),
      move(people.secondBank, secondId, 'register', body('Y-B', [people.otherRightId, people.rightId])),
    ])
    expect(replies.map(({ status, error }) => (status === 200 ? '' : error.code)).sort()).toEqual(['', 'financing.right-pledged'])
    const winner = replies[0]?.status === 200 ? 'Y-A' : 'Y-B'
    expect([(await right()).pledgeNumber, (await right(people.otherRightId)).pledgeNumber]).toEqual([winner, winner])
  })

  it('a bank registers while the firm deletes the right: one of the two, never a registration of nothing', async () => {
    const [registered, deleted] = await Promise.all([move(people.bank, lead.leadId, 'register', stageBody('register', people)), people.owner.client.call(deleteRight, { params: { id: people.rightId } })])
    expect([registered.status, deleted.status]).toEqual(registered.status === 200 ? [200, 409] : [422, 204])
  })

  it('a bank registers while the firm edits the right: the registration stands, the edit is asked to look again or came first', async () => {
    const { version } = await right()
    const [registered, edited] = await Promise.all([move(people.bank, lead.leadId, 'register', stageBody('register', people)), change(version, { title: '改过的名称' })])
    expect(registered.status).toBe(200)
    expect([200, 412]).toContain(edited.status)
    expect(await right()).toMatchObject(pledged())
  })
})
