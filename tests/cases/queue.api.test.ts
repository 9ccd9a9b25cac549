import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listQueue } from '#contract/cases/endpoints.ts'
import { queueGroups, type QueueQuery } from '#contract/cases/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { addCase, addFirm, owes } from './case-rows.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
let firmId: string
let me: string
let colleague: string
const firmName = '百川（试验）100%_材料有限公司'

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const officers = await test.db.selectFrom('accounts').select(['id', 'name']).where('staff_role', '=', 'officer').execute()
  me = officers.find(({ name }) => name === '王倩')?.id ?? ''
  colleague = officers.find(({ name }) => name === '张明')?.id ?? ''
  firmId = await addFirm(test.db, firmName, '马桥镇', aUscc(4242))
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

async function ask(query: QueueQuery & { limit?: number; cursor?: string } = {}, who = people.clients.officer) {
  const reply = await who.call(listQueue, { query })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
/** Ids of the test's own firm in this group, in order. */
async function ids(query: QueueQuery = {}, who = people.clients.officer): Promise<string[]> {
  return (await ask({ q: '百川', ...query, limit: 100 }, who)).items.map(({ id }) => id)
}

describe('groups of the queue', () => {
  it('todo is what the county owes an answer to; what the firm corrects is waiting, by the firm’s own date', async () => {
    const late = await addCase(test.db, firmId, { state: 'returned', ...owes('2026-11-27') })
    const soon = await addCase(test.db, firmId, { state: 'returned', ...owes('2026-11-24') })
    const open = await addCase(test.db, firmId, { state: 'accepted', ...owes('2026-11-30') })
    await addCase(test.db, firmId, { state: 'archived' })
    expect(await ids()).toEqual([open])
    expect(await ids({ group: 'waiting' })).toEqual([soon, late])
  })

  it('todo has a refused case again once its firm asks for a review', async () => {
    const refused = await addCase(test.db, firmId, { state: 'refused' })
    expect(await ids()).toEqual([])
    await test.db.updateTable('cases').set({ ...owes('2026-12-04'), appealed_at: 1 }).where('id', '=', refused).execute()
    expect(await ids()).toEqual([refused])
  })

  it('mine is what I have in hand and is still open', async () => {
    const mine = await addCase(test.db, firmId, { state: 'accepted', assigned_to: me, ...owes('2026-11-30') })
    await addCase(test.db, firmId, { state: 'accepted', assigned_to: colleague, ...owes('2026-11-30') })
    await addCase(test.db, firmId, { state: 'archived', assigned_to: me })
    expect(await ids({ group: 'mine' })).toEqual([mine])
  })

  it('approve is what somebody else recommended', async () => {
    const theirs = await addCase(test.db, firmId, { state: 'reviewing', recommended_by: colleague, ...owes('2026-11-30') })
    const own = await addCase(test.db, firmId, { state: 'reviewing', recommended_by: me, ...owes('2026-11-30') })
    expect(await ids({ group: 'approve' })).toEqual([theirs])
    expect(await ids({ group: 'approve' }, people.clients.secondOfficer)).toEqual([own])
  })

  it('what I recused myself from is in none of my groups, and still in everybody’s', async () => {
    const recused = await addCase(test.db, firmId, { state: 'reviewing', assigned_to: me, recommended_by: colleague, ...owes('2026-11-30') })
    await test.db.insertInto('recusals').values({ case_id: recused, account_id: me, reason: '亲属', at: 1 }).execute()
    expect(await Promise.all((['todo', 'mine', 'approve'] as const).map((group) => ids({ group })))).toEqual([[], [], []])
    expect(await ids({ group: 'all' })).toEqual([recused])
    expect(await ids({}, people.clients.secondOfficer)).toEqual([recused])
  })

  it('overdue is what the county is late with, not the firm', async () => {
    const late = await addCase(test.db, firmId, { state: 'accepted', ...owes('2026-11-20') })
    await addCase(test.db, firmId, { state: 'accepted', ...owes('2026-11-23') })
    await addCase(test.db, firmId, { state: 'returned', ...owes('2026-11-20') })
    expect(await ids({ group: 'overdue' })).toEqual([late])
  })

  const publicity = (id: string, caseId: string, state: 'running' | 'over' | 'stopped') =>
    test.db.insertInto('publicities').values({ id, case_id: caseId, starts_on: '2026-11-10', ends_on: '2026-11-16', workdays: 5, amount_fen: 1, firm_name: firmName, title: 't', state, created_by: me, created_at: 1, ended_at: null }).execute()
  const dispute = (caseId: string, state: 'open' | 'dismissed') =>
    test.db.insertInto('disputes').values({ id: `d-${caseId}`, case_id: caseId, publicity_id: null, kind: 'objection', account_id: me, name: 'x', contact: 'x', reason: 'x', state, due_on: '2026-12-01', answer: null, answered_by: null, answered_at: null, created_at: 1 }).execute()

  it('pay is where publicity is over and nothing is disputed; a row says so', async () => {
    const over = await addCase(test.db, firmId, { state: 'publicity', ...owes('2026-11-30') })
    await publicity('p1', over, 'stopped')
    await publicity('p2', over, 'over')
    const running = await addCase(test.db, firmId, { state: 'publicity', ...owes('2026-11-30') })
    await publicity('p3', running, 'running')
    const disputed = await addCase(test.db, firmId, { state: 'publicity', ...owes('2026-11-30') })
    await publicity('p4', disputed, 'over')
    await dispute(disputed, 'open')
    const answered = await addCase(test.db, firmId, { state: 'publicity', ...owes('2026-12-01') })
    await publicity('p5', answered, 'over')
    await dispute(answered, 'dismissed')
    // Its scheme has publicity on the way.
    await addCase(test.db, firmId, { state: 'approved', ...owes('2026-11-30') })
    expect(await ids({ group: 'pay' })).toEqual([over, answered])
    expect(await ids({ group: 'disputes' })).toEqual([disputed])
    const rows = (await ask({ q: '百川', group: 'publicity' })).items
    expect(Object.fromEntries(rows.map((row) => [row.id, [row.canBePaid, row.disputes]]))).toEqual({ [over]: [true, 0], [running]: [false, 0], [disputed]: [false, 1], [answered]: [true, 0] })
  })

  it('a draft is nowhere', async () => {
    await addCase(test.db, firmId, { state: 'draft', submitted_at: null, number: null })
    for (const group of queueGroups) expect(await ids({ group }), group).toEqual([])
  })

  it('counts every group whatever is filtered or searched for', async () => {
    const before = (await ask()).counts
    await addCase(test.db, firmId, { state: 'accepted', assigned_to: me, ...owes('2026-11-20') })
    const { items, counts } = await ask({ q: '没有这样的企业', town: '马桥镇' })
    expect(items).toEqual([])
    const grown = queueGroups.filter((group) => counts[group] === before[group] + 1)
    expect(grown).toEqual(['todo', 'mine', 'overdue', 'accepted', 'all'])
    for (const group of queueGroups) expect((await ask({ group, limit: 100 })).items, group).toHaveLength(counts[group])
  })

  it('says who has it in hand and how often it was returned', async () => {
    await addCase(test.db, firmId, { assigned_to: colleague, rounds: 2, ...owes('2026-11-30') })
    expect((await ask({ q: '百川' })).items[0]).toMatchObject({ assignee: { id: colleague, name: '张明' }, rounds: 2, town: '马桥镇', canBePaid: false, disputes: 0 })
  })
})

describe('order and pages', () => {
  it('is by date, cases without one last, and no page leaves out or repeats any', async () => {
    const dates = ['2026-11-27', null, '2026-11-24', '2026-11-24', null, '2026-12-01', null, '2026-11-25']
    for (const date of dates) await addCase(test.db, firmId, { state: 'accepted', ...(date === null ? {} : owes(date)) })
    const seen: (string | null)[] = []
    const seenIds = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await ask({ q: '百川', limit: 2, ...(cursor ? { cursor } : {}) })
      for (const { id, dueOn } of page.items) {
        seen.push(dueOn)
        seenIds.add(id)
      }
      cursor = page.next
    } while (cursor)
    expect(seen).toEqual(['2026-11-24', '2026-11-24', '2026-11-25', '2026-11-27', '2026-12-01', null, null, null])
    expect(seenIds.size).toBe(dates.length)
  })

  it('of what is over is by arrival, newest first', async () => {
    const early = await addCase(test.db, firmId, { state: 'paid', submitted_at: 1_000 })
    const late = await addCase(test.db, firmId, { state: 'archived', submitted_at: 2_000 })
    expect(await ids({ group: 'decided' })).toEqual([late, early])
    const first = await ask({ q: '百川', group: 'decided', limit: 1 })
    expect((await ask({ q: '百川', group: 'decided', limit: 1, cursor: first.next ?? '' })).items.map(({ id }) => id)).toEqual([early])
  })

  it('refuses a cursor that is none of ours', async () => {
    const reply = await people.clients.officer.call(listQueue, { query: { cursor: 'bm9uc2Vuc2U' } })
    expect([reply.status, reply.error.fields]).toEqual([422, [{ field: 'cursor', reason: 'format' }]])
  })
})

