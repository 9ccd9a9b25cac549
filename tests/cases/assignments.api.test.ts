import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assignCases, listColleagues, listQueue } from '#contract/cases/endpoints.ts'
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
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const assign = (caseIds: string[], to: string | null, who: Client = people.clients.officer) => who.call(assignCases, { body: { caseIds, to } })
const several = (count: number) => Promise.all(Array.from({ length: count }, () => addCase(test.db, firmId, owes('2026-11-30'))))
async function holders(caseIds: string[]): Promise<(string | null)[]> {
  const rows = await test.db.selectFrom('cases').select(['id', 'assigned_to']).where('id', 'in', caseIds).execute()
  return caseIds.map((id) => rows.find((row) => row.id === id)?.assigned_to ?? null)
}
async function told(who: Client): Promise<{ title: string; link: string | null }[]> {
  await test.runWorker()
  return (await who.call(listMessages, { query: {} })).body.items.filter(({ title }) => title.startsWith('转给您')).map(({ title, link }) => ({ title, link }))
}
const lines = (caseId: string) => test.db.selectFrom('audit').select(['account_id', 'details']).where('action', '=', 'cases.assign').where('subject', '=', `case:${caseId}`).execute()

describe('taking over', () => {
  it('puts the case into my hand, with a line in the audit, and tells nobody', async () => {
    const [id = ''] = await several(1)
    const taken = await assign([id], me)
    expect([taken.status, taken.body]).toEqual([200, { assigned: 1 }])
    expect((await people.clients.officer.call(listQueue, { query: { group: 'mine', q: '百川' } })).body.items.map((item) => item.id)).toEqual([id])
    expect((await lines(id)).map(({ account_id, details }) => [account_id, JSON.parse(details)])).toEqual([[me, { from: null, to: me }]])
    expect(await told(people.clients.officer)).toEqual([])
  })

  it('is possible from a colleague’s hand', async () => {
    const id = await addCase(test.db, firmId, { assigned_to: colleague })
    expect((await assign([id], me)).status).toBe(200)
    expect(await holders([id])).toEqual([me])
  })
})

describe('handing over', () => {
  it('tells the new person once and leads to the case', async () => {
    const [id = ''] = await several(1)
    await assign([id], colleague)
    await assign([id], colleague)
    expect(await told(people.clients.secondOfficer)).toEqual([{ title: '转给您办：专利转化奖励', link: `/desk/cases/${id}` }])
    expect(await lines(id)).toHaveLength(1)
  })

  it('of many is one message that leads to the own cases, and one line each', async () => {
    const ids = await several(3)
    expect((await assign(ids, colleague)).body).toEqual({ assigned: 3 })
    expect(await holders(ids)).toEqual([colleague, colleague, colleague])
    expect(await told(people.clients.secondOfficer)).toEqual([{ title: '转给您 3 件', link: '/desk/queue?group=mine' }])
    for (const id of ids) expect(await lines(id)).toHaveLength(1)
  })

  it('speaks only of what changed hands', async () => {
    const [first = '', second = ''] = await several(2)
    await assign([first], colleague)
    await assign([first, second], colleague)
    expect((await told(people.clients.secondOfficer)).map(({ link }) => link).sort()).toEqual([`/desk/cases/${first}`, `/desk/cases/${second}`].sort())
  })

  it('leaves the version alone, so that nobody’s writing is refused for it', async () => {
    const [id = ''] = await several(1)
    await assign([id], colleague)
    expect((await test.db.selectFrom('cases').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version).toBe(1)
  })
})

describe('laying back', () => {
  it('leaves the case in nobody’s hand and tells nobody', async () => {
    const id = await addCase(test.db, firmId, { assigned_to: colleague })
    expect((await assign([id], null)).status).toBe(200)
    expect(await holders([id])).toEqual([null])
    expect(await told(people.clients.secondOfficer)).toEqual([])
  })
})

describe('what cannot be assigned', () => {
  it('is a case that is not there or still a draft: then nothing changes', async () => {
    const [id = ''] = await several(1)
    const draft = await addCase(test.db, firmId, { state: 'draft', number: null, submitted_at: null })
    for (const other of [randomUUID(), draft]) expect((await assign([id, other], colleague)).status).toBe(404)
    expect(await holders([id])).toEqual([null])
    expect(await lines(id)).toEqual([])
    expect(await told(people.clients.secondOfficer)).toEqual([])
  })

  it('is anything to somebody who has recused himself, or to who is no officer in service', async () => {
    const [id = '', other = ''] = await several(2)
    await test.db.insertInto('recusals').values({ case_id: other, account_id: colleague, reason: '亲属', at: 1 }).execute()
    const refused = await assign([id, other], colleague)
    expect([refused.status, refused.error.code]).toEqual([403, 'cases.recused'])
    const clerk = await test.db.selectFrom('accounts').select('id').where('name', '=', '李敏').executeTakeFirstOrThrow()
    expect((await assign([id], clerk.id)).status).toBe(404)
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', colleague).execute()
    expect((await assign([id], colleague)).status).toBe(404)
    expect(await holders([id, other])).toEqual([null, null])
  })

  it('is nothing, the same twice, or more than a hundred', async () => {
    const [id = ''] = await several(1)
    for (const ids of [[], [id, id], Array.from({ length: 101 }, () => randomUUID())]) expect((await assign(ids, me)).status).toBe(422)
  })
})

describe('colleagues', () => {
  it('are the officers in service with what each still has open', async () => {
    const before = (await people.clients.officer.call(listColleagues)).body.items
    expect(before.map(({ name, isMe }) => [name, isMe])).toEqual([['张明', false], ['王倩', true]].sort())
    await addCase(test.db, firmId, { assigned_to: colleague, state: 'accepted', ...owes('2026-11-30') })
    await addCase(test.db, firmId, { assigned_to: colleague, state: 'archived' })
    const open = (await people.clients.officer.call(listColleagues)).body.items.find(({ id }) => id === colleague)?.open ?? 0
    expect(open).toBe((before.find(({ id }) => id === colleague)?.open ?? 0) + 1)
    await test.db.updateTable('accounts').set({ disabled_at: 1 }).where('id', '=', colleague).execute()
    expect((await people.clients.officer.call(listColleagues)).body.items.map(({ name }) => name)).toEqual(['王倩'])
  })
})
