// Permission table of help on the spot: asking is an assistant's, ending anybody's who is in it; the services ask live whose firm it is.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { IdParamsSchema } from '#contract/schema.ts'
import { AssistCodeSchema, AssistInputSchema, AssistRequestSchema, AssistSchema, AssistsQuerySchema, AssistsSchema, AssistSubmitSchema } from '#contract/subsidies/assist.ts'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import { ApplicationSchema } from '#contract/subsidies/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import { endAssist, listAssists, requestAssist, startAssist } from './assist.ts'
import { requestAssistSubmit, submitAssisted } from './assist-submit.ts'

const assistants = ['assistant'] as const

export function registerAssists(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  route(app, endpoints.requestAssist, { access: assistants, body: AssistRequestSchema, reply: { 202: AssistCodeSchema } }, async ({ account, body, request }) =>
    new Reply(202, await requestAssist(deps, account, body, { ip: request.ip, requestId: request.id })))
  route(app, endpoints.startAssist, { access: assistants, body: AssistInputSchema, reply: { 201: AssistSchema } }, async ({ account, body, request }) =>
    new Reply(201, await startAssist(deps, account, body, { ip: request.ip, requestId: request.id })))
  route(app, endpoints.listAssists, { access: 'session', query: AssistsQuerySchema, reply: { 200: AssistsSchema } }, async ({ account, query }) => ({ items: await listAssists(deps, account, query.firmId) }))
  route(app, endpoints.endAssist, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: { id }, request }) => endAssist(deps, account, id, request.id))
  route(app, endpoints.requestAssistSubmit, { access: assistants, params, reply: { 202: AssistCodeSchema } }, async ({ account, params: { id }, request }) =>
    new Reply(202, await requestAssistSubmit(deps, account, id, { ip: request.ip, requestId: request.id })))
  route(app, endpoints.submitAssisted, { access: assistants, params, body: AssistSubmitSchema, reply: { 200: ApplicationSchema } }, async ({ account, params: { id }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const { status, body: reply } = await submitAssisted(deps, account, { id, input: body, key, bodyHash: hashRequest({ id }, body) }, { ip: request.ip, requestId: request.id })
    return new Reply(status, reply, { etag: `"${reply.version}"` })
  })
}
