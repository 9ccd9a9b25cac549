// Several processes on one PostgreSQL: each says that it is there, keeps files where the others do, and has their APP_SECRET. SQLite knows one process (lock.ts).
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { sql } from 'kysely'
import pg from 'pg'
import { databaseNow } from './db/leases.ts'
import type { Connection } from './db/commands.ts'
import type { Deps } from './deps.ts'
import { secretMarkOf } from './operations/manifest.ts'

const seenEveryMs = 5_000
/** Without a sign for so long, a process is taken for dead. */
const silenceMs = 20_000
const forgottenMs = 3_600_000

/** Of this run of this process. */
export const newProcessId = (): string => randomUUID()

type Standing = Pick<Deps, 'config' | 'files' | 'databaseKind'>

async function assertFits(connection: Connection, { config, files }: Standing, self: string): Promise<void> {
  const others = await connection.selectFrom('processes').selectAll().where('id', '<>', self).where('seen_at', '>', sql<number>`${databaseNow} - ${silenceMs}`).execute()
  const elsewhere = others.find((other) => other.files_at !== files.place)
  if (elsewhere) {
    throw new Error(`another process (${elsewhere.host}) serves this database and keeps files elsewhere (${elsewhere.files_at}, here ${files.place}): files of one would be missing at the other. `
      + 'Give all the same S3_BUCKET, or on one machine the same FILES_DIR; if the other one has just stopped, try again in half a minute')
  }
  if (others.some((other) => other.secret_mark !== secretMarkOf(config.secret))) throw new Error('another process serves this database under another APP_SECRET: what one seals, the other could not read')
}

/** Throws when a process that is there keeps files elsewhere or has another APP_SECRET: before anything is written. */
export async function assertFitsOthers(connection: Connection, standing: Standing, self: string): Promise<void> {
  if (standing.databaseKind === 'postgres') await assertFits(connection, standing, self)
}

/** What only one process may do at a time while they start: migrations, the county's files, the demonstration. Held by a transaction of its own, so it ends with the process. */
export async function oneAtATime<T>(databaseUrl: string | undefined, work: () => Promise<T>): Promise<T> {
  if (databaseUrl === undefined) return work()
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('zhiqitong starts'))")
    return await work()
  } finally {
    await client.end().catch(() => undefined)
  }
}

export interface Membership { leave(): Promise<void> }

/** Says that this process is there, now and every five seconds, until it leaves. Throws as `assertFitsOthers`. */
export async function joinProcesses(deps: Pick<Deps, 'config' | 'files' | 'databaseKind' | 'commands' | 'db' | 'log'>, self: string): Promise<Membership> {
  if (deps.databaseKind === 'sqlite') return { leave: () => Promise.resolve() }
  const row = { id: self, files_at: deps.files.place, secret_mark: secretMarkOf(deps.config.secret), host: hostname(), version: deps.config.version, started_at: databaseNow, seen_at: databaseNow }
  const say = (connection: Connection) => connection.insertInto('processes').values(row).onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: databaseNow })).execute()
  await deps.commands.run(async (tx) => {
    // Two that start at once see each other.
    await sql`select pg_advisory_xact_lock(hashtext('zhiqitong processes'))`.execute(tx)
    await tx.deleteFrom('processes').where('seen_at', '<', sql<number>`${databaseNow} - ${forgottenMs}`).execute()
    await assertFits(tx, deps, self)
    await say(tx)
  })
  const timer = setInterval(() => {
    say(deps.db).catch((error: unknown) => deps.log.warn({ err: error }, 'this process could not say that it is there'))
  }, seenEveryMs).unref()
  return {
    async leave() {
      clearInterval(timer)
      await deps.db.deleteFrom('processes').where('id', '=', self).execute().catch(() => undefined)
    },
  }
}

/** How many are there; 1 on SQLite. */
export async function countProcesses({ db, databaseKind }: Pick<Deps, 'db' | 'databaseKind'>): Promise<number> {
  if (databaseKind === 'sqlite') return 1
  const { count } = await db.selectFrom('processes').select((eb) => eb.fn.countAll().as('count')).where('seen_at', '>', sql<number>`${databaseNow} - ${silenceMs}`).executeTakeFirstOrThrow()
  return Number(count)
}
