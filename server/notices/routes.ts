// Permission table of notices: everybody reads them.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/notices/endpoints.ts'
import { DeadlinesQuerySchema, FeedQuerySchema, NoticeParamsSchema, NoticeSchema, NoticesQuerySchema, NoticesSchema, OpenedSchema, type DeadlinesQuery, type FeedQuery } from '#contract/notices/schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { registerMyNotices } from './mine-routes.ts'
import { writeDeadlines, writeFeed } from './feeds.ts'
import { registerNoticeFiles } from './files-route.ts'
import { countOpening } from './openings.ts'
import { getNotice, listNotices } from './reading.ts'

const forAMinute = 'public, max-age=60'

export function registerNotices(app: FastifyInstance, deps: Deps): void {
  registerMyNotices(app, deps)
  route(app, endpoints.listNotices, { access: 'public', query: NoticesQuerySchema, reply: { 200: NoticesSchema } }, ({ query }) => listNotices(deps, query))
  route(app, endpoints.getNotice, { access: 'public', params: NoticeParamsSchema, reply: { 200: NoticeSchema } }, ({ params: { id } }) => getNotice(deps, id))
  route(app, endpoints.countOpening, { access: 'public', params: NoticeParamsSchema, body: OpenedSchema, reply: { 204: Type.Null() } }, ({ params: { id }, body: { from } }) => countOpening(deps, id, from))
  registerNoticeFiles(app, deps)
  app.get<{ Querystring: FeedQuery }>(endpoints.getNoticesFeed.path, { config: { access: 'public' }, schema: { querystring: FeedQuerySchema } }, async (request, reply) =>
    reply.type('application/atom+xml; charset=utf-8').header('cache-control', forAMinute).send(await writeFeed(deps, request.query)))
  app.get<{ Querystring: DeadlinesQuery }>(endpoints.getDeadlines.path, { config: { access: 'public' }, schema: { querystring: DeadlinesQuerySchema } }, async (request, reply) =>
    reply.type('text/calendar; charset=utf-8').header('cache-control', forAMinute).header('content-disposition', 'attachment; filename="deadlines.ics"').send(await writeDeadlines(deps, request.query)))
}
