import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { leadGroups } from '#contract/financing/stages.ts'
import { listLeads } from '#contract/financing/request-endpoints.ts'
import { readSheet } from '../subsidies/sheet-reading.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { badCursors } from '../house/bad-inputs.ts'
import { consented, leaders, moved, type Leaders } from './leading.ts'
import { brought } from './lending.ts'
import { anAccepted, aRight } from './requesting.ts'

let test: TestApp
let people: Leaders
let restore: () => Promise<void>
/** Of the first bank, the longest waiting first, then taken, lent, refused. */
let open: string[]
let taken: string
let lent: string
let refused: string

beforeAll(async () => {
  test = await buildTestApp()
  people = await leaders(test)
  const otherRightId = await aRight(people.owner.client, people.firmId, { number: 'ZL201911044411.X', title: '=HYPERLINK("http://evil.example")', filedOn: '2019-10-30', grantedOn: '2022-03-15', paidYear: 8 })
  const all = { ...people, secondBank: people.otherBank, secondBankId: people.otherBankId, otherRightId }
  const ask = async (requestId: string) => {
    test.clock.advance(60_000)
    return (await consented(test, people.owner.client, requestId, people.bankId)).id
  }
  const [one, two, three] = [await anAccepted(people), await anAccepted({ ...people, rightId: otherRightId }, { words: '=1+1' }), await anAccepted({ ...people, rightId: people.markId }, { amount: '800000' })]
  refused = await ask(one.id)
  await moved(people.bank, refused, 'refuse', { code: 'rights' })
  lent = await ask(one.id)
  await brought(all, lent, 'lent')
  taken = await ask(two.id)
  await moved(people.bank, taken, 'take')
  open = [await ask(three.id)]
  restore = (await test.snapshot()).restore
})
beforeEach(() => restore())
afterAll(() => test.close())

const list = async (query = {}) => (await people.bank.copy().call(listLeads, { query })).body
const ids = async (query = {}) => (await list(query)).items.map(({ id }) => id)

describe('a bank’s list', () => {
  it('has what waits for an answer first, then the latest step', async () => {
    expect(await ids()).toEqual([...open, taken, lent, refused])
  })
  it('names a firm only where the bank may see it', async () => {
    expect((await list()).items.map(({ firmName }) => firmName)).toEqual([null, people.firmName, people.firmName, null])
  })
  it('says until when an answer is asked for', async () => {
    expect((await list()).items[0]).toMatchObject({ answerBy: '2026-12-07', workdaysLeft: 10 })
    expect((await list()).items[1]).toMatchObject({ answerBy: null, workdaysLeft: null })
  })
  it('by groups, with counts', async () => {
    const by = Object.fromEntries(await Promise.all(leadGroups.map(async (group) => [group, await ids({ group })] as const)))
    expect(by).toEqual({ open, running: [taken], lent: [lent], ended: [refused], all: [...open, taken, lent, refused] })
    expect((await list()).counts).toEqual({ open: 1, running: 1, lent: 1, ended: 1, all: 4 })
  })
  it('page by page, whatever happens meanwhile', async () => {
    const first = await list({ limit: 2 })
    const second = await list({ limit: 2, cursor: first.next })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...open, taken, lent, refused])
    expect(second.next).toBeUndefined()
  })
  it.each(badCursors.filter((cursor) => cursor !== '').map((cursor) => [cursor]))('refuses the place %s', async (cursor) => {
    const { status } = await people.bank.copy().call(listLeads, { query: { cursor } })
    expect([200, 422]).toContain(status)
  })
  it('finds by number, and by name or code only those it has taken', async () => {
    const { items } = await list()
    expect(await ids({ q: items[0]?.number })).toEqual([open[0]])
    expect(await ids({ q: 'dj-' })).toEqual([...open, taken, lent, refused])
    expect(await ids({ q: people.firmName })).toEqual([taken, lent])
    expect(await ids({ q: people.firmName.slice(0, 3) })).toEqual([taken, lent])
    expect(await ids({ q: '%' })).toEqual([])
    expect(await ids({ q: '  ' })).toEqual([...open, taken, lent, refused])
  })
  it('is the other bank’s no more than its own', async () => {
    expect((await people.otherBank.copy().call(listLeads)).body).toMatchObject({ items: [], counts: { all: 0 }, bank: { name: people.otherBankName } })
  })
})

describe('its table', () => {
  const sheet = async (query = '') => readSheet((await people.bank.copy().request('GET', `/api/financing/leads.xlsx${query}`)).bytes).rows

  it('has a line a lead in the order of the list; names where the list has them', async () => {
    const rows = await sheet()
    expect(rows).toHaveLength(5)
    expect(rows.slice(1).map((row) => row[11]?.value)).toEqual(['', people.firmName, people.firmName, ''])
    expect(rows.slice(1).map((row) => row[14]?.value)).toEqual(['', '13900000055', '13900000055', ''])
  })
  it('keeps the three amounts in three columns', async () => {
    const [head, , second, third] = await sheet()
    const at = (title: string) => head?.findIndex(({ value }) => value === title) ?? -1
    const sums = (row: typeof second) => ['意向金额（元）', '批复金额（元）', '放款金额（元）'].map((title) => row?.[at(title)]?.value)
    expect(sums(second)).toEqual(['3000000', '', ''])
    expect(sums(third)).toEqual(['3000000', '2500000', '2400000'])
  })
  it('has codes as text, days as days and nothing that acts', async () => {
    const rows = await sheet()
    const cells = rows.slice(1).flat()
    expect(cells.filter(({ value }) => /^[=+\-@]/.test(value))).toEqual([])
    expect(rows[2]?.[12]).toMatchObject({ type: 's', format: '@' })
    expect(rows[2]?.[2]).toMatchObject({ type: 'n', format: 'yyyy-mm-dd' })
  })
  it('is of the group and the search', async () => {
    expect(await sheet('?group=running')).toHaveLength(2)
    expect(await sheet(`?q=${encodeURIComponent(people.firmName)}`)).toHaveLength(3)
  })
})

// The clock goes on in it, so it is the last.
describe('who looks at the list', () => {
  it('leaves a sight of every line and, once a day, a line in the audit for each that shows a name', async () => {
    await test.db.deleteFrom('financing_views').execute()
    const read = async () => (await test.db.selectFrom('audit').select(['subject', 'details']).where('action', '=', 'financing.read').orderBy('id').execute()).filter(({ details }) => details.includes('"name"'))
    await list()
    await list()
    const seen = await test.db.selectFrom('financing_views').select(['lead_id', 'what', 'times']).execute()
    expect(new Map(seen.map(({ lead_id, what }) => [lead_id, what]))).toEqual(new Map([...open.map((id) => [id, 'blind'] as const), [taken, 'name'], [lent, 'name'], [refused, 'blind']]))
    expect((await read()).map(({ subject }) => subject).sort()).toEqual([`lead:${taken}`, `lead:${lent}`].sort())
    test.clock.advance(24 * 3_600_000)
    await list()
    expect(await read()).toHaveLength(4)
  })
})
