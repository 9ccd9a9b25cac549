// From due diligence to the settled loan: what a bank has to say at each stage, in which order the days come, and what the firm has to agree to.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listRequests } from '#contract/financing/request-endpoints.ts'
import type { LeadActionInput, Terms } from '#contract/financing/lead-schema.ts'
import type { LeadAction, LeadState } from '#contract/financing/workflow.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { aLead, bankSees, brought, firmSees, lenders, move, moved, stageBody, sums, type Lead, type Lenders } from './lending.ts'
import { problems, refusal } from './requesting.ts'

let test: TestApp
let people: Lenders
let lead: Lead
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  lead = await aLead(people)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const body = (action: LeadAction, changes: LeadActionInput = {}): LeadActionInput => ({ ...stageBody(action, people), ...changes })
const bank = (action: LeadAction, changes: LeadActionInput = {}) => move(people.bank, lead.leadId, action, body(action, changes))
const terms = async (): Promise<Terms> => (await firmSees(people, lead)).terms
/** What is wrong with it, at the stage before it; and that nothing has happened. */
async function wrong(state: LeadState, action: LeadAction, changes: LeadActionInput): Promise<string[]> {
  await brought(people, lead.leadId, state, 'taken')
  const reply = await bank(action, changes)
  expect([reply.status, reply.error.code]).toEqual([422, 'invalid-input'])
  expect((await bankSees(people.bank, lead.leadId)).state).toBe(state)
  return problems(reply)
}

describe('the stages', () => {
  it('lead to the loan, each with what belongs to it, and back', async () => {
    await moved(people.bank, lead.leadId, 'examine')
    expect(await terms()).toMatchObject({ intendedFen: sums.intendedFen, approvedFen: null, disbursedFen: null })
    await brought(people, lead.leadId, 'approved', 'due-diligence')
    expect(await terms()).toMatchObject({ intendedFen: sums.intendedFen, approvedFen: sums.approvedFen, disbursedFen: null, approvedMonths: 24, rate: '年利率 3.45%' })
    await brought(people, lead.leadId, 'registered', 'approved')
    expect(await terms()).toMatchObject({ contractNumber: '桓甲借字 2026-118 号', signedOn: '2026-11-23', registrationNumber: 'Y2026980000118', registeredOn: '2026-11-23', registeredRightIds: [people.rightId], lentOn: null })
    await brought(people, lead.leadId, 'lent', 'registered')
    expect((await firmSees(people, lead)).actions).toEqual(['confirm', 'dispute'])
    await brought(people, lead.leadId, 'settled', 'lent')
    expect(await terms()).toEqual(expect.objectContaining({ ...sums, lentOn: '2026-11-23', maturesOn: '2028-11-22', settledOn: '2026-11-23', releasedOn: '2026-11-23' }))
    expect((await bankSees(people.bank, lead.leadId)).terms).toEqual(await terms())
  })

  it('are said by the bank, confirmed by the firm, and by nobody out of turn', async () => {
    expect((await move(people.owner.client, lead.leadId, 'examine')).status).toBe(403)
    expect((await move(people.officer, lead.leadId, 'approve', body('approve'))).status).toBe(403)
    expect((await move(people.secondBank, lead.leadId, 'examine')).status).toBe(404)
    expect((await move(people.stranger.client, lead.leadId, 'confirm')).status).toBe(404)
    expect(refusal(await bank('lend'))).toEqual([409, 'financing.wrong-state', { state: 'taken' }])
    await brought(people, lead.leadId, 'approved', 'taken')
    expect(refusal(await bank('approve'))).toEqual([409, 'financing.wrong-state', { state: 'approved' }])
  })

  it('tell the other side, never whoever did it', async () => {
    const told = async (deed: () => Promise<unknown>) => (await toldBy(test, deed)).map(({ kind, accountId }) => `${kind} ${accountId === people.owner.me.id ? 'firm' : 'bank'}`).sort()
    const next = (action: LeadAction, client = people.bank) => told(() => moved(client, lead.leadId, action, body(action)))
    expect(await next('examine')).toEqual(['financing.examining firm'])
    expect(await next('approve')).toEqual(['financing.approved firm'])
    expect(await next('sign')).toEqual(['financing.signed firm'])
    expect(await next('register')).toEqual(['financing.registered firm'])
    expect(await next('lend')).toEqual(['financing.lent firm'])
    expect(await next('dispute', people.owner.client)).toEqual(['financing.disputed bank'])
    expect(await next('lend')).toEqual(['financing.lent firm'])
    expect(await next('confirm', people.owner.client)).toEqual(['financing.confirmed bank', 'financing.subsidy firm'])
    expect(await next('settle')).toEqual(['financing.settled firm'])
  })
})

