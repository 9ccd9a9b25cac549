// Snapshots on SQLite: copies of the tables in a database in memory, attached to the one connection there is. Temporary triggers note which
// tables a test writes to; only those are copied at the next snapshot, and only rows that differ are put back.
import { sql, type Kysely } from 'kysely'
import type { Database } from '#server/db/schema.ts'

interface Table {
  columns: string[]
  /** Tables without a rowid are put back whole. */
  hasRows: boolean
}
interface State {
  /** `pragma schema_version` and `data_version` as they were: tables made anew, or written by another connection, are unknown again. */
  schema: number
  others: number
  tables: Map<string, Table>
  /** The copy each table is equal to now; none where it was written to. */
  equal: Map<string, string>
  snapshots: Map<string, Map<string, string>>
  copies: number
}
const states = new WeakMap<Kysely<Database>, State>()

interface SchemaRow {
  name: string
  sql: string
}
type Run = <T = unknown>(text: string) => Promise<T[]>

/** Foreign keys and the triggers of the tables that are put back stand aside meanwhile. */
function alone<T>(db: Kysely<Database>, work: (run: Run) => Promise<T>): Promise<T> {
  return db.connection().execute((connection) => work(async <R>(text: string) => (await sql.raw<R>(text).execute(connection)).rows))
}

const quoted = (names: readonly string[], prefix = '') => names.map((name) => `${prefix}"${name}"`).join(', ')

async function versions(run: Run): Promise<Pick<State, 'schema' | 'others'>> {
  const [schema] = await run<{ schema_version: number }>('pragma main.schema_version')
  const [others] = await run<{ data_version: number }>('pragma main.data_version')
  return { schema: schema?.schema_version ?? 0, others: others?.data_version ?? 0 }
}

async function readTables(run: Run): Promise<State['tables']> {
  const rows = await run<{ name: string; wr: number; column: string }>(
    `select t.name, t.wr, c.name as column from pragma_table_list t, pragma_table_info(t.name) c where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite_%' and t.name not like 'kysely_%'`,
  )
  const grouped = [...Map.groupBy(rows, ({ name }) => name)]
  return new Map(grouped.map(([name, columns]) => [name, { columns: columns.map(({ column }) => column), hasRows: columns[0]?.wr === 0 }]))
}

/** Once for a connection, and again when a table was made meanwhile. */
async function watch(run: Run, tables: Iterable<string>): Promise<void> {
  await run('create temp table if not exists snapshot_written (name text not null)')
  for (const name of tables) {
    for (const event of ['insert', 'update', 'delete']) {
      const note = `insert into snapshot_written select '${name}' where not exists (select 1 from snapshot_written where name = '${name}')`
      await run(`create temp trigger if not exists "snapshot_${name}_${event}" after ${event} on main."${name}" begin ${note}; end`)
    }
  }
}

async function lookAt(db: Kysely<Database>, run: Run): Promise<State> {
  const now = await versions(run)
  const known = states.get(db)
  if (!known) await run(`attach ':memory:' as snapshots`)
  if (known?.schema !== now.schema) {
    const tables = await readTables(run)
    await watch(run, tables.keys())
    const state: State = { ...now, tables, equal: new Map(), snapshots: known?.snapshots ?? new Map<string, Map<string, string>>(), copies: known?.copies ?? 0 }
    states.set(db, state)
  } else if (known.others !== now.others) {
    known.equal.clear()
    known.others = now.others
  }
  const state = states.get(db)
  if (!state) throw new Error('nothing is known of this database')
  for (const { name } of await run<{ name: string }>('select name from temp.snapshot_written')) state.equal.delete(name)
  await run('delete from temp.snapshot_written')
  return state
}

export function takeSqlite(db: Kysely<Database>, place: string): Promise<void> {
  return alone(db, async (run) => {
    const state = await lookAt(db, run)
    await run('begin')
    for (const [name, { columns, hasRows }] of state.tables) {
      if (state.equal.has(name)) continue
      const copy = `${name}_${(state.copies += 1)}`
      // Columns without a type keep every value as it is.
      await run(`create table snapshots."${copy}" ("snapshot_row" integer primary key, ${quoted(columns)})`)
      await run(`insert into snapshots."${copy}" select ${hasRows ? 'rowid' : 'null'}, ${quoted(columns)} from main."${name}"`)
      state.equal.set(name, copy)
    }
    await run('commit')
    state.snapshots.set(place, new Map(state.equal))
  })
}

async function putBack(run: Run, name: string, { columns, hasRows }: Table, copy: string): Promise<void> {
  if (!hasRows) {
    await run(`delete from main."${name}"`)
    await run(`insert into main."${name}" (${quoted(columns)}) select ${quoted(columns)} from snapshots."${copy}"`)
    return
  }
  const differs = columns.map((column) => `m."${column}" is not c."${column}"`).join(' or ')
  await run(`delete from main."${name}" where rowid in (select m.rowid from main."${name}" m left join snapshots."${copy}" c on c."snapshot_row" = m.rowid where c."snapshot_row" is null or ${differs})`)
  await run(
    `insert into main."${name}" (rowid, ${quoted(columns)}) select c."snapshot_row", ${quoted(columns, 'c.')} from snapshots."${copy}" c where not exists (select 1 from main."${name}" m where m.rowid = c."snapshot_row")`,
  )
}

export function restoreSqlite(db: Kysely<Database>, place: string): Promise<void> {
  return alone(db, async (run) => {
    const state = await lookAt(db, run)
    const wanted = [...state.tables].flatMap(([name, table]) => {
      const copy = state.snapshots.get(place)?.get(name)
      return copy === undefined || copy === state.equal.get(name) ? [] : [{ name, table, copy }]
    })
    if (wanted.length === 0) return
    const names = wanted.map(({ name }) => `'${name}'`).join(', ')
    await run('pragma foreign_keys = off')
    await run('begin immediate')
    const triggers = await run<SchemaRow>(`select name, sql from main.sqlite_schema where type = 'trigger' and tbl_name in (${names})`)
    for (const { name } of triggers) await run(`drop trigger main."${name}"`)
    for (const { name, table, copy } of wanted) await putBack(run, name, table, copy)
    for (const trigger of triggers) await run(trigger.sql)
    await run('commit')
    await run('delete from temp.snapshot_written')
    await run('pragma foreign_keys = on')
    for (const { name, copy } of wanted) state.equal.set(name, copy)
    Object.assign(state, await versions(run))
  })
}
