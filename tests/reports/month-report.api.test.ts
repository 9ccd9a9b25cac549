// The month report against plain recounts, around midnight in Shanghai and New Year; fixed ones never change; the table read back by another program.
import { randomUUID } from 'node:crypto'
import readXlsxFile from 'read-excel-file/node'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMonthReport, getMonthSheet, listMonths, listReportRows, makeMonthReport } from '#contract/reports/endpoints.ts'
import { figureOf, measureIds, measureOf, measures, type MeasureId } from '#contract/reports/measures.ts'
import { addDays, shanghaiDate } from '#contract/identifiers/date.ts'
import { isWorkday } from '#contract/cases/workdays.ts'
import { fixMonthsOver } from '#server/reports/month-report.ts'
import { addLoanRow } from '../financing/loan-rows.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let officer: Client
const at = (text: string) => Date.parse(text)
/** The first and the last minute of January 2027 in Shanghai, and the minutes beside them. */
const [before, first, last, after] = [at('2026-12-31T15:59:59.999Z'), at('2026-12-31T16:00:00Z'), at('2027-01-31T15:59:59.999Z'), at('2027-01-31T16:00:00Z')]
const month = '2027-01'
let cases: string[]

async function moveCase(id: string, deeds: [action: 'submit' | 'accept' | 'return' | 'resubmit' | 'approve' | 'refuse', at: number][]): Promise<void> {
  await test.db.deleteFrom('case_events').where('case_id', '=', id).execute()
  for (const [index, [action, when]] of deeds.entries()) await test.db.insertInto('case_events').values({ id: randomUUID(), case_id: id, seq: index + 1, at: when, action, state: 'submitted', actor: 'officer', account_id: 'x', actor_name: 'x', note: null }).execute()
}

beforeAll(async () => {
  test = await buildTestApp({ now: '2027-02-01T00:30:00Z' })
  officer = await test.signIn(phones.officer)
  cases = (await test.db.selectFrom('cases').select('id').where('number', 'is not', null).orderBy('number').limit(4).execute()).map(({ id }) => id)
  const [a, b, c, d] = cases as [string, string, string, string]
  await moveCase(a, [['submit', before], ['accept', first], ['approve', at('2027-01-07T02:00:00Z')]])
  await moveCase(b, [['submit', first], ['return', at('2027-01-05T02:00:00Z')], ['resubmit', at('2027-01-08T02:00:00Z')], ['accept', at('2027-01-11T02:00:00Z')], ['refuse', last]])
  await moveCase(c, [['submit', last], ['accept', after], ['approve', after]])
  await moveCase(d, [['submit', after]])
  const bank = await test.db.selectFrom('banks').select('id').orderBy('name').executeTakeFirstOrThrow()
  const firm = await test.db.selectFrom('firms').select('id').orderBy('uscc').executeTakeFirstOrThrow()
  const person = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.administrator).executeTakeFirstOrThrow()
  const loan = { firmId: firm.id, bankId: bank.id, accountId: person.id, state: 'disbursed' as const, intendedFen: 5, approvedFen: 4, intentAt: before, acceptedAt: before, approvedAt: first, registeredOn: '2026-12-31', confirmedAt: last }
  await addLoanRow(test, { ...loan, number: 9001, takenAt: first, lentOn: '2027-01-01', disbursedFen: 300_000_001 })
  await addLoanRow(test, { ...loan, number: 9002, takenAt: before, lentOn: '2027-01-31', disbursedFen: 200_000_000 })
  await addLoanRow(test, { ...loan, number: 9003, takenAt: after, lentOn: '2027-01-31', confirmedAt: after, disbursedFen: 7 })
  const account = person.id
  const row = { channel: 'inbox' as const, account_id: account, firm_id: null, payload: '{}', run_at: first, state: 'done' as const, attempts: 1, locked_until: 0, last_error: null, finished_at: first, bulk: 0 }
  const told = (key: string, when: number) => test.db.insertInto('outbox').values({ ...row, id: randomUUID(), dedupe_key: key, created_at: when, about: null }).execute()
  await told(`desk.overdue:${a}:2026-12-31:one`, first)
  await told(`desk.overdue:${a}:2026-12-31:two`, first + 1)
  await told(`desk.overdue:${a}:2027-01-12:one`, last)
  await told(`desk.overdue:${b}:2027-02-01:one`, after)
  const notice = await test.db.selectFrom('notices').select('id').where('state', '=', 'live').orderBy('id').executeTakeFirstOrThrow()
  await test.db.updateTable('notices').set({ published_on: '2027-01-01' }).where('id', '=', notice.id).execute()
  const people = await test.db.selectFrom('accounts').select('id').orderBy('id').limit(4).execute()
  for (const [index, { id }] of people.entries()) await test.db.insertInto('outbox').values({ ...row, id: randomUUID(), account_id: id, dedupe_key: `told:${id}`, created_at: index === 3 ? after : first, about: `notice:${notice.id}` }).execute()
  await test.db.deleteFrom('notice_reads').where('notice_id', '=', notice.id).execute()
  await test.db.insertInto('notice_reads').values([{ notice_id: notice.id, account_id: people[0]!.id, number: 1, first_at: last, last_at: last }, { notice_id: notice.id, account_id: people[1]!.id, number: 1, first_at: after, last_at: after }]).execute()
})
afterAll(() => test.close())

