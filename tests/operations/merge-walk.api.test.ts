// Random worlds are merged: nothing is lost, nothing is there twice, every rule of the house still holds.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { previewMerge } from '#contract/accounts/firm-desk-endpoints.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { invariantProblems } from '#server/invariants.ts'
import { firmTables } from '#server/operations/export-tables.ts'
import { tablesOf, type Ask } from '#server/operations/facts.ts'
import { mergeRules } from '#server/operations/merge-rules.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { done } from '../support/stages.ts'
import { agreed, randomOf, rowsOf, twoFirms } from './firm-worlds.ts'

let test: TestApp
let officers: [Client, Client]
/** What the rows made here break themselves: they have no history. */
const made = /without a first line of history|last line of history|beyond their counter|kept submission|without answers|submitted cases without a snapshot|promised sum|paid sum/
const problems = async () => (await invariantProblems(test.db)).filter((problem) => !made.test(problem))

beforeAll(async () => {
  test = await buildTestApp()
  officers = [await test.signIn(phones.officer), await test.signIn(phones.secondOfficer)]
}, 120_000)
afterAll(() => test.close())

describe('every table', () => {
  it('of a firm has a rule for a merge, and no other has one', () => {
    expect(Object.keys(mergeRules).sort()).toEqual(Object.keys(firmTables).sort())
  })

  it('with a firm_id moves by a rule of its own', async () => {
    const ask: Ask = async (text) => (await sql.raw<Record<string, unknown>>(text).execute(test.db)).rows
    for (const table of await tablesOf(ask, test.deps.databaseKind)) {
      if ((await columnsOf(table)).includes('firm_id')) expect([table, mergeRules[table]?.how ?? 'none']).toEqual([table, expect.stringMatching(/^(?:move|join|newest|stay)$/)])
    }
  })
})

async function columnsOf(table: string): Promise<string[]> {
  if (test.deps.databaseKind === 'sqlite') return (await sql.raw<{ name: string }>(`select name from pragma_table_info('${table}')`).execute(test.db)).rows.map((row) => row.name)
  return (await sql<{ column_name: string }>`select column_name from information_schema.columns where table_schema = 'public' and table_name = ${table}`.execute(test.db)).rows.map((row) => row.column_name)
}

const sumOf = async (firmIds: readonly string[]) => Number((await test.db.selectFrom('firm_awards').select((eb) => eb.fn.sum<number>('committed_fen').as('sum')).where('firm_id', 'in', firmIds).executeTakeFirstOrThrow()).sum ?? 0)

type Standings = Map<string, { role: string; state: string }>
const standings = async (firmId: string): Promise<Standings> => new Map((await test.db.selectFrom('memberships').selectAll().where('firm_id', '=', firmId).execute()).map((row) => [row.account_id, row]))

/** Nobody is more in the firm that stays than its own people, or a verified firm, had made them. */
async function expectNobodyRaised(firmId: string, [own, there]: readonly [Standings, Standings], isVerified: boolean): Promise<void> {
  const after = await standings(firmId)
  expect([...after.keys()].sort()).toEqual([...new Set([...own.keys(), ...there.keys()])].sort())
  for (const [id, row] of after) {
    const [mine, theirs] = [own.get(id), there.get(id)]
    const vouched = [mine, ...(isVerified ? [theirs] : [])].filter((one) => one?.state === 'active')
    if (mine?.state === 'removed') expect(row.state).toBe('removed')
    else expect(row.state).toBe(vouched.length > 0 ? 'active' : [mine, theirs].some((one) => one?.state === 'pending' || one?.state === 'active') ? 'pending' : 'removed')
    if (row.state === 'active') expect(row.role).toBe(vouched.some((one) => one?.role === 'administrator') ? 'administrator' : 'clerk')
  }
}

describe('a merge of two random firms', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('conserves what there was (world %i)', async (seed) => {
    const { keep, gone } = await twoFirms(test, 1000 + seed * 10, randomOf(seed))
    const [ids, before] = [[keep.firmId, gone.firmId], [await rowsOf(test, keep.firmId), await rowsOf(test, gone.firmId)] as const]
    const fen = await sumOf(ids)
    const people = [await standings(keep.firmId), await standings(gone.firmId)] as const
    const isVerified = (await test.db.selectFrom('firms').select('verification').where('id', '=', gone.firmId).executeTakeFirstOrThrow()).verification === 'verified'
    const preview = await done(officers[0].call(previewMerge, { query: { firmId: keep.firmId, goneId: gone.firmId } }))
    expect(preview.blocks).toEqual([])
    expect(await rowsOf(test, gone.firmId)).toEqual(before[1])
    const merged = await agreed(officers, { kind: 'merge', firmId: keep.firmId, goneId: gone.firmId, reason: '同一家企业重复登记' })
    expect(merged.status, JSON.stringify(merged.error)).toBe(200)

    expect(Object.values(await rowsOf(test, gone.firmId)).filter((count) => count > 0)).toEqual([])
    const after = await rowsOf(test, keep.firmId)
    for (const [table, rule] of Object.entries(mergeRules)) {
      const sum = (before[0][table] ?? 0) + (before[1][table] ?? 0)
      // Two messages say that it happened, one code leads here; what was joined is fewer by as much.
      if (rule.how === 'move' && !['outbox', 'firm_codes'].includes(table)) expect([table, after[table]]).toEqual([table, sum])
      if (rule.how === 'join' || rule.how === 'newest') expect(after[table]).toBeLessThanOrEqual(sum)
      if ((rule.how === 'join' || rule.how === 'newest') && sum > 0) expect(after[table]).toBeGreaterThanOrEqual(Math.max(before[0][table] ?? 0, before[1][table] ?? 0))
    }
    expect(after.firm_codes).toBe(1)
    await expectNobodyRaised(keep.firmId, people, isVerified)
    expect(await sumOf(ids)).toBe(fen)
    const moved = preview.rows.reduce((sum, row) => sum + row.moved + row.joined, 0)
    const counted = Object.entries(mergeRules).reduce((sum, [table, rule]) => sum + ('counts' in rule ? (before[1][table] ?? 0) : 0), 0)
    // The proposal's own two messages and paper are not among what the preview saw.
    expect(moved).toBe(counted)
    expect((await test.db.selectFrom('messages').select('link').where('link', 'like', `%${gone.firmId}%`).execute()).length).toBe(0)
    expect(await problems()).toEqual([])
  })

  it('goes on along a chain: who opens the first is led to the last', async () => {
    const random = randomOf(77)
    const [first, second] = [await twoFirms(test, 2000, random), await twoFirms(test, 2010, random)]
    for (const [goneId, firmId] of [[first.gone.firmId, first.keep.firmId], [first.keep.firmId, second.keep.firmId], [second.gone.firmId, second.keep.firmId]] as const) {
      expect((await agreed(officers, { kind: 'merge', firmId, goneId, reason: '重复登记' })).status).toBe(200)
    }
    const rows = await test.db.selectFrom('firms').select(['id', 'merged_into']).where('id', 'in', [first.gone.firmId, first.keep.firmId, second.gone.firmId]).execute()
    expect(rows.map((row) => row.merged_into)).toEqual([second.keep.firmId, second.keep.firmId, second.keep.firmId])
    expect(await problems()).toEqual([])
  })

  it('leaves the audit whole', async () => {
    await test.runWorker()
    expect((await verifyAudit(test.db)).problems).toEqual([])
  })
})
