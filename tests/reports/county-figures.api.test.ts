// The county's figures against plain recounts, around midnight in Shanghai and New Year; parts add up to the whole; rows to the number.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCountyFigures, getIndicator, getTownFigures, listFigureRows } from '#contract/reports/county-endpoints.ts'
import type { FigureRowsQuery, IndicatorFigures } from '#contract/reports/county-schema.ts'
import { addLoanRow, type LoanRow } from '../financing/loan-rows.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let officer: Client
const at = (text: string) => Date.parse(text)
/** The last instant of 2025 and the first of 2026 in Shanghai; the same of 2026 and 2027. */
const [last, first, end, after] = [at('2025-12-31T15:59:59.999Z'), at('2025-12-31T16:00:00Z'), at('2026-12-31T15:59:59.999Z'), at('2026-12-31T16:00:00Z')]
const live2026 = ['loans', 'lent', 'registrations', 'pledged-patents', 'first-loans', 'interest-subsidy', 'visits', 'notices', 'told', 'cases-accepted', 'cases-approved', 'approved-amount', 'paid-amount'] as const
let firms: { id: string; town: string; industry: string | null }[]

async function addLoans(): Promise<void> {
  for (const table of ['financing_ratings', 'financing_calls', 'financing_files', 'financing_views', 'financing_events', 'financing_consents', 'financing_leads', 'financing_requests'] as const) await test.db.deleteFrom(table).execute()
  const banks = await test.db.selectFrom('banks').select('id').orderBy('name').execute()
  const { id: accountId } = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.administrator).executeTakeFirstOrThrow()
  const base = { accountId, state: 'disbursed', intendedFen: 9, intentAt: at('2025-11-01T02:00:00Z'), acceptedAt: at('2025-11-02T02:00:00Z'), takenAt: at('2025-11-03T02:00:00Z'), approvedAt: at('2025-11-04T02:00:00Z'), approvedFen: 8 } as const
  const add = (number: number, firm: number, more: Partial<LoanRow>) => addLoanRow(test, { ...base, number, firmId: firms[firm]!.id, bankId: banks[number % banks.length]!.id, ...more })
  await add(1, 0, { registeredOn: '2025-12-30', lentOn: '2025-12-31', confirmedAt: first, disbursedFen: 100_000_007 })
  await add(2, 0, { registeredOn: '2025-12-31', lentOn: '2026-01-01', confirmedAt: first, disbursedFen: 200_000_003, rights: 2 })
  await add(3, 1, { registeredOn: '2026-12-31', lentOn: '2026-12-31', confirmedAt: end, disbursedFen: 300_000_001 })
  await add(4, 2, { registeredOn: '2026-06-01', lentOn: '2026-06-02', disbursedFen: 400_000_000, state: 'lent' })
  await add(5, 2, { registeredOn: '2027-01-01', lentOn: '2027-01-01', confirmedAt: after, disbursedFen: 5 })
}

