// Permission table of experts, their hours and free times, and the waiting list.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/consultations/endpoints.ts'
import {
  AvailabilitySchema, DeskExpertsSchema, ExpertSchema, ExpertsSchema, FirmQuerySchema, HoursInputSchema, LeaveInputSchema, LeaveParamsSchema, OpenDayInputSchema, OpenDayParamsSchema, OpenDaysSchema, ProfileInputSchema, ProfileSchema,
  SlotsQuerySchema, SlotsSchema, WaitingInputSchema, WaitingListSchema, WaitingSchema, type Availability, type Profile,
} from '#contract/consultations/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { getAvailability, saveAvailability } from './availability-service.ts'
import { listDeskExperts } from './desk-experts.ts'
import { getExpert, listExperts } from './experts.ts'
import { addLeave, removeLeave } from './leaves.ts'
import { closeDay, listOpenDays, openDay } from './open-days.ts'
import { getProfile, saveProfile } from './profile-service.ts'
import { listSlots } from './slots-service.ts'
import { declineOffer, joinWaiting, leaveWaiting, listWaiting } from './waiting.ts'

const keepers = ['officer', 'expert'] as const

function withVersion<T extends Profile | Availability>(body: T, status = 200): Reply<T> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

export function registerConsultationExperts(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  route(app, endpoints.listExperts, { access: 'public', reply: { 200: ExpertsSchema } }, () => listExperts(deps))
  route(app, endpoints.getExpert, { access: 'public', params, reply: { 200: ExpertSchema } }, ({ params: { id } }) => getExpert(deps, id))
  route(app, endpoints.listSlots, { access: 'public', query: SlotsQuerySchema, reply: { 200: SlotsSchema } }, ({ account, query }) => listSlots(deps, account, query))

  // The service lets an expert near their own only.
  route(app, endpoints.getProfile, { access: keepers, params, reply: { 200: ProfileSchema } }, async ({ account, params: { id } }) => withVersion(await getProfile(deps, account, id)))
  route(app, endpoints.saveProfile, { access: keepers, params, body: ProfileInputSchema, reply: { 200: ProfileSchema } }, async ({ account, params: { id }, body, request }) =>
    withVersion(await saveProfile(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.getAvailability, { access: keepers, params, reply: { 200: AvailabilitySchema } }, async ({ account, params: { id } }) => withVersion(await getAvailability(deps, account, id)))
  route(app, endpoints.saveAvailability, { access: keepers, params, body: HoursInputSchema, reply: { 200: AvailabilitySchema } }, async ({ account, params: { id }, body, request }) =>
    withVersion(await saveAvailability(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.addLeave, { access: keepers, params, body: LeaveInputSchema, reply: { 200: AvailabilitySchema, 201: AvailabilitySchema } }, async ({ account, params: { id }, body, request }) => {
    const { availability, isNew } = await addLeave(deps, account, id, body, request.id)
    return withVersion(availability, isNew ? 201 : 200)
  })
  route(app, endpoints.removeLeave, { access: keepers, params: LeaveParamsSchema, reply: { 200: AvailabilitySchema } }, async ({ account, params: ids, request }) => withVersion(await removeLeave(deps, account, ids, request.id)))

  route(app, endpoints.listDeskExperts, { access: ['officer'], reply: { 200: DeskExpertsSchema } }, () => listDeskExperts(deps))
  route(app, endpoints.listOpenDays, { access: ['officer'], reply: { 200: OpenDaysSchema } }, () => listOpenDays(deps))
  route(app, endpoints.openDay, { access: ['officer'], params: OpenDayParamsSchema, body: OpenDayInputSchema, reply: { 200: OpenDaysSchema } }, ({ account, params: { date }, body, request }) => openDay(deps, account, date, body.reason, request.id))
  route(app, endpoints.closeDay, { access: ['officer'], params: OpenDayParamsSchema, reply: { 200: OpenDaysSchema } }, ({ account, params: { date }, request }) => closeDay(deps, account, date, request.id))

  route(app, endpoints.listWaiting, { access: 'session', query: FirmQuerySchema, reply: { 200: WaitingListSchema } }, ({ account, query }) => listWaiting(deps, account, query.firmId))
  route(app, endpoints.joinWaiting, { access: 'session', body: WaitingInputSchema, reply: { 200: WaitingSchema, 201: WaitingSchema } }, async ({ account, body, request }) => {
    const { waiting, isNew } = await joinWaiting(deps, account, body, request.id)
    return new Reply(isNew ? 201 : 200, waiting)
  })
  route(app, endpoints.leaveWaiting, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: { id }, request }) => leaveWaiting(deps, account, id, request.id))
  route(app, endpoints.declineOffer, { access: 'session', params, reply: { 200: WaitingSchema } }, ({ account, params: { id }, request }) => declineOffer(deps, account, id, request.id))
}
