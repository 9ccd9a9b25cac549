import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handOver, listDesk } from '#contract/cases/desk-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { addCase, addFirm, owes } from './case-rows.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let firmId: string
let me: string
let colleague: string

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const officers = await test.db.selectFrom('accounts').select(['id', 'name']).where('staff_role', '=', 'officer').execute()
  me = officers.find(({ name }) => name === '王倩')?.id ?? ''
  colleague = officers.find(({ name }) => name === '张明')?.id ?? ''
  firmId = await addFirm(test.db, '百川试验企业', '马桥镇', aUscc(4242))
  await test.db.updateTable('firms').set({ verification: 'pending' }).where('id', '=', firmId).execute()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

type Ref = { kind: string; id: string }
const hand = (items: Ref[], to: string | null, who: Client = people.clients.officer) => who.call(handOver, { body: { items, to } })
const aCase = async (overrides = {}): Promise<Ref> => ({ kind: 'case', id: await addCase(test.db, firmId, { ...owes('2026-11-30'), ...overrides }) })
const verification = (): Ref => ({ kind: 'verification', id: firmId })
async function inHand(who: Client): Promise<string[]> {
  const mine = await who.call(listDesk, { query: { group: 'mine', limit: 100 } })
  return mine.body.items.filter(({ firm }) => firm?.id === firmId).map(({ kind, id }) => `${kind}:${id}`).sort()
}
const names = (refs: Ref[]) => refs.map(({ kind, id }) => `${kind}:${id}`).sort()
async function told(who: Client) {
  await test.runWorker()
  return (await who.call(listMessages, { query: {} })).body.items.filter(({ title }) => title.includes('转给您')).map(({ title, link }) => ({ title, link }))
}
const lines = () => test.db.selectFrom('audit').select(['subject', 'details']).where('action', '=', 'cases.assign').orderBy('id').execute()

describe('things of several kinds', () => {
  it('go into my hand together, with a line in the audit each, and nobody is told', async () => {
    const things = [await aCase(), verification()]
    const reply = await hand(things, me)
    expect([reply.status, reply.body.done.length, reply.body.refused]).toEqual([200, 2, []])
    expect(await inHand(people.clients.officer)).toEqual(names(things))
    // Under the words the rest of the audit has for them: whoever looks for the firm finds this too.
    expect((await lines()).map(({ subject }) => subject).sort()).toEqual([...names(things.slice(0, 1)), `firm:${firmId}`])
    expect(await told(people.clients.officer)).toEqual([])
  })

  it('go to a colleague, who is told once and sees them in their own hand', async () => {
    const things = [await aCase(), await aCase(), verification()]
    await hand(things, me)
    await hand(things, colleague)
    expect(await inHand(people.clients.secondOfficer)).toEqual(names(things))
    expect(await inHand(people.clients.officer)).toEqual([])
    expect(await told(people.clients.secondOfficer)).toEqual([{ title: '转给您 3 件', link: '/desk' }])
  })

  it('one alone is told by its number and leads there', async () => {
    const one = await aCase()
    await hand([one], colleague)
    const { number } = await test.db.selectFrom('cases').select('number').where('id', '=', one.id).executeTakeFirstOrThrow()
    expect(await told(people.clients.secondOfficer)).toEqual([{ title: `转给您办：申报办件 ${number}`, link: `/desk/cases/${one.id}` }])
  })

  it('are laid back', async () => {
    const things = [await aCase({ assigned_to: me }), verification()]
    await hand([verification()], me)
    await hand(things, null)
    expect(await inHand(people.clients.officer)).toEqual([])
    expect(await test.db.selectFrom('desk_hands').selectAll().execute()).toEqual([])
  })
})

describe('what cannot be handed over', () => {
  it('is said one by one, and the others go', async () => {
    const recused = await aCase()
    await test.db.insertInto('recusals').values({ case_id: recused.id, account_id: colleague, reason: '亲属', at: 1 }).execute()
    const recommended = await aCase({ state: 'reviewing', recommended_by: colleague })
    const over = await aCase({ state: 'archived', due_on: null, due_from: null })
    const fine = await aCase()
    const { body } = await hand([recused, recommended, over, fine, { kind: 'nothing', id: 'x' }], colleague)
    expect(body.done).toEqual([fine])
    expect(body.refused.map(({ id, reason }) => [id, reason]).sort()).toEqual([[recused.id, 'barred'], [recommended.id, 'barred'], [over.id, 'gone'], ['x', 'gone']].sort())
    expect(await inHand(people.clients.secondOfficer)).toEqual(names([fine]))
  })

  it('is refused whole to who is no officer in service', async () => {
    const one = await aCase()
    const expert = await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'expert').executeTakeFirstOrThrow()
    expect((await hand([one], expert.id)).status).toBe(404)
    expect((await hand([one], randomUUID())).status).toBe(404)
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', colleague).execute()
    expect((await hand([one], colleague)).status).toBe(404)
  })

  it('is more than a hundred, or the same twice', async () => {
    const one = await aCase()
    expect((await hand([one, one], me)).status).toBe(422)
    expect((await hand(Array.from({ length: 101 }, () => ({ kind: 'case', id: randomUUID() })), me)).status).toBe(422)
  })

  it('stays with who has left the service for nobody: it is unassigned', async () => {
    const one = await aCase({ assigned_to: colleague })
    await hand([verification()], colleague)
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', colleague).execute()
    const free = (await people.clients.officer.call(listDesk, { query: { group: 'unassigned', limit: 100 } })).body.items
    expect(free.filter(({ firm }) => firm?.id === firmId).map(({ kind, id }) => `${kind}:${id}`).sort()).toEqual(names([one, verification()]))
  })

  it('is everything for an auditor', async () => {
    expect((await hand([await aCase()], me, people.clients.auditor)).status).toBe(403)
  })
})
