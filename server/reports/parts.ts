// The rows behind every figure of a month, asked of the database as it is now. Each list is in order of time, so that it reads the same twice.
import { perMeasure, type Part, type MeasureId } from '#contract/reports/measures.ts'
import { workdaysBetween } from '#contract/cases/workdays.ts'
import { addMonths, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { sql } from 'kysely'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { openTerms } from '../financing/sealed.ts'
import { lateVisitParts } from './late-visits.ts'

export interface ReportPart extends Part { label: string; detail: string; on: string; link: string | null }
/** From the month's first midnight in Shanghai to the next one's: epoch ms. */
export interface Span { from: number; to: number }
export type Parts = Record<MeasureId, ReportPart[]>

export function spanOf(month: string): Span {
  const first = `${month}-01`
  return { from: shanghaiDayStart(first), to: shanghaiDayStart(addMonths(first, 1)) }
}

const casePage = (id: string) => `/desk/cases/${id}`

/** Cases by the first time this was done to them. */
export function casesWith(connection: Connection, action: 'submit' | 'accept', { from, to }: Span) {
  return connection.selectFrom('case_events as e').innerJoin('cases', 'cases.id', 'e.case_id').innerJoin('firms', 'firms.id', 'cases.firm_id').select(['cases.id', 'cases.number', 'cases.title', 'firms.name as firm', 'firms.town', 'firms.industry', 'e.at'])
    .where('e.action', '=', action).where('e.at', '>=', from).where('e.at', '<', to)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('case_events as before').select('before.id').whereRef('before.case_id', '=', 'e.case_id').where('before.action', '=', action).whereRef('before.seq', '<', 'e.seq'))))
    .orderBy('e.at').orderBy('cases.id').execute()
}

async function countedCases(connection: Connection, action: 'submit' | 'accept', span: Span): Promise<ReportPart[]> {
  return (await casesWith(connection, action, span)).map(({ id, number, title, firm, at }) => ({ label: `${number ?? ''} ${title}`, detail: firm, on: shanghaiDate(at), link: casePage(id), count: 1, share: null }))
}

interface Decision { id: string; number: string | null; title: string; firm: string; at: number; seq: number }

