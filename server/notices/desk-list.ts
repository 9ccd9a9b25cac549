// The desk's list: what is being written, what waits for this officer, what is to come, what is out, what was taken back.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { compareText } from '#contract/identifiers/text.ts'
import type { DeskNoticeRow, DeskNotices, DeskNoticesQuery } from '#contract/notices/desk-schema.ts'
import type { Connection } from '../db/commands.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { Deps } from '../deps.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'

type Group = NonNullable<DeskNoticesQuery['group']>
const pageSize = 20
const iso = (ms: number) => new Date(ms).toISOString()

/** A line of the open version's words. */
function openText(kind: DatabaseKind, name: 'title' | 'documentNumber' | 'issuer' | 'category'): RawBuilder<string | null> {
  return kind === 'sqlite' ? sql<string | null>`json_extract(open.text, ${sql.lit(`$.${name}`)})` : sql<string | null>`(open.text::jsonb ->> ${sql.lit(name)})`
}

const hasHand = (accountId: string) => sql<SqlBool>`exists (select 1 from notice_hands where notice_hands.version_id = open.id and notice_hands.account_id = ${accountId})`

/** Every notice with what is open of it and what is live. */
function rowsOf(connection: Connection) {
  return connection.selectFrom('notices')
    .leftJoin('notice_versions as open', (join) => join.onRef('open.notice_id', '=', 'notices.id').on('open.state', 'in', ['draft', 'proposed', 'scheduled']))
    .leftJoin('notice_versions as shown', (join) => join.onRef('shown.notice_id', '=', 'notices.id').on('shown.state', '=', 'live'))
}

/** Which are of the group, and what it goes by, the greatest first. writing: this officer's own before the others'; waiting: what waits longest; scheduled: what comes next. */
function groupOf(group: Group | undefined, accountId: string): { of: RawBuilder<SqlBool>; sort: RawBuilder<number> } {
  if (group === 'writing') return { of: sql`(open.state = 'draft' or (open.state = 'proposed' and ${hasHand(accountId)}))`, sort: sql`(case when ${hasHand(accountId)} then 100000000000000 else 0 end + open.saved_at)` }
  if (group === 'waiting') return { of: sql`(open.state = 'proposed' and not ${hasHand(accountId)})`, sort: sql`(- open.proposed_at)` }
  if (group === 'scheduled') return { of: sql`open.state = 'scheduled'`, sort: sql`(- open.publish_at)` }
  if (group === 'live') return { of: sql`notices.state = 'live'`, sort: sql`notices.position` }
  if (group === 'withdrawn') return { of: sql`notices.state = 'withdrawn'`, sort: sql`notices.withdrawn_at` }
  // One that was thrown away after others had been told of it is in no list.
  return { of: sql`(notices.state <> 'unpublished' or open.id is not null)`, sort: sql`coalesce(open.saved_at, notices.published_at, notices.created_at)` }
}

/** Part of a title, a number or an issuer, as it stands or as it is being written; undefined: nothing was typed. */
function found(kind: DatabaseKind, typed: string): RawBuilder<SqlBool> | undefined {
  const words = compareText(typed).toLowerCase()
  if (words === '') return undefined
  const pattern = likePattern(words)
  const columns = [sql`notices.title`, sql`notices.document_number`, sql`notices.issuer`, ...(['title', 'documentNumber', 'issuer'] as const).map((name) => openText(kind, name))]
  return sql<SqlBool>`(${sql.join(columns.map((column) => sql`lower(coalesce(${column}, '')) like ${pattern} escape '!'`), sql` or `)})`
}

type Reached = Pick<DeskNoticeRow, 'firms' | 'readFirms'>

