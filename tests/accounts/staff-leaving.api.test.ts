// Whoever is shut, or gets another duty, leaves nothing in their hands: how many is said before, and all of it is nobody's in the same moment.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { handOver, listDesk } from '#contract/cases/desk-endpoints.ts'
import type { DeskItem } from '#contract/cases/desk-schema.ts'
import { runOperatorCommand } from '#server/operator.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { done } from '../support/handling.ts'
import { act, detail } from './staff-desk.ts'

let test: TestApp
let admin: Client
let officer: Client
let colleague: Client
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  ;[admin, officer, colleague] = [await test.signIn(phones.system), await test.signIn(phones.officer), await test.signIn(phones.secondOfficer)]
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

const idOf = async (client: Client) => (await done(client.call(getMe))).id
const seenBy = async (client: Client, group: 'mine' | 'unassigned' | 'all'): Promise<DeskItem[]> => (await done(client.call(listDesk, { query: { group, limit: 100 } }))).items
const refs = (items: readonly DeskItem[]) => items.map(({ kind, id }) => `${kind} ${id}`).toSorted()
const assigned = async () => (await test.db.selectFrom('audit').select(['role', 'subject', 'details']).where('action', '=', 'cases.assign').where('role', '<>', 'officer').where('role', '<>', 'approver').execute())
const why = { reason: '离职' }

/** One of every kind that is nobody's, and what they had before. Returns all of it. */
async function takeSome(): Promise<DeskItem[]> {
  const free = (await seenBy(officer, 'unassigned')).filter(({ isBarred }) => !isBarred)
  const items = [...new Map(free.map((item) => [item.kind, item])).values()].map(({ kind, id }) => ({ kind, id }))
  expect(items.length).toBeGreaterThan(2)
  expect((await done(officer.call(handOver, { body: { items, to: await idOf(officer) } }))).refused).toEqual([])
  return (await seenBy(officer, 'all')).filter(({ assignee }) => assignee?.name === '王倩')
}

/** What the rest of the audit calls them. */
const auditWords: Readonly<Record<string, string>> = { verification: 'firm', request: 'financing', unanswered: 'financing', payment: 'case', person: 'person-request' }

describe('an officer with things in hand', () => {
  it('is shut: the number is said before, all of it is nobody’s, with a line each, and a colleague takes it over', async () => {
    const mine = await takeSome()
    const id = await idOf(officer)
    expect((await detail(admin, id)).held).toEqual({ things: mine.length, visits: 0 })
    await done(act(admin, id, 'shut', why))
    expect((await detail(admin, id)).held).toEqual({ things: 0, visits: 0 })
    const lines = await assigned()
    expect(lines.map(({ role, subject }) => `${role} ${subject}`).toSorted()).toEqual(mine.map((item) => `administrator ${auditWords[item.kind] ?? item.kind}:${item.id}`).toSorted())
    for (const { details } of lines) expect(JSON.parse(details)).toEqual({ from: id, to: null })
    const shutLine = await test.db.selectFrom('audit').select('details').where('action', '=', 'staff.shut').executeTakeFirstOrThrow()
    expect(JSON.parse(shutLine.details)).toMatchObject({ laidBack: mine.length })
    expect(await test.db.selectFrom('desk_hands').select('subject_id').where('account_id', '=', id).execute()).toEqual([])
    // Opened again, they have none of it.
    await done(act(admin, id, 'reopen', { reason: '回来了' }))
    expect((await detail(admin, id)).held.things).toBe(0)
    const free = (await seenBy(colleague, 'unassigned')).filter((item) => refs(mine).includes(refs([item])[0] ?? '') && !item.isBarred)
    expect(free.length).toBeGreaterThan(0)
    const taken = await done(colleague.call(handOver, { body: { items: free.map(({ kind, id: one }) => ({ kind, id: one })), to: await idOf(colleague) } }))
    expect(taken.done).toHaveLength(free.length)
  })

  it('who becomes an assistant lays it back too; one who gets the other officers’ duty keeps it', async () => {
    const mine = await takeSome()
    const id = await idOf(officer)
    await done(act(admin, id, 'change', { duty: 'assistant', reason: '调到镇办' }))
    expect(await assigned()).toHaveLength(mine.length)
    expect((await detail(admin, id)).held.things).toBe(0)
  })

  it('is shut on the command line: the same', async () => {
    const mine = await takeSome()
    await runOperatorCommand(test.deps, { name: 'staff disable', args: { phone: phones.officer } })
    expect((await assigned()).map(({ role }) => role)).toEqual(mine.map(() => 'operator'))
  })
})

describe('an expert', () => {
  it('who is shut leaves their questions to whoever may answer them; booked visits are counted and wait for an officer', async () => {
    const { id } = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.expert).executeTakeFirstOrThrow()
    const question = await test.db.selectFrom('expert_questions').select(['id', 'version']).where('state', 'in', ['open', 'assigned']).executeTakeFirstOrThrow()
    await test.db.updateTable('expert_questions').set({ state: 'assigned', assigned_to: id }).where('id', '=', question.id).execute()
    const { held } = await detail(admin, id)
    expect(held.things).toBeGreaterThanOrEqual(1)
    expect(held.visits).toBeGreaterThanOrEqual(1)
    await done(act(admin, id, 'shut', why))
    expect(await test.db.selectFrom('expert_questions').select('id').where('assigned_to', '=', id).where('state', '=', 'assigned').execute()).toEqual([])
    expect(await test.db.selectFrom('expert_questions').select(['state', 'version']).where('id', '=', question.id).executeTakeFirst()).toEqual({ state: 'open', version: question.version + 1 })
    const onDesk = (await seenBy(officer, 'all')).filter(({ kind, state }) => kind === 'booking' && state === '专家不能来，要换人')
    expect(onDesk).toHaveLength(held.visits)
    const line = await test.db.selectFrom('audit').select(['role', 'details']).where('action', '=', 'consultations.question-assign').where('subject', '=', `question:${question.id}`).orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect([line.role, JSON.parse(line.details)]).toEqual(['administrator', { from: id, to: null }])
  })
})
