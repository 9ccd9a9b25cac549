// Permission table of notices for whoever is signed in: 为我, read, followed, the firm's consent. The services ask live whose firm it is.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/notices/endpoints.ts'
import { ChangeFollowSchema, ChangeGapConsentSchema, FollowsSchema, GapConsentSchema, MyNoticesQuerySchema, MyNoticesSchema, NoticeSeenSchema, NoticeStandingQuerySchema, NoticeStandingSchema } from '#contract/notices/mine-schema.ts'
import { NoticeParamsSchema } from '#contract/notices/schema.ts'
import { closed, IdSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { changeFollow, listFollows } from './follows.ts'
import { changeGapConsent, getGapConsent } from './gap-consents.ts'
import { listMyNotices } from './mine.ts'
import { getNoticeStanding, readNotice } from './reads.ts'

const FirmParamsSchema = closed({ firmId: IdSchema })

export function registerMyNotices(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listMyNotices, { access: 'session', query: MyNoticesQuerySchema, reply: { 200: MyNoticesSchema } }, ({ account, query }) => listMyNotices(deps, account, query))
  route(app, endpoints.listFollows, { access: 'session', reply: { 200: FollowsSchema } }, ({ account }) => listFollows(deps, account))
  route(app, endpoints.changeFollow, { access: 'session', takesAuditors: true, body: ChangeFollowSchema, reply: { 200: FollowsSchema } }, ({ account, body, request }) => changeFollow(deps, account, body, request.id))
  route(app, endpoints.getGapConsent, { access: 'session', params: FirmParamsSchema, reply: { 200: GapConsentSchema } }, ({ account, params }) => getGapConsent(deps, account, params.firmId))
  route(app, endpoints.changeGapConsent, { access: 'session', params: FirmParamsSchema, body: ChangeGapConsentSchema, reply: { 200: GapConsentSchema } }, ({ account, params, body, request }) => changeGapConsent(deps, account, params.firmId, body, request.id))
  route(app, endpoints.getNoticeStanding, { access: 'session', params: NoticeParamsSchema, query: NoticeStandingQuerySchema, reply: { 200: NoticeStandingSchema } }, ({ account, params, query }) => getNoticeStanding(deps, account, params.id, query.firmId))
  route(app, endpoints.readNotice, { access: 'session', takesAuditors: true, params: NoticeParamsSchema, query: NoticeSeenSchema, reply: { 204: Type.Null() } }, ({ account, params, query, request }) => readNotice(deps, account, params.id, query, request.id))
}
