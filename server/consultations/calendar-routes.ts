// Calendars: one booking for whoever sees it, a private address for firm and expert, and what is under it for any program that knows it.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/consultations/endpoints.ts'
import { FeedInputSchema, FeedParamsSchema, FeedSchema } from '#contract/consultations/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { route } from '../http/route.ts'
import { openBooking } from './access.ts'
import { entryOfBooking } from './calendar-entries.ts'
import { bookingFile, calendarName, writeCalendar } from './calendar.ts'
import { calendarType, sendDownload } from '../files/downloads.ts'
import { makeFeed, readFeed } from './feeds.ts'

export function registerCalendars(app: FastifyInstance, deps: Deps): void {
  app.route<{ Params: { id: string } }>({
    method: 'GET', url: endpoints.getBookingCalendar.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: IdParamsSchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { row, side } = await openBooking(deps.db, request.account, request.params.id)
      return sendDownload(reply, { bytes: Buffer.from(writeCalendar([await entryOfBooking(deps, side, row.id)])), type: calendarType, name: bookingFile })
    },
  })
  route(app, endpoints.makeFeed, { access: 'session', body: FeedInputSchema, reply: { 200: FeedSchema } }, async ({ account, body, request }) => ({ url: await makeFeed(deps, account, body, request.id) }))
  app.route<{ Params: { token: string } }>({
    method: 'GET', url: endpoints.getFeed.path, exposeHeadRoute: false, config: { access: 'public', passive: true }, schema: { params: FeedParamsSchema },
    handler: async (request, reply) => sendDownload(reply, { bytes: Buffer.from(await readFeed(deps, request.params.token)), type: calendarType, name: `${calendarName}.ics` }),
  })
}
