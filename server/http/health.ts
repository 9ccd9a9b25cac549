import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { sql } from 'kysely'
import { getCounty, getHealth, getLegalDocument } from '#contract/county/endpoints.ts'
import { LegalDocumentSchema } from '#contract/county/legal-schema.ts'
import { CountySchema } from '#contract/county/schema.ts'
import { closed, IdParamsSchema, oneOf } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { Reply, route } from './route.ts'

const HealthSchema = closed({ status: oneOf('ok', 'degraded'), database: oneOf('sqlite', 'postgres'), worker: oneOf('running', 'stopped'), version: Type.String() })

export function registerHealth(app: FastifyInstance, deps: Deps, worker: { isRunning(): boolean }): void {
  route(app, getHealth, { access: 'public', passive: true, reply: { 200: HealthSchema, 503: HealthSchema } }, async () => {
    const isAnswering = await sql`select 1`.execute(deps.db).then(() => true, () => false)
    const isFine = isAnswering && worker.isRunning()
    return new Reply(isAnswering ? 200 : 503, { status: isFine ? 'ok' : 'degraded', database: deps.databaseKind, worker: worker.isRunning() ? 'running' : 'stopped', version: deps.config.version })
  })
  route(app, getCounty, { access: 'public', passive: true, reply: { 200: closed({ ...CountySchema.properties, demo: Type.Boolean() }) } }, async () => ({ ...deps.content.county, demo: deps.config.demo }))
  route(app, getLegalDocument, { access: 'public', passive: true, params: IdParamsSchema, reply: { 200: LegalDocumentSchema } }, async ({ params: { id } }) => {
    const found = deps.content.legal.find((document) => document.id === id)
    if (!found) throw notFound(`no legal document ${id}`)
    return found
  })
}
