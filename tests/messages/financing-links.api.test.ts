// Pitfall C26 for financing: every occasion there is happens once; each link is opened as whoever got it, a bank's by its contact.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { getEditedProduct } from '#contract/financing/product-endpoints.ts'
import { addLeadFile, getLead, getRequest, listLeads } from '#contract/financing/request-endpoints.ts'
import { remindOfScreening, remindOfStalled, remindOfUnanswered, remindOfUnconfirmed } from '#server/financing/desk-reminders.ts'
import { climbLadder } from '#server/financing/ladder.ts'
import { remindOfMaturity } from '#server/financing/maturity.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { aLead, asked, brought, lenders, moved, stageBody, type Lenders } from '../financing/lending.ts'
import { act as actOnProduct, aDraft as aProduct } from '../financing/product-desk.ts'
import { aLoan } from '../financing/product-texts.ts'
import { acted, aDraft, anAccepted, amberAnswers, aSubmitted, oneItem } from '../financing/requesting.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { opensFor, type PageReads, type Reader } from './opening.ts'

let test: TestApp
let people: Lenders
let fresh: { restore(): Promise<void> }
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  const known: [Client, Reader['duty']][] = [[people.owner.client, null], [people.clerk.client, null], [people.officer, 'officer'], [people.secondOfficer, 'officer'], [people.bank, 'bank'], [people.secondBank, 'bank']]
  for (const [client, duty] of known) readers.set((await client.call(getMe)).body.id, { client, duty })
  fresh = await test.snapshot()
}, 60_000)
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const reads: PageReads = {
  'financing-request': (client, params) => client.call(getRequest, { params }),
  'financing-request-lead': (client, params) => client.call(getRequest, { params }),
  'desk-financing-request': (client, params) => client.call(getRequest, { params }),
  bank: (client) => client.call(listLeads, { query: {} }),
  'bank-lead': (client, params) => client.call(getLead, { params }),
  'bank-product': (client, params) => client.call(getEditedProduct, { params }),
  'desk-financing-product': (client, params) => client.call(getEditedProduct, { params }),
}
const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, reads, seen }, deed)
const on = (day: string, clock = '09:00') => test.clock.set(new Date(`${day}T${clock}:00+08:00`).toISOString())
const owner = () => people.owner.client

describe('a link in a message opens for its reader', () => {
  it('a request handed in, given back, accepted, declined, closed', async () => {
    await opens(() => aSubmitted(people))
    const { id } = await aDraft(people, { answers: amberAnswers })
    await opens(() => acted(owner(), id, 'submit'))
    await opens(() => acted(people.officer, id, 'return', oneItem))
    const declined = await aSubmitted(people)
    await opens(() => acted(people.officer, declined.id, 'decline', { reason: '已经停业' }))
    const accepted = await anAccepted(people)
    await opens(() => acted(people.officer, accepted.id, 'close', { reason: '企业说不用了' }))
    await opens(async () => acted(people.officer, (await aSubmitted(people)).id, 'accept'))
  })

  it('a request nobody has looked at in time', async () => {
    await aSubmitted(people)
    on('2026-11-30')
    await opens(() => remindOfScreening(test.deps))
  })

  it('a bank asked, reminded, called about, warned, closed; nobody answers', async () => {
    const { id } = await anAccepted(people)
    await opens(() => asked(people, id, people.bankId))
    for (const day of ['2026-11-25', '2026-11-26', '2026-11-30', '2026-12-04', '2026-12-07', '2026-12-08']) {
      on(day)
      await opens(async () => {
        await climbLadder(test.deps)
        await remindOfUnanswered(test.deps)
      })
    }
  })

  it('a bank refuses, the firm takes its consent back, withdraws', async () => {
    const { id } = await anAccepted(people)
    const [one, two] = [await asked(people, id, people.bankId), await asked(people, id, people.secondBankId)]
    await opens(() => moved(people.bank, one.id, 'refuse', stageBody('refuse', people)))
    await opens(() => moved(owner(), two.id, 'revoke'))
    await asked(people, id, people.secondBankId)
    await opens(() => acted(owner(), id, 'withdraw'))
  })

  it('a bank takes it and does nothing; papers; what does not come to a loan', async () => {
    const { leadId } = await aLead(people, 'offered')
    await opens(() => moved(people.bank, leadId, 'take'))
    const bytes = aPdf()
    const [firms, banks] = [await uploadFile(owner(), { bytes, type: 'application/pdf', firmId: people.firmId, purpose: 'paper' }), await uploadFile(people.bank, { bytes, type: 'application/pdf', purpose: 'loan' })]
    await opens(() => owner().call(addLeadFile, { params: { id: leadId }, body: { fileId: firms } }))
    await opens(() => people.bank.call(addLeadFile, { params: { id: leadId }, body: { fileId: banks } }))
    on('2026-12-31')
    await opens(() => remindOfStalled(test.deps))
    await opens(() => moved(people.officer, leadId, 'fail', stageBody('fail', people)))
  })

  it('every stage of a loan, disputed and confirmed, until it falls due and is settled', async () => {
    const { leadId } = await aLead(people)
    for (const action of ['examine', 'approve', 'sign', 'register', 'lend'] as const) await opens(() => moved(people.bank, leadId, action, stageBody(action, people)))
    await opens(() => moved(owner(), leadId, 'dispute', stageBody('dispute', people)))
    await opens(() => brought(people, leadId, 'lent', 'registered'))
    on('2026-11-27')
    await opens(() => remindOfUnconfirmed(test.deps))
    await opens(() => moved(owner(), leadId, 'confirm'))
    on('2028-11-16')
    await opens(() => remindOfMaturity(test.deps))
    await opens(() => moved(people.bank, leadId, 'settle', stageBody('settle', people)))
  })

  it('a product proposed, sent back, published', async () => {
    const id = await aProduct(people.bank, { loan: aLoan() })
    await opens(() => actOnProduct(people.bank, id, 'propose'))
    await opens(() => actOnProduct(people.officer, id, 'return', { reason: '期限写清楚' }))
    await actOnProduct(people.bank, id, 'propose')
    await opens(() => actOnProduct(people.officer, id, 'publish'))
  })

  it('and no occasion was left out', () => {
    expect(Object.keys(messageValues).filter((kind) => kind.startsWith('financing.') && !seen.has(kind as MessageKind))).toEqual([])
  })
})
