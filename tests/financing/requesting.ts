// A firm with rights that can be pledged, its people, officers and strangers: what the tests of requests and introductions begin with. Everything is done through the API.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { actOnRequest, getRequest, saveRequest, startRequest } from '#contract/financing/request-endpoints.ts'
import type { FinancingRequest, RequestActionInput, RequestPatch } from '#contract/financing/request-schema.ts'
import type { RequestAction } from '#contract/financing/workflow.ts'
import { addRight } from '#contract/portfolio/endpoints.ts'
import type { RightInput } from '#contract/portfolio/schema.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { joined } from '../assessment/assessing.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { keepSessions } from '../support/stages.ts'
import { withoutDemoLoans } from './without-demo.ts'

/** With these, and a right that is in order, every light is green. */
export const greenAnswers = { term: 'y1', pledged: 'never', dispute: 'none', revenue: 'counted', years: 'three' }
/** One light amber: an officer looks. */
export const amberAnswers = { ...greenAnswers, revenue: 'selling' }
export const redAnswers = { ...greenAnswers, dispute: 'now' }
/** Everything that is asked, but rights and answers. 300 万元. */
export const wish: RequestPatch = { amount: '3000000', months: 24, use: 'equipment', turnover: '500-2000', debt: 'under-100', contactName: '李工', contactPhone: '13900000055', words: '买两台数控机床。' }

export interface Requesters {
  firmId: string
  firmName: string
  /** Verified. */
  owner: Person & { firmId: string }
  clerk: Person
  /** Of another firm. */
  stranger: Person & { firmId: string }
  officer: Client
  secondOfficer: Client
  expert: Client
  bank: Client
  /** An invention whose fee is paid, a trade mark; of another firm, an invention. */
  rightId: string
  markId: string
  foreignRightId: string
}

const patent = { kind: 'patent' as const, number: 'ZL201710601862.3', title: '一种流化床反应器', filedOn: '2017-07-21', grantedOn: '2020-05-08', paidYear: 10 }
const mark = { kind: 'trademark' as const, number: '8661190', title: '苇畔', grantedOn: '2024-03-14', classes: [1] }

export async function aRight(client: Client, firmId: string, right: Partial<RightInput> = patent): Promise<string> {
  const reply = await client.call(addRight, { body: { ...patent, ...right, firmId } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body.id
}

export async function verify({ db }: Pick<TestApp, 'db'>, firmId: string, verification: 'verified' | 'unverified' = 'verified'): Promise<void> {
  await db.updateTable('firms').set({ verification }).where('id', '=', firmId).execute()
}

export async function requesters(test: TestApp): Promise<Requesters> {
  await withoutDemoLoans(test)
  const owner = await anOwner(test, 1)
  const stranger = await anOwner(test, 2)
  await verify(test, owner.firmId)
  const { name } = await test.db.selectFrom('firms').select('name').where('id', '=', owner.firmId).executeTakeFirstOrThrow()
  const mine = await owner.client.call(addRight, { body: { ...mark, firmId: owner.firmId } })
  expect(mine.status, JSON.stringify(mine.error)).toBe(201)
  const people: Requesters = {
    firmId: owner.firmId, firmName: name, owner, clerk: await joined(test, owner, 3), stranger,
    officer: await test.signIn(phones.officer), secondOfficer: await test.signIn(phones.secondOfficer), expert: await test.signIn(phones.expert), bank: await test.signIn(phones.bank),
    rightId: await aRight(owner.client, owner.firmId), markId: mine.body.id, foreignRightId: await aRight(stranger.client, stranger.firmId),
  }
  await keepSessions(test)
  return people
}

export const start = (client: Client, firmId: string, patch: RequestPatch = {}, key: string = randomUUID()): Promise<Reply<FinancingRequest>> => client.call(startRequest, { body: { firmId, ...patch }, key })
export const save = (client: Client, id: string, version: number, body: RequestPatch): Promise<Reply<FinancingRequest>> => client.call(saveRequest, { params: { id }, version, body })
export const act = (client: Client, id: string, action: RequestAction, body: RequestActionInput = {}, key: string = randomUUID()): Promise<Reply<FinancingRequest>> => client.call(actOnRequest, { params: { id, action }, body, key })
export const read = async (client: Client, id: string): Promise<FinancingRequest> => (await client.call(getRequest, { params: { id } })).body

export async function acted(client: Client, id: string, action: RequestAction, body: RequestActionInput = {}): Promise<FinancingRequest> {
  const reply = await act(client, id, action, body)
  expect(reply.status, `${action}: ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}

type Firm = Pick<Requesters, 'firmId' | 'rightId' | 'owner'>

/** Filled in, ready to be handed in. */
export async function aDraft({ firmId, rightId, owner }: Firm, patch: RequestPatch = {}): Promise<FinancingRequest> {
  const reply = await start(owner.client, firmId, { ...wish, rightIds: [rightId], answers: greenAnswers, ...patch })
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}

/** Amber: an officer has to look. */
export async function aSubmitted(firm: Firm, patch: RequestPatch = {}): Promise<FinancingRequest> {
  return acted(firm.owner.client, (await aDraft(firm, { answers: amberAnswers, ...patch })).id, 'submit')
}

/** Green and the firm verified: banks may be chosen at once. */
export async function anAccepted(firm: Firm, patch: RequestPatch = {}): Promise<FinancingRequest> {
  const request = await acted(firm.owner.client, (await aDraft(firm, patch)).id, 'submit')
  expect(request.state).toBe('accepted')
  return request
}

export const oneItem: RequestActionInput = { items: [{ about: 'revenue', words: '请补充说明产品怎么用到这件专利。' }] }

export const refusal = ({ status, error }: Reply<unknown>): unknown[] => [status, error.code, ...(error.details ? [error.details] : [])]
export const problems = ({ error }: Reply<unknown>): string[] => (error.fields ?? []).map(({ field, reason }) => `${field} ${reason}`)
