// What the portal knows by itself, one row at a time: each has its day, and the town and industry its firm has now.
import { allLoans, type LeadFacts, type RequestFacts } from '#contract/financing/funnel.ts'
import { shanghaiDate, shanghaiDayStart, yearOf } from '#contract/identifiers/date.ts'
import type { PatentKind } from '#contract/identifiers/patent.ts'
import type { RightKind } from '#contract/portfolio/schema.ts'
import type { LiveSourceId } from '#contract/reports/live-sources.ts'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { readRequestFacts } from '../financing/funnel.ts'
import { casesWith } from './parts.ts'

export interface Fact { id: string; on: string; town: string | null; industry: string | null; value: number; label: string; detail: string; link: string | null }
export type FactSourceId = Exclude<LiveSourceId, 'self-checks' | 'trademarks' | 'invention-patents' | 'software'>

export interface RightCount { kind: RightKind; patent_kind: PatentKind | null; town: string; industry: string | null; count: number }

/** What one answer reads: years from and to, both included, and what several of its figures are made of, read once. */
export interface Reading { connection: Connection; deps: Deps; fromYear: number; toYear: number; requests(): Promise<readonly RequestFacts[]>; /** Live rights of firms that go on, counted. */ rights(): Promise<readonly RightCount[]>; names(firmIds: readonly string[]): Promise<ReadonlyMap<string, string>> }

const namesAtOnce = 500
const firmsAtOnce = 1000
const peopleAtOnce = 5000

/** A thousand firms at a time: SQLite answers without ever going through the event loop, and the table is the longest there is. */
async function countRights(connection: Connection): Promise<RightCount[]> {
  const found: RightCount[] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece: { id: string }[] = await connection.selectFrom('firms').select('id').where('id', '>', after).orderBy('id').limit(firmsAtOnce).execute()
    const [first, last] = [piece[0]?.id, piece.at(-1)?.id]
    if (first !== undefined && last !== undefined) found.push(...(await connection.selectFrom('firms').innerJoin('rights', 'rights.firm_id', 'firms.id').where('firms.id', '>=', first).where('firms.id', '<=', last).where('firms.ended_kind', 'is', null).where('rights.state', '=', 'live')
      .select(['rights.kind', 'rights.patent_kind', 'firms.town', 'firms.industry', (eb) => eb.fn.countAll<number>().as('count')]).groupBy(['rights.kind', 'rights.patent_kind', 'firms.town', 'firms.industry']).execute()))
    after = piece.length < firmsAtOnce ? undefined : last
    await letOthersRun()
  }
  return found
}

export function readingOf(connection: Connection, deps: Deps, fromYear: number, toYear: number): Reading {
  let asked: Promise<readonly RequestFacts[]> | undefined
  let counted: Promise<readonly RightCount[]> | undefined
  return {
    connection, deps, fromYear, toYear,
    requests: () => (asked ??= readRequestFacts(connection, deps)),
    rights: () => (counted ??= countRights(connection)),
    async names(firmIds) {
      const names = new Map<string, string>()
      const ids = [...new Set(firmIds)]
      for (let start = 0; start < ids.length; start += namesAtOnce) for (const { id, name } of await connection.selectFrom('firms').select(['id', 'name']).where('id', 'in', ids.slice(start, start + namesAtOnce)).execute()) names.set(id, name)
      return names
    },
  }
}

export function spanOfYears({ fromYear, toYear }: Pick<Reading, 'fromYear' | 'toYear'>): { from: number; to: number } {
  return { from: shanghaiDayStart(`${fromYear}-01-01`), to: shanghaiDayStart(`${toYear + 1}-01-01`) }
}
const isIn = ({ fromYear, toYear }: Reading, day: string | null): day is string => day !== null && yearOf(day) >= fromYear && yearOf(day) <= toYear

interface LeadLine { request: RequestFacts; lead: LeadFacts; on: string; value: number }

async function ofLeads(reading: Reading, lines: readonly LeadLine[], idOf: (line: LeadLine) => string = ({ lead }) => lead.id): Promise<Fact[]> {
  const names = await reading.names(lines.map(({ request }) => request.firmId))
  return lines.map((line) => {
    const { request, lead, on, value } = line
    return { id: idOf(line), on, town: request.town, industry: request.industry, value, label: names.get(request.firmId) ?? '', detail: lead.bankName, link: `/desk/financing/${request.id}` }
  })
}

async function loans(reading: Reading, valueOf: (line: { lead: LeadFacts; fen: number }) => number): Promise<Fact[]> {
  return ofLeads(reading, allLoans(await reading.requests()).flatMap((line) => (isIn(reading, line.on) ? [{ ...line, value: valueOf(line) }] : [])).filter(({ value }) => value > 0))
}

async function firstLoans(reading: Reading): Promise<Fact[]> {
  const first = new Map(allLoans(await reading.requests()).toReversed().map((line) => [line.request.firmId, line]))
  return ofLeads(reading, [...first.values()].flatMap((line) => (isIn(reading, line.on) ? [{ ...line, value: 1 }] : [])))
}

