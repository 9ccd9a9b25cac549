import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getDeskCounts, listDesk } from '#contract/cases/desk-endpoints.ts'
import type { DeskItem, DeskQuery } from '#contract/cases/desk-schema.ts'
import { deskGroups, type DeskGroup } from '#contract/cases/desk.ts'
import { addWorkdays, workdaysLeft } from '#contract/cases/workdays.ts'
import { addDays } from '#contract/identifiers/date.ts'
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
const today = '2026-11-23'

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

async function page(query: DeskQuery, who: Client = people.clients.officer) {
  const reply = await who.call(listDesk, { query })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
/** Every item of a group, page by page. */
async function every(query: DeskQuery, who?: Client): Promise<DeskItem[]> {
  const found: DeskItem[] = []
  let cursor: string | undefined
  do {
    const read = await page({ ...query, cursor, limit: 7 }, who)
    found.push(...read.items)
    cursor = read.next
  } while (cursor !== undefined)
  return found
}

/** Always the same row of numbers. */
function* numbers(): Generator<number, never> {
  let state = 20261123
  for (;;) {
    state = (state * 1103515245 + 12345) % 2147483648
    yield state
  }
}

describe('groups of the desk home', () => {
  it('and their pages equal a plain recount, whatever is due when and in whose hand', async () => {
    const row = numbers()
    const pick = <T>(choices: readonly T[]): T => choices[row.next().value % choices.length]!
    for (let nth = 0; nth < 60; nth += 1) {
      const state = pick(['submitted', 'accepted', 'returned', 'reviewing', 'approved'] as const)
      await addCase(test.db, firmId, {
        state, assigned_to: pick([me, colleague, null]), ...owes(addDays(today, (row.next().value % 24) - 9)), ...(state === 'reviewing' ? { recommended_by: pick([me, colleague]) } : {}), rounds: row.next().value % 2,
      })
    }
    const all = await every({ group: 'all' })
    expect(new Set(all.map(({ kind, id }) => `${kind}:${id}`)).size).toBe(all.length)
    const order = all.map(({ dueOn, kind, id }) => `${dueOn ?? '9999-12-31'} ${kind}:${id}`)
    expect(order).toEqual([...order].sort())

    const { calendar } = test.deps.content
    const isOurs = ({ waitsFor }: DeskItem) => waitsFor === 'us' || waitsFor === 'second'
    const due = ({ dueOn }: DeskItem) => dueOn ?? '9999-12-31'
    const rules: Record<DeskGroup, (item: DeskItem) => boolean> = {
      mine: (item) => isOurs(item) && item.assignee?.id === me, overdue: (item) => isOurs(item) && due(item) < today, today: (item) => isOurs(item) && due(item) === today,
      week: (item) => isOurs(item) && due(item) >= today && due(item) <= addWorkdays(calendar, today, 5), unassigned: (item) => isOurs(item) && item.assignee === null,
      second: ({ waitsFor }) => waitsFor === 'second', waiting: (item) => !isOurs(item), all: () => true,
    }
    const { counts } = await page({ group: 'all' })
    for (const group of deskGroups) {
      const expected = all.filter(rules[group]).map(({ id }) => id)
      expect((await every({ group })).map(({ id }) => id), group).toEqual(expected)
      expect(counts.groups[group], group).toBe(expected.length)
    }
    for (const { kind, all: count } of counts.kinds) expect(count, kind).toBe(all.filter((item) => item.kind === kind).length)
    for (const item of all) expect(item.workdaysLeft).toBe(item.dueOn === null ? null : workdaysLeft(calendar, today, item.dueOn))
    expect((await people.clients.officer.call(getDeskCounts)).body).toEqual(counts)
    // And by the rows themselves.
    const { count } = await test.db.selectFrom('cases').select((eb) => eb.fn.countAll().as('count')).where('assigned_to', '=', me).where('state', '<>', 'returned').where('due_on', 'is not', null).where('state', 'in', ['submitted', 'accepted', 'reviewing', 'approved', 'publicity']).executeTakeFirstOrThrow()
    expect(all.filter((item) => item.kind === 'case' && rules.mine(item))).toHaveLength(Number(count))
  })

  it('of what I recused myself from or recommended say so, and it is in nobody’s way', async () => {
    const recused = await addCase(test.db, firmId, { state: 'accepted', assigned_to: me, ...owes('2026-11-24') })
    await test.db.insertInto('recusals').values({ case_id: recused, account_id: me, reason: '亲属', at: 1 }).execute()
    const own = await addCase(test.db, firmId, { state: 'reviewing', recommended_by: me, ...owes('2026-11-24') })
    const found = await every({ group: 'all' })
    expect(found.filter(({ id }) => id === recused || id === own).map(({ isBarred }) => isBarred)).toEqual([true, true])
    expect((await every({ group: 'mine' })).map(({ id }) => id)).not.toContain(recused)
    expect((await every({ group: 'second' }, people.clients.secondOfficer)).find(({ id }) => id === own)?.isBarred).toBe(false)
  })

  it('hold firms to be verified and ownership appeals by the office’s own aims', async () => {
    const at = test.clock.now()
    await test.db.updateTable('firms').set({ verification: 'pending', created_at: at }).where('id', '=', firmId).execute()
    await test.db.insertInto('firm_appeals').values({ id: 'a1', firm_id: firmId, account_id: colleague, file_id: 'f', reason: '执照是我的', state: 'open', decided_by: null, decided_at: null, decision_reason: null, created_at: at - 10 * 86_400_000 }).execute()
    const found = (await every({ group: 'unassigned' })).filter(({ firm }) => firm?.id === firmId)
    expect(found.map(({ kind, dueOn, link }) => [kind, dueOn, link])).toEqual([['ownership', '2026-11-20', '/desk/appeals/a1'], ['verification', '2026-11-26', `/desk/verifications/${firmId}`]])
  })

  it('are narrowed to a kind and to somebody’s hand', async () => {
    const theirs = await addCase(test.db, firmId, { assigned_to: colleague, ...owes('2026-11-24') })
    const inTheirHand = await every({ group: 'all', assignee: colleague })
    expect(inTheirHand.map(({ id }) => id)).toContain(theirs)
    expect(inTheirHand.every(({ assignee }) => assignee?.id === colleague)).toBe(true)
    expect((await every({ group: 'all', kind: 'case' })).every(({ kind }) => kind === 'case')).toBe(true)
    expect((await page({ group: 'all', kind: 'nothing' })).items).toEqual([])
  })

  it('have no cursor but ours', async () => {
    expect((await people.clients.officer.call(listDesk, { query: { cursor: 'bm9uZQ' } })).status).toBe(422)
  })

  it('are read by an auditor, who has nothing in hand', async () => {
    await addCase(test.db, firmId, owes('2026-11-24'))
    const { counts } = await page({ group: 'all' }, people.clients.auditor)
    expect([counts.groups.mine, counts.groups.all > 0]).toEqual([0, true])
  })
})
