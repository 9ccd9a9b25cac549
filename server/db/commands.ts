// One command runner for both databases (spikes.md B). A command awaits nothing but its transaction.
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { ControlledTransaction, Kysely, Transaction } from 'kysely'
import type { DatabaseKind } from './open.ts'
import type { Database } from './schema.ts'

export type Tx = Transaction<Database>
export type Connection = Kysely<Database> | Tx

export interface Commands {
  /** Runs `work` in one transaction: all of it or nothing. Resolves only after COMMIT. A thrown error rolls back and is passed on. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
}

const inside = new AsyncLocalStorage<true>()

/**
 * The database as everybody but the command runner gets it: a query on it from within a command throws at once.
 * On SQLite's one connection it would wait for ever for the command that waits for it.
 */
export function outsideCommands(db: Kysely<Database>): Kysely<Database> {
  return db.withPlugin({
    transformQuery({ node }) {
      if (inside.getStore()) throw new Error('a command awaits nothing but its own transaction')
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
}

const batchSize = 64
type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown }
interface Job { work: (tx: Tx) => Promise<unknown>; settle: (outcome: Outcome) => void }

/** Throws `why` where SQLite has ended the whole transaction itself (disk full, disk broken): the savepoint is gone then. */
async function undo(point: ControlledTransaction<Database, ['command']>, why: unknown): Promise<void> {
  try {
    await point.rollbackToSavepoint('command').execute()
    await point.releaseSavepoint('command').execute()
  } catch {
    throw why
  }
}

async function runBatch(db: Kysely<Database>, jobs: Job[]): Promise<Outcome[]> {
  const outer: ControlledTransaction<Database> = await db.startTransaction().execute()
  const outcomes: Outcome[] = []
  try {
    for (const job of jobs) {
      const point = await outer.savepoint('command').execute()
      try {
        const value = await inside.run(true, () => job.work(point))
        await point.releaseSavepoint('command').execute()
        outcomes.push({ ok: true, value })
      } catch (error) {
        await undo(point, error)
        outcomes.push({ ok: false, error })
      }
    }
    await outer.commit().execute()
  } catch (error) {
    if (!outer.isCommitted) await outer.rollback().execute().catch((cause: unknown) => { throw new Error(`rollback failed: ${String(cause)}`, { cause: error }) })
    throw error
  }
  return outcomes
}

/** SQLite: commands that arrive together share one COMMIT, each in a savepoint of its own. */
function grouped(db: Kysely<Database>): Commands {
  const queue: Job[] = []
  let running: Promise<void> | undefined

  /** One command that ends the transaction of all (it does not fit on the disk any more) takes none of the others with it. */
  async function runAll(jobs: Job[]): Promise<Outcome[]> {
    try {
      return await runBatch(db, jobs)
    } catch (error) {
      if (jobs.length === 1) return [{ ok: false, error }]
    }
    const outcomes: Outcome[] = []
    for (const job of jobs) outcomes.push(...(await runAll([job])))
    return outcomes
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const jobs = queue.splice(0, batchSize)
      const outcomes = await runAll(jobs)
      jobs.forEach((job, index) => job.settle(outcomes[index] ?? { ok: false, error: new Error('command has no outcome') }))
      await new Promise((next) => setImmediate(next))
    }
    running = undefined
  }

  return {
    run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      return new Promise<T>((fulfil, reject) => {
        queue.push({ work, settle: (outcome) => (outcome.ok ? fulfil(outcome.value as T) : reject(outcome.error)) })
        running ??= new Promise<void>((start) => setImmediate(start)).then(drain)
      })
    },
    async idle() {
      while (running) await running
    },
  }
}

const retryable = new Set(['40001', '40P01'])
function isRetryable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && retryable.has(error.code)
}

/** PostgreSQL groups commits itself; deadlocks and serialisation failures are tried again. */
function single(db: Kysely<Database>): Commands {
  let open = 0
  return {
    async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      open += 1
      try {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await db.transaction().execute((tx) => inside.run(true, () => work(tx)))
          } catch (error) {
            if (attempt >= 5 || !isRetryable(error)) throw error
            await pause(Math.random() * 20 * attempt)
          }
        }
      } finally {
        open -= 1
      }
    },
    async idle() {
      while (open > 0) await pause(10)
    },
  }
}

export function createCommands(db: Kysely<Database>, kind: DatabaseKind): Commands {
  return kind === 'sqlite' ? grouped(db) : single(db)
}