describe('filters', () => {
  it('narrow by scheme, state and town, together', async () => {
    const other = await addFirm(test.db, '百川第二企业', '果里镇', aUscc(4243))
    const wanted = await addCase(test.db, firmId, { programme_id: 'P01', state: 'accepted', ...owes('2026-11-30') })
    await addCase(test.db, firmId, { programme_id: 'P01', ...owes('2026-11-30') })
    await addCase(test.db, firmId, { programme_id: 'P02', state: 'accepted', ...owes('2026-11-30') })
    await addCase(test.db, other, { programme_id: 'P01', state: 'accepted', ...owes('2026-11-30') })
    expect(await ids({ programmeId: 'P01', state: 'accepted', town: '马桥镇' })).toEqual([wanted])
    expect(await ids({ programmeId: 'P07' })).toEqual([])
  })

  it('narrow by date: overdue, today, the next five working days', async () => {
    const late = await addCase(test.db, firmId, owes('2026-11-20'))
    const today = await addCase(test.db, firmId, owes('2026-11-23'))
    const week = await addCase(test.db, firmId, owes('2026-11-30'))
    await addCase(test.db, firmId, owes('2026-12-01'))
    await addCase(test.db, firmId)
    expect(await ids({ due: 'overdue' })).toEqual([late])
    expect(await ids({ due: 'today' })).toEqual([today])
    expect(await ids({ due: 'week' })).toEqual([today, week])
  })

  it('narrow by who has it', async () => {
    const mine = await addCase(test.db, firmId, { assigned_to: me })
    const theirs = await addCase(test.db, firmId, { assigned_to: colleague })
    const nobodys = await addCase(test.db, firmId)
    expect(await Promise.all((['me', 'others', 'none'] as const).map((assignee) => ids({ assignee })))).toEqual([[mine], [theirs], [nobodys]])
  })

  it('refuses what is no group, state or date', async () => {
    for (const query of ['group=everything', 'state=lost', 'due=soon', 'assignee=x']) {
      expect((await people.clients.officer.request('GET', `/api/cases/queue?${query}`)).status).toBe(422)
    }
  })
})

