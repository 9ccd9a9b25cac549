// Permission table of the county's reports: officers.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/reports/endpoints.ts'
import { MonthParamsSchema, MonthReportSchema, MonthsSchema, ReportRowsQuerySchema, ReportRowsSchema } from '#contract/reports/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { route } from '../http/route.ts'
import { registerCounty } from './county-routes.ts'
import { listMonths, makeMonthReport, readMonthReport, readReportRows } from './month-report.ts'
import { exportMonth, monthSheetName } from './month-sheet.ts'

export function registerReports(app: FastifyInstance, deps: Deps): void {
  registerCounty(app, deps)
  route(app, endpoints.listMonths, { access: ['officer'], reply: { 200: MonthsSchema } }, () => listMonths(deps))
  route(app, endpoints.getMonthReport, { access: ['officer'], params: MonthParamsSchema, reply: { 200: MonthReportSchema } }, ({ params }) => readMonthReport(deps, params.month))
  route(app, endpoints.makeMonthReport, { access: ['officer'], params: MonthParamsSchema, reply: { 200: MonthReportSchema } }, ({ account, params, request }) => makeMonthReport(deps, account, params.month, request.id))
  route(app, endpoints.listReportRows, { access: ['officer'], params: MonthParamsSchema, query: ReportRowsQuerySchema, reply: { 200: ReportRowsSchema } }, ({ params, query }) => readReportRows(deps, params.month, query))
  app.route<{ Params: { month: string } }>({
    method: 'GET', url: endpoints.getMonthSheet.path, exposeHeadRoute: false, config: { access: ['officer'] }, schema: { params: MonthParamsSchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'officer') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { month } = request.params
      return sendDownload(reply, { bytes: await exportMonth(deps, request.account, month, request.id), type: xlsxType, name: `${monthSheetName}-${month}.xlsx` })
    },
  })
}
