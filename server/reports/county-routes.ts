// Permission table of the county's figures: officers' side; what is entered by who handles cases (an auditor is refused everywhere); an assistant's own town.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/reports/county-endpoints.ts'
import { CountyFiguresSchema, EntriesQuerySchema, EntriesSchema, EntryInputSchema, EntryParamsSchema, EntryRemovalSchema, EntrySchema, FigureRowsQuerySchema, FigureRowsSchema, IndicatorFiguresSchema, IndicatorParamsSchema, TownFiguresSchema, YearQuerySchema } from '#contract/reports/county-schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import { addEntry, listEntries, removeEntry, replaceEntry } from './county-entries.ts'
import { readCountyFigures, readFigureRows, readIndicator, readTownFigures } from './county-figures.ts'
import { countySheetName, exportCounty } from './county-sheet.ts'

const access = ['officer'] as const

export function registerCounty(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.getCountyFigures, { access, query: YearQuerySchema, reply: { 200: CountyFiguresSchema } }, ({ query }) => readCountyFigures(deps, query.year))
  route(app, endpoints.getIndicator, { access, params: IndicatorParamsSchema, query: YearQuerySchema, reply: { 200: IndicatorFiguresSchema } }, ({ account, params, query }) => readIndicator(deps, account, params.id, query.year))
  route(app, endpoints.listFigureRows, { access, params: IndicatorParamsSchema, query: FigureRowsQuerySchema, reply: { 200: FigureRowsSchema } }, ({ account, params, query, request }) => readFigureRows(deps, account, params.id, query, request.id))
  route(app, endpoints.listEntries, { access, query: EntriesQuerySchema, reply: { 200: EntriesSchema } }, ({ query }) => listEntries(deps, query))
  route(app, endpoints.addEntry, { access, params: IndicatorParamsSchema, body: EntryInputSchema, reply: { 201: EntrySchema } }, async ({ account, params, body, request }) =>
    new Reply(201, await addEntry(deps, account, params.id, { input: body, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hashRequest(params, body), requestId: request.id })))
  route(app, endpoints.replaceEntry, { access, params: EntryParamsSchema, body: EntryInputSchema, reply: { 201: EntrySchema } }, async ({ account, params, body, request }) =>
    new Reply(201, await replaceEntry(deps, account, params.id, { input: body, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hashRequest(params, body), requestId: request.id })))
  route(app, endpoints.removeEntry, { access, params: EntryParamsSchema, body: EntryRemovalSchema, reply: { 200: EntrySchema } }, ({ account, params, body, request }) => removeEntry(deps, account, params.id, body, request.id))
  route(app, endpoints.getTownFigures, { access: ['assistant'], query: YearQuerySchema, reply: { 200: TownFiguresSchema } }, ({ account, query }) => readTownFigures(deps, account, query.year))
  app.route<{ Querystring: { year?: number } }>({
    method: 'GET', url: endpoints.getCountySheet.path, exposeHeadRoute: false, config: { access }, schema: { querystring: YearQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'officer') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { bytes, year } = await exportCounty(deps, request.account, request.query.year, request.id)
      return sendDownload(reply, { bytes, type: xlsxType, name: `${countySheetName}-${year}.xlsx` })
    },
  })
}
