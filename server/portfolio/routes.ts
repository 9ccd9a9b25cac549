// Permission table of the portfolio: members of the firm only, asked live in the service. Terms and fees are nobody's secret.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/portfolio/endpoints.ts'
import {
  AnnuitiesQuerySchema, AnnuityYearSchema, ImportInputSchema, ImportPreviewSchema, ImportResultSchema, PortfolioRulesSchema, PortfolioSettingsInputSchema, PortfolioSettingsSchema, RightDetailSchema, RightInputSchema, RightPaperInputSchema, RightPaperParamsSchema, RightPaperSchema,
  RightPatchSchema, RightsQuerySchema, RightsSchema, type RightDetail,
} from '#contract/portfolio/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { registerPortfolioDownloads } from './download-routes.ts'
import { importRights, previewImport } from './import-service.ts'
import { addRightPaper, removeRightPaper } from './papers-service.ts'
import { addRight, deleteRight, getRight, listAnnuities, listRights, saveSettings, updateRight } from './service.ts'

function withVersion(body: RightDetail, status = 200): Reply<RightDetail> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

/** 500 rows of long names. */
const importBytes = 2 * 1024 * 1024

export function registerPortfolio(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  registerPortfolioDownloads(app, deps)
  route(app, endpoints.getPortfolioRules, { access: 'public', reply: { 200: PortfolioRulesSchema } }, async () => deps.content.portfolio)
  route(app, endpoints.listRights, { access: 'session', query: RightsQuerySchema, reply: { 200: RightsSchema } }, ({ account, query }) => listRights(deps, account, query.firmId))
  route(app, endpoints.addRight, { access: 'session', body: RightInputSchema, reply: { 201: RightDetailSchema } }, async ({ account, body, request }) => withVersion(await addRight(deps, account, body, request.id), 201))
  route(app, endpoints.getRight, { access: 'session', params, reply: { 200: RightDetailSchema } }, async ({ account, params: { id } }) => withVersion(await getRight(deps, account, id)))
  route(app, endpoints.updateRight, { access: 'session', params, body: RightPatchSchema, reply: { 200: RightDetailSchema } }, async ({ account, params: { id }, body, request }) =>
    withVersion(await updateRight(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.deleteRight, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: { id }, request }) => deleteRight(deps, account, id, request.id))
  route(app, endpoints.addRightPaper, { access: 'session', params, body: RightPaperInputSchema, reply: { 200: RightPaperSchema, 201: RightPaperSchema } }, async ({ account, params: { id }, body, request }) => {
    const { paper, isNew } = await addRightPaper(deps, account, id, body, request.id)
    return new Reply(isNew ? 201 : 200, paper)
  })
  route(app, endpoints.removeRightPaper, { access: 'session', params: RightPaperParamsSchema, reply: { 204: Type.Null() } }, ({ account, params: own, request }) => removeRightPaper(deps, account, own, request.id))
  route(app, endpoints.previewImport, { access: 'session', body: ImportInputSchema, reply: { 200: ImportPreviewSchema }, bodyLimit: importBytes }, ({ account, body }) => previewImport(deps, account, body))
  route(app, endpoints.importRights, { access: 'session', body: ImportInputSchema, reply: { 200: ImportResultSchema }, bodyLimit: importBytes }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const reply = await importRights(deps, account, { input: body, key, bodyHash: hashRequest(null, body), requestId: request.id })
    return new Reply(reply.status, reply.body)
  })
  route(app, endpoints.listAnnuities, { access: 'session', query: AnnuitiesQuerySchema, reply: { 200: AnnuityYearSchema } }, ({ account, query }) => listAnnuities(deps, account, query))
  route(app, endpoints.savePortfolioSettings, { access: 'session', body: PortfolioSettingsInputSchema, reply: { 200: PortfolioSettingsSchema } }, ({ account, body, request }) => saveSettings(deps, account, body, request.id))
}