/** Firms told of each, and of them those where an active member has read it; nothing for one of which nobody was told. */
async function reachOf(connection: Connection, ids: readonly string[]): Promise<Map<string, Reached>> {
  if (ids.length === 0) return new Map()
  const told = await connection.selectFrom('notice_sendings').select('notice_id').distinct().where('notice_id', 'in', ids).execute()
  if (told.length === 0) return new Map()
  const sent = told.map((row) => row.notice_id)
  const firms = await connection.selectFrom('notice_targets').select((eb) => ['notice_id', eb.fn.countAll().as('count')]).where('notice_id', 'in', sent).groupBy('notice_id').execute()
  const read = await connection.selectFrom('notice_reads').innerJoin('memberships', 'memberships.account_id', 'notice_reads.account_id')
    .innerJoin('notice_targets', (join) => join.onRef('notice_targets.notice_id', '=', 'notice_reads.notice_id').onRef('notice_targets.firm_id', '=', 'memberships.firm_id'))
    .select((eb) => ['notice_reads.notice_id', eb.fn.count('memberships.firm_id').distinct().as('count')]).where('notice_reads.notice_id', 'in', sent).where('memberships.state', '=', 'active').groupBy('notice_reads.notice_id').execute()
  const countIn = (rows: readonly { notice_id: string; count: string | number | bigint }[], id: string) => Number(rows.find((row) => row.notice_id === id)?.count ?? 0)
  return new Map(sent.map((id) => [id, { firms: countIn(firms, id), readFirms: countIn(read, id) }]))
}

async function countGroups(connection: Connection, accountId: string): Promise<DeskNotices['counts']> {
  const open = await connection.selectFrom('notice_versions as open').select(['open.state', hasHand(accountId).as('mine')]).where('open.state', 'in', ['draft', 'proposed', 'scheduled']).execute()
  const out = async (state: 'live' | 'withdrawn') => Number((await connection.selectFrom('notices').select((eb) => eb.fn.countAll().as('count')).where('state', '=', sql.lit(state)).executeTakeFirstOrThrow()).count)
  const waiting = open.filter(({ state, mine }) => state === 'proposed' && !mine).length
  const scheduled = open.filter(({ state }) => state === 'scheduled').length
  return { writing: open.length - waiting - scheduled, waiting, scheduled, live: await out('live'), withdrawn: await out('withdrawn') }
}

/** Throws `invalid-input` on a cursor that is none. */
export async function listDeskNotices(deps: Deps, { group, q = '', cursor, limit = pageSize }: DeskNoticesQuery, accountId: string): Promise<DeskNotices> {
  const { db, databaseKind: kind, content } = deps
  const [{ of, sort }, after, words] = [groupOf(group, accountId), readInstantCursor(cursor), found(kind, q)]
  let query = rowsOf(db).leftJoin('accounts as saver', (join) => join.on('saver.id', '=', sql<string>`coalesce(open.saved_by, shown.saved_by, notices.withdrawn_by)`))
    .select(['notices.id', 'notices.origin', 'notices.state', 'notices.published_on', 'notices.withdrawn_at', 'notices.created_at', 'open.state as open_state', 'open.publish_at', 'open.saved_at as open_saved_at', 'shown.saved_at as shown_saved_at', 'saver.name as saver',
      sort.as('sort'), sql<string>`coalesce(${openText(kind, 'title')}, notices.title)`.as('title'), sql<string | null>`case when open.id is null then notices.document_number else ${openText(kind, 'documentNumber')} end`.as('number'),
      sql<string>`coalesce(${openText(kind, 'issuer')}, notices.issuer)`.as('issuer'), sql<string>`coalesce(${openText(kind, 'category')}, notices.category)`.as('category')])
    .where(of).orderBy(sort, 'desc').orderBy('notices.id', 'desc').limit(limit + 1)
  if (words) query = query.where(words)
  if (after) query = query.where(sql<SqlBool>`(${sort} < ${after[0]} or (${sort} = ${after[0]} and notices.id < ${after[1]}))`)
  const page = await query.execute()
  const rows = page.slice(0, limit)
  const reached = await reachOf(db, rows.map(({ id }) => id))
  const titles = new Map(content.notices.settings.categories.map(({ id, title }) => [id, title]))
  const items = rows.map((row): DeskNoticeRow => ({
    id: row.id, title: row.title, documentNumber: row.number, issuer: row.issuer, categoryTitle: titles.get(row.category) ?? row.category, origin: row.origin, state: row.state, openState: row.open_state, publishAt: row.publish_at === null ? null : iso(row.publish_at),
    publishedOn: row.published_on, savedBy: row.saver, savedAt: iso(row.open_saved_at ?? row.shown_saved_at ?? row.withdrawn_at ?? row.created_at), firms: reached.get(row.id)?.firms ?? null, readFirms: reached.get(row.id)?.readFirms ?? null,
  }))
  const last = rows.at(-1)
  return { items, ...(last && page.length > limit ? { next: writeCursor([last.sort, last.id]) } : {}), counts: await countGroups(db, accountId) }
}
