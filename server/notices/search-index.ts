// What notices are found by: terms of contract/notices/search-terms.ts and of what a list is narrowed to, by the notice's position. FTS5 keeps them on SQLite, a table on PostgreSQL.
// Typed signs never reach an engine's own language: terms are letters and digits, and compared whole.
import { sql } from 'kysely'
import { termsOf } from '#contract/notices/search-terms.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'

/** What a list may be narrowed to. */
export interface Narrowing { category?: string | undefined; issuer?: string | undefined; programmeId?: string | undefined }
export interface Searched { words: string; category: string; issuer: string; programmeIds: readonly string[] }

/** In characters of the private area, which no term of a text has: whoever types it finds nothing. */
const filterMark = { category: '\ue010', issuer: '\ue011', programmeId: '\ue012' } as const
function filterTerm(kind: keyof typeof filterMark, value: string): string {
  return `${filterMark[kind]}${Buffer.from(value).toString('hex')}`
}

export function filterTerms({ category, issuer, programmeId }: Narrowing): string[] {
  return [
    ...(programmeId === undefined ? [] : [filterTerm('programmeId', programmeId)]), ...(issuer === undefined ? [] : [filterTerm('issuer', issuer)]), ...(category === undefined ? [] : [filterTerm('category', category)]),
  ]
}

export async function keepTerms(tx: Connection, kind: DatabaseKind, position: number, { words, category, issuer, programmeIds }: Searched): Promise<void> {
  const terms = [...termsOf(words), ...filterTerms({ category, issuer }), ...programmeIds.flatMap((programmeId) => filterTerms({ programmeId }))]
  if (kind === 'sqlite') await sql`insert into notice_search (rowid, terms) values (${position}, ${terms.join(' ')})`.execute(tx)
  else await sql`insert into notice_search (term, position) select unnest(${terms}::text[]), ${position}::bigint`.execute(tx)
}

export async function forgetTerms(tx: Tx, kind: DatabaseKind, position: number): Promise<void> {
  if (kind === 'sqlite') await sql`delete from notice_search where rowid = ${position}`.execute(tx)
  else await sql`delete from notice_search where position = ${position}`.execute(tx)
}

/** The index anew, from what readers see. The caller has emptied it. */
export async function fillSearchIndex(connection: Connection, kind: DatabaseKind): Promise<void> {
  const live = await connection.selectFrom('notices').select(['id', 'position', 'words', 'category', 'issuer']).where('state', '=', 'live').orderBy('position').execute()
  const programmes = Map.groupBy(await connection.selectFrom('notice_programmes').selectAll().execute(), (one) => one.notice_id)
  for (const { id, position, ...searched } of live) {
    if (position !== null) await keepTerms(connection, kind, position, { ...searched, programmeIds: (programmes.get(id) ?? []).map((one) => one.programme_id) })
  }
}

export interface Wanted { /** All of them; at least one. */ terms: readonly string[]; /** Positions below this one; undefined: from the newest on. */ below: number | undefined; most: number }

async function findInSqlite(connection: Connection, { terms, below, most }: Wanted): Promise<number[]> {
  const all = terms.map((term) => `"${term}"`).join(' AND ')
  const { rows } = await sql<{ position: number }>`select rowid as position from notice_search where notice_search match ${all} and rowid < ${below ?? Number.MAX_SAFE_INTEGER} order by rowid desc limit ${most}`.execute(connection)
  return rows.map(({ position }) => position)
}

/** From this many on a term is as good as any other to begin with. */
const fewEnough = 200

/** The rarest term first: the others are asked for each of its positions. */
async function rarestFirst(connection: Connection, terms: readonly string[]): Promise<readonly string[]> {
  if (terms.length === 1) return terms
  const { rows } = await sql<{ term: string; count: number }>`select wanted.term, (select count(*) from (select 1 from notice_search s where s.term = wanted.term limit ${fewEnough}) as counted) as count from unnest(${terms}::text[]) as wanted(term)`.execute(connection)
  return rows.toSorted((one, other) => one.count - other.count).map(({ term }) => term)
}

async function findInPostgres(connection: Connection, { terms, below, most }: Wanted): Promise<number[]> {
  const [first = '', ...others] = await rarestFirst(connection, terms)
  // One probe a row, whatever the planner thinks of the terms: it takes them for independent and would rather read whole tables.
  const has = others.map((term) => sql`(select true from notice_search o where o.term = ${term} and o.position = s.position)`)
  const conditions = sql.join([sql`s.term = ${first}`, sql`s.position < ${below ?? Number.MAX_SAFE_INTEGER}`, ...has], sql` and `)
  const { rows } = await sql<{ position: number }>`select s.position from notice_search s where ${conditions} order by s.position desc limit ${most}`.execute(connection)
  return rows.map(({ position }) => position)
}

/** Positions of live notices that have all terms, the newest first. */
export async function findPositions(connection: Connection, kind: DatabaseKind, wanted: Wanted): Promise<number[]> {
  return kind === 'sqlite' ? findInSqlite(connection, wanted) : findInPostgres(connection, wanted)
}
