// What processes on one PostgreSQL tell each other at once (LISTEN and NOTIFY). A courtesy: whoever missed one finds out by looking, a second or two later.
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import type { DatabaseKind } from './open.ts'
import type { Database } from './schema.ts'

const channel = 'zhiqitong'
/** PostgreSQL takes 8,000 bytes a message. */
const mostBytes = 7_000
const longestPauseMs = 3_000

export type Topic = 'unread' | 'schemes' | 'streams' | 'leases'
type Listener = (text: string) => void

export interface Signals {
  /** Tells the other processes. Never throws; `everything` instead of a text that is too long. */
  say(topic: Topic, text: string): void
  /** Calls back with what another process said, and with `everything` after a time in which something may have been missed. */
  on(topic: Topic, listener: Listener): void
  /** Begins to hear; comes back by itself whenever the database was away. */
  listen(): void
  close(): Promise<void>
}

export const everything = '*'

/** Nobody else is there. */
export const silent: Signals = { say: () => undefined, on: () => undefined, listen: () => undefined, close: () => Promise.resolve() }

interface Given { db: Kysely<Database>; kind: DatabaseKind; databaseUrl: string | undefined; self: string }

/** `self`: this process, which does not hear itself. */
export function createSignals({ db, kind, databaseUrl, self }: Given): Signals {
  if (kind === 'sqlite' || databaseUrl === undefined) return silent
  const listeners = new Map<Topic, Listener[]>()
  let client: pg.Client | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let [isClosed, pauseMs] = [false, 0]

  function tell(topic: Topic, text: string): void {
    for (const listener of listeners.get(topic) ?? []) listener(text)
  }

  function hear(payload: string): void {
    const [from = '', topic = '', text = ''] = payload.split(' ', 3)
    if (from === self) return
    for (const known of listeners.keys()) if (known === topic) tell(known, text)
  }

  /** Not all processes at once: a database that comes up is busy enough. */
  function again(lost: pg.Client): void {
    if (isClosed || client !== lost) return
    client = undefined
    void lost.end().catch(() => undefined)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2 + 100)
    timer = setTimeout(connect, pauseMs * (0.5 + Math.random())).unref()
  }

  function connect(): void {
    const own = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000, keepAlive: true })
    client = own
    own.on('error', () => again(own))
    own.on('end', () => again(own))
    own.on('notification', ({ payload }) => hear(payload ?? ''))
    own.connect().then(() => own.query(`listen ${channel}`)).then(() => {
      pauseMs = 0
      for (const topic of listeners.keys()) tell(topic, everything)
    }).catch(() => again(own))
  }

  return {
    say(topic, text) {
      const payload = `${self} ${topic} ${Buffer.byteLength(text) > mostBytes || text.includes(' ') ? everything : text}`
      sql`select pg_notify(${channel}, ${payload})`.execute(db).catch(() => undefined)
    },
    on(topic, listener) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener])
    },
    listen: () => client ?? connect(),
    async close() {
      isClosed = true
      clearTimeout(timer)
      const last = client
      client = undefined
      await last?.end().catch(() => undefined)
    },
  }
}
