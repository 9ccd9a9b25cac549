// What notices are found by: terms of contract/notices/search-terms.ts, kept by FTS5 on SQLite and by a tsvector on PostgreSQL. A row has the notice's position.
import { sql } from 'kysely'
import { termsOf } from '#contract/notices/search-terms.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'

export async function keepTerms(tx: Tx | Connection, kind: DatabaseKind, position: number, words: string): Promise<void> {
  const terms = [...new Set(termsOf(words))]
  if (kind === 'sqlite') await sql`insert into notice_search (rowid, terms) values (${position}, ${terms.join(' ')})`.execute(tx)
  else await sql`insert into notice_search (position, terms) values (${position}, array_to_tsvector(${terms}::text[]))`.execute(tx)
}

export async function forgetTerms(tx: Tx, kind: DatabaseKind, position: number): Promise<void> {
  if (kind === 'sqlite') await sql`delete from notice_search where rowid = ${position}`.execute(tx)
  else await sql`delete from notice_search where position = ${position}`.execute(tx)
}

/** Fills an empty index from the notices that are live. */
export async function fillSearchIndex(connection: Connection, kind: DatabaseKind): Promise<void> {
  const live = await connection.selectFrom('notices').select(['position', 'words']).where('state', '=', 'live').where('position', 'is not', null).execute()
  for (const { position, words } of live) if (position !== null) await keepTerms(connection, kind, position, words)
}