async function leadsOn(reading: Reading, dayOf: (lead: LeadFacts) => string | null, valueOf: (lead: LeadFacts) => number | null): Promise<Fact[]> {
  const lines = (await reading.requests()).flatMap((request) => request.leads.flatMap((lead) => {
    const [on, value] = [dayOf(lead), valueOf(lead)]
    return isIn(reading, on) && value !== null ? [{ request, lead, on, value }] : []
  }))
  return ofLeads(reading, lines)
}

async function visits(reading: Reading): Promise<Fact[]> {
  const { from, to } = spanOfYears(reading)
  const rows = await reading.connection.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id').innerJoin('accounts', 'accounts.id', 'bookings.expert_id')
    .select(['bookings.id', 'bookings.number', 'bookings.starts_at', 'firms.name as firm', 'firms.town', 'firms.industry', 'accounts.name as expert'])
    .where('bookings.state', 'in', ['recorded', 'done']).where('bookings.starts_at', '>=', from).where('bookings.starts_at', '<', to).execute()
  return rows.map((row) => ({ id: row.id, on: shanghaiDate(row.starts_at), town: row.town, industry: row.industry, value: 1, label: `${row.number} ${row.firm}`, detail: `专家 ${row.expert}`, link: `/desk/consultations/${row.id}` }))
}

const casePage = (id: string) => `/desk/cases/${id}`

async function acceptedCases(reading: Reading): Promise<Fact[]> {
  const rows = await casesWith(reading.connection, 'accept', spanOfYears(reading))
  return rows.map((row) => ({ id: row.id, on: shanghaiDate(row.at), town: row.town, industry: row.industry, value: 1, label: `${row.number ?? ''} ${row.title}`, detail: row.firm, link: casePage(row.id) }))
}

/** Decided and not refused: an approval that an objection undid has no decision any more, one returned for its account keeps it. */
async function approvedCases(reading: Reading, isMoney: boolean): Promise<Fact[]> {
  const { from, to } = spanOfYears(reading)
  const rows = await reading.connection.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id').select(['cases.id', 'cases.number', 'cases.title', 'cases.decided_at', 'cases.approved_fen', 'firms.name as firm', 'firms.town', 'firms.industry'])
    .where('cases.decided_at', '>=', from).where('cases.decided_at', '<', to).where('cases.state', '<>', 'refused').execute()
  return rows.flatMap((row) => {
    const value = isMoney ? (row.approved_fen ?? 0) : 1
    return value === 0 ? [] : [{ id: row.id, on: shanghaiDate(Number(row.decided_at)), town: row.town, industry: row.industry, value, label: `${row.number ?? ''} ${row.title}`, detail: row.firm, link: casePage(row.id) }]
  })
}

/** The newest word on a payment decides. */
async function paidCases({ connection, fromYear, toYear }: Reading): Promise<Fact[]> {
  const rows = await connection.selectFrom('payments').innerJoin('cases', 'cases.id', 'payments.case_id').innerJoin('firms', 'firms.id', 'cases.firm_id')
    .select(['payments.id', 'payments.paid_on', 'payments.amount_fen', 'cases.id as case_id', 'cases.number', 'cases.title', 'firms.name as firm', 'firms.town', 'firms.industry'])
    .where('payments.state', '=', 'paid').where('payments.paid_on', '>=', `${fromYear}-01-01`).where('payments.paid_on', '<=', `${toYear}-12-31`)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('payments as later').select('later.id').whereRef('later.case_id', '=', 'payments.case_id').whereRef('later.at', '>', 'payments.at')))).execute()
  return rows.flatMap((row) => (row.amount_fen === null || row.paid_on === null ? [] : [{ id: row.id, on: row.paid_on, town: row.town, industry: row.industry, value: row.amount_fen, label: `${row.number ?? ''} ${row.title}`, detail: row.firm, link: casePage(row.case_id) }]))
}

async function notices({ connection, fromYear, toYear }: Reading): Promise<Fact[]> {
  const rows = await connection.selectFrom('notices').select(['id', 'title', 'issuer', 'published_on']).where('published_on', '>=', `${fromYear}-01-01`).where('published_on', '<=', `${toYear}-12-31`).where('published_at', 'is not', null).execute()
  return rows.map((row) => ({ id: row.id, on: row.published_on ?? '', town: null, industry: null, value: 1, label: row.title, detail: row.issuer, link: `/desk/notices/${row.id}` }))
}

