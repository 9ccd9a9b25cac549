import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint, Shape } from '#contract/endpoint.ts'
import { BatchListSchema, BatchQuerySchema, BatchResultSchema, CaseIdsSchema, NoticeSchema, type CaseIds } from '#contract/subsidies/batching.ts'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { readIdempotencyKey } from '../http/idempotency.ts'
import { route, type SignedIn } from '../http/route.ts'
import { listBatchCases, publiciseBatch } from './batch.ts'
import { previewNotice } from './batch-notice.ts'
import { exportBatch, exportSummary } from './batch-tables.ts'
import { listFileName, summaryFileName } from './batch-words.ts'

interface Table { bytes: Buffer; today: string }

/** Who is asking, where officers alone may; before validation, as everywhere: a stranger learns nothing about shapes. */
export function officerOf({ account }: Pick<FastifyRequest, 'account'>): SignedIn {
  if (!account) throw new AppError('not-signed-in')
  if (account.role !== 'officer') throw new AppError('not-allowed')
  return account
}

/** A workbook to keep: never shown by a browser, never kept on the way. */
export function sendWorkbook(reply: FastifyReply, bytes: Buffer, name: string): FastifyReply {
  return sendDownload(reply, { bytes, type: xlsxType, name })
}

function table<S extends Shape>(app: FastifyInstance, { method, path }: Endpoint<S>, make: (account: SignedIn, body: CaseIds, requestId: string) => Promise<Table>, nameOf: (today: string) => string): void {
  app.route<{ Body: CaseIds }>({
    method, url: path, config: { access: ['officer'] }, schema: { body: CaseIdsSchema },
    preValidation: async (request) => { officerOf(request) },
    handler: async (request, reply) => {
      const { bytes, today } = await make(officerOf(request), request.body, request.id)
      return sendWorkbook(reply, bytes, nameOf(today))
    },
  })
}

export function registerBatches(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listBatchCases, { access: ['officer'], query: BatchQuerySchema, reply: { 200: BatchListSchema } }, ({ account, query }) => listBatchCases(deps, account, query))
  table(app, endpoints.exportBatch, (account, { caseIds }, requestId) => exportBatch(deps, account, { caseIds, requestId }), listFileName)
  table(app, endpoints.exportSummary, (account, { caseIds }, requestId) => exportSummary(deps, account, { caseIds, requestId }), summaryFileName)
  route(app, endpoints.previewNotice, { access: ['officer'], takesAuditors: true, body: CaseIdsSchema, reply: { 200: NoticeSchema } }, ({ account, body }) => previewNotice(deps, account, body.caseIds))
  route(app, endpoints.publiciseBatch, { access: ['officer'], body: CaseIdsSchema, reply: { 200: BatchResultSchema } }, ({ account, body, request }) =>
    publiciseBatch(deps, account, {
      caseIds: body.caseIds, key: readIdempotencyKey(request.headers['idempotency-key']), requestId: request.id,
      report: (error) => request.log.error({ err: error }, 'one case of a batch failed'),
    }))
}
