// Permission table: how far a notice came, whom to ring. Officers only.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { NoticeParamsSchema } from '#contract/notices/schema.ts'
import * as endpoints from '#contract/notices/desk-endpoints.ts'
import { CallInputSchema, ReachedFirmsQuerySchema, ReachedFirmsSchema, ReachSchema, type ReachedFirmsQuery } from '#contract/notices/desk-schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { route } from '../http/route.ts'
import { recordCall } from './calls.ts'
import { readReach } from './reach.ts'
import { listReachedFirms } from './reached-firms.ts'
import { sheetName } from './reached-sheet-words.ts'
import { exportReachedFirms } from './reached-sheet.ts'

const access = ['officer'] as const
const params = NoticeParamsSchema

export function registerNoticeReach(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.getReach, { access, params, reply: { 200: ReachSchema } }, ({ params: { id } }) => readReach(deps, id))
  route(app, endpoints.listReachedFirms, { access, params, query: ReachedFirmsQuerySchema, reply: { 200: ReachedFirmsSchema } }, ({ account, params: { id }, query, request }) => listReachedFirms(deps, account, id, query, request.id))
  route(app, endpoints.recordCall, { access, params, body: CallInputSchema, reply: { 204: Type.Null() } }, ({ account, params: { id }, body, request }) =>
    recordCall(deps, account, { noticeId: id, input: body, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hashRequest(request.params, body), requestId: request.id }))
  app.route<{ Params: { id: string }; Querystring: ReachedFirmsQuery }>({
    method: 'GET', url: endpoints.getReachedFirmsSheet.path, exposeHeadRoute: false, config: { access }, schema: { params, querystring: ReachedFirmsQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'officer') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      return sendDownload(reply, { bytes: await exportReachedFirms(deps, request.account, request.params.id, request.query, request.id), type: xlsxType, name: `${sheetName}.xlsx` })
    },
  })
}
