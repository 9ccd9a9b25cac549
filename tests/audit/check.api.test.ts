// The chain checked by the worker in slices, what the page is told of it, and that nothing of the application can change a line.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkChain, getChainState } from '#contract/audit/endpoints.ts'
import { getReadiness } from '#contract/county/endpoints.ts'
import { checkStep } from '#server/audit/check.ts'
import { recordAudit } from '#server/audit/record.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let auditor: Client
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  auditor = await test.signIn(phones.auditor)
  await test.deps.commands.run(async (tx) => {
    for (let line = 0; line < 1_200; line += 1) await recordAudit(tx, { at: test.clock.now(), accountId: null, role: 'operator', action: 'operations.backup', details: { line } })
  })
  await test.runWorker()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

async function untilChecked(): Promise<void> {
  for (let step = 0; step < 200; step += 1) {
    await checkStep(test.deps)
    if ((await auditor.call(getChainState)).body.running === null) return
  }
  throw new Error('the check does not end')
}
/** What somebody with the rights of the database's owner could do. */
async function change(details: string): Promise<void> {
  if (test.deps.databaseKind === 'postgres') {
    await sql`alter table audit disable trigger all`.execute(test.db)
    await sql`update audit set details = '{}' where details = ${details}`.execute(test.db)
    await sql`alter table audit enable trigger all`.execute(test.db)
    return
  }
  const { rows } = await sql<{ name: string; sql: string }>`select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'audit'`.execute(test.db)
  for (const { name } of rows) await sql.raw(`drop trigger ${name}`).execute(test.db)
  await sql`update audit set details = '{}' where details = ${details}`.execute(test.db)
  for (const trigger of rows) await sql.raw(trigger.sql).execute(test.db)
}

describe('the check of the chain', () => {
  it('is asked for, goes on in steps of the worker, and says what it found, while lines are still written', async () => {
    expect((await auditor.call(getChainState)).body).toMatchObject({ last: null, running: null })
    expect((await auditor.call(checkChain)).body.running).toMatchObject({ walked: 0 })
    await checkStep(test.deps)
    await test.runWorker()
    await untilChecked()
    const { last, sealed, waiting, lines } = (await auditor.call(getChainState)).body
    expect(last).toMatchObject({ isWhole: true, faultCount: 0 })
    expect(last?.by).not.toBeNull()
    expect(lines).toBe(sealed + waiting)
    expect((await test.client().call(getReadiness)).body).toMatchObject({ status: 'ready', audit: 'whole' })
  })

  it('asked for twice is one', async () => {
    await auditor.call(checkChain)
    const [first, second] = [(await auditor.call(getChainState)).body.running, (await auditor.call(checkChain)).body.running]
    expect(second?.startedAt).toBe(first?.startedAt)
  })

  it('names the line that was changed; readiness and metrics tell', async () => {
    const { id } = await test.db.selectFrom('audit').select('id').where('details', '=', '{"line":700}').executeTakeFirstOrThrow()
    await change('{"line":700}')
    await auditor.call(checkChain)
    await untilChecked()
    expect((await auditor.call(getChainState)).body.last).toMatchObject({ isWhole: false, faultCount: 1, faults: [{ kind: 'changed', line: id }] })
    expect((await test.client().call(getReadiness)).body).toMatchObject({ status: 'ready', audit: 'broken' })
    expect((await test.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).body).toContain('zqt_audit_chain_whole 0')
  })

  it('begins by itself at night, once', async () => {
    await checkStep(test.deps)
    expect((await auditor.call(getChainState)).body.last).toBeNull()
    test.clock.set('2026-11-23T19:00:00.000Z')
    auditor = await test.signIn(phones.auditor)
    await checkStep(test.deps)
    await untilChecked()
    const { last } = (await auditor.call(getChainState)).body
    expect(last).toMatchObject({ isWhole: true, by: null })
    await checkStep(test.deps)
    expect((await auditor.call(getChainState)).body.running).toBeNull()
  })
})

describe('the lines', () => {
  it.each(['audit', 'audit_seals'] as const)('of %s are refused to UPDATE and DELETE on the connection the application has', async (table) => {
    const column = table === 'audit' ? 'action' : 'hash'
    await expect(test.deps.commands.run((tx) => sql`update ${sql.table(table)} set ${sql.ref(column)} = 'x'`.execute(tx))).rejects.toThrow(/append-only/)
    await expect(test.deps.commands.run((tx) => sql`delete from ${sql.table(table)}`.execute(tx))).rejects.toThrow(/append-only/)
    await expect(sql`delete from ${sql.table(table)}`.execute(test.deps.db)).rejects.toThrow(/append-only/)
  })

  it('have no route that writes one', () => {
    expect(test.app.apiRoutes.filter((route) => route.includes('/api/audit') && !route.startsWith('GET '))).toEqual(['POST /api/audit/chain/checks'])
  })
})
