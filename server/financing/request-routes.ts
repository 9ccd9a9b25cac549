// Permission table of requests: a firm's people fill in and hand in, officers screen.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { FinancingChoicesSchema, type FinancingChoices } from '#contract/financing/casework-schema.ts'
import * as endpoints from '#contract/financing/request-endpoints.ts'
import { RequestActionInputSchema, RequestActionParamsSchema, RequestInputSchema, RequestPatchSchema, RequestSchema, RequestsQuerySchema, RequestsSchema, type FinancingRequest } from '#contract/financing/request-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { actOnRequest } from './request-actions.ts'
import { deleteRequest, getRequest, saveRequest, startRequest } from './request-drafts.ts'
import { listRequests } from './request-view.ts'

function withVersion(body: FinancingRequest, status = 200): Reply<FinancingRequest> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

function choicesOf({ content: { financingCasework: casework } }: Pick<Deps, 'content'>): FinancingChoices {
  const { illustrative, requestsPerFirm, banksPerRequest, fromFen, toFen, toMonths, screenWorkdays, turnoverBands, debtBands, uses, refusals, failures, consent, ladder, subsidyProgrammeId } = casework
  return { illustrative, requestsPerFirm, banksPerRequest, fromFen, toFen, toMonths, screenWorkdays, turnoverBands, debtBands, uses, refusals, failures, consent, ladder, subsidyProgrammeId }
}

export function registerRequests(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  const reply = { 200: RequestSchema }
  route(app, endpoints.getFinancingChoices, { access: 'public', reply: { 200: FinancingChoicesSchema } }, () => Promise.resolve(choicesOf(deps)))
  route(app, endpoints.listRequests, { access: 'session', query: RequestsQuerySchema, reply: { 200: RequestsSchema } }, ({ account, query }) => listRequests(deps, account, query.firmId))
  route(app, endpoints.startRequest, { access: 'session', body: RequestInputSchema, reply: { 200: RequestSchema, 201: RequestSchema } }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const { request: started, isNew } = await startRequest(deps, account, { input: body, key, bodyHash: hashRequest(null, body, deps.config.secret), requestId: request.id })
    return withVersion(started, isNew ? 201 : 200)
  })
  route(app, endpoints.getRequest, { access: 'session', params, reply }, async ({ account, params: { id }, request }) => withVersion(await getRequest(deps, account, id, request.id)))
  route(app, endpoints.saveRequest, { access: 'session', params, body: RequestPatchSchema, reply }, async ({ account, params: { id }, body, request }) =>
    withVersion(await saveRequest(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.deleteRequest, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: { id }, request }) => deleteRequest(deps, account, id, request.id))
  route(app, endpoints.actOnRequest, { access: 'session', params: RequestActionParamsSchema, body: RequestActionInputSchema, reply }, async ({ account, params: { id, action }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return withVersion(await actOnRequest(deps, account, { id, action, input: body, key, bodyHash: hashRequest({ id, action }, body, deps.config.secret), requestId: request.id }))
  })
}
