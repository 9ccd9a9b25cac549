// The desk's list: what is being written, what waits for this officer, what is to come, what is out, what was taken back.
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { compareText } from '#contract/identifiers/text.ts'
import type { DeskNoticeRow, DeskNotices, DeskNoticesQuery } from '#contract/notices/desk-schema.ts'
import type { Connection } from '../db/commands.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { Deps } from '../deps.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'

const pageSize = 20
const iso = (ms: number) => new Date(ms).toISOString()

/** A line of the open version's words. */
function openText(kind: DatabaseKind, name: 'title' | 'documentNumber' | 'issuer' | 'category'): RawBuilder<string | null> {
  return kind === 'sqlite' ? sql<string | null>`json_extract(open.text, ${sql.lit(`$.${name}`)})` : sql<string | null>`(open.text::jsonb ->> ${sql.lit(name)})`
}

const openStates = sql.raw("('draft', 'proposed', 'scheduled')")
const hasHand = (accountId: string) => sql<SqlBool>`exists (select 1 from notice_hands where notice_hands.version_id = open.id and notice_hands.account_id = ${accountId})`

/** What a list goes by, the greatest first, and which open versions are of it. States are written out: indexes of some rows are taken for nothing else. */
function openGroup(group: 'writing' | 'waiting' | 'scheduled', accountId: string): { of: RawBuilder<SqlBool>; sort: RawBuilder<number> } {
  // This officer's own before the others'.
  if (group === 'writing') return { of: sql`(open.state = 'draft' or (open.state = 'proposed' and ${hasHand(accountId)}))`, sort: sql`(case when ${hasHand(accountId)} then 100000000000000 else 0 end + open.saved_at)` }
  // What waits longest; what comes next.
  if (group === 'waiting') return { of: sql`(open.state = 'proposed' and not ${hasHand(accountId)})`, sort: sql`(- open.proposed_at)` }
  return { of: sql`open.state = 'scheduled'`, sort: sql`(- open.publish_at)` }
}

/** Part of a title, a number or an issuer, as it stands or as it is being written. */
interface Wanted { inNotice: RawBuilder<SqlBool>; inOpen: RawBuilder<SqlBool> }

/** Undefined: nothing was typed. */
function wantedBy(kind: DatabaseKind, typed: string): Wanted | undefined {
  const words = compareText(typed).toLowerCase()
  if (words === '') return undefined
  const pattern = likePattern(words)
  const anyOf = (columns: readonly RawBuilder<unknown>[]) => sql<SqlBool>`lower(${sql.join(columns.map((column) => sql`coalesce(${column}, '')`), sql` || ' | ' || `)}) like ${pattern} escape '!'`
  return { inNotice: anyOf([sql`notices.title`, sql`notices.document_number`, sql`notices.issuer`]), inOpen: anyOf([openText(kind, 'title'), openText(kind, 'documentNumber'), openText(kind, 'issuer')]) }
}

interface Place { id: string; sort: number }
type Page = Pick<DeskNoticesQuery, 'group' | 'cursor'> & { most: number; wanted: Wanted | undefined; accountId: string }

