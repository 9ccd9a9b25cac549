// Who has the app open, and how many messages wait for each: one question of the database for all of them, a stream for every page.
import { Readable } from 'node:stream'
import { everything } from '../db/signals.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { unreadOfSessions } from './repository.ts'

const lookEveryMs = 1_500
const heartbeatMs = 25_000
/** What lies unread by its reader before it is given up, in bytes: some hundred changes. */
const mostWaiting = 4_096
const mostAtOnce = 500
/** The page's own pauses count; this is for what reconnects by itself. */
const retryMs = 5_000

export interface HubLimits { perAccount: number; perProcess: number }
const usualLimits: HubLimits = { perAccount: 6, perProcess: 2_000 }

export interface UnreadHub {
  /** A stream of events for this session that begins with `unread`. Throws `unavailable` when this process has as many as it may, or is stopping. */
  open(reader: { id: string; sessionId: string }, unread: number): Readable
  /** Something came for these accounts: looks, and tells the other processes to. */
  tell(accountIds: ReadonlySet<string>): void
  /** Asks now, for these accounts or for everybody, and resolves when they have been told. A failing database ends no stream. */
  look(accountIds?: ReadonlySet<string>): Promise<void>
  /** Streams that are open. */
  size(): number
  /** Ends all of them, and takes no more. */
  close(): void
}

interface Open { stream: Readable; accountId: string; sessionId: string; said: number; wroteAt: number }

const eventOf = (unread: number) => `event: unread\ndata: ${JSON.stringify({ unread })}\n\n`

/** `limits`: streams an account may have (the oldest gives way and is told so by `event: enough`), and all in this process. */
export function createUnreadHub({ db, clock, log, signals }: Pick<Deps, 'db' | 'clock' | 'log' | 'signals'>, limits = usualLimits): UnreadHub {
  const opens = new Set<Open>()
  const wanted = new Set<Open>()
  let running: Promise<void> | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let isClosed = false

  function forget(open: Open): void {
    opens.delete(open)
    wanted.delete(open)
    if (opens.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  function end(open: Open, lastWords = ''): void {
    forget(open)
    if (lastWords) open.stream.push(lastWords)
    open.stream.push(null)
  }
  /** Who does not read is dropped; their page comes back when it can. */
  function write(open: Open, text: string): void {
    open.wroteAt = clock.now()
    if (!open.stream.push(text)) open.stream.destroy()
  }

  async function ask(batch: Open[]): Promise<void> {
    const rows = await unreadOfSessions(db, batch.map(({ sessionId }) => sessionId), clock.now())
    const unread = new Map(rows.map((row) => [row.id, row.unread]))
    for (const open of batch) {
      if (!opens.has(open)) continue
      const now = unread.get(open.sessionId)
      if (now === undefined) end(open)
      else if (now !== open.said) {
        open.said = now
        write(open, eventOf(now))
      } else if (clock.now() - open.wroteAt >= heartbeatMs) write(open, ': \n\n')
    }
  }
  async function drain(): Promise<void> {
    while (wanted.size > 0) {
      const batch = [...wanted].slice(0, mostAtOnce)
      for (const open of batch) wanted.delete(open)
      await ask(batch).catch((error: unknown) => log.warn({ err: error }, 'unread messages not counted'))
    }
  }
  function look(accountIds?: ReadonlySet<string>): Promise<void> {
    for (const open of opens) if (!accountIds || accountIds.has(open.accountId)) wanted.add(open)
    running ??= drain().finally(() => { running = undefined })
    return running
  }

  signals.on('unread', (text) => void look(text === everything ? undefined : new Set(text.split(','))))

  return {
    tell(accountIds) {
      // Not waited for: whoever has the app open sees it now, everybody else by their next look.
      void look(accountIds)
      signals.say('unread', [...accountIds].join())
    },
    open({ id, sessionId }, unread) {
      if (isClosed || opens.size >= limits.perProcess) throw new AppError('unavailable', { detail: 'no more live streams', retryAfterSeconds: 60 })
      const own = [...opens].filter(({ accountId }) => accountId === id)
      for (const oldest of own.slice(0, Math.max(own.length - limits.perAccount + 1, 0))) end(oldest, 'event: enough\ndata: {}\n\n')
      const stream = new Readable({ read: () => undefined, highWaterMark: mostWaiting })
      const open: Open = { stream, accountId: id, sessionId, said: unread, wroteAt: clock.now() }
      stream.once('close', () => forget(open))
      stream.push(`retry: ${retryMs}\n\n${eventOf(unread)}`)
      opens.add(open)
      timer ??= setInterval(() => void look(), lookEveryMs).unref()
      return stream
    },
    look,
    size: () => opens.size,
    close() {
      isClosed = true
      for (const open of opens) end(open)
    },
  }
}