/** A row a notice and day, each person once, on the day they were told first. One notice at a time, so that nobody waits behind all of them. */
async function toldOfNotices(reading: Reading): Promise<Fact[]> {
  const { connection } = reading
  const { from, to } = spanOfYears(reading)
  const sent = await connection.selectFrom('notices').select(['id', 'title', 'issuer'])
    .select((eb) => [eb.selectFrom('notice_sendings').select((inner) => inner.fn.max('ended_at').as('at')).whereRef('notice_id', '=', 'notices.id').as('last_ended'), eb.selectFrom('notice_sendings').select((inner) => inner.fn.countAll<number>().as('n')).whereRef('notice_id', '=', 'notices.id').where('ended_at', 'is', null).as('open')])
    .where((eb) => eb.exists(eb.selectFrom('notice_sendings').select('notice_sendings.id').whereRef('notice_sendings.notice_id', '=', 'notices.id').where('notice_sendings.started_at', '<', to).where((inner) => inner.or([inner('notice_sendings.ended_at', 'is', null), inner('notice_sendings.ended_at', '>=', from)]))))
    .orderBy('id').execute()
  const facts: Fact[] = []
  for (const notice of sent) {
    for (const { on, people } of await toldDays(reading, notice)) if (isIn(reading, on)) facts.push({ id: `${notice.id}:${on}`, on, town: null, industry: null, value: people, label: notice.title, detail: notice.issuer, link: `/desk/notices/${notice.id}/reach` })
  }
  return facts
}

const dayMs = 86_400_000
const keptMs = 3_600_000
interface ToldDay { on: string; people: number }
const settledDays = new WeakMap<Deps, Map<string, { at: number; days: readonly ToldDay[] }>>()

/** Days on which people were told of a notice first. One whose telling ended a day ago and more is counted again after an hour only: tens of thousands of messages each. */
async function toldDays({ connection, deps }: Reading, { id, last_ended: ended, open }: { id: string; last_ended: number | null; open: number | null }): Promise<readonly ToldDay[]> {
  const now = deps.clock.now()
  const isSettled = Number(open) === 0 && ended !== null && Number(ended) < now - dayMs
  const kept = settledDays.get(deps) ?? new Map<string, { at: number; days: readonly ToldDay[] }>()
  const known = kept.get(id)
  if (isSettled && known && known.at <= now && now - known.at < keptMs) return known.days
  const people = new Map<string, number>()
  for (let after: string | undefined = ''; after !== undefined;) {
    const piece: { account_id: string; at: number }[] = await connection.selectFrom('outbox').select((eb) => ['account_id', eb.fn.min('created_at').as('at')]).where('about', '=', `notice:${id}`).where('state', '=', 'done').where('account_id', '>', after).groupBy('account_id').orderBy('account_id').limit(peopleAtOnce).execute()
    for (const { at } of piece) people.set(shanghaiDate(Number(at)), (people.get(shanghaiDate(Number(at))) ?? 0) + 1)
    after = piece.length < peopleAtOnce ? undefined : piece.at(-1)?.account_id
    await letOthersRun()
  }
  const days = [...people].map(([on, count]) => ({ on, people: count }))
  if (isSettled) settledDays.set(deps, kept.set(id, { at: now, days }))
  return days
}

/** Firms that say of themselves that they have one of these titles, as they say it today. */
async function titledFirms({ connection }: Reading, titles: readonly string[]): Promise<Fact[]> {
  const rows = await connection.selectFrom('firm_titles').innerJoin('firms', 'firms.id', 'firm_titles.firm_id').select((eb) => ['firms.id', 'firms.name', 'firms.uscc', 'firms.town', 'firms.industry', eb.fn.min('firm_titles.stated_at').as('stated_at')])
    .where('firm_titles.title', 'in', titles).where('firms.ended_kind', 'is', null).groupBy(['firms.id', 'firms.name', 'firms.uscc', 'firms.town', 'firms.industry']).execute()
  return rows.map((row) => ({ id: row.id, on: shanghaiDate(Number(row.stated_at)), town: row.town, industry: row.industry, value: 1, label: row.name, detail: row.uscc, link: null }))
}

/** `titles`: of titled-firms. In no order. */
export function readFacts(reading: Reading, source: FactSourceId, titles: readonly string[] = []): Promise<Fact[]> {
  switch (source) {
    case 'loans': return loans(reading, () => 1)
    case 'lent': return loans(reading, ({ fen }) => fen)
    case 'pledged-patents': return loans(reading, ({ lead }) => lead.patents)
    case 'first-loans': return firstLoans(reading)
    case 'registrations': return leadsOn(reading, ({ registeredOn }) => registeredOn, () => 1)
    case 'interest-subsidy': return leadsOn(reading, ({ subsidisedOn }) => subsidisedOn, ({ subsidyFen }) => subsidyFen)
    case 'visits': return visits(reading)
    case 'cases-accepted': return acceptedCases(reading)
    case 'cases-approved': return approvedCases(reading, false)
    case 'approved-amount': return approvedCases(reading, true)
    case 'paid-amount': return paidCases(reading)
    case 'notices-published': return notices(reading)
    case 'notices-told': return toldOfNotices(reading)
    case 'titled-firms': return titledFirms(reading, titles)
  }
}
