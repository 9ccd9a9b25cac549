import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { BatchResultSchema, PayCheckSchema, PayImportSchema, PayPreviewSchema } from '#contract/subsidies/batching.ts'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import { mostSheetBytes } from '#contract/subsidies/limits.ts'
import { closed } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { readIdempotencyKey } from '../http/idempotency.ts'
import { route } from '../http/route.ts'
import { officerOf, sendWorkbook } from './batch-routes.ts'
import { checkPayments, importPayments, payTemplate, previewPayments } from './pay-import.ts'
import { templateFileName } from './pay-import-words.ts'

const TemplateQuerySchema = closed({ programmeId: Type.Optional(Type.String({ maxLength: 20 })) })
/** As browsers call such files. What it is, the bytes say. */
const tableTypes = ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.ms-excel', 'application/octet-stream', 'text/csv']

/** The one route whose body is a table: nowhere else are such bytes taken, and nobody but an officer gets to send them. */
function registerPreview(app: FastifyInstance, deps: Deps): void {
  const { method, path } = endpoints.previewPayments
  void app.register(async (scope) => {
    scope.removeContentTypeParser(['application/json', 'text/plain'])
    scope.addContentTypeParser(tableTypes, { parseAs: 'buffer', bodyLimit: mostSheetBytes }, (_request, body: Buffer, done) => done(null, body))
    scope.route<{ Body: unknown }>({
      method, url: path, config: { access: ['officer'], takesBytes: true }, bodyLimit: mostSheetBytes, schema: { response: { 200: PayPreviewSchema } },
      // Before a byte of it is read.
      onRequest: async (request) => { officerOf(request) },
      handler: async (request) => {
        if (!Buffer.isBuffer(request.body)) throw new AppError('wrong-type', { detail: 'no table was sent' })
        return previewPayments(deps, officerOf(request), request.body, request.id)
      },
    })
  })
}

export function registerPayImport(app: FastifyInstance, deps: Deps): void {
  const { method, path } = endpoints.getPayTemplate
  app.route<{ Querystring: { programmeId?: string } }>({
    method, url: path, exposeHeadRoute: false, config: { access: ['officer'] }, schema: { querystring: TemplateQuerySchema },
    preValidation: async (request) => { officerOf(request) },
    handler: async (request, reply) => {
      officerOf(request)
      const { bytes, today } = await payTemplate(deps, request.query.programmeId)
      return sendWorkbook(reply, bytes, templateFileName(today))
    },
  })
  registerPreview(app, deps)
  route(app, endpoints.checkPayments, { access: ['officer'], body: PayCheckSchema, bodyLimit: mostSheetBytes, reply: { 200: PayPreviewSchema } }, ({ account, body }) => checkPayments(deps, account, body.rows))
  route(app, endpoints.importPayments, { access: ['officer'], body: PayImportSchema, reply: { 200: BatchResultSchema } }, ({ account, body, request }) =>
    importPayments(deps, account, {
      rows: body.rows, key: readIdempotencyKey(request.headers['idempotency-key']), requestId: request.id,
      report: (error) => request.log.error({ err: error }, 'one payment of a table failed'),
    }))
}
