// Takes all rows of a database aside and puts them back in place, on both databases, in milliseconds.
// Triggers (the audit's among them) and foreign keys stand aside meanwhile: this is the test's privilege only. SQLite: sqlite-snapshot.ts.
import { sql, type Kysely } from 'kysely'
import type { DatabaseKind } from '#server/db/open.ts'
import type { Database } from '#server/db/schema.ts'
import { restoreSqlite, takeSqlite } from './sqlite-snapshot.ts'

/** What a snapshot is called: on PostgreSQL its schema. */
export interface Snapshot {
  kind: DatabaseKind
  place: string
}

const postgresTables = (schema: string) =>
  `select table_name from information_schema.tables where table_schema = '${schema}' and table_type = 'BASE TABLE' and table_name not like 'kysely_%'`

async function takePostgres(db: Kysely<Database>, schema: string): Promise<void> {
  await sql
    .raw(
      `do $$ declare t text; begin
        create schema ${schema};
        for t in ${postgresTables('public')} loop execute format('create table ${schema}.%I as table public.%I', t, t); end loop;
      end $$`,
    )
    .execute(db)
}

/** The columns that can be written, by table: read once, as every database of a run has the same tables. */
let columnsByTable: Promise<{ name: string; columns: string }[]> | undefined

async function readColumns(db: Kysely<Database>): Promise<{ name: string; columns: string }[]> {
  const { rows } = await sql<{
    name: string
    columns: string
  }>`select table_name as name, string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
    where table_schema = 'public' and is_generated = 'NEVER' and table_name not like 'kysely_%' group by table_name`.execute(db)
  return rows
}

interface Copy {
  name: string
  rows: number
}
/** What a database holds since it was last put back or set aside: which snapshot, after which transaction, how many rows a table. */
interface Held {
  place: string
  after: number
  copies: Copy[]
}
const held = new WeakMap<Kysely<Database>, Held>()

async function noteHeld(db: Kysely<Database>, place: string): Promise<void> {
  const tables = await (columnsByTable ??= readColumns(db))
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*) as rows from ${place}."${name}"`).join(' union all ')
  const { rows: copies } = held.get(db)?.place === place ? { rows: held.get(db)?.copies ?? [] } : await sql.raw<Copy>(counts).execute(db)
  const { rows } = await sql<{ id: number }>`select pg_current_xact_id()::text::bigint as id`.execute(db)
  held.set(db, { place, after: rows[0]?.id ?? 0, copies })
}

/** Tables with a row that is younger than the snapshot, or with fewer. Seldom more than a handful of ninety, so the others are left alone. */
async function changedTables(db: Kysely<Database>, { after, copies }: Held): Promise<ReadonlySet<string>> {
  const changed = copies.map(
    ({ name, rows }) =>
      `select '${name}' as name where exists (select 1 from public."${name}" where xmin::text::bigint > ${after}) or (select count(*) from public."${name}") <> ${rows}`,
  )
  const { rows } = await sql.raw<{ name: string }>(changed.join(' union all ')).execute(db)
  return new Set(rows.map(({ name }) => name))
}

async function restorePostgres(db: Kysely<Database>, schema: string): Promise<void> {
  const known = held.get(db)
  const changed = known?.place === schema ? await changedTables(db, known) : null
  const tables = await (columnsByTable ??= readColumns(db))
  const statements = tables
    .filter(({ name }) => changed?.has(name) ?? true)
    .flatMap(({ name, columns }) => [
      `delete from public."${name}"`,
      `insert into public."${name}" (${columns}) overriding system value select ${columns} from ${schema}."${name}"`,
    ])
  if (statements.length > 0)
    await sql.raw(['begin', 'set local session_replication_role = replica', ...statements, 'commit'].join(';\n')).execute(db)
  await noteHeld(db, schema)
}

/** Sets all rows aside under `place`: a new schema's name on PostgreSQL. */
export async function takeSnapshot(db: Kysely<Database>, { kind, place }: Snapshot): Promise<void> {
  if (kind === 'postgres') await takePostgres(db, place).then(() => noteHeld(db, place))
  else await takeSqlite(db, place)
}

/** Puts the rows back as they were. Nothing else may use the database meanwhile. */
export async function restoreSnapshot(db: Kysely<Database>, { kind, place }: Snapshot): Promise<void> {
  if (kind === 'postgres') await restorePostgres(db, place)
  else await restoreSqlite(db, place)
}
