// Permission table of the audit: auditors read all of it, system administrators what is about accounts and the machine. No route writes, changes or removes a line.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isAuditAction } from '#contract/audit/actions.ts'
import * as endpoints from '#contract/audit/endpoints.ts'
import {
  AuditExportParamsSchema, AuditExportQuerySchema, AuditFindQuerySchema, AuditFirmsSchema, AuditLineFullSchema, AuditLinesSchema, AuditPeopleSchema, AuditQuerySchema, ChainStateSchema, SightsQuerySchema, SightsSchema,
  type AuditExportQuery,
} from '#contract/audit/schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { route, type SignedIn } from '../http/route.ts'
import { readChainState, requestCheck } from './check.ts'
import { findFirmsToAudit, findPeople } from './people.ts'
import { auditSheetName, exportLines } from './sheet.ts'
import { listLines, readLine } from './view.ts'
import { listSights } from './who-saw.ts'

const both = ['auditor', 'administrator'] as const
const auditors = ['auditor'] as const

/** Throws `not-signed-in`, `not-allowed`. */
function readerOf(request: FastifyRequest): SignedIn {
  if (!request.account) throw new AppError('not-signed-in')
  if (!both.some((duty) => duty === request.account?.duty)) throw new AppError('not-allowed')
  return request.account
}

/** Out of the closed list. Throws `invalid-input`. */
function assertKnownAction({ action }: AuditExportQuery): void {
  if (action !== undefined && !isAuditAction(action)) throw invalid({ field: 'action', reason: 'unknown' })
}

export function registerAudit(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listAuditLines, { access: both, query: AuditQuerySchema, reply: { 200: AuditLinesSchema } }, ({ account, query, request }) => {
    assertKnownAction(query)
    return listLines(deps, account, query, request.id)
  })
  route(app, endpoints.getAuditLine, { access: both, params: IdParamsSchema, reply: { 200: AuditLineFullSchema } }, ({ account, params }) => readLine(deps, account, params.id))
  route(app, endpoints.findAuditPeople, { access: both, query: AuditFindQuerySchema, reply: { 200: AuditPeopleSchema } }, ({ account, query, request }) => findPeople(deps, account, query.q, request.id))
  route(app, endpoints.findAuditFirms, { access: auditors, query: AuditFindQuerySchema, reply: { 200: AuditFirmsSchema } }, ({ account, query, request }) => findFirmsToAudit(deps, account, query.q, request.id))
  route(app, endpoints.listSights, { access: auditors, query: SightsQuerySchema, reply: { 200: SightsSchema } }, ({ account, query, request }) => listSights(deps, account, query, request.id))
  route(app, endpoints.getChainState, { access: both, passive: true, reply: { 200: ChainStateSchema } }, () => readChainState(deps))
  route(app, endpoints.checkChain, { access: both, takesAuditors: true, reply: { 200: ChainStateSchema } }, ({ account, request }) => requestCheck(deps, account, request.id))

  app.route<{ Params: { form: 'xlsx' | 'csv' }; Querystring: AuditExportQuery }>({
    method: 'GET', url: endpoints.exportAuditLines.path, exposeHeadRoute: false, config: { access: both }, schema: { params: AuditExportParamsSchema, querystring: AuditExportQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => void readerOf(request),
    handler: async (request, reply) => {
      const account = readerOf(request)
      const { params: { form }, query } = request
      assertKnownAction(query)
      const bytes = await exportLines(deps, account, form, query, request.id)
      return sendDownload(reply, { bytes, type: form === 'xlsx' ? xlsxType : 'text/csv; charset=utf-8', name: `${auditSheetName}-${shanghaiDate(deps.clock.now())}.${form}` })
    },
  })
}
