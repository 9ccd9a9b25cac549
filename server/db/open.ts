// Config → Kysely. One set of queries runs on both.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'
import { openSqlite } from './sqlite.ts'

export type DatabaseKind = 'sqlite' | 'postgres'
export interface OpenDatabase { db: Kysely<Database>; kind: DatabaseKind; close(): Promise<void> }

/** int8 comes back as a number: instants, sizes and fen all stay below 2^53. */
pg.types.setTypeParser(20, Number)

/** The database of a data folder, on SQLite. */
export function sqliteFile(dataDir: string): string {
  return join(dataDir, 'zhiqitong.sqlite')
}

/** Opens SQLite in `dataDir`/zhiqitong.sqlite, or PostgreSQL where a URL is given. Throws when a setting is unsafe. */
export function openDatabase(config: { dataDir: string; databaseUrl: string | undefined }, overrides: Record<string, string> = {}): OpenDatabase {
  if (config.databaseUrl) {
    const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 10, connectionTimeoutMillis: 5000 })
    // Without a listener, a restart of PostgreSQL would end the process; the next query simply connects again.
    pool.on('error', () => undefined)
    // The pool listens to idle connections only; one that breaks between two statements of a command tells its own listener.
    pool.on('connect', (client) => client.on('error', () => undefined))
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
    return { db, kind: 'postgres', close: () => db.destroy() }
  }
  mkdirSync(config.dataDir, { recursive: true })
  const db = new Kysely<Database>({ dialect: openSqlite(sqliteFile(config.dataDir), overrides) })
  return { db, kind: 'sqlite', close: () => db.destroy() }
}
