import type { FastifyInstance } from 'fastify'
import { closed } from '#contract/schema.ts'
import { exportPayments as exportEndpoint, listPayments as listEndpoint } from '#contract/subsidies/endpoints.ts'
import { PayListSchema, PayQuerySchema } from '#contract/subsidies/handling.ts'
import Type from 'typebox'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { route } from '../http/route.ts'
import { registerPayImport } from './pay-import-routes.ts'
import { fileName } from './pay-sheet-words.ts'
import { exportPayments, listPayments } from './payments.ts'

const ExportQuerySchema = closed({ programmeId: Type.Optional(Type.String({ maxLength: 20 })) })

export function registerPayments(app: FastifyInstance, deps: Deps): void {
  route(app, listEndpoint, { access: ['officer'], query: PayQuerySchema, reply: { 200: PayListSchema } }, ({ query }) => listPayments(deps, query))
  registerPayImport(app, deps)

  app.route<{ Querystring: { programmeId?: string } }>({
    method: exportEndpoint.method, url: exportEndpoint.path, exposeHeadRoute: false, config: { access: ['officer'] }, schema: { querystring: ExportQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'officer') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { bytes, today } = await exportPayments(deps, request.account, request.query.programmeId, request.id)
      return sendDownload(reply, { bytes, type: xlsxType, name: fileName(today) })
    },
  })
}
