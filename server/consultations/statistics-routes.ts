// The county's figures and the table behind them, for officers.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/consultations/endpoints.ts'
import { ConsultationStatisticsQuerySchema, ConsultationStatisticsSchema, type ConsultationStatisticsQuery } from '#contract/consultations/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { route } from '../http/route.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { getStatistics } from './statistics.ts'
import { sheetName } from './visits-sheet-words.ts'
import { exportVisits } from './visits-sheet.ts'

export function registerConsultationStatistics(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.getConsultationStatistics, { access: ['officer'], query: ConsultationStatisticsQuerySchema, reply: { 200: ConsultationStatisticsSchema } }, ({ account, query, request }) => getStatistics(deps, account, query, request.id))
  app.route<{ Querystring: ConsultationStatisticsQuery }>({
    method: 'GET', url: endpoints.getVisitsSheet.path, exposeHeadRoute: false, config: { access: ['officer'] }, schema: { querystring: ConsultationStatisticsQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'officer') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { from, to } = request.query
      return sendDownload(reply, { bytes: await exportVisits(deps, request.account, request.query, request.id), type: xlsxType, name: `${sheetName}-${from}-${to}.xlsx` })
    },
  })
}
