// A firm whose request is accepted, two banks with contacts, officers and strangers: what the tests of introductions begin with. Everything is done through the API.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addContact } from '#contract/financing/desk-endpoints.ts'
import type { BankLead, ConsentInput, FirmLead, LeadActionInput } from '#contract/financing/lead-schema.ts'
import { actOnLead, consentToBank, getLead, getRequest } from '#contract/financing/request-endpoints.ts'
import type { LeadAction } from '#contract/financing/workflow.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { keepSessions } from '../support/stages.ts'
import { anAccepted, requesters, type Requesters } from './requesting.ts'
import { withoutDemoLoans } from './without-demo.ts'

export const secondBankPhone = '13800000031'
export const colleaguePhone = '13900000071'
export const everyField: ConsentInput['fields'] = ['firm', 'contact', 'loan', 'finance', 'rights', 'card']
export const neededFields: ConsentInput['fields'] = ['firm', 'contact', 'loan']

export interface Leaders extends Requesters {
  /** 示例银行甲, `bank` is its contact, `colleague` another. */
  bankId: string
  bankName: string
  colleague: Client
  otherBankId: string
  otherBankName: string
  otherBank: Client
}

async function bankAt({ db }: Pick<TestApp, 'db'>, client: Client): Promise<{ id: string; name: string }> {
  const { id } = (await client.call(getMe)).body
  return db.selectFrom('banks').innerJoin('bank_contacts', 'bank_contacts.bank_id', 'banks.id').select(['banks.id', 'banks.name']).where('bank_contacts.account_id', '=', id).where('bank_contacts.ended_at', 'is', null).executeTakeFirstOrThrow()
}

export async function leaders(test: TestApp): Promise<Leaders> {
  await withoutDemoLoans(test)
  const people = await requesters(test)
  const otherBank = await test.signIn(secondBankPhone)
  const [mine, other] = [await bankAt(test, people.bank), await bankAt(test, otherBank)]
  const added = await people.officer.copy().call(addContact, { params: { id: mine.id }, body: { phone: colleaguePhone, name: '孙晓' } })
  expect(added.status, JSON.stringify(added.error)).toBe(201)
  const colleague = await test.signIn(colleaguePhone)
  await keepSessions(test)
  return { ...people, bankId: mine.id, bankName: mine.name, colleague, otherBankId: other.id, otherBankName: other.name, otherBank }
}

export const today = (test: TestApp): string => test.deps.content.financingCasework.consent.version
export const consent = (test: TestApp, client: Client, requestId: string, bankId: string, input: Partial<ConsentInput> = {}, key: string = randomUUID()): Promise<Reply<FirmLead>> =>
  client.call(consentToBank, { params: { id: requestId }, body: { bankId, fields: everyField, textVersion: today(test), agreed: true, ...input }, key })

export async function consented(test: TestApp, client: Client, requestId: string, bankId: string, input: Partial<ConsentInput> = {}): Promise<FirmLead> {
  const reply = await consent(test, client, requestId, bankId, input)
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}

export const move = (client: Client, id: string, action: LeadAction, body: LeadActionInput = {}, key: string = randomUUID()): Promise<Reply<BankLead | FirmLead>> => client.call(actOnLead, { params: { id, action }, body, key })

export async function moved(client: Client, id: string, action: LeadAction, body: LeadActionInput = {}): Promise<BankLead | FirmLead> {
  const reply = await move(client, id, action, body)
  expect(reply.status, `${action}: ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}

/** As its bank reads it. */
export const seen = (client: Client, id: string): Promise<Reply<BankLead>> => client.call(getLead, { params: { id } })
/** As the firm reads it. */
export async function ofFirm(client: Client, requestId: string, leadId: string): Promise<FirmLead> {
  const lead = (await client.call(getRequest, { params: { id: requestId } })).body.leads.find(({ id }) => id === leadId)
  if (!lead) throw new Error(`the request has no lead ${leadId}`)
  return lead
}

/** A request that is accepted, and one bank asked. */
export async function offered(test: TestApp, people: Leaders, input: Partial<ConsentInput> = {}): Promise<{ requestId: string; lead: FirmLead }> {
  const { id } = await anAccepted(people)
  return { requestId: id, lead: await consented(test, people.owner.client, id, people.bankId, input) }
}

export { phones }
