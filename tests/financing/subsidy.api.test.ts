// From the loan to its interest subsidy: the application is there, filled in with what was really paid out, and can be completed and handed in.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applyForSubsidy, rateLead } from '#contract/financing/request-endpoints.ts'
import { discardDraft, getApplication, saveAnswers } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import type { Client } from '../support/api-client.ts'
import { act, attachPapers, startDraft, submittedApplication } from '../support/applications.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { testStart } from '../support/test-clock.ts'
import { toldBy } from '../support/told.ts'
import { aLead, asked, brought, firmSees, lenders, moved, stageBody, sums, type Lead, type Lenders } from './lending.ts'
import { problems, refusal } from './requesting.ts'

let test: TestApp
let people: Lenders
let lead: Lead
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  lead = await aLead(people, 'lent')
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const confirm = () => moved(people.owner.client, lead.leadId, 'confirm')
const apply = (client: Client = people.owner.client, id = lead.leadId) => client.call(applyForSubsidy, { params: { id } })
const read = async (id: string): Promise<Application> => (await people.owner.client.call(getApplication, { params: { id } })).body
async function applied(): Promise<Application> {
  const reply = await apply()
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return read(reply.body.caseId)
}
const loan = () => ({
  patents: [{ patentNo: 'ZL201710601862.3', patentTitle: '一种流化床反应器', patentType: '发明', grantDate: '2020-05-08' }],
  bank: people.bankName, loanContractNo: '桓甲借字 2026-118 号', contractDate: '2026-11-23', loanAmountFen: sums.disbursedFen, loanStart: '2026-11-23', loanEnd: '2028-11-22', pledgeRegNo: 'Y2026980000118', pledgeRegDate: '2026-11-23',
})

describe('the interest subsidy', () => {
  it('opens filled in from the loan, each answer with where it came from, and nothing that is not known', async () => {
    await confirm()
    const draft = await applied()
    expect(draft).toMatchObject({ programmeId: 'P01', state: 'draft', firmId: people.firmId, answers: loan() })
    const { number } = await firmSees(people, lead)
    for (const name of Object.keys(loan())) expect(draft.origins[name], name).toMatchObject({ from: 'loan', of: number })
    for (const name of ['combinedLoan', 'firstPledgedCount', 'pledgeRatio', 'lprPercent', 'interestPaidFen']) expect(draft.answers, name).not.toHaveProperty(name)
    expect(draft.origins.companyName).toMatchObject({ from: 'firm' })
    expect(await firmSees(people, lead)).toMatchObject({ maySubsidise: true, subsidyCaseId: draft.id })
  })

  it('can be completed by hand and handed in once interest was paid', async () => {
    await confirm()
    const draft = await applied()
    test.clock.set('2027-12-21T02:00:00.000Z')
    await test.db.updateTable('firms').set({ scale: '小型', legal_person: '周苇' }).where('id', '=', people.firmId).execute()
    const { lprPercent, firstPledgedCount, combinedLoan, pledgeRatio, legalPersonStatus, isPatentee, repaidAsAgreed, bankName, bankAccountNo, contactName, contactMobile } = sampleAnswers('P01', { firstPledgedCount: 1, contactName: '李工', contactMobile: '13900000055' })
    const answers = { lprPercent, firstPledgedCount, combinedLoan, pledgeRatio, legalPersonStatus, isPatentee, repaidAsAgreed, bankName, bankAccountNo, contactName, contactMobile, legalPerson: '周苇', bankAccountName: people.firmName, interestFrom: '2026-11-23', interestTo: '2027-11-23', interestPaidFen: 7_200_000 }
    const saved = await people.owner.client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers } })
    expect(saved.status, JSON.stringify(saved.error)).toBe(200)
    expect(saved.body.answers).toMatchObject(loan())
    await attachPapers(people.owner.client, saved.body)
    const submitted = await act(people.owner.client, draft.id, 'submit', { statement: true })
    expect(submitted.status, JSON.stringify(submitted.error)).toBe(200)
    expect((await apply()).body).toEqual({ caseId: draft.id })
  })

  it('is asked for by the firm alone, once it has confirmed the money', async () => {
    expect(refusal(await apply())).toEqual([409, 'financing.wrong-state', { state: 'lent' }])
    await confirm()
    for (const [client, status] of [[people.bank, 403], [people.officer, 403], [people.secondBank, 404], [people.stranger.client, 404], [people.clerk.client, 200]] as const) expect((await apply(client)).status).toBe(status)
    await moved(people.bank, lead.leadId, 'settle', stageBody('settle', people))
    expect((await apply()).status).toBe(200)
  })

  it('is the same however often it is asked for; thrown away or refused, it is begun anew', async () => {
    await confirm()
    const ids = (await Promise.all([apply(), apply(people.clerk.client), apply()])).map(({ body }) => body.caseId)
    expect(new Set(ids).size).toBe(1)
    expect((await people.owner.client.call(discardDraft, { params: { id: ids[0] ?? '' } })).status).toBe(204)
    expect((await firmSees(people, lead)).subsidyCaseId).toBeNull()
    const again = await applied()
    expect(again.id).not.toBe(ids[0])
    expect(again.answers).toMatchObject(loan())
    await test.db.updateTable('cases').set({ state: 'refused' }).where('id', '=', again.id).execute()
    expect((await applied()).id).not.toBe(again.id)
  })

  it('fills in what is still empty of a draft that is there, never over what somebody typed', async () => {
    await confirm()
    const draft = await startDraft(people.owner.client, people.firmId, 'P01')
    await people.owner.client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { bank: '示例银行甲（总行）', loanAmountFen: 1_000_000 } } })
    const filled = await applied()
    expect(filled).toMatchObject({ id: draft.id, answers: { ...loan(), bank: '示例银行甲（总行）', loanAmountFen: 1_000_000 } })
    expect([filled.origins.bank, filled.origins.loanAmountFen]).toEqual([undefined, undefined])
  })

  it('takes this loan’s bank, not the one carried over from the last application', async () => {
    await submittedApplication(people.owner.client, people.firmId, 'P01', { bank: '从前的银行' })
    await confirm()
    expect((await applied()).answers.bank).toBe(people.bankName)
  })

  it('is refused while the firm’s draft is another loan’s, typed or filled in', async () => {
    await confirm()
    const draft = await startDraft(people.owner.client, people.firmId, 'P01')
    const saved = await people.owner.client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { loanContractNo: '另一笔' } } })
    expect(refusal(await apply())).toEqual([409, 'financing.subsidy-busy', { caseId: draft.id }])
    expect((await read(draft.id)).answers).toEqual(saved.body.answers)
    await people.owner.client.call(discardDraft, { params: { id: draft.id } })
    const first = await applied()
    const { id: second } = await asked(people, lead.requestId, people.secondBankId)
    await brought(people, second, 'signed', 'offered', people.secondBank)
    await moved(people.secondBank, second, 'register', { registrationNumber: 'Y2', on: '2026-11-23', rightIds: [people.otherRightId] })
    await brought(people, second, 'disbursed', 'registered', people.secondBank)
    expect(refusal(await apply(people.owner.client, second))).toEqual([409, 'financing.subsidy-busy', { caseId: first.id }])
  })

  it('is told to the firm when it has confirmed, where a patent is pledged', async () => {
    const told = await toldBy(test, confirm)
    expect(told.filter(({ kind }) => kind === 'financing.subsidy').map(({ accountId }) => accountId)).toEqual([people.owner.me.id])
    await fresh.restore()
    await test.db.updateTable('rights').set({ kind: 'trademark' }).where('id', '=', people.rightId).execute()
    expect((await toldBy(test, confirm)).map(({ kind }) => kind)).not.toContain('financing.subsidy')
  })
})