async function addCases(): Promise<void> {
  const cases = await test.db.selectFrom('cases').select('id').where('number', 'is not', null).orderBy('number').limit(5).execute()
  await test.db.deleteFrom('payments').execute()
  await test.db.updateTable('cases').set({ decided_at: null, approved_fen: null }).where('number', 'is not', null).execute()
  const event = (id: string, seq: number, action: 'submit' | 'accept', when: number) => test.db.insertInto('case_events').values({ id: randomUUID(), case_id: id, seq, at: when, action, state: 'submitted', actor: 'officer', account_id: 'x', actor_name: 'x', note: null }).execute()
  const pay = (id: string, state: 'paid' | 'failed', paidOn: string | null, when: number, amount: number | null) => test.db.insertInto('payments').values({ id: randomUUID(), case_id: id, state, amount_fen: amount, paid_on: paidOn, reference: null, failure: null, account_id: officerId, at: when }).execute()
  const { id: officerId } = await test.db.selectFrom('accounts').select('id').where('phone', '=', phones.officer).executeTakeFirstOrThrow()
  await test.db.deleteFrom('case_events').execute()
  const [a, b, c, d, e] = cases.map(({ id }) => id) as [string, string, string, string, string]
  for (const [index, [id, when]] of ([[a, last], [b, first], [c, end], [d, after], [e, first]] as const).entries()) await event(id, index + 1, 'accept', when)
  // Accepted again after an objection: the first time counts.
  await event(a, 9, 'accept', first)
  const decide = (id: string, when: number, state: 'approved' | 'paid' | 'refused', fen: number | null) => test.db.updateTable('cases').set({ state, decided_at: when, approved_fen: fen }).where('id', '=', id).execute()
  await decide(a, first, 'paid', 5_000_001)
  await decide(b, end, 'approved', 7)
  await decide(c, first, 'refused', null)
  await decide(d, last, 'paid', 900)
  await decide(e, first, 'approved', null)
  await pay(a, 'paid', '2026-01-01', first, 5_000_001)
  await pay(d, 'paid', '2026-12-31', first, 900)
  await pay(d, 'failed', null, first + 1, 900)
  await pay(b, 'paid', '2025-12-31', first, 7)
}

async function addNotices(): Promise<void> {
  const [one, two] = (await test.db.selectFrom('notices').select('id').where('state', '=', 'live').orderBy('id').limit(2).execute()) as [{ id: string }, { id: string }]
  await test.db.updateTable('notices').set({ published_on: '2024-06-01' }).execute()
  await test.db.updateTable('notices').set({ published_on: '2026-01-01' }).where('id', '=', one.id).execute()
  await test.db.updateTable('notices').set({ published_on: '2025-12-31' }).where('id', '=', two.id).execute()
  await test.db.deleteFrom('outbox').where('about', 'is not', null).execute()
  const people = await test.db.selectFrom('accounts').select('id').orderBy('id').limit(4).execute()
  const row = { channel: 'inbox' as const, firm_id: null, payload: '{}', run_at: first, state: 'done' as const, attempts: 1, locked_until: 0, last_error: null, finished_at: first, bulk: 0 }
  const tell = (person: number, when: number) => test.db.insertInto('outbox').values({ ...row, id: randomUUID(), account_id: people[person]!.id, dedupe_key: randomUUID(), created_at: when, about: `notice:${one.id}` }).execute()
  await tell(0, last)
  await tell(0, first)
  await tell(1, first)
  await tell(2, first)
  await tell(2, end)
  await tell(3, after)
  await test.db.deleteFrom('notice_sendings').execute()
  await test.db.insertInto('notice_sendings').values({ id: randomUUID(), notice_id: one.id, number: 1, kind: 'first', audience: '{}', stage: 'done', after_firm: '', after_account: '', firms: 4, people: 4, started_by: null, started_at: last, ended_at: null, locked_until: 0 }).execute()
}

async function addVisits(): Promise<void> {
  const bookings = await test.db.selectFrom('bookings').select('id').orderBy('id').limit(4).execute()
  await test.db.updateTable('bookings').set({ state: 'cancelled' }).execute()
  for (const [index, starts] of [last, first, end, after].entries()) if (bookings[index]) await test.db.updateTable('bookings').set({ state: index % 2 === 0 ? 'done' : 'recorded', starts_at: starts }).where('id', '=', bookings[index].id).execute()
}

beforeAll(async () => {
  test = await buildTestApp({ now: '2027-01-02T00:30:00Z' })
  officer = await test.signIn(phones.officer)
  firms = await test.db.selectFrom('firms').select(['id', 'town', 'industry']).orderBy('uscc').execute()
  await addLoans()
  await addCases()
  await addNotices()
  await addVisits()
})
afterAll(() => test.close())

async function indicator(id: string, year = 2026): Promise<IndicatorFigures> {
  const reply = await officer.call(getIndicator, { params: { id }, query: { year } })
  expect(reply.status, `${id} ${JSON.stringify(reply.error)}`).toBe(200)
  return reply.body
}
async function overview(year?: number) {
  const reply = await officer.call(getCountyFigures, { query: year === undefined ? {} : { year } })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}
