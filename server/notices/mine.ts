// 为我: what came to the reader's firm and what they follow, unread first. Who was told is written down (notice_targets); what is followed is looked up.
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import { addDays, shanghaiDate } from '#contract/identifiers/date.ts'
import type { AudienceReason } from '#contract/notices/audience-schema.ts'
import type { Follow, MyNotice, MyNotices, MyNoticesQuery } from '#contract/notices/mine-schema.ts'
import { reasonWords } from '#contract/notices/reason-words.ts'
import { requireMember } from '../accounts/access.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Database, FollowRow, NoticeDeadlineRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { followsOf } from './follows.ts'
import { reasonNames } from './reason-names.ts'
import { topicsOf, type Topic } from './topics.ts'

const pageSize = 20
/** What somebody begins to follow brings its newest notices with it, not all there ever were. */
const daysBefore = 30

type Tables = Database & { n: Database['notices']; r: Database['notice_reads']; t: Database['notice_targets'] }
type Where = ExpressionBuilder<Tables, 'n' | 'r' | 't'>

function sinceOf({ created_at }: Pick<FollowRow, 'created_at'>): string {
  return addDays(shanghaiDate(created_at), -daysBefore)
}

function isFollowed(eb: Where, follows: readonly FollowRow[]) {
  return eb.or(follows.map((follow) => eb.and([
    eb('n.published_on', '>=', sinceOf(follow)),
    follow.kind === 'programme'
      ? eb('n.id', 'in', eb.selectFrom('notice_programmes').select('notice_programmes.notice_id').where('notice_programmes.programme_id', '=', follow.ref))
      : eb(follow.kind === 'category' ? 'n.category' : 'n.issuer', '=', follow.ref),
  ])))
}

/** A correction whose readers are told, since this person read it. */
const isCorrected = sql<SqlBool>`exists (select 1 from notice_versions as v where v.notice_id = n.id and v.number > r.number and v.number <= n.live_number and v.tells_readers = 1 and v.published_at is not null)`
const isUnread = sql<SqlBool>`(n.state = 'withdrawn' or r.account_id is null or ${isCorrected})`

interface Asked { accountId: string; firmId: string | undefined; follows: readonly FollowRow[] }

/** In force; or taken back since this person read or was told of it, until they have seen that. */
function found(connection: Connection, { accountId, firmId, follows }: Asked) {
  return connection.selectFrom('notices as n')
    .leftJoin('notice_reads as r', (join) => join.onRef('r.notice_id', '=', 'n.id').on('r.account_id', '=', accountId))
    .leftJoin('notice_targets as t', (join) => join.onRef('t.notice_id', '=', 'n.id').on('t.firm_id', '=', firmId ?? ''))
    .where('n.position', 'is not', null)
    .where((eb) => eb.or([eb('t.firm_id', 'is not', null), isFollowed(eb, follows)]))
    .where((eb) => eb.or([
      eb('n.state', '=', 'live'),
      eb.and([eb('n.state', '=', 'withdrawn'), eb.or([
        eb('r.last_at', '<', eb.ref('n.withdrawn_at')),
        eb.and([eb('r.account_id', 'is', null), eb.or([eb('t.firm_id', 'is not', null), sql<SqlBool>`exists (select 1 from messages as m where m.account_id = ${accountId} and m.link like '/notices/' || n.id || '?%')`])]),
      ])]),
    ]))
}

async function page(connection: Connection, asked: Asked, { after, onlyUnread, limit }: { after: [number, string] | undefined; onlyUnread: boolean; limit: number }) {
  let query = found(connection, asked)
    .select(['n.id', 'n.title', 'n.document_number', 'n.issuer', 'n.category', 'n.published_on', 'n.point', 'n.valid_to', 'n.position', 'n.state', 'n.withdrawn_reason', 'r.last_at', 't.reasons'])
    .select([sql<number>`case when ${isUnread} then 1 else 0 end`.as('unread'), sql<number>`case when r.account_id is not null and ${isCorrected} then 1 else 0 end`.as('corrected')])
  if (onlyUnread) query = query.where(isUnread)
  if (after) {
    const [position, group] = after
    query = query.where(group === 'unread'
      ? sql<SqlBool>`(not ${isUnread} or n.position < ${position})`
      : sql<SqlBool>`(not ${isUnread} and n.position < ${position})`)
  }
  return query.orderBy('unread', 'desc').orderBy('n.position', 'desc').limit(limit).execute()
}
type Row = Awaited<ReturnType<typeof page>>[number]