/** The last decision of the month of every case that has one. */
async function decisionsIn(connection: Connection, { from, to }: Span): Promise<Decision[]> {
  const rows = await connection.selectFrom('case_events as e').innerJoin('cases', 'cases.id', 'e.case_id').innerJoin('firms', 'firms.id', 'cases.firm_id').select(['cases.id', 'cases.number', 'cases.title', 'firms.name as firm', 'e.at', 'e.seq'])
    .where('e.action', 'in', ['approve', 'refuse']).where('e.at', '>=', from).where('e.at', '<', to).orderBy('e.at').orderBy('cases.id').orderBy('e.seq').execute()
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

interface Course { submittedAt: number; /** The firm was correcting, epoch ms. */ pauses: [from: number, to: number][]; wasReturned: boolean }

/** What happened to these cases up to their decision. */
async function coursesOf(connection: Connection, decisions: readonly Decision[]): Promise<Map<string, Course>> {
  const courses = new Map<string, Course>()
  const until = new Map(decisions.map(({ id, seq }) => [id, seq]))
  const ids = [...until.keys()]
  for (let start = 0; start < ids.length; start += 500) {
    const events = await connection.selectFrom('case_events').select(['case_id', 'seq', 'at', 'action']).where('case_id', 'in', ids.slice(start, start + 500)).where('action', 'in', ['submit', 'return', 'payment-failed', 'resubmit', 'take-back']).orderBy('case_id').orderBy('seq').execute()
    let since: number | null = null
    for (const event of events) {
      if (event.seq > (until.get(event.case_id) ?? 0)) continue
      if (event.action === 'submit') {
        courses.set(event.case_id, { submittedAt: event.at, pauses: [], wasReturned: false })
        since = null
      }
      const course = courses.get(event.case_id)
      if (!course) continue
      if (event.action === 'return') {
        course.wasReturned = true
        since = event.at
      } else if (since !== null && event.action !== 'submit') {
        course.pauses.push([since, event.at])
        since = null
      }
    }
  }
  return courses
}

async function decidedParts(connection: Connection, { content }: Deps, span: Span): Promise<Pick<Parts, 'decided' | 'corrected' | 'workdays'>> {
  const decisions = await decisionsIn(connection, span)
  const courses = await coursesOf(connection, decisions)
  const between = (from: number, to: number) => workdaysBetween(content.calendar, shanghaiDate(from), shanghaiDate(to))
  const parts = decisions.map(({ id, number, title, firm, at }) => {
    const course = courses.get(id)
    const paused = course?.pauses.reduce((sum, [from, to]) => sum + between(from, to), 0) ?? 0
    return { label: `${number ?? ''} ${title}`, detail: firm, on: shanghaiDate(at), link: casePage(id), returned: course?.wasReturned === true ? 1 : 0, days: course ? between(course.submittedAt, at) - paused : 0 }
  })
  const with_ = (share: (part: (typeof parts)[number]) => number | null) => parts.map((part) => ({ label: part.label, detail: part.detail, on: part.on, link: part.link, count: 1, share: share(part) }))
  return { decided: with_(() => null), corrected: with_(({ returned }) => returned), workdays: with_(({ days }) => days) }
}

/** Promises that were broken in the month: every officer is told of one under a key of its own (cases/reminders.ts), whoever answers later. */
async function overdueParts(connection: Connection, { from, to }: Span): Promise<ReportPart[]> {
  const told = await connection.selectFrom('outbox').select(['dedupe_key', 'created_at']).where('dedupe_key', 'like', 'desk.overdue:%').where('created_at', '>=', from).where('created_at', '<', to).orderBy('created_at').orderBy('dedupe_key').execute()
  const once = new Map<string, { id: string; dueOn: string; at: number }>()
  for (const { dedupe_key, created_at } of told) {
    const [, id = '', dueOn = ''] = dedupe_key?.split(':') ?? []
    if (!once.has(`${id}:${dueOn}`)) once.set(`${id}:${dueOn}`, { id, dueOn, at: created_at })
  }
  if (once.size === 0) return []
  const cases = await connection.selectFrom('cases').innerJoin('firms', 'firms.id', 'cases.firm_id').select(['cases.id', 'cases.number', 'cases.title', 'firms.name as firm']).where('cases.id', 'in', [...new Set([...once.values()].map(({ id }) => id))].slice(0, 10_000)).execute()
  const byId = new Map(cases.map((row) => [row.id, row]))
  return [...once.values()].flatMap(({ id, dueOn, at }) => {
    const row = byId.get(id)
    return row ? [{ label: `${row.number ?? ''} ${row.title}`, detail: `${row.firm}，应在 ${dueOn} 前答复`, on: shanghaiDate(at), link: casePage(id), count: 1, share: null }] : []
  })
}

const leadPage = (requestId: string) => `/desk/financing/${requestId}`

function leadsWith(connection: Connection, column: 'taken_at' | 'confirmed_at', { from, to }: Span) {
  return connection.selectFrom('financing_leads as l').innerJoin('banks', 'banks.id', 'l.bank_id').innerJoin('financing_requests', 'financing_requests.id', 'l.request_id').innerJoin('firms', 'firms.id', 'financing_requests.firm_id')
    .select(['l.request_id', 'l.terms', 'l.lent_on', `l.${column} as at`, 'firms.name as firm', 'banks.name as bank']).where(`l.${column}`, '>=', from).where(`l.${column}`, '<', to).orderBy(`l.${column}`).orderBy('l.number')
}

async function introducedParts(connection: Connection, span: Span): Promise<ReportPart[]> {
  const rows = await leadsWith(connection, 'taken_at', span).execute()
  return rows.map((row) => ({ label: row.firm, detail: row.bank, on: shanghaiDate(Number(row.at)), link: leadPage(row.request_id), count: 1, share: null }))
}

/** By the day the firm confirmed it, from which on it is a loan: by the day of payment one confirmed a month later would be in no report, as the month of its payment is fixed by then. */
async function loanParts(connection: Connection, { config }: Deps, span: Span): Promise<Pick<Parts, 'loans' | 'lent'>> {
  const rows = await leadsWith(connection, 'confirmed_at', span).where('l.registered_on', 'is not', null).execute()
  const lent = rows.flatMap((row) => {
    const { disbursedFen } = openTerms(config.secret, row)
    return disbursedFen === null ? [] : [{ label: row.firm, detail: `${row.bank}，${row.lent_on ?? ''} 放款`, on: shanghaiDate(Number(row.at)), link: leadPage(row.request_id), count: 1, share: disbursedFen }]
  })
  return { loans: lent.map((part) => ({ ...part, share: null })), lent }
}

async function visitParts(connection: Connection, { from, to }: Span): Promise<ReportPart[]> {
  const rows = await connection.selectFrom('bookings').innerJoin('firms', 'firms.id', 'bookings.firm_id').innerJoin('accounts', 'accounts.id', 'bookings.expert_id').select(['bookings.id', 'bookings.number', 'firms.name as firm', 'accounts.name as expert', 'bookings.starts_at'])
    .where('bookings.state', 'in', ['recorded', 'done']).where('bookings.starts_at', '>=', from).where('bookings.starts_at', '<', to).orderBy('bookings.starts_at').orderBy('bookings.id').execute()
  return rows.map((row) => ({ label: `${row.number} ${row.firm}`, detail: `专家 ${row.expert}`, on: shanghaiDate(row.starts_at), link: `/desk/consultations/${row.id}`, count: 1, share: null }))
}

/** Three marks a rating. */
async function ratingParts(connection: Connection, { from, to }: Span): Promise<ReportPart[]> {
  const rows = await connection.selectFrom('booking_ratings').innerJoin('bookings', 'bookings.id', 'booking_ratings.booking_id').innerJoin('firms', 'firms.id', 'bookings.firm_id').select(['bookings.id', 'bookings.number', 'firms.name as firm', 'professional', 'relevant', 'solved', 'booking_ratings.at'])
    .where('booking_ratings.at', '>=', from).where('booking_ratings.at', '<', to).orderBy('booking_ratings.at').orderBy('bookings.id').execute()
  return rows.map((row) => ({ label: `${row.number} ${row.firm}`, detail: `专业 ${row.professional}，对路 ${row.relevant}，解决 ${row.solved}`, on: shanghaiDate(row.at), link: `/desk/consultations/${row.id}`, count: 3, share: row.professional + row.relevant + row.solved }))
}

/** A notice counts on the day it bears: those of the content files came with the installation, whatever that day was. */
async function noticeParts(connection: Connection, month: string, { from, to }: Span): Promise<Pick<Parts, 'notices' | 'told' | 'read'>> {
  const published = await connection.selectFrom('notices').select(['id', 'title', 'issuer', 'published_on']).where('published_on', '>=', `${month}-01`).where('published_on', '<=', `${month}-31`).where('published_at', 'is not', null).orderBy('published_on').orderBy('id').execute()
  const told = await connection.selectFrom('outbox').innerJoin('notices', (join) => join.on(sql<boolean>`outbox.about = 'notice:' || notices.id`))
    .leftJoin('notice_reads', (join) => join.onRef('notice_reads.notice_id', '=', 'notices.id').onRef('notice_reads.account_id', '=', 'outbox.account_id').on('notice_reads.first_at', '<', to))
    .select((eb) => ['notices.id', 'notices.title', 'notices.issuer', eb.fn.count<number>('outbox.account_id').distinct().as('people'), eb.fn.count<number>('notice_reads.account_id').distinct().as('readers'), eb.fn.min('outbox.created_at').as('at')])
    .where('outbox.about', 'is not', null).where('outbox.state', '=', 'done').where('outbox.created_at', '>=', from).where('outbox.created_at', '<', to).groupBy(['notices.id', 'notices.title', 'notices.issuer']).orderBy('at').orderBy('notices.id').execute()
  const reached = told.map((row) => ({ label: row.title, detail: row.issuer, on: shanghaiDate(Number(row.at)), link: `/desk/notices/${row.id}/reach`, count: Number(row.people), share: Number(row.readers) }))
  return {
    notices: published.map((row) => ({ label: row.title, detail: row.issuer, on: row.published_on ?? '', link: `/desk/notices/${row.id}`, count: 1, share: null })),
    told: reached.map((part) => ({ ...part, share: null })), read: reached,
  }
}

/** What is read together; nothing of a group is read for a figure of another. */
const groups: readonly { ids: readonly MeasureId[]; read: (connection: Connection, deps: Deps, span: Span) => Promise<Partial<Parts>> }[] = [
  { ids: ['received'], read: async (connection, _deps, span) => ({ received: await countedCases(connection, 'submit', span) }) },
  { ids: ['accepted'], read: async (connection, _deps, span) => ({ accepted: await countedCases(connection, 'accept', span) }) },
  { ids: ['decided', 'corrected', 'workdays'], read: decidedParts },
  { ids: ['overdue'], read: async (connection, _deps, span) => ({ overdue: await overdueParts(connection, span) }) },
  { ids: ['introduced'], read: async (connection, _deps, span) => ({ introduced: await introducedParts(connection, span) }) },
  { ids: ['loans', 'lent'], read: loanParts },
  { ids: ['visits'], read: async (connection, _deps, span) => ({ visits: [...(await visitParts(connection, span)), ...(await lateVisitParts(connection, span))] }) },
  { ids: ['satisfaction'], read: async (connection, _deps, span) => ({ satisfaction: await ratingParts(connection, span) }) },
  { ids: ['notices', 'told', 'read'], read: (connection, _deps, span) => noticeParts(connection, shanghaiDate(span.from).slice(0, 7), span) },
]

/** Every row behind every figure of this month. */
export async function readParts(connection: Connection, deps: Deps, month: string): Promise<Parts> {
  const found: Partial<Parts> = {}
  for (const { read } of groups) Object.assign(found, await read(connection, deps, spanOf(month)))
  return perMeasure((id) => found[id] ?? missing(id))
}

/** Every row behind one of them. */
export async function readPartsOf(connection: Connection, deps: Deps, month: string, id: MeasureId): Promise<ReportPart[]> {
  const group = groups.find(({ ids }) => ids.includes(id))
  return (await group?.read(connection, deps, spanOf(month)))?.[id] ?? missing(id)
}

function missing(id: MeasureId): never {
  throw new Error(`nobody reads the rows of ${id}`)
}
