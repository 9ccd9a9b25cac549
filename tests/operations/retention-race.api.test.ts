// Two processes forget at once (several processes, decision 0026): each thing goes once, with one line.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyAudit } from '#server/audit/chain.ts'
import { invariantProblems } from '#server/invariants.ts'
import { runRetention } from '#server/operations/retention-run.ts'
import { addCase } from '../cases/case-rows.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
}, 120_000)
afterAll(() => test.close())

it('two runs in one moment write one line for each thing they forget', async () => {
  const { firm_id: firmId, account_id: accountId } = await test.db.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select(['firm_id', 'account_id']).where('accounts.phone', '=', phones.clerk).executeTakeFirstOrThrow()
  const ids = new Set<string>()
  for (let n = 0; n < 12; n += 1) {
    const id = await addCase(test.db, firmId, { state: 'withdrawn' })
    await test.db.insertInto('case_events').values({ id: randomUUID(), case_id: id, seq: 1, at: test.clock.now(), action: 'submit', state: 'withdrawn', actor: 'firm', account_id: accountId, actor_name: '李敏', note: null }).execute()
    ids.add(id)
    const consent = randomUUID()
    await test.db.insertInto('gap_consents').values({ id: consent, firm_id: firmId, text_version: '1', given_by: accountId, given_at: test.clock.now(), ended_by: accountId, ended_at: test.clock.now() }).execute()
    ids.add(consent)
  }
  test.clock.advance(40 * 366 * 86_400_000)
  const reports = await Promise.all([1, 2, 3].map(() => runRetention(test.deps, 'run')))
  const lines = (await test.db.selectFrom('audit').select('subject').where('action', '=', 'operations.forget').execute()).map((row) => row.subject)
  expect(lines.filter((subject, index) => lines.indexOf(subject) !== index)).toEqual([])
  expect(lines.filter((subject) => ids.has((subject ?? '').replace(/^[a-z-]+:/, ''))).length).toBe(ids.size)
  expect(reports.reduce((sum, { rows }) => sum + rows.reduce((all, row) => all + row.forgotten, 0), 0)).toBe(lines.length)
  expect((await verifyAudit(test.db)).problems).toEqual([])
  expect(await invariantProblems(test.db)).toEqual([])
}, 60_000)