describe('an approval', () => {
  it('needs a sum in 元, a term and a rate in words', async () => {
    expect(await wrong('taken', 'approve', { amount: '', rate: ' ' })).toEqual(['amount required', 'rate required'])
    const { months: _, ...rest } = body('approve')
    expect(problems(await move(people.bank, lead.leadId, 'approve', rest))).toEqual(['months required'])
    for (const [amount, reason] of [['2,500,000', 'money-comma'], ['-1', 'money-negative'], ['250 万', 'money-format'], ['0.99', 'money-min'], ['100000000.01', 'money-max'], ['1.005', 'money-decimals']]) {
      expect(problems(await bank('approve', { amount })), amount).toEqual([`amount ${reason}`])
    }
    expect(problems(await bank('approve', { months: 121, rate: '很'.repeat(41) }))).toEqual(['months number-max', 'rate too-long'])
    expect((await bank('approve', { amount: ' 2500000 ', months: 120 })).status).toBe(200)
  })
})

describe('a contract', () => {
  it('has a number and a day that has come, not before the bank took it', async () => {
    expect(await wrong('approved', 'sign', { contractNumber: '', on: '' })).toEqual(['contractNumber required', 'on required'])
    expect(problems(await bank('sign', { on: '2026-11-24' }))).toEqual(['on date-future'])
    expect(problems(await bank('sign', { on: '2026-11-22' }))).toEqual(['on date-early'])
    expect(problems(await bank('sign', { on: '2026-11-31', contractNumber: '号'.repeat(61) }))).toEqual(['contractNumber too-long', 'on date-calendar'])
    expect((await bank('sign', { on: '2026-11-23' })).status).toBe(200)
  })
})

describe('a registration', () => {
  it('has a number, a day not before the contract, and some of the rights of the request', async () => {
    expect(await wrong('signed', 'register', { registrationNumber: 'Y'.repeat(41), on: '2026-11-22', rightIds: [] })).toEqual(['registrationNumber too-long', 'on date-early', 'rightIds required'])
    for (const id of [people.markId, people.foreignRightId, 'nothing']) expect(problems(await bank('register', { rightIds: [people.rightId, id] })), id).toEqual(['rightIds option'])
    const both = await moved(people.bank, lead.leadId, 'register', body('register', { rightIds: [people.otherRightId, people.rightId, people.rightId] }))
    expect(both.terms.registeredRightIds).toEqual([people.rightId, people.otherRightId].sort())
  })
})

