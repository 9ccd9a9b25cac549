// Permission table of the county's figures of financing: officers.
import type { FastifyInstance } from 'fastify'
import { FiguresQuerySchema, FiguresSchema } from '#contract/financing/desk-schema.ts'
import * as endpoints from '#contract/financing/desk-endpoints.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { route } from '../http/route.ts'
import { getFigures } from './figures.ts'
import { exportLoans, loansSheetName } from './loans-sheet.ts'

export function registerFigures(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.getFigures, { access: ['officer'], query: FiguresQuerySchema, reply: { 200: FiguresSchema } }, ({ account, query, request }) => getFigures(deps, account, query.year, request.id))
  app.route<{ Querystring: { year?: number } }>({
    method: 'GET', url: endpoints.getLoansSheet.path, exposeHeadRoute: false, config: { access: ['officer'] }, schema: { querystring: FiguresQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'officer') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { bytes, year } = await exportLoans(deps, request.account, request.query.year, request.id)
      return sendDownload(reply, { bytes, type: xlsxType, name: `${loansSheetName}-${year}.xlsx` })
    },
  })
}
