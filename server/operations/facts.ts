// Counts, migrations and the end of the audit of a database, by plain SQL: also of one made under an older migration.
import type { DatabaseFacts, StoredFile } from './manifest.ts'

/** Runs one statement and gives back its rows. */
export type Ask = (text: string) => Promise<Record<string, unknown>[]>

const sqliteTables = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%' order by name"
const postgresTables = "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely_%' order by table_name"

/** Names of the tables that hold data of ours, in order. */
export async function tablesOf(ask: Ask, kind: 'sqlite' | 'postgres'): Promise<string[]> {
  return (await ask(kind === 'sqlite' ? sqliteTables : postgresTables)).map(({ name }) => String(name))
}

/** Rows of every table. */
export async function countRows(ask: Ask, kind: 'sqlite' | 'postgres'): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of await tablesOf(ask, kind)) counts[table] = Number((await ask(`select count(*) as n from "${table}"`))[0]?.n)
  return counts
}

export async function readFacts(ask: Ask, kind: 'sqlite' | 'postgres'): Promise<DatabaseFacts> {
  const counts = await countRows(ask, kind)
  const migrations = (await ask('select name from kysely_migration order by name')).map(({ name }) => String(name))
  const [head] = await ask("select value from meta where key = 'audit-head'")
  return { counts, migrations, audit: { lines: counts.audit ?? 0, sealed: counts.audit_seals ?? 0, waiting: counts.audit_pending ?? 0, head: String(head?.value ?? '') } }
}

/** What the database says is kept in DATA_DIR/files, in order of key. */
export async function readStoredFiles(ask: Ask): Promise<StoredFile[]> {
  const rows = await ask('select storage_key, sha256, size_bytes from files order by storage_key')
  return rows.map((row) => ({ key: String(row.storage_key), sha256: String(row.sha256), bytes: Number(row.size_bytes) }))
}
