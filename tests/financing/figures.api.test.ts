// The county's figures of loans against a plain recount, around New Year and midnight in Shanghai; the table read back by another program.
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getFigures, getLoansSheet } from '#contract/financing/desk-endpoints.ts'
import type { Figures, FunnelStage } from '#contract/financing/desk-schema.ts'
import { requestIdsAtStage } from '#server/financing/funnel.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { addLoanRow, type LoanRow } from './loan-rows.ts'

let test: TestApp
let officer: Client
let banks: { id: string; name: string }[]
let firms: { id: string; name: string; town: string; industry: string | null }[]
const instant = (text: string) => Date.parse(text)
/** The last minute of the old year and the first of the new one, in Shanghai. */
const [lastMinute, firstMinute] = [instant('2025-12-31T15:59:00Z'), instant('2025-12-31T16:00:00Z')]
const wan = 1_000_000
const requests: Record<string, string> = {}

beforeAll(async () => {
  test = await buildTestApp()
  // Samples of the demonstration are not what is counted here.
  for (const table of ['financing_ratings', 'financing_calls', 'financing_files', 'financing_views', 'financing_events', 'financing_consents', 'financing_leads', 'financing_requests'] as const) await test.db.deleteFrom(table).execute()
  officer = await test.signIn(phones.officer)
  banks = await test.db.selectFrom('banks').select(['id', 'name']).orderBy('name').execute()
  firms = await test.db.selectFrom('firms').select(['id', 'name', 'town', 'industry']).orderBy('uscc').execute()
  const { id: accountId } = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.administrator).executeTakeFirstOrThrow()
  const add = async (name: string, firm: number, bank: number, more: Partial<LoanRow>) => {
    const row: LoanRow = { firmId: firms[firm]!.id, bankId: banks[bank]!.id, accountId, number: Object.keys(requests).length + 1, state: 'offered', intendedFen: 300 * wan, intentAt: instant('2025-12-20T02:00:00Z'), acceptedAt: instant('2025-12-22T02:00:00Z'), takenAt: null, ...more }
    requests[name] = (await addLoanRow(test, row)).requestId
  }
  const loan = { takenAt: instant('2025-12-24T02:00:00Z'), approvedAt: instant('2025-12-29T02:00:00Z'), approvedFen: 250 * wan, registeredOn: '2025-12-30', disbursedFen: 200 * wan } as const
  await add('old', 0, 0, { ...loan, state: 'settled', lentOn: '2025-12-31', confirmedAt: firstMinute, rights: 2 })
  await add('new', 0, 0, { ...loan, state: 'disbursed', registeredOn: '2025-12-31', lentOn: '2026-01-01', confirmedAt: firstMinute, disbursedFen: 123_456_789 })
  await add('other', 1, 1, { ...loan, state: 'disbursed', intentAt: lastMinute, acceptedAt: firstMinute, takenAt: instant('2026-01-05T02:00:00Z'), approvedAt: instant('2026-01-09T02:00:00Z'), registeredOn: '2026-01-12', lentOn: '2026-12-31', confirmedAt: instant('2026-12-31T15:59:59Z') })
  await add('unconfirmed', 1, 1, { ...loan, state: 'lent', lentOn: '2026-02-01' })
  await add('refused', 0, 1, { state: 'refused', intentAt: firstMinute, acceptedAt: firstMinute, endedAt: instant('2026-01-06T02:00:00Z'), reasonCode: 'amount' })
  await add('expired', 1, 0, { state: 'expired', endedAt: instant('2026-01-15T02:00:00Z') })
})
afterAll(() => test.close())

