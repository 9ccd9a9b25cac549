// Permission table of holds and bookings: the service asks live who may, firm, expert or officer.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/consultations/endpoints.ts'
import {
  BookingActionInputSchema, BookingActionParamsSchema, BookingInputSchema, BookingPatchSchema, BookingSchema, BookingsSchema, DayQuerySchema, DeskBookingsQuerySchema, DeskBookingsSchema, FirmQuerySchema, HoldInputSchema, HoldSchema, type Booking,
} from '#contract/consultations/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { actOnBooking } from './actions.ts'
import { createBooking } from './booking-create.ts'
import { updateBooking } from './booking-edit.ts'
import { getBooking, listBookings, listVisits } from './bookings-service.ts'
import { listDeskBookings } from './desk-bookings.ts'
import { holdSlot, releaseHold } from './holds-service.ts'

const reply = { 200: BookingSchema }

function withVersion(body: Booking, status = 200): Reply<Booking> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

export function registerBookings(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  route(app, endpoints.holdSlot, { access: 'session', body: HoldInputSchema, reply: { 200: HoldSchema, 201: HoldSchema } }, async ({ account, body, request }) => {
    const { hold, isNew } = await holdSlot(deps, account, body, request.id)
    return new Reply(isNew ? 201 : 200, hold)
  })
  route(app, endpoints.releaseHold, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: { id }, request }) => releaseHold(deps, account, id, request.id))

  route(app, endpoints.createBooking, { access: 'session', body: BookingInputSchema, reply: { 201: BookingSchema } }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return withVersion(await createBooking(deps, account, { input: body, key, bodyHash: hashRequest(null, body), requestId: request.id }), 201)
  })
  route(app, endpoints.listBookings, { access: 'session', query: FirmQuerySchema, reply: { 200: BookingsSchema } }, ({ account, query }) => listBookings(deps, account, query.firmId))
  route(app, endpoints.getBooking, { access: 'session', params, reply }, async ({ account, params: { id }, request }) => withVersion(await getBooking(deps, account, id, request.id)))
  route(app, endpoints.updateBooking, { access: 'session', params, body: BookingPatchSchema, reply }, async ({ account, params: { id }, body, request }) =>
    withVersion(await updateBooking(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.actOnBooking, { access: 'session', params: BookingActionParamsSchema, body: BookingActionInputSchema, reply }, async ({ account, params: { id, action }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return withVersion(await actOnBooking(deps, account, { id, action, input: body, key, bodyHash: hashRequest({ id, action }, body), asker: { ip: request.ip, requestId: request.id } }))
  })
  route(app, endpoints.listMyVisits, { access: ['expert'], query: DayQuerySchema, reply: { 200: BookingsSchema } }, ({ account, query }) => listVisits(deps, account, query))
  route(app, endpoints.listDeskBookings, { access: ['officer'], query: DeskBookingsQuerySchema, reply: { 200: DeskBookingsSchema } }, ({ account, query, request }) => listDeskBookings(deps, account, query, request.id))
}
