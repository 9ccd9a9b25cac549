// Promise A16: every change leaves a line, lines cannot be changed, and a change behind the triggers' back is found.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifyAudit } from '#server/audit/chain.ts'
import { recordAudit } from '#server/audit/record.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  await test.deps.commands.run(async (tx) => {
    for (let line = 0; line < 20; line += 1) await recordAudit(tx, { at: test.clock.now(), accountId: null, role: 'operator', action: 'test.line', details: { line } })
  })
  await test.runWorker()
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

/** What somebody with the rights of the database's owner could do. */
async function tamper(change: () => Promise<unknown>): Promise<void> {
  if (test.deps.databaseKind === 'postgres') {
    await test.db.connection().execute(async (db) => {
      await sql`alter table audit disable trigger all`.execute(db)
      await sql`alter table audit_seals disable trigger all`.execute(db)
    })
    await change()
    await sql`alter table audit enable trigger all`.execute(test.db)
    await sql`alter table audit_seals enable trigger all`.execute(test.db)
    return
  }
  const triggers = await sql<{ name: string; sql: string }>`select name, sql from sqlite_master where type = 'trigger'`.execute(test.db)
  for (const trigger of triggers.rows) await sql.raw(`drop trigger ${trigger.name}`).execute(test.db)
  await change()
  for (const trigger of triggers.rows) await sql.raw(trigger.sql).execute(test.db)
}

describe('the audit trail', () => {
  it('is whole as it was written', async () => {
    const report = await verifyAudit(test.db)
    expect(report.problems).toEqual([])
    expect(report.sealed).toBe(report.lines)
  })

  it.each(['audit', 'audit_seals'] as const)('refuses to change or delete lines of %s', async (table) => {
    const column = table === 'audit' ? 'action' : 'hash'
    await expect(sql`update ${sql.table(table)} set ${sql.ref(column)} = 'x'`.execute(test.db)).rejects.toThrow(/append-only/)
    await expect(sql`delete from ${sql.table(table)}`.execute(test.db)).rejects.toThrow(/append-only/)
  })

  it('finds a changed line', async () => {
    await tamper(() => sql`update audit set details = '{"line":99}' where action = 'test.line' and details = '{"line":7}'`.execute(test.db))
    expect((await verifyAudit(test.db)).problems).toHaveLength(1)
  })

  it('finds a deleted line', async () => {
    await tamper(() => sql`delete from audit where details = '{"line":7}'`.execute(test.db))
    expect((await verifyAudit(test.db)).isWhole).toBe(false)
  })

  it('finds a line deleted together with its seal', async () => {
    await tamper(async () => {
      await sql`delete from audit_seals where audit_id in (select id from audit where details = '{"line":7}')`.execute(test.db)
      await sql`delete from audit where details = '{"line":7}'`.execute(test.db)
    })
    expect((await verifyAudit(test.db)).isWhole).toBe(false)
  })

  it('finds the newest lines cut off', async () => {
    await tamper(async () => {
      const { id } = await test.db.selectFrom('audit').select((eb) => eb.fn.max('id').as('id')).executeTakeFirstOrThrow()
      await sql`delete from audit_seals where audit_id = ${id}`.execute(test.db)
      await sql`delete from audit where id = ${id}`.execute(test.db)
    })
    expect((await verifyAudit(test.db)).problems).toContain('the chain does not end where the sealer left it')
  })

  it('finds a line slipped in unsealed', async () => {
    await sql`insert into audit (at, action, outcome, details) values (1, 'test.slipped', 'done', '{}')`.execute(test.db)
    expect((await verifyAudit(test.db)).isWhole).toBe(false)
  })

  it('is chained however many lines come at once', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, line) => test.deps.commands.run((tx) => recordAudit(tx, { at: line, accountId: null, role: null, action: 'test.burst' }))))
    await Promise.all([test.runWorker(), test.runWorker()])
    expect((await verifyAudit(test.db)).isWhole).toBe(true)
  })

  it('notes a stranger’s knock and somebody reaching for what is not theirs', async () => {
    const before = await test.db.selectFrom('audit').select('id').where('action', '=', 'http.refused').execute()
    await test.client().request('GET', '/api/accounts/me')
    const clerk = await test.signIn('13800000002')
    await clerk.request('GET', '/api/subsidies/applications/00000000-0000-4000-8000-000000000000')
    await clerk.request('GET', '/api/cases/queue')
    const after = await test.db.selectFrom('audit').select(['details']).where('action', '=', 'http.refused').execute()
    expect(after.slice(before.length).map(({ details }) => (JSON.parse(details) as { status: number }).status)).toEqual([401, 404, 403])
  })
})
