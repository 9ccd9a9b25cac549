// GET /metrics in Prometheus' text format: counts and durations only, labels out of closed lists. For who has METRICS_TOKEN, without one for this machine (never in production).
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { readLastCheck } from '../audit/check.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { diskRoom } from '../files/room.ts'
import { lastBackupKey } from '../operations/backup.ts'
import { copyState } from '../operations/copies.ts'

const path = '/metrics'
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60]

function isSameText(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** The connection itself comes from this machine, and nobody has passed it on. */
function isFromHere(request: FastifyRequest): boolean {
  const isPassedOn = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined || request.headers.via !== undefined
  return loopback.has(request.raw.socket.remoteAddress ?? '') && !isPassedOn
}

function mayRead({ config }: Pick<Deps, 'config'>, request: FastifyRequest): boolean {
  if (config.metricsToken !== undefined) return isSameText(request.headers.authorization ?? '', `Bearer ${config.metricsToken}`)
  return config.demo && isFromHere(request)
}

function requestMetrics(app: FastifyInstance, register: Registry): void {
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests answered', labelNames: ['method', 'route', 'status'], registers: [register] })
  const durations = new Histogram({ name: 'http_request_duration_seconds', help: 'From the first byte of a request to the last of its answer; without streams', labelNames: ['method', 'route'], buckets, registers: [register] })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requests.inc({ method: request.method, route, status: reply.statusCode })
    // A stream lasts as long as its page is open.
    if (!String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream')) durations.observe({ method: request.method, route }, reply.elapsedTime / 1000)
  })
}

const channels = ['sms', 'push', 'email'] as const

/** What is asked of database and disk at every scrape. When the database does not answer, its figures are left out and zqt_database_up is 0. */
function stateMetrics(deps: Deps, worker: { isRunning(): boolean }, register: Registry): () => Promise<void> {
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) => new Gauge<L>({ name: `zqt_${name}`, help, labelNames, registers: [register] })
  gauge('info', 'The program and its database', ['version', 'database']).set({ version: deps.config.version, database: deps.databaseKind }, 1)
  const databaseUp = gauge('database_up', '1 when the database answers')
  const workerUp = gauge('worker_up', '1 when the worker runs and its last round worked')
  const outbox = gauge('outbox_messages', 'Inbox messages not delivered yet; bulk ones are of notices to many', ['kind'])
  const outboxAge = gauge('outbox_oldest_seconds', 'How long the oldest message that is due has been waiting', ['kind'])
  const failed = gauge('outbox_failed_messages', 'Inbox messages given up')
  const deliveries = gauge('deliveries', 'SMS, pushes and mails that have no final state', ['channel'])
  const deliveryAge = gauge('deliveries_oldest_seconds', 'How long the oldest of them that is due has been waiting', ['channel'])
  const unsealed = gauge('audit_unsealed_lines', 'Audit lines waiting to be sealed')
  const chainWhole = gauge('audit_chain_whole', '1 when the last full check found the audit chain whole, 0 when it did not, -1 before the first check')
  const chainChecked = gauge('audit_chain_checked_timestamp_seconds', 'When the audit chain was last checked in full; 0 before the first')
  const diskFree = gauge('disk_free_bytes', 'Room on the disk of DATA_DIR')
  const diskSize = gauge('disk_size_bytes', 'Size of the disk of DATA_DIR')
  const diskState = gauge('disk_state', '0 ok, 1 uploads are refused, 2 nothing new is written')
  const backup = gauge('last_backup_timestamp_seconds', 'When the newest backup was made; 0 before the first')
  const copy = gauge('last_copy_timestamp_seconds', 'When the newest copy of COPY_TO was begun; 0 before the first')
  const copies = gauge('copies_state', '-1 without COPY_TO, 0 the newest copy is of these ten minutes, 1 it is older')
  const ofDatabase = [outbox, outboxAge, failed, deliveries, deliveryAge, unsealed]

  async function askDatabase(now: number): Promise<void> {
    const age = (oldest: unknown) => (oldest === null ? 0 : Math.max(0, now - Number(oldest)) / 1000)
    const waiting = await deps.db.selectFrom('outbox').select((eb) => ['bulk', eb.fn.countAll().as('count'), eb.fn.min(eb.case().when('run_at', '<=', now).then(eb.ref('run_at')).else(null).end()).as('oldest')]).where(sql<boolean>`state = 'queued'`).groupBy('bulk').execute()
    for (const [kind, bulk] of [['single', 0], ['bulk', 1]] as const) {
      const row = waiting.find((one) => Number(one.bulk) === bulk)
      outbox.set({ kind }, Number(row?.count ?? 0))
      outboxAge.set({ kind }, age(row?.oldest ?? null))
    }
    failed.set(Number((await deps.db.selectFrom('outbox').select((eb) => eb.fn.countAll().as('count')).where('state', '=', 'failed').executeTakeFirstOrThrow()).count))
    const open = await deps.db.selectFrom('deliveries').select((eb) => ['channel', eb.fn.countAll().as('count'), eb.fn.min(eb.case().when('run_at', '<=', now).then(eb.ref('run_at')).else(null).end()).as('oldest')]).where('finished_at', 'is', null).groupBy('channel').execute()
    for (const channel of channels) {
      const row = open.find((one) => one.channel === channel)
      deliveries.set({ channel }, Number(row?.count ?? 0))
      deliveryAge.set({ channel }, age(row?.oldest ?? null))
    }
    unsealed.set(Number((await deps.db.selectFrom('audit_pending').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()).count))
    const checked = await readLastCheck(deps.db)
    chainWhole.set(checked === undefined ? -1 : Number(checked.isWhole))
    chainChecked.set((checked?.at ?? 0) / 1000)
    const last = await deps.db.selectFrom('meta').select('value').where('key', '=', lastBackupKey).executeTakeFirst()
    if (last) backup.set(Number(last.value) / 1000)
  }

  return async () => {
    const room = await diskRoom(deps)
    diskFree.set(room.freeBytes)
    diskSize.set(room.totalBytes)
    diskState.set({ ok: 0, low: 1, full: 2 }[room.state])
    const copied = copyState(deps)
    copy.set((copied.last ?? 0) / 1000)
    copies.set({ off: -1, current: 0, late: 1 }[copied.state])
    workerUp.set(worker.isRunning() ? 1 : 0)
    try {
      await askDatabase(deps.clock.now())
      databaseUp.set(1)
    } catch (error) {
      deps.log.warn({ err: error }, 'the database does not answer the metrics')
      for (const one of ofDatabase) one.reset()
      databaseUp.set(0)
    }
  }
}

export function registerMetrics(app: FastifyInstance, deps: Deps, worker: { isRunning(): boolean }): void {
  const register = new Registry()
  requestMetrics(app, register)
  const refresh = stateMetrics(deps, worker, register)
  let isWatched = false
  app.get(path, { config: { access: 'public', passive: true }, schema: { hide: true } }, async (request, reply) => {
    if (!mayRead(deps, request)) throw new AppError('not-found', { detail: 'metrics without their token' })
    // The process is watched from the first time somebody asks on.
    if (!isWatched) collectDefaultMetrics({ register })
    isWatched = true
    await refresh()
    return reply.header('cache-control', 'no-store').type(register.contentType).send(await register.metrics())
  })
}