async function nextDeadlines(connection: Connection, ids: readonly string[], today: string): Promise<Map<string, NoticeDeadlineRow>> {
  if (ids.length === 0) return new Map()
  const rows = await connection.selectFrom('notice_deadlines').selectAll().where('notice_id', 'in', ids).where('on_date', '>=', today).orderBy('on_date', 'desc').orderBy('position', 'desc').execute()
  return new Map(rows.map((row) => [row.notice_id, row]))
}

/** Why it came, in words: what the firm fits, then what this person follows of it. */
export function whyOf(deps: Deps, reasons: string | null, topics: readonly Topic[], follows: readonly Follow[]): MyNotice['why'] {
  const names = reasonNames(deps)
  const fits = reasons === null ? [] : readStoredJson<AudienceReason[]>(reasons).map((reason) => ({ by: reason.by, words: reasonWords(reason, names) }))
  const followed = topics.filter(({ kind, ref }) => follows.some((follow) => follow.kind === kind && follow.ref === ref))
  return [...fits, ...followed.map(({ kind, ref, title }) => ({ by: 'follow' as const, words: `关注了${kind === 'programme' ? ` ${ref} ${title}` : `「${title}」`}` }))]
}

function readAfter(cursor: string | undefined): [number, string] | undefined {
  const after = readInstantCursor(cursor)
  if (after && after[1] !== 'unread' && after[1] !== 'read') throw invalid({ field: 'cursor', reason: 'format' })
  return after
}

/** Throws `not-found` for a firm that is not the reader's. A page begins after the last one's end, also when some of it was read meanwhile; the client drops what it has. */
export async function listMyNotices(deps: Deps, reader: SignedIn, { firmId, unread: only, cursor, limit = pageSize }: MyNoticesQuery): Promise<MyNotices> {
  const { db, content } = deps
  if (firmId !== undefined) await requireMember(db, reader, firmId)
  const follows = await followsOf(db, reader.id)
  const asked: Asked = { accountId: reader.id, firmId, follows }
  const rows = await page(db, asked, { after: readAfter(cursor), onlyUnread: only === 'yes', limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const { unread } = await found(db, asked).where(isUnread).select((eb) => eb.fn.countAll().as('unread')).executeTakeFirstOrThrow()
  const today = shanghaiDate(deps.clock.now())
  const deadlines = await nextDeadlines(db, shown.map(({ id }) => id), today)
  const topics = await topicsOf(deps, db, shown)
  const { categories } = content.notices.settings
  const present = (row: Row): MyNotice => {
    const deadline = deadlines.get(row.id)
    const isGone = row.state === 'withdrawn'
    return {
      id: row.id, title: row.title, markedTitle: row.title, documentNumber: row.document_number, issuer: row.issuer, category: row.category, categoryTitle: categories.find(({ id }) => id === row.category)?.title ?? row.category,
      publishedOn: row.published_on ?? '', excerpt: isGone ? (row.withdrawn_reason ?? '') : row.point, deadline: isGone || !deadline ? null : { id: deadline.deadline_id, title: deadline.title, on: deadline.on_date },
      isExpired: row.valid_to !== null && row.valid_to < today, readAt: row.last_at === null ? null : new Date(row.last_at).toISOString(),
      why: whyOf(deps, row.reasons, topics.get(row.id) ?? [], follows), change: isGone ? 'withdrawn' : Number(row.corrected) === 1 ? 'corrected' : null,
    }
  }
  const last = shown.at(-1)
  return {
    items: shown.map(present), unread: Number(unread),
    ...(last && rows.length > limit ? { next: writeCursor([Number(last.position), Number(last.unread) === 1 ? 'unread' : 'read']) } : {}),
  }
}
