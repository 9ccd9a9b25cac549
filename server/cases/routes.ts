import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { CaseworkSchema } from '#contract/cases/casework.ts'
import * as endpoints from '#contract/cases/endpoints.ts'
import { AssignmentInputSchema, ColleagueSchema, PresenceInputSchema, PresenceSchema, QueueQuerySchema, QueueSchema } from '#contract/cases/schema.ts'
import { closed, IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { assignCases, listColleagues } from './assignments.ts'
import { markPresence } from './presence.ts'
import { readQueue } from './queue.ts'

export function registerCases(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listQueue, { access: ['officer'], query: QueueQuerySchema, reply: { 200: QueueSchema } }, ({ account, query, request }) => readQueue(deps, account, query, request.id))
  route(app, endpoints.getCasework, { access: ['officer'], reply: { 200: CaseworkSchema } }, async () => deps.content.casework)
  route(app, endpoints.listColleagues, { access: ['officer'], reply: { 200: closed({ items: Type.Array(ColleagueSchema) }) } }, async ({ account }) => ({ items: await listColleagues(deps.db, account.id) }))
  route(app, endpoints.assignCases, { access: ['officer'], body: AssignmentInputSchema, reply: { 200: closed({ assigned: Type.Integer() }) } }, async ({ account, body, request }) =>
    ({ assigned: await assignCases(deps, account, body, request.id) }))
  route(app, endpoints.markPresence, { access: 'session', passive: true, params: IdParamsSchema, body: PresenceInputSchema, reply: { 200: PresenceSchema } }, ({ account, params, body }) =>
    markPresence(deps, account, params.id, body.doing))
}