describe('the money', () => {
  it('is paid after the registration, not more than was granted, and is due back later', async () => {
    expect(await wrong('registered', 'lend', { amount: '2500000.01', on: '2026-11-24', maturesOn: '2026-11-24' })).toEqual(['amount money-over', 'on date-future', 'maturesOn date-after'])
    expect(problems(await bank('lend', { maturesOn: '' }))).toEqual(['maturesOn required'])
    expect(refusal(await bank('lend', { on: '2026-11-22' }))).toEqual([409, 'financing.before-registration', { registeredOn: '2026-11-23' }])
    expect((await bank('lend', { amount: '2500000' })).status).toBe(200)
  })

  it('counts only once the firm says so; disputed, it is said again', async () => {
    await brought(people, lead.leadId, 'lent', 'taken')
    expect(problems(await move(people.owner.client, lead.leadId, 'dispute'))).toEqual(['reason required'])
    await moved(people.owner.client, lead.leadId, 'dispute', body('dispute'))
    expect(await bankSees(people.bank, lead.leadId)).toMatchObject({ state: 'registered', terms: { approvedFen: sums.approvedFen, disbursedFen: null, lentOn: null, maturesOn: null, registeredOn: '2026-11-23' } })
    await moved(people.bank, lead.leadId, 'lend', body('lend', { amount: '2300000' }))
    await moved(people.owner.client, lead.leadId, 'confirm')
    expect((await terms()).disbursedFen).toBe(230_000_000)
  })

  it('is settled on a day not before it was paid, with the day the pledge was released', async () => {
    expect(await wrong('disbursed', 'settle', { on: '2026-11-22', releasedOn: '' })).toEqual(['on date-early', 'releasedOn required'])
    expect(problems(await bank('settle', { on: '2026-11-24', releasedOn: '2026-11-22' }))).toEqual(['on date-future', 'releasedOn date-early'])
    expect((await bank('settle')).status).toBe(200)
  })
})

describe('what does not come to a loan', () => {
  it('fails with a reason of the list; after the registration with the day it was released', async () => {
    expect(await wrong('registered', 'fail', { code: 'nothing' })).toEqual(['code option'])
    expect(problems(await bank('fail'))).toEqual(['releasedOn required'])
    expect(problems(await bank('fail', { releasedOn: '2026-11-22' }))).toEqual(['releasedOn date-early'])
    await moved(people.bank, lead.leadId, 'fail', body('fail', { releasedOn: '2026-11-23' }))
    expect(await firmSees(people, lead)).toMatchObject({ state: 'failed', terms: { releasedOn: '2026-11-23', disbursedFen: null } })
    expect(await bankSees(people.bank, lead.leadId)).toMatchObject({ full: null, terms: { approvedFen: null } })
  })

  it('needs no such day before; an officer may end it for a bank that has vanished, and both hear of it', async () => {
    const told = await toldBy(test, () => moved(people.officer, lead.leadId, 'fail', body('fail')))
    expect(told.map(({ kind }) => kind).sort()).toEqual(['financing.bank-failed', 'financing.failed'])
    expect((await terms()).releasedOn).toBeNull()
  })
})

describe('the firm’s room for requests', () => {
  const room = async () => (await people.owner.client.call(listRequests, { query: { firmId: people.firmId } })).body.room
  it('is taken while a loan is being made, and free again while it runs', async () => {
    await brought(people, lead.leadId, 'lent', 'taken')
    expect(await room()).toBe(2)
    await moved(people.owner.client, lead.leadId, 'confirm')
    expect(await room()).toBe(3)
  })
})

describe('every move', () => {
  it('is made once for a key, however often it is sent, and leaves one line of history and one of audit', async () => {
    await brought(people, lead.leadId, 'signed', 'taken')
    const replies = await Promise.all(Array.from({ length: 6 }, () => move(people.bank, lead.leadId, 'register', body('register'), 'the-same')))
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200))
    expect((await firmSees(people, lead)).events.filter(({ action }) => action === 'register')).toHaveLength(1)
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', 'financing.register').where('subject', '=', `lead:${lead.leadId}`).execute()).toHaveLength(1)
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', 'portfolio.pledge').where('firm_id', '=', people.firmId).execute()).toHaveLength(1)
    expect((await move(people.bank, lead.leadId, 'register', body('register', { registrationNumber: 'Y1' }), 'the-same')).error.code).toBe('key-reused')
  })

  it('is made by one of two who press at the same time', async () => {
    await brought(people, lead.leadId, 'lent', 'taken')
    const replies = await Promise.all([move(people.owner.client, lead.leadId, 'confirm'), move(people.owner.client, lead.leadId, 'dispute', body('dispute')), move(people.owner.client, lead.leadId, 'confirm')])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })
})
