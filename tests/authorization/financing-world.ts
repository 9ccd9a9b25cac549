// Firm A's money: a request that is accepted, two banks asked, a third to be asked. Everything is done through the API.
import { randomUUID } from 'node:crypto'
import { consentFields } from '#contract/financing/casework-schema.ts'
import { addBank, addContact } from '#contract/financing/desk-endpoints.ts'
import { actOnLead, actOnRequest, consentToBank, getLead, listChoosableBanks, saveRequest, startRequest } from '#contract/financing/request-endpoints.ts'
import type { LeadAction, LeadState } from '#contract/financing/workflow.ts'
import { addRight } from '#contract/portfolio/endpoints.ts'
import { stageBody } from '../financing/lending.ts'
import { amberAnswers, greenAnswers, oneItem, wish } from '../financing/requesting.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Actors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { uploadFile } from '../support/upload.ts'

export interface FinancingWorld {
  /** Of firm A, accepted. */
  requestId: string
  /** Of firm A: one an officer has to look at, and the draft, filled in. */
  screenId: string
  draftRequestId: string
  draftRequestVersion: number
  /** Gives the first of the two back with everything ticked. */
  returnRequest(): Promise<void>
  /** What it would pledge: an invention in order. */
  loanRightId: string
  /** The bank among the ten, another that was asked, one that was not yet. */
  bankId: string
  otherBankId: string
  freeBankId: string
  /** The account of its contact. */
  freeContactId: string
  /** Of the first bank, offered; `setLead` brings it further. Of the other bank, offered. */
  leadId: string
  otherLeadId: string
  consentId: string
  /** The text of today. */
  bankTextVersion: string
  /** A paper of the bank among the ten, hanging on nothing. */
  loanFileId: string
  /** Brings the first bank's lead there. */
  setLead(state: Exclude<LeadState, 'withdrawn'>): Promise<void>
}

function ok<T>(reply: Reply<T>, status: number): T {
  if (reply.status !== status) throw new Error(`the world of financing is not as expected: ${reply.status} ${JSON.stringify(reply.error)}`)
  return reply.body
}

const way: readonly [LeadAction, LeadState, 'bank' | 'firm'][] = [
  ['take', 'taken', 'bank'], ['examine', 'due-diligence', 'bank'], ['approve', 'approved', 'bank'], ['sign', 'signed', 'bank'], ['register', 'registered', 'bank'], ['lend', 'lent', 'bank'], ['confirm', 'disbursed', 'firm'], ['settle', 'settled', 'bank'],
]

export async function addFinancing(test: TestApp, { clients, firmId }: Actors): Promise<FinancingWorld> {
  // Those of the demonstration would count against what a firm may ask for at a time.
  await test.db.updateTable('financing_requests').set({ state: 'closed' }).where('firm_id', '=', firmId).execute()
  const { clerk, officer, bank } = clients
  const { id: loanRightId } = ok(await clerk.call(addRight, { body: { firmId, kind: 'patent', number: 'ZL201911044411.X', title: '一种耐腐蚀涂层的喷涂方法', filedOn: '2019-10-30', grantedOn: '2022-03-15', paidYear: 8 } }), 201)
  const { id: requestId } = ok(await clerk.call(startRequest, { body: { firmId, ...wish, rightIds: [loanRightId], answers: greenAnswers }, key: 'world-request' }), 201)
  if (ok(await clerk.call(actOnRequest, { params: { id: requestId, action: 'submit' }, body: {}, key: 'world-submit' }), 200).state !== 'accepted') throw new Error('the request of the world is not accepted')
  const { id: freeBankId } = ok(await officer.copy().call(addBank, { body: { name: '示例银行丙' }, key: 'world-bank' }), 201)
  const freeContactId = ok(await officer.copy().call(addContact, { params: { id: freeBankId }, body: { phone: '13900000091', name: '冯一' } }), 201).contacts[0]?.accountId ?? ''
  const { items } = ok(await clerk.call(listChoosableBanks, { params: { id: requestId } }), 200)
  const bankNamed = (name: string) => items.find((one) => one.name === name)?.id ?? ''
  const [bankId, otherBankId] = [bankNamed('示例银行甲'), bankNamed('示例银行乙')]
  const { version: bankTextVersion } = test.deps.content.financingCasework.consent
  const ask = async (one: string) => ok(await clerk.call(consentToBank, { params: { id: requestId }, body: { bankId: one, fields: [...consentFields], textVersion: bankTextVersion, agreed: true }, key: `world-${one}` }), 201)
  const [lead, otherLead] = [await ask(bankId), await ask(otherBankId)]
  ok(await bank.copy().call(getLead, { params: { id: lead.id } }), 200)
  const fill = (key: string) => clerk.call(startRequest, { body: { firmId, ...wish, rightIds: [loanRightId], answers: amberAnswers }, key })
  const { id: screenId } = ok(await fill('world-screen'), 201)
  ok(await clerk.call(actOnRequest, { params: { id: screenId, action: 'submit' }, body: {}, key: 'world-screen' }), 200)
  const { id: draftRequestId, version: draftRequestVersion } = ok(await fill('world-draft'), 201)

  const loanFileId = await uploadFile(bank.copy(), { bytes: aPdf(), type: 'application/pdf', name: '授信批复.pdf', purpose: 'loan' })

  async function take(client: Client, action: LeadAction, body = stageBody(action, { rightId: loanRightId })): Promise<void> {
    ok(await client.copy().call(actOnLead, { params: { id: lead.id, action }, body, key: randomUUID() }), 200)
  }
  const endings: Partial<Record<LeadState, () => Promise<void>>> = {
    offered: () => Promise.resolve(),
    refused: () => take(bank, 'refuse'),
    revoked: () => take(clerk, 'revoke'),
    expired: () => take(officer, 'expire', { reason: '电话里说不做' }),
    async failed() {
      await take(bank, 'take')
      await take(bank, 'fail')
    },
  }
  return {
    screenId, draftRequestId, draftRequestVersion, loanFileId,
    async returnRequest() {
      const { items, version } = ok(await officer.copy().call(actOnRequest, { params: { id: screenId, action: 'return' }, body: oneItem, key: 'world-return' }), 200)
      ok(await clerk.copy().call(saveRequest, { params: { id: screenId }, version, body: { doneItems: items.map(({ id }) => id) } }), 200)
    },
    requestId, loanRightId, bankId, otherBankId, freeBankId, freeContactId, leadId: lead.id, otherLeadId: otherLead.id, consentId: lead.consent.id, bankTextVersion,
    async setLead(state) {
      const end = endings[state]
      if (end) return end()
      for (const [action, , side] of way.slice(0, way.findIndex(([, reached]) => reached === state) + 1)) await take(side === 'firm' ? clerk : bank, action)
    },
  }
}