/** Which notices the page shows, read from indexes alone: the rows themselves are wide. */
async function placesOf(connection: Connection, { group, cursor, most, wanted, accountId }: Page): Promise<Place[]> {
  const after = readInstantCursor(cursor)
  if (group === 'writing' || group === 'waiting' || group === 'scheduled') {
    const { of, sort } = openGroup(group, accountId)
    let open = connection.selectFrom('notice_versions as open').innerJoin('notices', 'notices.id', 'open.notice_id').select(['notices.id', sort.as('sort')]).where(sql<SqlBool>`open.state in ${openStates}`).where(of)
    if (wanted) open = open.where(sql<SqlBool>`(${wanted.inNotice} or ${wanted.inOpen})`)
    if (after) open = open.where(sql<SqlBool>`(${sort}, notices.id) < (${after[0]}, ${after[1]})`)
    return open.orderBy(sort, 'desc').orderBy('notices.id', 'desc').limit(most).execute()
  }
  const isOpen = sql<SqlBool>`notices.id in (select open.notice_id from notice_versions as open where open.state in ${openStates})`
  // One that was thrown away after others had been told of it is in no list.
  const of = group === undefined ? sql<SqlBool>`(notices.state <> 'unpublished' or ${isOpen})` : sql<SqlBool>`notices.state = ${sql.lit(group)}`
  const sort = group === 'live' ? sql<number>`notices.position` : group === 'withdrawn' ? sql<number>`notices.withdrawn_at` : sql<number>`notices.created_at`
  let rows = connection.selectFrom('notices').select(['notices.id', sort.as('sort')]).where(of)
  if (wanted) rows = rows.where(sql<SqlBool>`(${wanted.inNotice} or notices.id in (select open.notice_id from notice_versions as open where open.state in ${openStates} and ${wanted.inOpen}))`)
  if (after) rows = rows.where(sql<SqlBool>`(${sort}, notices.id) < (${after[0]}, ${after[1]})`)
  return rows.orderBy(sort, 'desc').orderBy('notices.id', 'desc').limit(most).execute()
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
  const open = await connection.selectFrom('notice_versions as open').select(['open.state', hasHand(accountId).as('mine')]).where(sql<SqlBool>`open.state in ${openStates}`).execute()
  const out = async (state: 'live' | 'withdrawn') => Number((await connection.selectFrom('notices').select((eb) => eb.fn.countAll().as('count')).where('state', '=', sql.lit(state)).executeTakeFirstOrThrow()).count)
  const waiting = open.filter(({ state, mine }) => state === 'proposed' && !mine).length
  const scheduled = open.filter(({ state }) => state === 'scheduled').length
  return { writing: open.length - waiting - scheduled, waiting, scheduled, live: await out('live'), withdrawn: await out('withdrawn') }
}

/** What a row says, of these notices: of the open version where there is one. */
async function rowsOf({ db, databaseKind: kind, content }: Pick<Deps, 'db' | 'databaseKind' | 'content'>, ids: readonly string[]): Promise<Map<string, DeskNoticeRow>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('notices')
    .leftJoin('notice_versions as open', (join) => join.onRef('open.notice_id', '=', 'notices.id').on(sql<SqlBool>`open.state in ${openStates}`))
    .leftJoin('notice_versions as shown', (join) => join.onRef('shown.notice_id', '=', 'notices.id').on(sql<SqlBool>`shown.state = 'live'`))
    .leftJoin('accounts as saver', (join) => join.on('saver.id', '=', sql<string>`coalesce(open.saved_by, shown.saved_by, notices.withdrawn_by)`))
    .select(['notices.id', 'notices.origin', 'notices.state', 'notices.published_on', 'open.state as open_state', 'open.publish_at', 'saver.name as saver', sql<number>`coalesce(open.saved_at, shown.saved_at, notices.withdrawn_at, notices.created_at)`.as('saved_at'),
      sql<string>`coalesce(${openText(kind, 'title')}, notices.title)`.as('title'), sql<string | null>`case when open.id is null then notices.document_number else ${openText(kind, 'documentNumber')} end`.as('number'),
      sql<string>`coalesce(${openText(kind, 'issuer')}, notices.issuer)`.as('issuer'), sql<string>`coalesce(${openText(kind, 'category')}, notices.category)`.as('category')])
    .where('notices.id', 'in', ids).execute()
  const reached = await reachOf(db, ids)
  const titles = new Map(content.notices.settings.categories.map(({ id, title }) => [id, title]))
  return new Map(rows.map((row): [string, DeskNoticeRow] => [row.id, {
    id: row.id, title: row.title, documentNumber: row.number, issuer: row.issuer, categoryTitle: titles.get(row.category) ?? row.category, origin: row.origin, state: row.state, openState: row.open_state,
    publishAt: row.publish_at === null ? null : iso(row.publish_at), publishedOn: row.published_on, savedBy: row.saver, savedAt: iso(row.saved_at), firms: reached.get(row.id)?.firms ?? null, readFirms: reached.get(row.id)?.readFirms ?? null,
  }]))
}

/** Without a group: every notice, the one begun last before the others. Throws `invalid-input` on a cursor that is none. */
export async function listDeskNotices(deps: Deps, { group, q = '', cursor, limit = pageSize }: DeskNoticesQuery, accountId: string): Promise<DeskNotices> {
  const { db, databaseKind } = deps
  const places = await placesOf(db, { group, cursor, most: limit + 1, wanted: wantedBy(databaseKind, q), accountId })
  const shown = places.slice(0, limit)
  const rows = await rowsOf(deps, shown.map(({ id }) => id))
  const last = shown.at(-1)
  return { items: shown.flatMap(({ id }) => rows.get(id) ?? []), ...(last && places.length > limit ? { next: writeCursor([last.sort, last.id]) } : {}), counts: await countGroups(db, accountId) }
}