const figure = (of: Awaited<ReturnType<typeof overview>>, id: string) => of.figures.find((one) => one.id === id)!
async function allRows(id: string, query: FigureRowsQuery) {
  const items = []
  let reply = await officer.call(listFigureRows, { params: { id }, query: { ...query, limit: 2 } })
  for (;;) {
    expect(reply.status, JSON.stringify(reply.error)).toBe(200)
    items.push(...reply.body.items)
    if (reply.body.next === undefined) return { items, total: reply.body.total, sum: reply.body.sum }
    reply = await officer.call(listFigureRows, { params: { id }, query: { ...query, limit: 2, cursor: reply.body.next } })
  }
}
async function count(query: ReturnType<typeof sql<{ n: number | null }>>): Promise<number> {
  return Number((await query.execute(test.db)).rows[0]!.n ?? 0)
}

describe('what the portal counts', () => {
  it('begins and ends with New Year\'s midnight in Shanghai', async () => {
    const of = await overview(2026)
    expect(Object.fromEntries(live2026.map((id) => [id, figure(of, id).value]))).toEqual({
      loans: 2, lent: 500_000_004, registrations: 2, 'pledged-patents': 2, 'first-loans': 1, 'interest-subsidy': 0, visits: 2, notices: 1, told: 2, 'cases-accepted': 3, 'cases-approved': 3, 'approved-amount': 5_000_008, 'paid-amount': 5_000_001,
    })
    const before = await overview(2025)
    expect([figure(before, 'loans').value, figure(before, 'lent').value, figure(before, 'told').value, figure(before, 'visits').value, figure(before, 'paid-amount').value]).toEqual([1, 100_000_007, 1, 1, 7])
  })
  it('equals a plain recount by the database', async () => {
    const of = await overview(2026)
    const value = (id: string) => figure(of, id).value
    expect(value('loans')).toBe(await count(sql`select count(*) as n from financing_leads where confirmed_at is not null and registered_on is not null and lent_on between '2026-01-01' and '2026-12-31'`))
    expect(value('registrations')).toBe(await count(sql`select count(*) as n from financing_leads where registered_on like '2026-%'`))
    expect(value('visits')).toBe(await count(sql`select count(*) as n from bookings where state in ('recorded', 'done') and starts_at >= ${first} and starts_at < ${after}`))
    expect(value('cases-accepted')).toBe(await count(sql`select count(*) as n from (select case_id, min(at) as at from case_events where action = 'accept' group by case_id) e where at >= ${first} and at < ${after}`))
    expect(value('cases-approved')).toBe(await count(sql`select count(*) as n from cases where decided_at >= ${first} and decided_at < ${after} and state <> 'refused'`))
    expect(value('approved-amount')).toBe(await count(sql`select sum(approved_fen) as n from cases where decided_at >= ${first} and decided_at < ${after} and state <> 'refused'`))
    expect(value('paid-amount')).toBe(await count(sql`select sum(amount_fen) as n from payments p where state = 'paid' and paid_on like '2026-%' and not exists (select 1 from payments l where l.case_id = p.case_id and l.at > p.at)`))
    expect(value('told')).toBe(await count(sql`select count(*) as n from (select about, account_id, min(created_at) as at from outbox where about like 'notice:%' and state = 'done' group by about, account_id) t where at >= ${first} and at < ${after}`))
    const now = await overview()
    expect(figure(now, 'trademarks').known).toBe(await count(sql`select count(*) as n from rights where kind = 'trademark' and state = 'live'`))
    expect(figure(now, 'invention-patents').known).toBe(await count(sql`select count(*) as n from rights where kind = 'patent' and patent_kind = '发明' and state = 'live'`))
    expect(figure(now, 'advantage-firms').known).toBe(await count(sql`select count(distinct firm_id) as n from firm_titles where title in ('cnipa-advantage', 'cnipa-model')`))
  })
  it('adds up over towns, industries and months, and every part opens its rows', async () => {
    for (const id of live2026) {
      const of = await indicator(id)
      const whole = await allRows(id, { year: 2026 })
      expect([whole.sum, whole.total, whole.items.length], id).toEqual([of.figure.value, of.figure.rows, of.figure.rows])
      expect(whole.items.reduce((sum, row) => sum + row.value, 0), id).toBe(of.figure.value)
      for (const [side, slices] of [['town', of.byTown], ['industry', of.byIndustry]] as const) {
        if (slices === null) continue
        expect(slices.reduce((sum, slice) => sum + slice.value, 0), `${id} ${side}`).toBe(of.figure.value)
        for (const slice of slices.filter(({ rows }) => rows > 0)) expect((await allRows(id, { year: 2026, [side]: slice.id })).sum, `${id} ${slice.word}`).toBe(slice.value)
      }
      expect(of.months?.reduce((sum, month) => sum + month.value, 0), id).toBe(of.figure.value)
      for (const { month, value, rows } of of.months ?? []) if (rows > 0) expect((await allRows(id, { year: 2026, month })).sum, `${id} ${month}`).toBe(value)
    }
  })
  it('counts by town as a plain join does', async () => {
    for (const { word, value } of (await indicator('loans')).byTown!) expect(value, word).toBe(await count(sql`select count(*) as n from financing_leads l join financing_requests r on r.id = l.request_id join firms f on f.id = r.firm_id where l.confirmed_at is not null and l.lent_on like '2026-%' and f.town = ${word}`))
    for (const { word, value } of (await indicator('visits')).byTown!) expect(value, word).toBe(await count(sql`select count(*) as n from bookings b join firms f on f.id = b.firm_id where b.state in ('recorded', 'done') and b.starts_at >= ${first} and b.starts_at < ${after} and f.town = ${word}`))
  })
  it('goes with a firm that moves to another town, past and all', async () => {
    const { town } = firms[0]!
    const other = test.deps.content.county.towns.find((one) => firms.every((firm) => firm.town !== one))!
    await test.db.updateTable('firms').set({ town: other }).where('id', '=', firms[0]!.id).execute()
    expect((await indicator('loans', 2025)).byTown!.find(({ id }) => id === other)!.value).toBe(1)
    await test.db.updateTable('firms').set({ town }).where('id', '=', firms[0]!.id).execute()
  })
  it('of a stock is known of today only', async () => {
    const past = await indicator('trademarks', 2026)
    expect([past.figure.known, past.knownByTown]).toEqual([null, null])
    expect((await allRows('trademarks', { year: 2026, of: 'known' })).total).toBe(0)
    const now = await indicator('trademarks', 2027)
    expect((await allRows('trademarks', { year: 2027, of: 'known' })).total).toBe(now.figure.known)
    for (const { id, value } of now.knownByTown!.filter(({ rows }) => rows > 0)) expect((await allRows('trademarks', { year: 2027, of: 'known', town: id })).sum).toBe(value)
  })
  it('leaves out firms that ended', async () => {
    const { figure: before } = await indicator('trademarks', 2027)
    const { firm_id: id } = await test.db.selectFrom('rights').select('firm_id').where('kind', '=', 'trademark').where('state', '=', 'live').executeTakeFirstOrThrow()
    const own = await count(sql`select count(*) as n from rights where kind = 'trademark' and state = 'live' and firm_id = ${id}`)
    await test.db.updateTable('firms').set({ ended_kind: 'dissolved', ended_on: '2027-01-01' }).where('id', '=', id).execute()
    expect((await indicator('trademarks', 2027)).figure.known).toBe(before.known! - own)
    await test.db.updateTable('firms').set({ ended_kind: null, ended_on: null }).where('id', '=', id).execute()
  })
})

