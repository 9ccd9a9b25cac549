// The live badge: server-sent events about how many messages wait (HTML standard, section 9.2).
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { streamUnread } from '#contract/messages/endpoints.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { readUnread } from './service.ts'

/** no-transform and x-accel-buffering: nothing between us and the page collects, compresses or keeps it. */
const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' }

/** Only who asks for events is kept; anybody else gets the number as it is, and the end. Never activity of the session, whose end is the stream's. */
export function registerStream(app: FastifyInstance, deps: Deps): void {
  // Before the server waits for what is under way: this would be under way for hours.
  app.addHook('preClose', async () => deps.unread.close())
  app.route({
    method: streamUnread.method, url: streamUnread.path, exposeHeadRoute: false, config: { access: 'session', passive: true },
    handler: async (request, reply) => {
      const { account } = request
      if (!account) throw new AppError('not-signed-in')
      const { unread } = await readUnread(deps, account)
      const isKept = request.headers.accept?.includes('text/event-stream') === true
      return reply.headers(headers).send(isKept ? deps.unread.open(account, unread) : Readable.from([`event: unread\ndata: ${JSON.stringify({ unread })}\n\n`]))
    },
  })
}
