// Permission table of the desk's side of notices: officers only, two of them for anything that counts.
import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/notices/desk-endpoints.ts'
import {
  DeskNoticeSchema, DeskNoticesQuerySchema, DeskNoticesSchema, NoticeActionInputSchema, NoticeActionParamsSchema, NoticeCreatedSchema, NoticeSavedSchema, NoticeSaveSchema, NoticeStartSchema, NoticeVersionParamsSchema, NoticeVersionSchema, type DeskNotice,
} from '#contract/notices/desk-schema.ts'
import { NoticeParamsSchema } from '#contract/notices/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { listDeskNotices } from './desk-list.ts'
import { viewDeskNotice, viewNoticeVersion } from './desk-view.ts'
import { removeNoticeDraft, saveNotice, startNotice } from './drafts.ts'
import { actOnNotice } from './version-actions.ts'

const access = ['officer'] as const
/** Bytes of a draft: four hundred blocks with tables. */
const bodyLimit = 1024 * 1024
/** The schema's own serialiser would compile a validator for every kind of block at its first reply; what is sent here was let in by the same schema. */
const asIs = (reply: FastifyReply) => reply.type('application/json; charset=utf-8').serializer((body: unknown) => JSON.stringify(body))
const versioned = (reply: FastifyReply, body: DeskNotice) => {
  asIs(reply)
  return new Reply(200, body, body.open ? { etag: `"${body.open.revision}"` } : {})
}

export function registerNoticeDesk(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listDeskNotices, { access, query: DeskNoticesQuerySchema, reply: { 200: DeskNoticesSchema } }, ({ account, query }) => listDeskNotices(deps, query, account.id))
  route(app, endpoints.startNotice, { access, body: NoticeStartSchema, reply: { 200: NoticeCreatedSchema, 201: NoticeCreatedSchema } }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const started = await startNotice(deps, { asker: { account, requestId: request.id }, input: body, key, bodyHash: hashRequest(null, body) })
    return new Reply(started.status, started.body)
  })
  route(app, endpoints.getDeskNotice, { access, params: NoticeParamsSchema, reply: { 200: DeskNoticeSchema } }, async ({ account, params, reply }) => versioned(reply, await viewDeskNotice(deps, deps.db, params.id, account)))
  route(app, endpoints.saveNotice, { access, params: NoticeParamsSchema, body: NoticeSaveSchema, reply: { 200: NoticeSavedSchema }, bodyLimit }, async ({ account, params, body, request }) => {
    const saved = await saveNotice(deps, { account, requestId: request.id }, params.id, readIfMatch(request), body)
    return new Reply(200, saved, { etag: `"${saved.revision}"` })
  })
  route(app, endpoints.removeNoticeDraft, { access, params: NoticeParamsSchema, reply: { 204: Type.Null() } }, ({ account, params, request }) => removeNoticeDraft(deps, { account, requestId: request.id }, params.id))
  route(app, endpoints.actOnNotice, { access, params: NoticeActionParamsSchema, body: NoticeActionInputSchema, reply: { 200: DeskNoticeSchema } }, async ({ account, params: { id, action }, body, request, reply }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    await actOnNotice(deps, { asker: { account, requestId: request.id }, id, action, input: body, key, bodyHash: hashRequest({ id, action }, body) })
    return versioned(reply, await viewDeskNotice(deps, deps.db, id, account))
  })
  route(app, endpoints.getNoticeVersion, { access, params: NoticeVersionParamsSchema, reply: { 200: NoticeVersionSchema } }, async ({ params, reply }) => {
    asIs(reply)
    return viewNoticeVersion(deps.db, params.id, params.number)
  })
}