describe('firms that agreed to be counted only', () => {
  it('are counted once a year, have no rows, and are not shown while they are fewer than five', async () => {
    const done = await test.db.selectFrom('assessments').selectAll().where('state', '=', 'closed').limit(1).executeTakeFirstOrThrow()
    await test.db.updateTable('assessments').set({ is_shared: 0 }).execute()
    const add = (firm: number, closed: number, shared = 1) => test.db.insertInto('assessments').values({ ...done, id: randomUUID(), firm_id: firms[firm % firms.length]!.id, is_live: null, is_shared: shared, state: 'closed', score_tenths: 800, closed_at: closed }).execute()
    expect((await indicator('self-checks')).figure).toMatchObject({ value: 0, isSmall: false, rows: 0 })
    for (const firm of [0, 1, 2, 3]) await add(firm, first)
    await add(3, end)
    await add(4, last)
    await add(4, after)
    await add(4, first, 0)
    expect((await indicator('self-checks')).figure).toMatchObject({ value: null, isSmall: true })
    expect((await indicator('self-checks')).byYear.find(({ year }) => year === 2026)!.value).toBeNull()
    if (firms.length > 4) {
      await add(4, first)
      expect((await indicator('self-checks')).figure).toMatchObject({ value: 5, isSmall: false, rows: 0 })
    }
    expect(await allRows('self-checks', { year: 2026 })).toMatchObject({ total: 0, items: [] })
  })
})

