import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import { ObjectionInputSchema, ObjectionSchema, PublicityListSchema, PublicityPageSchema } from '#contract/subsidies/handling.ts'
import { closed, IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import { listMyObjections, objectToApplication } from './objections.ts'
import { findPublicityPage, listPublicity } from './publicity-view.ts'

const objections = closed({ items: Type.Array(ObjectionSchema) })

export function registerPublicity(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listPublicity, { access: 'public', reply: { 200: PublicityListSchema } }, () => listPublicity(deps))
  route(app, endpoints.getPublicity, { access: 'public', params: IdParamsSchema, reply: { 200: PublicityPageSchema } }, async ({ params }) => {
    const page = await findPublicityPage(deps, params.id)
    if (!page) throw notFound(`case ${params.id} was never publicised`)
    return page
  })
  route(app, endpoints.listMyObjections, { access: 'session', params: IdParamsSchema, reply: { 200: objections } }, ({ account, params }) => listMyObjections(deps.db, account, params.id))
  // Beside /actions/:action, which is for the firm and officers: this one is for everybody.
  route(app, endpoints.objectToApplication, { access: 'session', params: IdParamsSchema, body: ObjectionInputSchema, reply: { 201: ObjectionSchema } }, async ({ account, params, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const reply = await objectToApplication(deps, account, { id: params.id, input: body, key, bodyHash: hashRequest(params, body), requestId: request.id })
    return new Reply(reply.status, reply.body)
  })
}
