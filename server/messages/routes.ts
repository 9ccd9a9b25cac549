import type { FastifyInstance } from 'fastify'
import { countUnread, listMessages, readAllMessages as readAllEndpoint, readMessage as readEndpoint } from '#contract/messages/endpoints.ts'
import { MessagesQuerySchema, MessagesSchema, UnreadSchema } from '#contract/messages/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { registerStream } from './stream.ts'
import { readAllMessages, readInbox, readMessage, readUnread } from './service.ts'

/** Everybody signed in reads their own inbox; there is no way to anybody else's. */
export function registerMessages(app: FastifyInstance, deps: Deps): void {
  route(app, listMessages, { access: 'session', query: MessagesQuerySchema, reply: { 200: MessagesSchema } },
    ({ account, query }) => readInbox(deps, account, query))
  route(app, countUnread, { access: 'session', passive: true, reply: { 200: UnreadSchema } },
    ({ account }) => readUnread(deps, account))
  registerStream(app, deps)
  route(app, readEndpoint, { access: 'session', takesAuditors: true, params: IdParamsSchema, reply: { 200: UnreadSchema } },
    ({ account, params, request }) => readMessage(deps, account, params.id, request.id))
  route(app, readAllEndpoint, { access: 'session', takesAuditors: true, reply: { 200: UnreadSchema } },
    ({ account, request }) => readAllMessages(deps, account, request.id))
}
