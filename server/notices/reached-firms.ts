// Firms that were told of a notice, who of them has read it, whom to ring and what came of it.
import { sql } from 'kysely'
import type { AudienceReason } from '#contract/notices/audience-schema.ts'
import type { ReachedFirm, ReachedFirms, ReachedFirmsQuery } from '#contract/notices/desk-schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readDateCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'

type ReachDeps = Pick<Deps, 'db' | 'commands' | 'clock'>
const pageSize = 50

/** Throws `not-found`. */
export async function assertNotice(connection: Connection, noticeId: string): Promise<void> {
  if (!(await connection.selectFrom('notices').select('id').where('id', '=', noticeId).executeTakeFirst())) throw notFound(`no notice ${noticeId}`)
}

/** Literal, not bound: the partial indexes are used on both databases only then. */
const member = sql`memberships.firm_id = notice_targets.firm_id and memberships.state = 'active'`
const isRead = sql<boolean>`exists (select 1 from memberships join notice_reads on notice_reads.notice_id = notice_targets.notice_id and notice_reads.account_id = memberships.account_id where ${member})`
const isBounced = sql<boolean>`exists (select 1 from memberships join deliveries on deliveries.account_id = memberships.account_id and deliveries.channel = 'sms' and deliveries.state = 'failed-permanent' where ${member})`
/** Of its newest call; null where nobody has rung. */
export const lastOutcome = sql<string | null>`(select outcome from notice_calls where notice_calls.notice_id = notice_targets.notice_id and notice_calls.firm_id = notice_targets.firm_id order by notice_calls.at desc, notice_calls.id desc limit 1)`
const callConditions = { none: sql<boolean>`${lastOutcome} is null`, again: sql<boolean>`${lastOutcome} in ('no-answer', 'call-again')`, done: sql<boolean>`${lastOutcome} in ('reached', 'wrong-number', 'not-needed')` }

type Filters = Omit<ReachedFirmsQuery, 'cursor' | 'limit'>
export function filteredTargets(connection: Connection, noticeId: string, { read, town, q, call, bounced }: Filters) {
  let query = connection.selectFrom('notice_targets').innerJoin('firms', 'firms.id', 'notice_targets.firm_id').where('notice_targets.notice_id', '=', noticeId)
  if (read !== undefined) query = query.where(read === 'yes' ? isRead : sql<boolean>`not ${isRead}`)
  if (town !== undefined) query = query.where('firms.town', '=', town)
  if (q !== undefined && q.trim() !== '') query = query.where(sql<boolean>`(firms.name like ${likePattern(q.trim())} escape '!' or firms.uscc = ${q.trim().toUpperCase()})`)
  if (call !== undefined) query = query.where(callConditions[call])
  if (bounced !== undefined) query = query.where(isBounced)
  return query
}

/** Firms that agree now that the gaps of their assessment are used for this. */
async function agreedAmong(connection: Connection, firmIds: readonly string[]): Promise<Set<string>> {
  const rows = await connection.selectFrom('gap_consents').select('firm_id').where('firm_id', 'in', firmIds).where('ended_at', 'is', null).execute()
  return new Set(rows.map((row) => row.firm_id))
}

export interface TargetRow { firm_id: string; reasons: string; name: string; town: string }

/** What a list says of these firms of one notice, in their order: at most some hundred. That a gap was the reason is said no longer than the firm agrees to it. */
export async function describeFirms(connection: Connection, noticeId: string, targets: readonly TargetRow[]): Promise<ReachedFirm[]> {
  const ids = targets.map((row) => row.firm_id)
  if (ids.length === 0) return []
  const people = await connection.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').leftJoin('notice_reads', (join) => join.onRef('notice_reads.account_id', '=', 'accounts.id').on('notice_reads.notice_id', '=', noticeId))
    .select(['memberships.firm_id', 'memberships.role', 'accounts.name', 'accounts.phone', 'notice_reads.first_at', sql<number>`case when exists (select 1 from deliveries where deliveries.account_id = accounts.id and deliveries.channel = 'sms' and deliveries.state = 'failed-permanent') then 1 else 0 end`.as('bounced')])
    .where('memberships.firm_id', 'in', ids).where('memberships.state', '=', 'active').orderBy('memberships.role').orderBy('memberships.created_at').orderBy('memberships.id').execute()
  const calls = await connection.selectFrom('notice_calls').innerJoin('accounts', 'accounts.id', 'notice_calls.account_id').select(['notice_calls.firm_id', 'outcome', 'note', 'at', 'accounts.name'])
    .where('notice_calls.notice_id', '=', noticeId).where('notice_calls.firm_id', 'in', ids).orderBy('at').orderBy('notice_calls.id').execute()
  const agreed = await agreedAmong(connection, ids)
  const peopleOf = Map.groupBy(people, (row) => row.firm_id)
  const callOf = new Map(calls.map((row) => [row.firm_id, row]))
  return targets.map(({ firm_id: firmId, name, town, reasons }) => {
    const own = peopleOf.get(firmId) ?? []
    const read = own.flatMap(({ first_at: at }) => (at === null ? [] : [at]))
    const call = callOf.get(firmId)
    return {
      firmId, name, town, reasons: readStoredJson<AudienceReason[]>(reasons).filter(({ by }) => by !== 'gapTopics' || agreed.has(firmId)), readAt: read.length === 0 ? null : new Date(Math.min(...read)).toISOString(),
      people: own.map((one) => ({ name: one.name, phone: one.phone, isBounced: one.bounced === 1 })),
      call: call ? { outcome: call.outcome, note: call.note, by: call.name, at: new Date(call.at).toISOString() } : null,
    }
  })
}

/** In order of the firms' ids. Phones are whole, so each page leaves a line in the audit. Throws `not-found`, `invalid-input`. */
export async function listReachedFirms(deps: ReachDeps, account: SignedIn, noticeId: string, query: ReachedFirmsQuery, requestId: string): Promise<ReachedFirms> {
  const { cursor, limit = pageSize, ...filters } = query
  // By firm alone: there is no date in it.
  const after = readDateCursor(cursor)?.[1]
  await assertNotice(deps.db, noticeId)
  const matching = filteredTargets(deps.db, noticeId, filters)
  let page = matching.select(['notice_targets.firm_id', 'notice_targets.reasons', 'firms.name', 'firms.town']).orderBy('notice_targets.firm_id').limit(limit + 1)
  if (after !== undefined) page = page.where('notice_targets.firm_id', '>', after)
  const rows = await page.execute()
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await describeFirms(deps.db, noticeId, rows.slice(0, limit))
  await recordList(deps, account, noticeId, items.length, requestId, 'notices.call-list')
  const last = items.at(-1)
  return { items, total: Number(total), ...(last && rows.length > limit ? { next: writeCursor(['', last.firmId]) } : {}) }
}

/** That this officer saw the phones of so many firms. */
export async function recordList(deps: Pick<Deps, 'commands' | 'clock'>, account: SignedIn, noticeId: string, firms: number, requestId: string, action: string): Promise<void> {
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action, subject: `notice:${noticeId}`, requestId, details: { firms } }))
}