async function figures(year?: number): Promise<Figures> {
  const reply = await officer.call(getFigures, { query: year === undefined ? {} : { year } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const row = (of: Figures, stage: FunnelStage) => of.funnel.find((one) => one.stage === stage)!

describe('the figures of a year', () => {
  it('count every step on its own day, to the minute of New Year in Shanghai', async () => {
    const [before, after] = [await figures(2025), await figures(2026)]
    expect(before.funnel.map(({ count }) => count)).toEqual([5, 4, 3, 3, 3, 1, 0])
    expect(after.funnel.map(({ count }) => count)).toEqual([1, 2, 1, 1, 1, 2, 0])
  })
  it('keep the three amounts apart', async () => {
    const after = await figures(2026)
    expect(row(after, 'disbursed')).toMatchObject({ count: 2, intendedFen: 600 * wan, approvedFen: 500 * wan, disbursedFen: 123_456_789 + 200 * wan })
    expect(row(after, 'intent')).toMatchObject({ approvedFen: null, disbursedFen: null })
  })
  it('take as loans only what is registered, paid out and confirmed', async () => {
    expect((await figures(2025)).loans).toMatchObject({ count: 1, disbursedFen: 200 * wan, rights: 2, patents: 1, firstTimers: 1, banks: 1 })
    expect((await figures(2026)).loans).toMatchObject({ count: 2, disbursedFen: 123_456_789 + 200 * wan, rights: 2, patents: 2, firstTimers: 1, banks: 2 })
    expect((await figures(2026)).loans.byMonth.filter(({ count }) => count > 0).map(({ month }) => month)).toEqual([1, 12])
  })
  it('add up over banks, towns and industries', async () => {
    const after = await figures(2026)
    for (const slices of [after.byTown, after.byIndustry, after.byBank]) {
      expect(slices.reduce((sum, slice) => sum + slice.rows.find(({ stage }) => stage === 'disbursed')!.count, 0)).toBe(2)
      expect(slices.reduce((sum, slice) => sum + slice.rows.find(({ stage }) => stage === 'disbursed')!.disbursedFen!, 0)).toBe(after.loans.disbursedFen)
    }
  })
  it('lead to the rows behind every number', async () => {
    const after = await figures(2026)
    for (const { stage, count } of after.funnel) expect(await requestIdsAtStage(test.db, test.deps, { stage, year: 2026 })).toHaveLength(count)
    for (const { id, rows } of after.byBank) for (const { stage, count } of rows) expect(await requestIdsAtStage(test.db, test.deps, { stage, year: 2026, bankId: id })).toHaveLength(count)
    for (const { id, rows } of after.byTown) for (const { stage, count } of rows) expect(await requestIdsAtStage(test.db, test.deps, { stage, year: 2026, town: id })).toHaveLength(count)
    expect(await requestIdsAtStage(test.db, test.deps, { stage: 'taken', year: 2026 })).toEqual([requests.other])
  })
  it('say how banks answered and why not', async () => {
    const [before, after] = [await figures(2025), await figures(2026)]
    const sums = (of: Figures) => of.answers.reduce((all, bank) => ({ asked: all.asked + bank.asked, taken: all.taken + bank.taken, refused: all.refused + bank.refused, expired: all.expired + bank.expired }), { asked: 0, taken: 0, refused: 0, expired: 0 })
    expect(sums(before)).toEqual({ asked: 4, taken: 3, refused: 0, expired: 1 })
    expect(sums(after)).toEqual({ asked: 2, taken: 1, refused: 1, expired: 0 })
    expect(after.refusals.filter(({ count }) => count > 0)).toEqual([{ id: 'amount', word: '金额或期限不合适', count: 1 }])
  })
  it('show the plan as what it is: running, over, not begun', async () => {
    expect([(await figures(2021)).target.state, (await figures(2025)).target.state, (await figures()).target.state]).toEqual(['before', 'running', 'over'])
    expect((await figures()).year).toBe(2026)
    expect((await figures()).years).toEqual([2026, 2025])
    expect((await figures(2025)).target).toMatchObject({ loans: 10, overFen: 15_000 * wan })
  })
})

describe('the table of loans', () => {
  it('has one line a contract and the sum, codes as text, no formula, and leaves a line in the audit', async () => {
    const reply = await officer.call(getLoansSheet, { query: { year: 2026 } })
    expect(reply.status).toBe(200)
    const [{ data: rows }] = (await readXlsxFile(Buffer.from(reply.bytes))) as unknown as [{ data: unknown[][] }]
    expect(rows[0]).toEqual(['序号', '企业', '统一社会信用代码', '银行', '合同号', '放款金额（万元）', '利率', '起始日', '到期日', '登记号', '登记日', '专利数', '备注'])
    expect(rows).toHaveLength(4)
    expect(rows[1]!.slice(0, 7)).toEqual([1, firms[0]!.name, expect.stringMatching(/^9/), banks[0]!.name, '0012345678901234567', 123.456789, expect.stringContaining('LPR+50')])
    expect(rows[3]![5]).toBeCloseTo(323.456789, 6)
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'financing.export').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toEqual({ rows: 2 })
  })
})