async function report(of = month) {
  const reply = await officer.call(getMonthReport, { params: { month: of } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const value = (of: Awaited<ReturnType<typeof report>>, id: MeasureId) => of.lines.find((line) => line.id === id)?.value
async function rows(id: MeasureId, of = month, cursor?: string) {
  const reply = await officer.call(listReportRows, { params: { month: of }, query: { id, ...(cursor === undefined ? {} : { cursor }), limit: 2 } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

describe('figures of a month', () => {
  it('begin and end with midnight in Shanghai, across New Year', async () => {
    const of = await report()
    expect(of.lines.map(({ id, value: figure }) => [id, figure])).toEqual([
      ['received', 2], ['accepted', 2], ['decided', 2], ['corrected', 50], ['workdays', expect.any(Number)], ['overdue', 2], ['introduced', 1], ['loans', 2], ['lent', 500_000_001], ['visits', 0], ['satisfaction', null], ['notices', 1], ['told', 3], ['read', 33.3],
    ])
  })
  it('leave out the time in which the firm corrected', async () => {
    const calendar = test.deps.content.calendar
    const days = (from: string, to: string) => { let count = 0; for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(calendar, day)) count += 1; return count }
    const [a, b] = [days('2026-12-31', '2027-01-07'), days('2027-01-01', '2027-01-31') - days('2027-01-05', '2027-01-08')]
    expect(value(await report(), 'workdays')).toBe(Math.round(((a + b) / 2) * 10) / 10)
  })
  it('equal a plain recount by the database', async () => {
    const of = await report()
    const count = async (query: ReturnType<typeof sql<{ n: number }>>) => Number((await query.execute(test.db)).rows[0]!.n)
    expect(value(of, 'received')).toBe(await count(sql`select count(*) as n from case_events where action = 'submit' and at >= ${first} and at < ${after}`))
    expect(value(of, 'decided')).toBe(await count(sql`select count(distinct case_id) as n from case_events where action in ('approve', 'refuse') and at >= ${first} and at < ${after}`))
    expect(value(of, 'visits')).toBe(await count(sql`select count(*) as n from bookings where state in ('recorded', 'done') and starts_at >= ${first} and starts_at < ${after}`))
    expect(value(of, 'introduced')).toBe(await count(sql`select count(*) as n from financing_leads where taken_at >= ${first} and taken_at < ${after}`))
    expect(value(of, 'loans')).toBe(await count(sql`select count(*) as n from financing_leads where confirmed_at >= ${first} and confirmed_at < ${after}`))
    expect(value(of, 'told')).toBe(await count(sql`select count(*) as n from (select distinct about, account_id from outbox where about like 'notice:%' and created_at >= ${first} and created_at < ${after}) told`))
  })
  it('are what their rows add up to, page by page', async () => {
    const of = await report()
    for (const { id, value: figure } of of.lines) {
      let [page, all] = [await rows(id), [] as { count: number; value: number | null }[]]
      for (;;) {
        all = [...all, ...page.items]
        if (page.next === undefined) break
        page = await rows(id, month, page.next)
      }
      expect(all).toHaveLength(page.total)
      const { unit } = measureOf(id)
      if (unit === 'times') expect(figure).toBe(figureOf('times', all.map(({ count }) => ({ count, share: null }))))
      if (unit === 'fen') expect(figure).toBe(all.reduce((sum, row) => sum + row.value!, 0))
    }
  })
  it('lead to pages of the desk', async () => {
    expect((await rows('received')).items[0]!.link).toBe(`/desk/cases/${cases[1]}`)
    expect((await rows('lent')).items[0]).toMatchObject({ value: 300_000_001, link: expect.stringMatching(/^\/desk\/financing\//) })
  })
})

describe('a month', () => {
  it('that runs cannot be fixed, one to come or before everything is not there', async () => {
    expect((await officer.call(makeMonthReport, { params: { month: '2027-02' } })).error?.code).toBe('reports.month-running')
    expect((await officer.call(getMonthReport, { params: { month: '2027-03' } })).status).toBe(404)
    expect((await officer.call(makeMonthReport, { params: { month: '2019-03' } })).status).toBe(404)
    expect((await officer.call(getMonthReport, { params: { month: '2027-13' } })).status).toBe(422)
    expect((await report('2027-02')).state).toBe('running')
  })
  it('that is fixed stays as it was, with its rows, and says who did it; again changes nothing', async () => {
    expect((await report()).state).toBe('open')
    const made = await officer.call(makeMonthReport, { params: { month } })
    expect(made.body).toMatchObject({ state: 'made', madeBy: '王倩', madeAt: new Date(test.clock.now()).toISOString() })
    const kept = { report: await report(), rows: await Promise.all(measureIds.map((id) => rows(id))) }
    await moveCase(cases[3]!, [['submit', first]])
    await test.db.updateTable('financing_leads').set({ confirmed_at: null }).where('number', '=', 'HT-DJ-9001').execute()
    test.clock.advance(60_000)
    const second = await test.signIn(phones.secondOfficer)
    expect((await second.call(makeMonthReport, { params: { month } })).body).toMatchObject({ madeBy: '王倩' })
    expect({ report: await report(), rows: await Promise.all(measureIds.map((id) => rows(id))) }).toEqual(kept)
    const lines = await test.db.selectFrom('audit').select('account_id').where('action', '=', 'reports.make').execute()
    expect(lines).toHaveLength(1)
  })
  it('has the loan that was paid out before it and confirmed in it: none is in no report', async () => {
    expect((await rows('loans', '2027-02')).items).toMatchObject([{ detail: expect.stringContaining('2027-01-31 放款'), on: '2027-02-01' }])
  })
  it('is compared with the fixed one before it', async () => {
    expect((await report('2027-02')).lines.find(({ id }) => id === 'lent')).toMatchObject({ before: 500_000_001 })
  })
  it('nobody has fixed is fixed by the calendar on the first working day, once', async () => {
    await test.db.deleteFrom('month_report_rows').execute()
    await test.db.deleteFrom('month_reports').execute()
    test.clock.set('2027-02-01T00:59:00Z')
    expect(await fixMonthsOver(test.deps)).toBe(0)
    test.clock.set('2027-02-01T01:01:00Z')
    officer = await test.signIn(phones.officer)
    const open = (await officer.call(listMonths)).body.items.filter(({ state }) => state === 'open').length
    expect(await fixMonthsOver(test.deps)).toBe(open)
    expect(await fixMonthsOver(test.deps)).toBe(0)
    expect(await report()).toMatchObject({ state: 'made', madeBy: null })
    expect((await officer.call(listMonths)).body.items[0]).toEqual({ month: '2027-02', state: 'running' })
  })
})

describe('the table of a month', () => {
  it('has title, period, a line a figure and says who made it', async () => {
    const reply = await officer.call(getMonthSheet, { params: { month } })
    expect(reply.status).toBe(200)
    const [{ data }] = (await readXlsxFile(Buffer.from(reply.bytes))) as unknown as [{ data: unknown[][] }]
    expect(data[0]![0]).toBe('桓台县知识产权服务月报')
    expect(data[1]![0]).toContain('2027 年 1 月')
    expect(data[2]).toEqual(['序号', '指标', '单位', '本月', '上月', '怎么算'])
    expect(data.slice(3, 3 + measures.length).map((line) => line[1])).toEqual(measures.map(({ word }) => word))
    expect(data[3 + measures.length]![0]).toContain('自动定稿')
    expect(shanghaiDate(test.clock.now())).toBe('2027-02-01')
  })
})
