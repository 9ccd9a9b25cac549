// What notices are found by: terms of contract/notices/search-terms.ts and of what a list is narrowed to, one row a term and place. A term is read newest first, so a word that all
// notices have costs no more than a rare one (FTS5 and PostgreSQL's text index read whole lists for that). Typed signs never reach an engine's own language: terms are compared whole.
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

export async function keepTerms(connection: Connection, kind: DatabaseKind, position: number, { words, category, issuer, programmeIds }: Searched): Promise<void> {
  const terms = [...new Set([...termsOf(words), ...filterTerms({ category, issuer }), ...programmeIds.flatMap((programmeId) => filterTerms({ programmeId }))])]
  if (kind === 'sqlite') await sql`insert into notice_search (term, position) select value, ${position} from json_each(${JSON.stringify(terms)})`.execute(connection)
  else await sql`insert into notice_search (term, position) select unnest(${terms}::text[]), ${position}::bigint`.execute(connection)
}

export async function forgetTerms(tx: Tx, position: number): Promise<void> {
  await sql`delete from notice_search where position + 0 = ${position}`.execute(tx)
}

export interface Wanted { /** All of them; at least one. */ terms: readonly string[]; /** Positions below this one; undefined: from the newest on. */ below: number | undefined; most: number }

/** A term with fewer places than this is rare: each of its places is asked for the others. */
const rareBelow = 200

interface Counted { term: string; /** Counted to rareBelow. */ count: number }

async function rarestFirst(connection: Connection, terms: readonly string[]): Promise<Counted[]> {
  if (terms.length === 1) return terms.map((term) => ({ term, count: 0 }))
  const counts = terms.map((term, place) => sql`select ${sql.lit(place)} as place, (select count(*) from (select 1 from notice_search where term = ${term} limit ${sql.lit(rareBelow)}) as counted) as count`)
  const { rows } = await sql<{ place: number; count: number }>`${sql.join(counts, sql` union all `)}`.execute(connection)
  return rows.toSorted((one, other) => one.count - other.count).map(({ place, count }) => ({ term: terms[place] ?? '', count }))
}

/** Places of the first term that have the others: one probe each, whatever a planner thinks of the terms (it takes them for independent and would rather read whole tables). */
function probing([first, ...others]: readonly Counted[], below: number) {
  const has = others.map(({ term }) => sql`(select true from notice_search o where o.term = ${term} and o.position = s.position)`)
  // As one condition: taken one by one, ten of them look to a planner as if nothing were left, and it would read everything first.
  const all = has.length === 0 ? [] : [sql`coalesce(${sql.join(has, sql` and `)}, false)`]
  return sql`select s.position from notice_search s where ${sql.join([sql`s.term = ${first?.term ?? ''}`, sql`s.position < ${below}`, ...all], sql` and `)}`
}

/** SQLite walks down all lists side by side and stops at the limit; PostgreSQL would read them whole. */
function merging(terms: readonly Counted[], below: number) {
  return sql.join(terms.map(({ term }) => sql`select position from notice_search where term = ${term} and position < ${below}`), sql` intersect `)
}

/** Positions of live notices that have all terms, the newest first. */
export async function findPositions(connection: Connection, kind: DatabaseKind, { terms, below = Number.MAX_SAFE_INTEGER, most }: Wanted): Promise<number[]> {
  const counted = await rarestFirst(connection, terms)
  const isCommon = (counted[0]?.count ?? 0) >= rareBelow
  const { rows } = await sql<{ position: number }>`${kind === 'sqlite' && isCommon ? merging(counted, below) : probing(counted, below)} order by position desc limit ${most}`.execute(connection)
  return rows.map(({ position }) => position)
}