describe('a scheme that does not take applications now', () => {
  it('is said plainly, and nothing is begun', async () => {
    await confirm()
    const { content } = test.deps
    const before = content.programme
    content.programme = (id, at) => {
      const programme = before.call(content, id, at)
      return programme && { ...programme, availability: 'closed' as const }
    }
    try {
      expect(refusal(await apply())).toEqual([409, 'subsidies.programme-closed'])
    } finally {
      content.programme = before
    }
    expect((await firmSees(people, lead)).subsidyCaseId).toBeNull()
  })
})

describe('the firm’s opinion of the bank', () => {
  const rate = (client: Client = people.owner.client, changes: object = {}) => client.call(rateLead, { params: { id: lead.leadId }, body: { speed: 4, attitude: 5, result: 5, words: ' 两周就批了 ', ...changes } })

  it('is asked once it is paid out or over, and may be said again', async () => {
    expect(refusal(await rate())).toEqual([409, 'financing.wrong-state', { state: 'lent' }])
    await confirm()
    expect((await rate()).body).toMatchObject({ mayRate: true, rating: { speed: 4, attitude: 5, result: 5, words: '两周就批了' } })
    expect((await rate()).status).toBe(200)
    expect((await rate(people.clerk.client, { speed: 1 })).body.rating?.speed).toBe(1)
    expect((await firmSees(people, lead)).events.filter(({ action }) => action === 'rate')).toHaveLength(2)
  })

  it('is nobody else’s to give, and its words have an end', async () => {
    await confirm()
    for (const [client, status] of [[people.bank, 403], [people.officer, 403], [people.secondBank, 404], [people.stranger.client, 404]] as const) expect((await rate(client)).status).toBe(status)
    expect(problems(await rate(people.owner.client, { words: '好'.repeat(401) }))).toEqual(['words too-long'])
    expect((await rate(people.owner.client, { speed: 6 })).status).toBe(422)
  })
})
