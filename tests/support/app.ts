// The real application on a real, seeded database, with a clock that stands still. One per describe or per test, as you like.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { sql, type Kysely } from 'kysely'
import { buildApp } from '#server/app.ts'
import { sealAudit } from '#server/audit/chain.ts'
import type { Config } from '#server/config.ts'
import type { Database } from '#server/db/schema.ts'
import type { Deps } from '#server/deps.ts'
import { deliverDue } from '#server/messages/worker.ts'
import { recordNotices } from '#server/notices/content-sync.ts'
import { recordSchemes } from '#server/subsidies/scheme-history.ts'
import { createClient, type Client, type Received, type Send, type Sent } from './api-client.ts'
import './provided.ts'
import { seedSchema } from './provided.ts'
import { restoreSnapshot, takeSnapshot } from './snapshot.ts'
import { testClock, testStart, type TestClock } from './test-clock.ts'
import { acquireDatabase } from './test-database.ts'
import { createTestDeps } from './test-deps.ts'

export interface TestAppOptions {
  /** Instant the clock stands at; Monday 2026-11-23 10:08 in Shanghai without it. */
  now?: string
  env?: Record<string, string>
  config?: Partial<Config>
  /** Replaces single dependencies, e.g. a file store that fails. */
  deps?: Partial<Deps>
  /** Where the log goes; nowhere without it. */
  loggerInstance?: FastifyBaseLogger
  /** Is told every request and what came back. */
  overhear?: (sent: Sent, received: Received) => void
}

export interface TestApp {
  app: FastifyInstance
  clock: TestClock
  db: Kysely<Database>
  deps: Deps
  /** A person with no cookie yet. */
  client(): Client
  /** A person who has signed in. */
  signIn(phone: string): Promise<Client>
  /** What the worker does in the background: delivers everything due and seals the audit. */
  runWorker(): Promise<void>
  /** Remembers all rows as they are; `restore` puts them back, in place and in milliseconds. */
  snapshot(): Promise<{ restore(): Promise<void> }>
  close(): Promise<void>
}

export function injectSender(app: FastifyInstance, host: string, overhear?: TestAppOptions['overhear']): Send {
  return async (sent) => {
    const { method, url, headers, body } = sent
    const reply = await app.inject({
      method: method as 'GET',
      url,
      headers: { host, ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
    })
    const named = Object.entries(reply.headers).map(([name, value]) => [name, value === undefined ? undefined : String(value)])
    const received: Received = {
      status: reply.statusCode,
      headers: Object.fromEntries(named) as Record<string, string | undefined>,
      setCookie: [reply.headers['set-cookie'] ?? []].flat(),
      bytes: reply.rawPayload,
    }
    overhear?.(sent, received)
    return received
  }
}

export async function buildTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await acquireDatabase()
  const clock = testClock(options.now ?? testStart)
  const { env = {}, config = {} } = options
  const { deps: made, close } = await createTestDeps({ ...database, clock, env, config })
  const deps: Deps = { ...made, ...options.deps }
  const { db, databaseKind: kind } = deps
  if (kind === 'postgres') await restoreSnapshot(db, { kind, place: seedSchema })
  // The seed was made from its own content; this test may have another.
  if (kind === 'postgres' || options.deps?.content) {
    await recordSchemes(deps)
    await recordNotices(deps)
  }
  const app = await buildApp(deps, { worker: { isRunning: () => true }, ...(options.loggerInstance ? { loggerInstance: options.loggerInstance } : {}) })
  await app.ready()
  const origin = deps.config.publicUrl
  const client = () => createClient(injectSender(app, new URL(origin).host, options.overhear), origin)
  const snapshots: string[] = []

  return {
    app,
    clock,
    db,
    deps,
    client,
    async signIn(phone) {
      const person = client()
      await person.signIn(phone)
      return person
    },
    async runWorker() {
      while ((await deliverDue(deps)) > 0);
      await sealAudit(deps.commands, kind)
    },
    async snapshot() {
      const name = `snapshot_${snapshots.length + 1}`
      snapshots.push(name)
      await takeSnapshot(db, { kind, place: name })
      return { restore: () => restoreSnapshot(db, { kind, place: name }) }
    },
    async close() {
      await app.close()
      await deps.commands.idle()
      // The next file of this worker gets the same PostgreSQL database.
      if (kind === 'postgres') for (const name of snapshots) await sql`drop schema ${sql.id(name)} cascade`.execute(db)
      await close()
      database.release()
    },
  }
}
