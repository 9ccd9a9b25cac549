import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/portfolio/endpoints.ts'
import { RightsQuerySchema } from '#contract/portfolio/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { calendarType, sendDownload, xlsxType } from '../files/downloads.ts'
import type { SignedIn } from '../http/route.ts'
import { fileName as calendarFileName } from './calendar-words.ts'
import { annuityCalendar, exportRights } from './downloads.ts'
import { sheetName } from './rights-sheet-words.ts'

interface Download { bytes: Buffer; type: string; name: string }

export function registerPortfolioDownloads(app: FastifyInstance, deps: Deps): void {
  download(app, endpoints.exportRights.path, async (account, firmId, requestId) => {
    const { bytes, today } = await exportRights(deps, account, firmId, requestId)
    return { bytes, type: xlsxType, name: `${sheetName}-${today}.xlsx` }
  })
  download(app, endpoints.getAnnuityCalendar.path, async (account, firmId) => ({ bytes: Buffer.from(await annuityCalendar(deps, account, firmId)), type: calendarType, name: calendarFileName }))
}

/** Members of the firm only, asked in the service; the answer is kept nowhere on the way. */
function download(app: FastifyInstance, url: string, make: (account: SignedIn, firmId: string, requestId: string) => Promise<Download>): void {
  app.route<{ Querystring: { firmId: string } }>({
    method: 'GET', url, exposeHeadRoute: false, config: { access: 'session' }, schema: { querystring: RightsQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { bytes, type, name } = await make(request.account, request.query.firmId, request.id)
      return sendDownload(reply, { bytes, type, name })
    },
  })
}