describe('a year', () => {
  it('is this one without a choice; years after the plan are shown as reference, years before it are not there', async () => {
    const now = await overview()
    expect([now.year, now.state, now.years]).toEqual([2027, 'over', [2027, 2026, 2025, 2024, 2023, 2022]])
    expect((await overview(2025)).state).toBe('running')
    expect((await officer.call(getCountyFigures, { query: { year: 2021 } })).status).toBe(404)
    expect((await officer.call(getCountyFigures, { query: { year: 2028 } })).status).toBe(404)
    expect((await officer.call(listFigureRows, { params: { id: 'loans' }, query: { year: 2028 } })).status).toBe(404)
    expect((await officer.call(getIndicator, { params: { id: 'nothing' }, query: {} })).status).toBe(404)
    expect((await officer.call(listFigureRows, { params: { id: 'loans' }, query: { year: 2026, cursor: 'x' } })).status).toBe(422)
  })
  it('of an indicator stands beside the others', async () => {
    expect((await indicator('lent')).byYear.map(({ year, value }) => [year, value])).toEqual([[2022, 0], [2023, 0], [2024, 0], [2025, 100_000_007], [2026, 500_000_004], [2027, 5]])
  })
})

describe('a town assistant', () => {
  it('sees counts of their own town, without money and without a name; nothing while nobody has said which town', async () => {
    const assistant = await test.signIn(phones.assistant)
    await test.db.updateTable('accounts').set({ town: null }).where('phone', '=', phones.assistant).execute()
    expect((await assistant.call(getTownFigures, { query: {} })).body).toMatchObject({ town: null, figures: [] })
    const { town } = firms[0]!
    await test.db.updateTable('accounts').set({ town }).where('phone', '=', phones.assistant).execute()
    const { body } = await assistant.call(getTownFigures, { query: { year: 2026 } })
    expect(body.town).toBe(town)
    for (const one of body.figures.filter(({ kind }) => kind === 'live')) expect(one.value, one.id).toBe((await indicator(one.id)).byTown!.find(({ id }) => id === town)?.value ?? 0)
    expect(body.figures.some(({ unit }) => unit === 'fen')).toBe(false)
    expect(JSON.stringify(body)).not.toContain('有限公司')
    expect((await assistant.call(getCountyFigures, { query: {} })).status).toBe(403)
    expect((await assistant.call(listFigureRows, { params: { id: 'loans' }, query: { year: 2026 } })).status).toBe(403)
  })
})

describe('who looks at rows that name firms', () => {
  it('is written down with what was asked for', async () => {
    await officer.call(listFigureRows, { params: { id: 'loans' }, query: { year: 2026, month: 1 } })
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'reports.figure-rows').orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect([line.subject, line.role, JSON.parse(line.details)]).toEqual(['indicator:loans', 'officer', { year: 2026, month: 1, shown: 1, total: 1 }])
  })
})
