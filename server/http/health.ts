// /api/health for people and old probes; live and ready for what starts, stops and watches the process (docs/operations.md).
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { sql } from 'kysely'
import { getCounty, getHealth, getLegalDocument, getLiveness, getReadiness, type Readiness } from '#contract/county/endpoints.ts'
import { LegalDocumentSchema } from '#contract/county/legal-schema.ts'
import { CountySchema } from '#contract/county/schema.ts'
import { closed, IdParamsSchema, oneOf } from '#contract/schema.ts'
import { readLastCheck } from '../audit/check.ts'
import { migrations } from '../db/migrations/index.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { diskRoom } from '../files/room.ts'
import { Reply, route } from './route.ts'

const HealthSchema = closed({ status: oneOf('ok', 'degraded'), database: oneOf('sqlite', 'postgres'), worker: oneOf('running', 'stopped'), version: Type.String() })
const ReadinessSchema = closed({ status: oneOf('ready', 'not-ready'), database: oneOf('answers', 'silent'), migrations: oneOf('current', 'behind', 'unknown'), worker: oneOf('running', 'stopped'), disk: oneOf('ok', 'low', 'full', 'unknown'), files: oneOf('reachable', 'unreachable'), audit: oneOf('whole', 'broken', 'unchecked', 'unknown') })

async function isAnswering({ db }: Deps): Promise<boolean> {
  return sql`select 1`.execute(db).then(() => true, () => false)
}

/** Another process may have been started with a newer version, or this one before its database was restored. */
async function migrationState({ db, databaseKind }: Deps): Promise<Readiness['migrations']> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
    const ran = new Set(rows.map(({ name }) => name))
    return Object.keys(migrations(databaseKind)).every((name) => ran.has(name)) ? 'current' : 'behind'
  } catch {
    return 'unknown' // the database does not answer, which is said beside this
  }
}

/** What the last full check of the audit chain said. A broken one is for people to look into: requests are answered as before. */
async function auditState({ db }: Deps): Promise<Readiness['audit']> {
  try {
    const last = await readLastCheck(db)
    return last === undefined ? 'unchecked' : last.isWhole ? 'whole' : 'broken'
  } catch {
    return 'unknown' // the database does not answer, which is said beside this
  }
}

/** Ready to be given requests. A disk on which uploads are refused is said and still ready; one on which nothing is written is not. */
async function readinessOf(deps: Deps, worker: { isRunning(): boolean }): Promise<Readiness> {
  const [answers, migrated, room, audit, reaches] = await Promise.all([isAnswering(deps), migrationState(deps), diskRoom(deps).catch(() => undefined), auditState(deps), deps.files.isReachable()])
  const state = { database: answers ? 'answers' : 'silent', migrations: migrated, worker: worker.isRunning() ? 'running' : 'stopped', disk: room?.state ?? 'unknown', files: reaches ? 'reachable' : 'unreachable', audit } as const
  const isReady = answers && reaches && migrated === 'current' && state.worker === 'running' && (state.disk === 'ok' || state.disk === 'low')
  return { status: isReady ? 'ready' : 'not-ready', ...state }
}

export function registerHealth(app: FastifyInstance, deps: Deps, worker: { isRunning(): boolean }): void {
  route(app, getHealth, { access: 'public', passive: true, reply: { 200: HealthSchema, 503: HealthSchema } }, async () => {
    const answers = await isAnswering(deps)
    const isFine = answers && worker.isRunning()
    return new Reply(answers ? 200 : 503, { status: isFine ? 'ok' : 'degraded', database: deps.databaseKind, worker: worker.isRunning() ? 'running' : 'stopped', version: deps.config.version })
  })
  // That it answers at all is the answer: a process whose database is away must not be killed for it.
  route(app, getLiveness, { access: 'public', passive: true, reply: { 200: closed({ status: oneOf('alive') }) } }, async () => ({ status: 'alive' as const }))
  route(app, getReadiness, { access: 'public', passive: true, reply: { 200: ReadinessSchema, 503: ReadinessSchema } }, async () => {
    const readiness = await readinessOf(deps, worker)
    return new Reply(readiness.status === 'ready' ? 200 : 503, readiness)
  })
  route(app, getCounty, { access: 'public', passive: true, reply: { 200: closed({ ...CountySchema.properties, demo: Type.Boolean(), ownPhoneDays: Type.Integer() }) } }, async () => ({ ...deps.content.county, demo: deps.config.demo, ownPhoneDays: deps.content.security.sessions.ownPhoneDays }))
  route(app, getLegalDocument, { access: 'public', passive: true, params: IdParamsSchema, reply: { 200: LegalDocumentSchema } }, async ({ params: { id } }) => {
    const found = deps.content.legal.find((document) => document.id === id)
    if (!found) throw notFound(`no legal document ${id}`)
    return found
  })
}
