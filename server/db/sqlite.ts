// node:sqlite behind Kysely's SQLite dialect, and the settings without which the server does not start (promise A2).
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'

/** First release without the WAL-reset bug that can corrupt a database (promises.md 0.2). */
export const oldestSqlite = [3, 51, 3] as const
export const busyTimeoutMs = 2000

function bindable(value: unknown): SQLInputValue {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' || value instanceof Uint8Array) return value
  throw new TypeError(`cannot bind ${typeof value} to SQLite`)
}

class Statement implements SqliteStatement {
  readonly reader: boolean
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.reader = statement.columns().length > 0
  }

  all(parameters: ReadonlyArray<unknown>): unknown[] {
    return this.#statement.all(...parameters.map(bindable))
  }

  run(parameters: ReadonlyArray<unknown>) {
    const { changes, lastInsertRowid } = this.#statement.run(...parameters.map(bindable))
    return { changes, lastInsertRowid }
  }

  iterate(parameters: ReadonlyArray<unknown>): IterableIterator<unknown> {
    return this.#statement.iterate(...parameters.map(bindable))
  }
}

/** SQLite ends the whole transaction by itself when the disk is full or cannot be written; there is nothing left to roll back then. */
class Rollback extends Statement {
  readonly #database: DatabaseSync

  constructor(statement: StatementSync, database: DatabaseSync) {
    super(statement)
    this.#database = database
  }

  override run(parameters: ReadonlyArray<unknown>) {
    return this.#database.isTransaction ? super.run(parameters) : { changes: 0, lastInsertRowid: 0 }
  }
}

class Adapter implements SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, Statement>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  prepare(text: string): Statement {
    // A deferred BEGIN fails at once when another connection wrote in between; take the write lock first.
    const query = text === 'begin' ? 'begin immediate' : text
    const known = this.#statements.get(query)
    if (known) return known
    const prepared = this.#database.prepare(query)
    const statement = query === 'rollback' ? new Rollback(prepared, this.#database) : new Statement(prepared)
    if (this.#statements.size > 500) this.#statements.clear()
    this.#statements.set(query, statement)
    return statement
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

function pragma(database: DatabaseSync, name: string): unknown {
  const row = database.prepare(`pragma ${name}`).get()
  return row ? Object.values(row)[0] : undefined
}

/** Refuses an old SQLite and any setting under which an acknowledged write could be lost. Throws with the reason. */
export function assertSafeSqlite(database: DatabaseSync): void {
  const row = database.prepare('select sqlite_version() as version').get()
  const version = String(row?.version).split('.').map(Number)
  const isOld = oldestSqlite.some((part, index) => oldestSqlite.slice(0, index).every((before, i) => version[i] === before) && (version[index] ?? 0) < part)
  if (isOld) throw new Error(`SQLite ${version.join('.')} can corrupt a WAL database; ${oldestSqlite.join('.')} or later is needed`)
  const wanted: [name: string, isRight: (value: unknown) => boolean, what: string][] = [
    ['journal_mode', (value) => value === 'wal', 'wal'],
    ['synchronous', (value) => value === 2, '2 (FULL)'],
    ['busy_timeout', (value) => Number(value) >= busyTimeoutMs, `at least ${busyTimeoutMs}`],
    ['foreign_keys', (value) => value === 1, '1'],
  ]
  for (const [name, isRight, what] of wanted) {
    const value = pragma(database, name)
    if (!isRight(value)) throw new Error(`SQLite setting ${name} is ${String(value)}, but must be ${what}`)
  }
}

/** Opens the file with WAL, FULL, busy timeout and foreign keys, checks them, and returns the dialect. `overrides` lets a test prove the refusal. */
export function openSqlite(file: string, overrides: Record<string, string> = {}): SqliteDialect {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs })
  try {
    const settings: Record<string, string> = { journal_mode: 'wal', synchronous: 'full', foreign_keys: 'on', busy_timeout: String(busyTimeoutMs), ...overrides }
    for (const [name, value] of Object.entries(settings)) database.exec(`pragma ${name} = ${value}`)
    assertSafeSqlite(database)
  } catch (error) {
    database.close()
    throw error
  }
  return new SqliteDialect({ database: new Adapter(database) })
}
