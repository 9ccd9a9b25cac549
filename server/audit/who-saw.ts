// Who saw whom: every look at a firm's or a person's things in one list, and the other way round what somebody saw. Out of the audit and, for loans, out of the rows kept of every sight.
import { sql, type SqlBool } from 'kysely'
import { manyLooks, oneLooks, wordOfAction } from '#contract/audit/actions.ts'
import type { AuditSight, Sights, SightsQuery } from '#contract/audit/schema.ts'
import { addDays, shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import type { FinancingViewRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { personOf } from './people.ts'
import { recordAudit } from './record.ts'
import { readThings } from './things.ts'
import { readSpan } from './view.ts'

const pageSize = 50
const usualDays = 30
/** Days of Shanghai as numbers: both databases divide whole numbers to whole numbers. */
const dayOf = (column: string) => sql<number>`(${sql.ref(column)} + 28800000) / 86400000`
const dayText = (day: number) => shanghaiDate(day * 86_400_000)

/** financing.read is left to the rows of financing_views, which tell more. */
const single = oneLooks.filter((action) => action !== 'financing.read')

const viewWords: Record<FinancingViewRow['what'], string> = { blind: '看了不带名称的需求', name: '看了企业名称', full: '看了授权的全部内容', receipt: '看了授权凭证', file: '看了融资材料', request: '看了融资需求', export: '导出清单里有它' }

interface Span { since: number; until: number }

function auditLooks(connection: Connection, { since, until }: Span, actions: readonly string[], isMany: 0 | 1) {
  return connection.selectFrom('audit')
    .select((eb) => ['audit.account_id', 'audit.role', 'audit.action as what', 'audit.subject', 'audit.firm_id', dayOf('audit.at').as('day'), eb.fn.min('audit.at').as('first_at'), eb.fn.max('audit.at').as('last_at'), eb.fn.countAll<number>().as('times'), sql<number>`${sql.lit(isMany)}`.as('many'), sql<string>`'a' || max(audit.id)`.as('key')])
    .where('audit.action', 'in', [...actions]).where('audit.outcome', '=', 'done').where('audit.at', '>=', since).where('audit.at', '<', until)
    .groupBy(['audit.account_id', 'audit.role', 'audit.action', 'audit.subject', 'audit.firm_id', dayOf('audit.at')])
}

function financingLooks(connection: Connection, { since, until }: Span) {
  return connection.selectFrom('financing_views').innerJoin('financing_requests', 'financing_requests.id', 'financing_views.request_id')
    .select((eb) => [
      sql<string | null>`financing_views.account_id`.as('account_id'), sql<string | null>`financing_views.side`.as('role'), sql<string>`'view:' || financing_views.what`.as('what'),
      sql<string | null>`case when financing_views.lead_id = '' then 'financing:' || financing_views.request_id else 'lead:' || financing_views.lead_id end`.as('subject'), sql<string | null>`financing_requests.firm_id`.as('firm_id'), dayOf('financing_views.first_at').as('day'),
      eb.fn.min('financing_views.first_at').as('first_at'), eb.fn.max('financing_views.last_at').as('last_at'), sql<number>`cast(sum(financing_views.times) as integer)`.as('times'), sql<number>`0`.as('many'), sql<string>`'v' || max(financing_views.id)`.as('key'),
    ])
    .where('financing_views.last_at', '>=', since).where('financing_views.last_at', '<', until)
    .groupBy(['financing_views.account_id', 'financing_views.side', 'financing_views.what', 'financing_views.lead_id', 'financing_views.request_id', 'financing_requests.firm_id', dayOf('financing_views.first_at')])
}

/** Firms whose things hold what is known of a person: those they act or acted for. */
async function firmsOfPerson(connection: Connection, accountId: string): Promise<string[]> {
  const rows = await connection.selectFrom('memberships').select('firm_id').where('account_id', '=', accountId).where('state', '!=', 'pending').execute()
  return rows.map(({ firm_id: id }) => id)
}

async function requestsOf(connection: Connection, accountId: string): Promise<string[]> {
  const rows = await connection.selectFrom('person_requests').select('id').where('account_id', '=', accountId).orderBy('created_at', 'desc').limit(200).execute()
  return rows.map(({ id }) => `person-request:${id}`)
}

async function sightsOf(connection: Connection, { of, id }: SightsQuery, span: Span) {
  if (of === 'by') return auditLooks(connection, span, single, 0).where('audit.account_id', '=', id).unionAll(auditLooks(connection, span, manyLooks, 1).where('audit.account_id', '=', id)).unionAll(financingLooks(connection, span).where('financing_views.account_id', '=', id))
  const firmIds = of === 'firm' ? [id] : await firmsOfPerson(connection, id)
  const firms = firmIds.length === 0 ? [''] : firmIds
  // Somebody looked this very person up, or opened what they asked of their data.
  const ofPerson = auditLooks(connection, span, single, 0).where('audit.subject', 'in', of === 'person' ? [`account:${id}`, ...(await requestsOf(connection, id))] : [''])
  return auditLooks(connection, span, single, 0).where('audit.firm_id', 'in', firms)
    .unionAll(financingLooks(connection, span).where('financing_requests.firm_id', 'in', firms))
    .unionAll(auditLooks(connection, span, manyLooks, 1).where((eb) => eb.or([eb('audit.firm_id', 'is', null), eb('audit.firm_id', 'in', firms)])))
    .unionAll(ofPerson)
}

type SightSource = Awaited<ReturnType<typeof sightsOf>>
async function readPage(connection: Connection, source: SightSource, after: [at: number, id: string] | undefined, limit: number) {
  let rows = connection.selectFrom(source.as('seen')).leftJoin('accounts', 'accounts.id', 'seen.account_id').selectAll('seen').select(['accounts.name', 'accounts.phone', 'accounts.staff_role'])
  if (after) rows = rows.where(sql<SqlBool>`(seen.last_at, seen.key) < (${after[0]}, ${after[1]})`)
  return rows.orderBy('seen.last_at', 'desc').orderBy('seen.key', 'desc').limit(limit).execute()
}

const viewWordOf: ReadonlyMap<string, string> = new Map(Object.entries(viewWords).map(([what, word]) => [`view:${what}`, word]))
const wordsOf = (what: string) => viewWordOf.get(what) ?? wordOfAction(what)

async function present(connection: Connection, rows: Awaited<ReturnType<typeof readPage>>): Promise<AuditSight[]> {
  const thing = await readThings(connection, rows.flatMap((row) => [row.subject, row.firm_id === null ? null : `firm:${row.firm_id}`]))
  return rows.map((row) => ({
    id: row.key, day: dayText(Number(row.day)), firstAt: new Date(Number(row.first_at)).toISOString(), lastAt: new Date(Number(row.last_at)).toISOString(), times: Number(row.times),
    by: personOf(row, false), what: wordsOf(row.what), thing: thing(row.subject), firm: row.firm_id === null ? null : thing(`firm:${row.firm_id}`), isMany: Number(row.many) === 1,
  }))
}

/** The question is a line itself, under the firm or the person it was about. */
export async function listSights(deps: Deps, account: SignedIn, query: SightsQuery, requestId: string): Promise<Sights> {
  const { db, commands, clock } = deps
  // What was typed first: days are counted from it.
  readSpan(query.from, query.to)
  const to = query.to ?? shanghaiDate(clock.now())
  const from = query.from ?? addDays(to, 1 - usualDays)
  const { since = 0, until = 0 } = readSpan(from, to)
  const after = readInstantCursor(query.cursor)
  const { limit = pageSize } = query
  const source = await sightsOf(db, query, { since, until })
  const rows = await readPage(db, source, after, limit + 1)
  const { people, times } = await db.selectFrom(source.as('seen')).select((eb) => [eb.fn.count<number>('seen.account_id').distinct().as('people'), sql<number | null>`sum(seen.times)`.as('times')]).executeTakeFirstOrThrow()
  await commands.run((tx) => recordAudit(tx, { at: clock.now(), accountId: account.id, role: account.duty, action: 'audit.sights', subject: query.of === 'firm' ? `firm:${query.id}` : `account:${query.id}`, firmId: query.of === 'firm' ? query.id : null, requestId, details: { of: query.of, from, to } }))
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { items: await present(db, page), ...(last ? { next: writeCursor([Number(last.last_at), last.key]) } : {}), people: Number(people), times: Number(times ?? 0), from, to }
}