describe('search', () => {
  /** Of this firm: the demo has patents and phones of its own. */
  const find = async (q: string) => (await ask({ group: 'all', q, limit: 100 })).items.filter((item) => item.firmId === firmId).map(({ id }) => id)

  it('finds a case by its number or its firm also where a very common word matches hundreds of firms', async () => {
    const id = await addCase(test.db, firmId, { number: 'HT2026-ZZ-8642' })
    const one = await test.db.selectFrom('firms').selectAll().where('id', '=', firmId).executeTakeFirstOrThrow()
    const alike = Array.from({ length: 310 }, (_, nth) => ({ ...one, id: randomUUID(), uscc: `TEST${nth}`, name: `寻常词8642第${nth}家` }))
    for (let from = 0; from < alike.length; from += 50) await test.db.insertInto('firms').values(alike.slice(from, from + 50)).execute()
    const other = await addCase(test.db, alike[300]?.id ?? '', { number: 'HT2026-ZZ-0007' })
    const found = (await ask({ group: 'all', q: '8642', limit: 100 })).items.map((item) => item.id)
    expect(found.toSorted()).toEqual([id, other].toSorted())
    expect((await ask({ group: 'all', q: '8642第300家' })).items.map((item) => item.id)).toEqual([other])
  })

  it('finds a firm by a part of its name, whichever width its brackets have', async () => {
    const id = await addCase(test.db, firmId)
    for (const q of ['百川', '百川（试验）', '百川(试验)', ' 百川 ', '材料有限公司']) expect(await find(q), q).toContain(id)
    expect(await find('百川（试用）')).toEqual([])
  })

  it('takes %, _ and ! as typed', async () => {
    const id = await addCase(test.db, firmId)
    expect(await find('100%_')).toEqual([id])
    for (const q of ['百%材料', '百_（', '!', '%', '_']) expect((await find(q)).includes(id), q).toBe(q === '%' || q === '_')
    expect(await find('%%')).toEqual([])
  })

  it('finds by number and credit code, in small letters too', async () => {
    const id = await addCase(test.db, firmId, { number: 'HT2026-ZZ-9001' })
    for (const q of ['HT2026-ZZ-9001', 'ht2026-zz-90', '9001', aUscc(4242), aUscc(4242).toLowerCase()]) expect(await find(q), q).toEqual([id])
  })

  it('finds a patent however it is written', async () => {
    const id = await addCase(test.db, firmId)
    await addCase(test.db, firmId)
    await test.db.insertInto('case_terms').values({ case_id: id, kind: 'patent', value: 'ZL201710601862.3' }).execute()
    for (const q of ['ZL201710601862.3', 'zl 2017 1 0601862.3', '201710601862.3', '2017106018623', 'ZL201710601862．3', 'CN201710601862.3', '201710601862']) expect(await find(q), q).toEqual([id])
    expect(await find('ZL201710601863.1')).toEqual([])
  })

  it('finds a phone whole or by its last four digits, and by no other part of it', async () => {
    const id = await addCase(test.db, firmId)
    await test.db.insertInto('case_terms').values({ case_id: id, kind: 'phone', value: '13987658642' }).execute()
    for (const q of ['13987658642', '+86 139 8765 8642', '8642']) expect(await find(q), q).toEqual([id])
    for (const q of ['1398', '7658', '642', '98765864']) expect(await find(q), q).toEqual([])
    // Each search for a whole number is written down.
    const lines = await test.db.selectFrom('audit').select(['role', 'details']).where('action', '=', 'cases.search-phone').orderBy('id').execute()
    expect(lines.slice(-2).map(({ role, details }) => [role, JSON.parse(details)])).toEqual([['officer', { where: '办件', masked: '139****8642' }], ['officer', { where: '办件', masked: '139****8642' }]])
  })

  it('does not take a patent for a phone: the last four digits are the phone’s only', async () => {
    const id = await addCase(test.db, firmId)
    await test.db.insertInto('case_terms').values({ case_id: id, kind: 'patent', value: 'ZL20178642' }).execute()
    expect(await find('8642')).toEqual([])
  })

  it('of nothing but spaces is no search', async () => {
    const id = await addCase(test.db, firmId)
    expect(await find('  ')).toContain(id)
  })
})
