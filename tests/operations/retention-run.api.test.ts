// What is forgotten when its time is over, and what is not: what lives, what is disputed, what nobody confirmed, the audit.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listMessages } from '#contract/messages/endpoints.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import type { CaseState } from '#contract/cases/workflow.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { invariantProblems } from '#server/invariants.ts'
import { tablesOfCase } from '#server/operations/forget-cases.ts'
import { tablesOfLead, tablesOfRequest } from '#server/operations/forget-financing.ts'
import { tablesOfBooking } from '#server/operations/forget-meetings.ts'
import { tablesOf, type Ask } from '#server/operations/facts.ts'
import { runRetention, type RetentionLine, type RetentionReport } from '#server/operations/retention-run.ts'
import { sealText } from '#server/sealed-text.ts'
import { disputeKey } from '#server/subsidies/disputes.ts'
import { addCase } from '../cases/case-rows.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { everything } from '../support/everything.ts'
import { testStart } from '../support/test-clock.ts'

const day = 86_400_000
let test: TestApp
let fresh: { restore(): Promise<void> }
let firmId: string
let accountId: string
beforeAll(async () => {
  test = await buildTestApp()
  const clerk = await test.db.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select(['firm_id', 'account_id']).where('accounts.phone', '=', phones.clerk).executeTakeFirstOrThrow()
  firmId = clerk.firm_id
  accountId = clerk.account_id
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const at = () => test.clock.now()
const run = (mode: RetentionReport['mode'] = 'run') => runRetention(test.deps, mode)
async function lineOf(kind: RetentionLine['kind'], mode: RetentionReport['mode'] = 'run'): Promise<RetentionLine> {
  const line = (await run(mode)).rows.find((row) => row.kind === kind)
  if (!line) throw new Error(`no line for ${kind}`)
  return line
}
const isThere = async (table: 'cases' | 'bookings' | 'assessments' | 'disputes' | 'gap_consents' | 'expert_questions', id: string) => (await test.db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) !== undefined

/** A case whose last event is now, with a row of what cases have. */
async function aCase(state: CaseState, { paid = false }: { paid?: boolean } = {}): Promise<string> {
  const id = await addCase(test.db, firmId, { state, decided_at: at() })
  const event = { case_id: id, at: at(), actor: 'firm' as const, account_id: accountId, actor_name: '李敏', note: null }
  await test.db.insertInto('applications').values({ case_id: id, answers: '{}', programme_version: 'v', snapshot: '{}', done_sections: 0, total_sections: 0, batch_id: null, place: null, recommended_fen: null, origins: null }).execute()
  await test.db.insertInto('case_events').values([{ ...event, id: randomUUID(), seq: 1, action: 'submit', state: 'submitted' }, { ...event, id: randomUUID(), seq: 2, action: 'archive', state }]).execute()
  await test.db.insertInto('submissions').values({ case_id: id, round: 1, kind: 'submit', snapshot: '{}', at: at(), account_id: accountId }).execute()
  await test.db.insertInto('case_terms').values({ case_id: id, kind: 'phone', value: phones.clerk }).execute()
  if (paid) await test.db.insertInto('payments').values({ id: randomUUID(), case_id: id, state: 'paid', amount_fen: 100, paid_on: '2026-11-23', reference: null, failure: null, account_id: accountId, at: at() }).execute()
  return id
}
/** A case of the demonstration that was promised money, brought to its end. */
async function anAwardedCase(): Promise<string> {
  const { id, approved_fen: fen, programme_id: programmeId, batch_id: batchId } = await test.db.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id')
    .select(['cases.id', 'approved_fen', 'programme_id', 'batch_id']).where('approved_fen', '>', 0).where('batch_id', 'is not', null).executeTakeFirstOrThrow()
  const { seq } = await test.db.selectFrom('case_events').select('seq').where('case_id', '=', id).orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()
  await test.db.updateTable('cases').set({ state: 'archived' }).where('id', '=', id).execute()
  await test.db.updateTable('publicities').set({ state: 'over' }).where('case_id', '=', id).execute()
  await test.db.insertInto('payments').values({ id: randomUUID(), case_id: id, state: 'paid', amount_fen: fen, paid_on: '2026-11-23', reference: null, failure: null, account_id: accountId, at: at() }).execute()
  await test.db.insertInto('case_events').values({ id: randomUUID(), case_id: id, seq: seq + 1, at: at(), action: 'archive', state: 'archived', actor: 'officer', account_id: accountId, actor_name: '王倩', note: null }).execute()
  await test.db.updateTable('budgets').set((eb) => ({ paid_fen: eb('paid_fen', '+', fen) })).where('programme_id', '=', programmeId).where('batch_id', '=', batchId).execute()
  expect(await invariantProblems(test.db)).toEqual([])
  return id
}
async function aDraft(): Promise<string> {
  const id = await addCase(test.db, firmId, { state: 'draft', number: null, title: '专利转化奖励', saved_at: at(), submitted_at: null, submitted_by: null })
  await test.db.insertInto('applications').values({ case_id: id, answers: '{}', programme_version: 'v', snapshot: null, done_sections: 0, total_sections: 0, batch_id: null, place: null, recommended_fen: null, origins: null }).execute()
  return id
}
async function aDispute(caseId: string, state: 'open' | 'dismissed'): Promise<string> {
  const id = randomUUID()
  const sealed = sealText(disputeKey(test.deps), '赵群')
  await test.db.insertInto('disputes').values({ id, case_id: caseId, publicity_id: null, kind: 'objection', account_id: accountId, name: sealed, contact: sealed, reason: '理由', state, due_on: '2026-12-01', answer: state === 'open' ? null : '答复', answered_by: null, answered_at: state === 'open' ? null : at(), created_at: at() }).execute()
  return id
}
/** To the same minute so many years and days on. */
function wait(years: number, days = 0): void {
  test.clock.set(`${2026 + years}-11-23T02:08:00.000Z`)
  test.clock.advance(days * day)
}

describe('what is past its limit', () => {
  it('is counted by a dry run, which changes nothing, and every kind has its line', async () => {
    await aCase('refused')
    wait(40)
    const before = await everything(test)
    const { rows } = await run('dry-run')
    expect(rows.map(({ kind }) => kind)).toEqual(test.deps.content.retention.rows.map(({ kind }) => kind))
    expect(rows.find(({ kind }) => kind === 'cases')).toMatchObject({ limit: '10 years', oldest: '2026-11-23', forgotten: 0 })
    expect(rows.every(({ forgotten }) => forgotten === 0)).toBe(true)
    expect(await everything(test)).toBe(before)
  })

  it('goes with all that hangs on it, and nothing that is left contradicts itself', async () => {
    const awarded = await anAwardedCase()
    wait(40)
    const { rows } = await run()
    expect(await isThere('cases', awarded)).toBe(false)
    for (const kind of ['payments', 'assessments', 'consultations'] as const) expect(rows.find((row) => row.kind === kind)?.forgotten, kind).toBeGreaterThan(0)
    for (const { due, forgotten, kind } of rows.filter((row) => row.note === undefined)) expect(forgotten, kind).toBe(due)
    expect((await run('dry-run')).rows.filter((row) => row.note === undefined && row.kind !== 'drafts').map(({ due }) => due)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(await invariantProblems(test.db)).toEqual([])
    const files = async () => (await test.db.selectFrom('files').select('id').execute()).length
    const kept = await files()
    test.clock.advance(8 * day)
    await sweepFiles(test.deps)
    expect(await files()).toBeLessThan(kept)
    expect(await invariantProblems(test.db)).toEqual([])
    expect((await verifyAudit(test.db)).problems).toEqual([])
  })

  it('is of every table that hangs on a case or a booking', async () => {
    const ask: Ask = async (text) => (await sql.raw<Record<string, unknown>>(text).execute(test.db)).rows
    const withColumn = async (column: string) => {
      const found: string[] = []
      for (const table of await tablesOf(ask, test.deps.databaseKind)) if ((await ask(`select * from (select 1 as one) d left join "${table}" t on 1 = 0`)).some((row) => column in row)) found.push(table)
      return found.sort()
    }
    // A paper of the library stays and no longer says which case it came from.
    expect(await withColumn('case_id')).toEqual([...tablesOfCase, 'library_papers'].sort())
    expect(await withColumn('booking_id')).toEqual([...tablesOfBooking].sort())
    expect(await withColumn('request_id')).toEqual(['audit', ...tablesOfRequest].sort())
    expect((await withColumn('lead_id')).filter((name) => !(tablesOfRequest as readonly string[]).includes(name))).toEqual([...tablesOfLead].sort())
  })
})

describe('a closed case', () => {
  it('goes after ten years, not a day sooner, and leaves a line in the audit', async () => {
    const id = await aCase('refused')
    wait(10, -1)
    await run()
    expect(await isThere('cases', id)).toBe(true)
    wait(10, 1)
    await run()
    expect(await isThere('cases', id)).toBe(false)
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'operations.forget').where('subject', '=', `case:${id}`).executeTakeFirstOrThrow()
    expect(line).toMatchObject({ role: 'operator', firm_id: firmId })
    expect(JSON.parse(line.details)).toEqual({ kind: 'cases', since: testStart })
  })

  it('with money in it stays for thirty', async () => {
    const id = await aCase('archived', { paid: true })
    wait(29)
    await run()
    expect(await isThere('cases', id)).toBe(true)
    wait(30, 1)
    await run()
    expect(await isThere('cases', id)).toBe(false)
  })

  it('stays while it is disputed, or while it is disputed whose the firm is; one that is not closed stays for ever', async () => {
    const [disputed, live, free] = [await aCase('refused'), await aCase('reviewing'), await aCase('withdrawn')]
    await aDispute(disputed, 'open')
    wait(50)
    await run()
    expect([await isThere('cases', disputed), await isThere('cases', live), await isThere('cases', free)]).toEqual([true, true, false])

    const firm = await aCase('refused')
    await test.db.updateTable('disputes').set({ state: 'dismissed', answered_at: at() }).execute()
    const { id: fileId } = await test.db.selectFrom('files').select('id').limit(1).executeTakeFirstOrThrow()
    await test.db.insertInto('firm_appeals').values({ id: 'an-appeal', firm_id: firmId, account_id: accountId, file_id: fileId, reason: '是我的', state: 'open', decided_by: null, decided_at: null, decision_reason: null, created_at: at() }).execute()
    wait(70)
    await run()
    expect([await isThere('cases', disputed), await isThere('cases', firm)]).toEqual([true, true])
    await test.db.updateTable('firm_appeals').set({ state: 'refused' }).execute()
    await run()
    expect([await isThere('cases', disputed), await isThere('cases', firm)]).toEqual([false, false])
  })
})

describe('who objected', () => {
  it('is forgotten five years after the answer; that somebody did stays with the case', async () => {
    const [closed, running] = [await aCase('archived', { paid: true }), await aCase('publicity')]
    const [old, live] = [await aDispute(closed, 'dismissed'), await aDispute(running, 'dismissed')]
    const nameOf = async (id: string) => (await test.db.selectFrom('disputes').select('name').where('id', '=', id).executeTakeFirstOrThrow()).name
    wait(5, -1)
    await run()
    expect(await nameOf(old)).not.toBe('')
    wait(5, 1)
    expect(await lineOf('objectors')).toMatchObject({ due: 1, forgotten: 1 })
    expect([await nameOf(old), await isThere('disputes', old)]).toEqual(['', true])
    expect(await nameOf(live)).not.toBe('')
  })
})

describe('a draft nobody touches', () => {
  it('is told of two weeks before, and gone only when they have passed', async () => {
    const id = await aDraft()
    wait(0, 400)
    expect(await lineOf('drafts')).toMatchObject({ due: 0, forgotten: 0, toTell: 1, told: 1 })
    expect(await lineOf('drafts')).toMatchObject({ toTell: 0, told: 0 })
    expect(await isThere('cases', id)).toBe(true)
    await test.runWorker()
    const clerk = await test.signIn(phones.clerk)
    const { items } = (await clerk.call(listMessages)).body
    const message = items.find((item) => item.link === `/subsidies/applications/${id}`)
    expect(message).toMatchObject({ title: '草稿快到保存期限了' })
    expect(message?.body).toContain('「专利转化奖励」')
    test.clock.advance(13 * day)
    await run()
    expect(await isThere('cases', id)).toBe(true)
    test.clock.advance(day)
    await run()
    expect(await isThere('cases', id)).toBe(false)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('stays when somebody saves it meanwhile', async () => {
    const id = await aDraft()
    wait(0, 400)
    await run()
    test.clock.advance(10 * day)
    await test.db.updateTable('cases').set({ saved_at: at() }).where('id', '=', id).execute()
    test.clock.advance(100 * day)
    expect(await lineOf('drafts')).toMatchObject({ due: 0 })
    expect(await isThere('cases', id)).toBe(true)
  })
})

describe('a request to banks', () => {
  it('goes five years after it and its last lead have ended, not while a loan is owed', async () => {
    const wish = { version: 1, wish: '', card: '', right_ids: '[]', verdict: 'green' as const, items: '[]', due_from: null, due_on: null, due_workdays: null, due_promise: null, reason: null, unanswered_told: null, late_told: null }
    const people = { created_by: accountId, created_at: at(), saved_by: accountId, saved_at: at(), submitted_by: accountId, submitted_at: at(), accepted_at: at(), ended_at: at() }
    const lead = { version: 1, terms: '', offered_at: at(), offered_on: '2026-11-23', step: null, taken_at: at(), taken_by: null, stage_at: at(), stalled_told: null, reason_code: null, reason: null, approved_at: null, signed_on: null, registration_number: null, registered_on: null, registered_right_ids: '[]', lent_on: null, matures_on: null, confirmed_at: null, confirmed_by: null, settled_on: null, released_on: null, maturity_told: null, subsidy_case_id: null }
    await test.db.insertInto('banks').values({ id: 'a-bank', name: '苇畔银行', name_key: '苇畔银行', phone: null, note: '', closed_at: null, version: 1, created_by: null, created_at: 0 }).execute()
    for (const [id, leadEnd] of [['ended', at()], ['owed', null]] as const) {
      await test.db.insertInto('financing_requests').values({ id, number: `RZ-${id}`, firm_id: firmId, state: 'closed', ...wish, ...people }).execute()
      await test.db.insertInto('financing_leads').values({ id: `lead-${id}`, number: `RZ-${id}-1`, request_id: id, bank_id: 'a-bank', consent_id: `consent-${id}`, state: leadEnd === null ? 'disbursed' : 'failed', ended_at: leadEnd, ...lead }).execute()
      await test.db.insertInto('financing_calls').values({ id: `call-${id}`, lead_id: `lead-${id}`, outcome: 'reached', note: '', account_id: accountId, at: at() }).execute()
    }
    const ids = async () => (await test.db.selectFrom('financing_requests').select('id').where('id', 'in', ['ended', 'owed']).orderBy('id').execute()).map(({ id }) => id)
    wait(5, -1)
    await run()
    expect(await ids()).toEqual(['ended', 'owed'])
    wait(5, 1)
    await run()
    expect(await ids()).toEqual(['owed'])
    expect(await test.db.selectFrom('financing_calls').select('id').where('lead_id', '=', 'lead-ended').execute()).toEqual([])
  })
})

describe('consents and visits', () => {
  it('consents go three years after the account was disabled, those of people who still come do not', async () => {
    await test.db.updateTable('accounts').set({ disabled_at: at() }).where('id', '=', accountId).execute()
    const count = async (of: '=' | '<>') => (await test.db.selectFrom('consents').select('id').where('account_id', of, accountId).execute()).length
    const others = await count('<>')
    wait(3, -1)
    await run()
    expect(await count('=')).toBeGreaterThan(0)
    wait(3, 1)
    await run()
    expect([await count('='), await count('<>')]).toEqual([0, others])
  })

  it('a visit stays while somebody still has to do what was agreed', async () => {
    const { id } = await test.db.selectFrom('bookings').select('id').where('state', '=', 'done').executeTakeFirstOrThrow()
    await test.db.insertInto('visit_follow_ups').values({ id: 'open', booking_id: id, position: 9, what: '补材料', owner: 'firm', due_on: null, done_at: null, done_by: null, told: null }).execute()
    wait(20)
    await run()
    expect(await isThere('bookings', id)).toBe(true)
    await test.db.updateTable('visit_follow_ups').set({ done_at: at() }).where('booking_id', '=', id).execute()
    await run()
    expect(await isThere('bookings', id)).toBe(false)
    expect(await invariantProblems(test.db)).toEqual([])
  })
})

describe('what no run ever touches', () => {
  it('is the audit: its old lines are counted, none goes', async () => {
    wait(40)
    const lines = async () => (await test.db.selectFrom('audit').select('id').execute()).length
    const before = await lines()
    expect(await lineOf('logs')).toMatchObject({ due: expect.any(Number), forgotten: 0, note: expect.stringContaining('never cut') })
    expect(await lines()).toBeGreaterThanOrEqual(before)
    expect((await verifyAudit(test.db)).isWhole).toBe(true)
  })

  it('is, outside the demonstration, whatever has a limit nobody confirmed', async () => {
    const [id, paid] = [await aCase('refused'), await aCase('archived', { paid: true })]
    wait(40)
    const { retention } = test.deps.content
    const inUse = { ...test.deps, config: { ...test.deps.config, demo: false } }
    const report = await runRetention(inUse, 'run')
    expect(report.rows.every(({ forgotten }) => forgotten === 0)).toBe(true)
    expect(report.rows.find(({ kind }) => kind === 'cases')).toMatchObject({ mark: 'example', note: expect.stringContaining('until the county confirms') })
    expect(await isThere('cases', id)).toBe(true)
    const confirmed = { ...retention, rows: retention.rows.map((row) => (row.kind === 'cases' ? { ...row, mark: 'confirmed' as const } : row)) }
    await runRetention({ ...inUse, content: { ...test.deps.content, retention: confirmed } }, 'run')
    expect(await isThere('cases', id)).toBe(false)
    expect(await isThere('cases', paid)).toBe(true)
  })
})
