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
  await sql`delete from notice_search where position = ${position}`.execute(tx)
}

export interface Wanted { /** All of them; at least one. */ terms: readonly string[]; /** Positions below this one; undefined: from the newest on. */ below: number | undefined; most: number }

/** From this many on a term is as good as any other to begin with. */
const fewEnough = 200

/** The rarest term first: the others are asked for each of its places. */
async function rarestFirst(connection: Connection, terms: readonly string[]): Promise<readonly string[]> {
  if (terms.length === 1) return terms
  const counts = terms.map((term, place) => sql`select ${sql.lit(place)} as place, (select count(*) from (select 1 from notice_search where term = ${term} limit ${sql.lit(fewEnough)}) as counted) as count`)
  const { rows } = await sql<{ place: number; count: number }>`${sql.join(counts, sql` union all `)}`.execute(connection)
  return rows.toSorted((one, other) => one.count - other.count).flatMap(({ place }) => terms[place] ?? [])
}

/** Positions of live notices that have all terms, the newest first. */
export async function findPositions(connection: Connection, { terms, below, most }: Wanted): Promise<number[]> {
  const [first = '', ...others] = await rarestFirst(connection, terms)
  // One probe a row, whatever a planner thinks of the terms: it takes them for independent and would rather read whole tables.
  const has = others.map((term) => sql`(select true from notice_search o where o.term = ${term} and o.position = s.position)`)
  const conditions = sql.join([sql`s.term = ${first}`, sql`s.position < ${below ?? Number.MAX_SAFE_INTEGER}`, ...has], sql` and `)
  const { rows } = await sql<{ position: number }>`select s.position from notice_search s where ${conditions} order by s.position desc limit ${most}`.execute(connection)
  return rows.map(({ position }) => position)
}
