// Limits at the desk: who reads them, who runs what is past them.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getRetention, runRetention } from '#contract/accounts/retention-endpoints.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { invariantProblems } from '#server/invariants.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { asked } from './person-world.ts'
import * as persons from '#contract/accounts/person-endpoints.ts'

let test: TestApp
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

describe('the limits', () => {
  it('are read by officers, the auditor and the administrator, with what is past them', async () => {
    for (const [phone, mayRun] of [[phones.officer, false], [phones.auditor, false], [phones.system, true]] as const) {
      const { status, body } = await (await test.signIn(phone)).call(getRetention)
      expect(status).toBe(200)
      expect(body.mayRun).toBe(mayRun)
      expect(body.rows.map(({ kind }) => kind)).toEqual(test.deps.content.retention.rows.map(({ kind }) => kind))
      expect(body.rows.find(({ kind }) => kind === 'logs')).toMatchObject({ standing: 'never', keep: '365 天' })
      expect(body.rows.find(({ kind }) => kind === 'consents')).toMatchObject({ keep: '3 年', mark: 'example', standing: 'run' })
    }
    expect((await (await test.signIn(phones.clerk)).call(getRetention)).status).toBe(403)
  })

  it('are only counted outside the demonstration until the county confirms them', async () => {
    const real = { ...test.deps, config: { ...test.deps.config, demo: false } }
    const { getRetention: view } = await import('#server/operations/retention-view.ts')
    const { rows } = await view(real, { id: '', name: '', phone: '', role: 'officer', duty: 'officer', sessionId: '', confirmedAt: 0 } as never)
    expect(rows.filter(({ kind }) => kind !== 'logs').every(({ standing }) => standing === 'unconfirmed')).toBe(true)
  })
})

describe('a run from the page', () => {
  it('takes an administrator, a fresh code and a reason', async () => {
    const system = await test.signIn(phones.system)
    expect((await system.call(runRetention, { body: { reason: '  ' } })).error).toMatchObject({ fields: [{ field: 'reason', reason: 'required' }] })
    test.clock.advance(16 * 60_000)
    const later = await test.signIn(phones.secondSystem)
    test.clock.advance(14 * 60_000)
    expect((await later.call(runRetention, { body: { reason: '年度清理' } })).status).toBe(200)
    expect((await (await test.signIn(phones.officer)).call(runRetention, { body: { reason: '年度清理' } })).status).toBe(403)
  })

  it('forgets requests that are three years over, and stands in the history with its reason', async () => {
    const clerk = await test.signIn(phones.clerk)
    const { id } = await asked(clerk, { kind: 'correct', words: '改' })
    await clerk.call(persons.withdrawPersonRequest, { params: { id } })
    const open = await asked(clerk, { kind: 'correct', words: '再改' })
    test.clock.set('2029-11-23T02:08:00.000Z')
    const dayBefore = (await (await test.signIn(phones.system)).call(getRetention)).body
    expect(dayBefore.rows.find(({ kind }) => kind === 'requests')).toMatchObject({ due: 0, soon: 1 })
    test.clock.set('2029-11-24T02:08:00.000Z')
    const system = await test.signIn(phones.system)
    expect((await system.call(getRetention)).body.rows.find(({ kind }) => kind === 'requests')).toMatchObject({ due: 1, oldest: '2026-11-23' })
    const { body } = await system.call(runRetention, { body: { reason: '年度清理' } })
    expect(body.runs[0]).toMatchObject({ by: '罗成', isOperator: false, reason: '年度清理', isUnfinished: false })
    expect(body.rows.find(({ kind }) => kind === 'requests')).toMatchObject({ due: 0 })
    expect((await test.db.selectFrom('person_requests').select('id').execute()).map((row) => row.id)).toEqual([open.id])
    const { n } = await test.db.selectFrom('audit').select((eb) => eb.fn.countAll<number>().as('n')).where('action', '=', 'operations.forget').where('subject', '=', `person-request:${id}`).where('role', '=', 'administrator').executeTakeFirstOrThrow()
    expect(Number(n)).toBe(1)
    expect(await invariantProblems(test.db)).toEqual([])
    await test.runWorker()
    expect((await verifyAudit(test.db)).problems).toEqual([])
  })
})
