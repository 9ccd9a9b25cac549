// Permission table of notices: everybody reads them.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import * as endpoints from '#contract/notices/endpoints.ts'
import { DeadlinesQuerySchema, NoticeParamsSchema, NoticeSchema, NoticesQuerySchema, NoticesSchema } from '#contract/notices/schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { registerMyNotices } from './mine-routes.ts'
import { getNotice, listNotices, writeDeadlines, writeFeed } from './reading.ts'

const forAMinute = 'public, max-age=60'

export function registerNotices(app: FastifyInstance, deps: Deps): void {
  registerMyNotices(app, deps)
  route(app, endpoints.listNotices, { access: 'public', query: NoticesQuerySchema, reply: { 200: NoticesSchema } }, ({ query }) => Promise.resolve(listNotices(deps, query)))
  route(app, endpoints.getNotice, { access: 'public', params: NoticeParamsSchema, reply: { 200: NoticeSchema } }, ({ params: { id } }) => Promise.resolve(getNotice(deps, id)))
  app.get(endpoints.getNoticesFeed.path, { config: { access: 'public' } }, (_request, reply) => reply.type('application/atom+xml; charset=utf-8').header('cache-control', forAMinute).send(writeFeed(deps)))
  app.get<{ Querystring: Static<typeof DeadlinesQuerySchema> }>(endpoints.getDeadlines.path, { config: { access: 'public' }, schema: { querystring: DeadlinesQuerySchema } }, (request, reply) =>
    reply.type('text/calendar; charset=utf-8').header('cache-control', forAMinute).header('content-disposition', 'attachment; filename="deadlines.ics"').send(writeDeadlines(deps, request.query.noticeId)))
}
