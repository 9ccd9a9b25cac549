// A firm of two that assesses itself, a stranger, and those who review: what the tests of assessments begin with.
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { askToJoin, listMembers, updateMember } from '#contract/accounts/endpoints.ts'
import type { Edition, EditionItem } from '#contract/assessment/edition-schema.ts'
import { actOnAssessment, addEvidence, getAssessment, saveAnswer, startAssessment } from '#contract/assessment/endpoints.ts'
import type { AnswerInput, Assessment, AssessmentAction, AssessmentActionInput, AssessmentInput } from '#contract/assessment/schema.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import { anOwner, aPerson, type Person } from '../accounts/people.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { keepSessions } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'

export const current = 'gbt29490-2023'
export const older = 'gbt29490-2013'

export interface Assessors {
  firmId: string
  owner: Person
  clerk: Person
  stranger: Person & { firmId: string }
  officer: Client
  secondOfficer: Client
  expert: Client
  bank: Client
}

/** A clerk of the owner's firm. */
export async function joined(test: TestApp, owner: Person & { firmId: string }, n: number): Promise<Person> {
  const clerk = await aPerson(test, n)
  await clerk.client.call(askToJoin, { params: { id: owner.firmId }, body: {} })
  const { items } = (await owner.client.call(listMembers, { params: { id: owner.firmId } })).body
  const memberId = items.find(({ state }) => state === 'pending')?.id ?? ''
  expect((await owner.client.call(updateMember, { params: { id: owner.firmId, memberId }, body: { state: 'active' } })).status).toBe(200)
  return clerk
}

export async function assessors(test: TestApp): Promise<Assessors> {
  const owner = await anOwner(test, 1)
  const people: Assessors = {
    firmId: owner.firmId, owner, clerk: await joined(test, owner, 3), stranger: await anOwner(test, 2),
    officer: await test.signIn(phones.officer), secondOfficer: await test.signIn(phones.secondOfficer), expert: await test.signIn(phones.expert), bank: await test.signIn(phones.bank),
  }
  await keepSessions(test)
  return people
}

export function editionOf(test: TestApp, id: string = current): Edition {
  const edition = test.deps.content.edition(id)
  if (!edition) throw new Error(`no edition ${id}`)
  return edition
}

/** Items that are always asked: the first that may be left unanswered by 不适用, the first that may not, and more. */
export function someItems(edition: Edition): { may: EditionItem; mayNot: EditionItem; asked: EditionItem[]; trimmed: EditionItem } {
  const items = placedItems(edition).map(({ item }) => item)
  const asked = items.filter((item) => item.appliesWhen === undefined)
  return { may: items.find((item) => item.mayNotApply)!, mayNot: asked.find((item) => !item.mayNotApply)!, asked, trimmed: items.find((item) => item.appliesWhen !== undefined)! }
}

export const begin = (client: Client, body: AssessmentInput): Promise<Reply<Assessment>> => client.call(startAssessment, { body })

export async function begun(client: Client, firmId: string, more: Partial<AssessmentInput> = {}): Promise<Assessment> {
  const reply = await begin(client, { firmId, editionId: current, ...more })
  expect(reply.status, JSON.stringify(reply.error)).toBe(201)
  return reply.body
}

export const read = async (client: Client, id: string): Promise<Assessment> => (await client.call(getAssessment, { params: { id } })).body

export function answer(client: Client, id: string, itemId: string, body: AnswerInput, version?: number) {
  return client.call(saveAnswer, { params: { id, itemId }, body, ...(version === undefined ? {} : { version }) })
}

export function act(client: Client, id: string, action: AssessmentAction, body: AssessmentActionInput = {}, key: string = randomUUID()): Promise<Reply<Assessment>> {
  return client.call(actOnAssessment, { params: { id, action }, body, key })
}

/** Takes one action for real and throws unless it worked. */
export async function acted(client: Client, id: string, action: AssessmentAction, body: AssessmentActionInput = {}): Promise<Assessment> {
  const reply = await act(client, id, action, body)
  expect(reply.status, `${action}: ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}

export const aPaper = (client: Client, firmId: string): Promise<string> => uploadFile(client, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })

/** More stored papers like this one, without the time it takes to inspect each. */
export async function moreLike({ db }: Pick<TestApp, 'db'>, fileId: string, count: number): Promise<string[]> {
  const file = await db.selectFrom('files').selectAll().where('id', '=', fileId).executeTakeFirstOrThrow()
  const copies = Array.from({ length: count }, () => ({ ...file, id: randomUUID() })).map((copy) => ({ ...copy, storage_key: copy.id }))
  await db.insertInto('files').values(copies).execute()
  return copies.map(({ id }) => id)
}

export const hang = (client: Client, id: string, itemId: string, fileId: string, dates: object = {}) => client.call(addEvidence, { params: { id, itemId }, body: { fileId, ...dates } })

export async function lastAudit({ db }: Pick<TestApp, 'db'>) {
  const line = await db.selectFrom('audit').selectAll().where('outcome', '=', 'done').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  return { action: line.action, accountId: line.account_id, role: line.role, subject: line.subject, firmId: line.firm_id, details: JSON.parse(line.details) as unknown }
}

export const refusal = ({ status, error }: Reply<unknown>): [number, string] => [status, error.code]
