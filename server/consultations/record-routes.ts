// Permission table of what comes after a visit: its record, photographs, the firm's word on it.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/consultations/endpoints.ts'
import {
  BookingSchema, FollowUpParamsSchema, FollowUpPatchSchema, RatingInputSchema, RecordCodeSchema, RecordInputSchema, RecordPhotoInputSchema, RecordPhotoParamsSchema, RevisitInputSchema, VisitRecordSchema, type Booking, type VisitRecord,
} from '#contract/consultations/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { setFollowUp } from './follow-ups.ts'
import { addRecordPhoto, removeRecordPhoto } from './photos.ts'
import { answerRevisit, rateBooking } from './ratings.ts'
import { sendRecordCode } from './record-code.ts'
import { getRecord, saveRecord } from './record-service.ts'

const reply = { 200: VisitRecordSchema }

function withVersion<T extends VisitRecord | Booking>(body: T, status = 200): Reply<T> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

export function registerRecords(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  route(app, endpoints.getRecord, { access: 'session', params, reply }, async ({ account, params: { id }, request }) => withVersion(await getRecord(deps, account, id, request.id)))
  route(app, endpoints.saveRecord, { access: 'session', params, body: RecordInputSchema, reply }, async ({ account, params: { id }, body, request }) => withVersion(await saveRecord(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.addRecordPhoto, { access: 'session', params, body: RecordPhotoInputSchema, reply: { 200: VisitRecordSchema, 201: VisitRecordSchema } }, async ({ account, params: { id }, body, request }) => {
    const { record, isNew } = await addRecordPhoto(deps, account, id, body.fileId, request.id)
    return withVersion(record, isNew ? 201 : 200)
  })
  route(app, endpoints.removeRecordPhoto, { access: 'session', params: RecordPhotoParamsSchema, reply }, async ({ account, params: ids, request }) => withVersion(await removeRecordPhoto(deps, account, ids, request.id)))
  route(app, endpoints.sendRecordCode, { access: 'session', params, reply: { 200: RecordCodeSchema } }, ({ account, params: { id }, request }) => sendRecordCode(deps, account, id, { ip: request.ip, requestId: request.id }))
  route(app, endpoints.setFollowUp, { access: 'session', params: FollowUpParamsSchema, body: FollowUpPatchSchema, reply }, async ({ account, params: ids, body, request }) => withVersion(await setFollowUp(deps, account, ids, body.isDone, request.id)))
  route(app, endpoints.rateBooking, { access: 'session', params, body: RatingInputSchema, reply: { 200: BookingSchema } }, async ({ account, params: { id }, body, request }) => withVersion(await rateBooking(deps, account, id, body, request.id)))
  route(app, endpoints.answerRevisit, { access: 'session', params, body: RevisitInputSchema, reply: { 200: BookingSchema } }, async ({ account, params: { id }, body, request }) => withVersion(await answerRevisit(deps, account, id, body, request.id)))
}
