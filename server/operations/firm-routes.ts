// Permission table of firms at the desk. Here and not in accounts: a merge reaches into every capability.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/accounts/firm-desk-endpoints.ts'
import * as schemas from '#contract/accounts/firm-desk-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import { decideChange, proposeChange } from './firm-changes.ts'
import { listWaitingChanges } from './firm-changes-repository.ts'
import { getDeskFirm, listDeskFirms } from './firm-desk.ts'
import { findDoubles } from './firm-doubles.ts'
import { previewMerge } from './merge-firms.ts'

const officer = ['officer'] as const

export function registerFirmDesk(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listDeskFirms, { access: officer, query: schemas.DeskFirmsQuerySchema, reply: { 200: schemas.DeskFirmsSchema } }, ({ query }) => listDeskFirms(deps.db, query))
  route(app, endpoints.getDeskFirm, { access: officer, params: IdParamsSchema, reply: { 200: schemas.DeskFirmSchema } }, ({ account, params: { id } }) => getDeskFirm(deps, account, id))
  route(app, endpoints.listDoubles, { access: officer, reply: { 200: schemas.DoublesSchema } }, () => findDoubles(deps.db))
  route(app, endpoints.previewMerge, { access: officer, query: schemas.MergePreviewQuerySchema, reply: { 200: schemas.MergePreviewSchema } }, ({ account, query }) => previewMerge(deps, account.id, query))
  route(app, endpoints.listFirmChanges, { access: officer, reply: { 200: schemas.FirmChangesSchema } }, async ({ account }) => ({ items: await listWaitingChanges(deps.db, account.id) }))
  route(app, endpoints.proposeFirmChange, { access: officer, body: schemas.FirmChangeInputSchema, reply: { 201: schemas.FirmChangeMadeSchema } }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const made = await proposeChange(deps, account, { input: body, key, bodyHash: hashRequest(null, body), requestId: request.id })
    return new Reply(made.status, made.body)
  })
  route(app, endpoints.decideFirmChange, { access: officer, params: schemas.FirmChangeParamsSchema, body: schemas.FirmChangeDecisionSchema, reply: { 200: schemas.FirmChangeSchema } },
    ({ account, params: { id, action }, body, request }) => decideChange(deps, account, { id, action, reason: body.reason, requestId: request.id }))
}
