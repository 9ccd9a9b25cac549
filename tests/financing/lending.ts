// Firm and banks, and a lead at every stage up to the loan and back. Everything is done through the API.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { consentFields } from '#contract/financing/casework-schema.ts'
import type { BankLead, FirmLead, LeadActionInput } from '#contract/financing/lead-schema.ts'
import { actOnLead, consentToBank, getLead, getRequest } from '#contract/financing/request-endpoints.ts'
import type { LeadAction, LeadState } from '#contract/financing/workflow.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { keepSessions } from '../support/stages.ts'
import { anAccepted, aRight, requesters, type Requesters } from './requesting.ts'

/** Every demonstration bank has one contact. */
export const bankPhones = { first: '13800000030', second: '13800000031' } as const

export interface Lenders extends Requesters {
  secondBank: Client
  bankId: string
  secondBankId: string
  bankName: string
  /** A second invention of the firm. */
  otherRightId: string
}

export async function lenders(test: TestApp): Promise<Lenders> {
  const people = await requesters(test)
  const secondBank = await test.signIn(bankPhones.second)
  await keepSessions(test)
  const bankOf = (phone: string) => test.db.selectFrom('bank_contacts').innerJoin('accounts', 'accounts.id', 'bank_contacts.account_id').innerJoin('banks', 'banks.id', 'bank_contacts.bank_id').select(['banks.id', 'banks.name']).where('accounts.phone', '=', phone).executeTakeFirstOrThrow()
  const [first, second] = [await bankOf(bankPhones.first), await bankOf(bankPhones.second)]
  const otherRightId = await aRight(people.owner.client, people.firmId, { number: 'ZL201911044411.X', title: '一种耐腐蚀涂层的喷涂方法', filedOn: '2019-10-30', grantedOn: '2022-03-15', paidYear: 8 })
  return { ...people, secondBank, bankId: first.id, bankName: first.name, secondBankId: second.id, otherRightId }
}

/** 300 万元 were wished for (requesting.ts), 250 are granted, 240 paid out: no two alike. */
export const sums = { intendedFen: 300_000_000, approvedFen: 250_000_000, disbursedFen: 240_000_000 } as const

/** What is said at each stage on 2026-11-23; rights: the one of `requesters`. */
export function stageBody(action: LeadAction, { rightId }: Pick<Lenders, 'rightId'>): LeadActionInput {
  switch (action) {
    case 'approve': return { amount: '2500000', months: 24, rate: '年利率 3.45%' }
    case 'sign': return { contractNumber: '桓甲借字 2026-118 号', on: '2026-11-23' }
    case 'register': return { registrationNumber: 'Y2026980000118', on: '2026-11-23', rightIds: [rightId] }
    case 'lend': return { amount: '2400000', on: '2026-11-23', maturesOn: '2028-11-22' }
    case 'dispute': return { reason: '账上没有查到' }
    case 'settle': return { on: '2026-11-23', releasedOn: '2026-11-23' }
    case 'fail': return { code: 'other', reason: '企业另找了资金' }
    case 'refuse': return { code: 'other', reason: '行业不做' }
    default: return {}
  }
}

export const move = (client: Client, id: string, action: LeadAction, body: LeadActionInput = {}, key: string = randomUUID()): Promise<Reply<BankLead | FirmLead>> => client.call(actOnLead, { params: { id, action }, body, key })

export async function moved(client: Client, id: string, action: LeadAction, body: LeadActionInput = {}): Promise<BankLead | FirmLead> {
  const reply = await move(client, id, action, body)
  expect(reply.status, `${action}: ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}

/** Everything ticked. */
export async function asked(people: Pick<Lenders, 'owner'>, requestId: string, bankId: string, textVersion = '2026-11-30'): Promise<FirmLead> {
  const reply = await people.owner.client.call(consentToBank, { params: { id: requestId }, body: { bankId, fields: [...consentFields], textVersion, agreed: true }, key: randomUUID() })
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}

const way: readonly [LeadAction, LeadState][] = [['take', 'taken'], ['examine', 'due-diligence'], ['approve', 'approved'], ['sign', 'signed'], ['register', 'registered'], ['lend', 'lent'], ['confirm', 'disbursed'], ['settle', 'settled']]

/** On from `from`, as far as `to`. */
export async function brought(people: Lenders, leadId: string, to: LeadState, from: LeadState = 'offered', bank: Client = people.bank): Promise<void> {
  const first = from === 'offered' ? 0 : way.findIndex(([, state]) => state === from) + 1
  for (const [action] of way.slice(first, way.findIndex(([, state]) => state === to) + 1)) await moved(action === 'confirm' ? people.owner.client : bank, leadId, action, stageBody(action, people))
}

export interface Lead { requestId: string; leadId: string }

/** Of a request for both inventions, asked of the first bank. */
export async function aLead(people: Lenders, state: LeadState = 'taken'): Promise<Lead> {
  const request = await anAccepted(people, { rightIds: [people.rightId, people.otherRightId] })
  const { id: leadId } = await asked(people, request.id, people.bankId)
  if (state !== 'offered') await brought(people, leadId, state)
  return { requestId: request.id, leadId }
}

export const bankSees = async (bank: Client, leadId: string): Promise<BankLead> => (await bank.call(getLead, { params: { id: leadId } })).body
export async function firmSees({ owner }: Pick<Lenders, 'owner'>, { requestId, leadId }: Lead): Promise<FirmLead> {
  const lead = (await owner.client.call(getRequest, { params: { id: requestId } })).body.leads.find(({ id }) => id === leadId)
  if (!lead) throw new Error(`request ${requestId} has no lead ${leadId}`)
  return lead
}
