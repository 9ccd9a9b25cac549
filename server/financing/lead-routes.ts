// Permission table of consents and leads: the firm lets one bank in, the bank answers for itself.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { BankLeadSchema, BankLeadsSchema, ConsentInputSchema, FirmLeadSchema, LeadActionInputSchema, LeadActionParamsSchema, LeadsQuerySchema, ReceiptSchema, type LeadsQuery } from '#contract/financing/lead-schema.ts'
import * as endpoints from '#contract/financing/request-endpoints.ts'
import { ChoosableBanksSchema, ViewsQuerySchema, ViewsSchema } from '#contract/financing/request-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload, xlsxType } from '../files/downloads.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import { listChoosableBanks } from './banks-choosable.ts'
import { consentToBank, getReceipt } from './consents.ts'
import { actOnLead } from './lead-actions.ts'
import { getLead, listLeads } from './lead-list.ts'
import { exportLeads, sheetFileName } from './leads-sheet.ts'
import { listViews } from './views.ts'

const params = IdParamsSchema
/** The firm's view has what the bank's lacks and the other way round, so a reply is exactly one of the two. */
const LeadReplySchema = Type.Union([BankLeadSchema, FirmLeadSchema])

export function registerLeads(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listChoosableBanks, { access: 'session', params, reply: { 200: ChoosableBanksSchema } }, ({ account, params: { id } }) => listChoosableBanks(deps, account, id))
  route(app, endpoints.consentToBank, { access: 'session', params, body: ConsentInputSchema, reply: { 201: FirmLeadSchema } }, async ({ account, params: { id }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return new Reply(201, await consentToBank(deps, account, { id, input: body, key, bodyHash: hashRequest({ id }, body), requestId: request.id }))
  })
  route(app, endpoints.getReceipt, { access: 'session', params, reply: { 200: ReceiptSchema } }, ({ account, params: { id }, request }) => getReceipt(deps, account, id, request.id))
  route(app, endpoints.listViews, { access: 'session', params, query: ViewsQuerySchema, reply: { 200: ViewsSchema } }, ({ account, params: { id }, query }) => listViews(deps, account, id, query))

  route(app, endpoints.listLeads, { access: ['bank'], query: LeadsQuerySchema, reply: { 200: BankLeadsSchema } }, ({ account, query, request }) => listLeads(deps, account, query, request.id))
  registerSheet(app, deps)
  route(app, endpoints.getLead, { access: ['bank'], params, reply: { 200: BankLeadSchema } }, ({ account, params: { id }, request }) => getLead(deps, account, id, request.id))
  route(app, endpoints.actOnLead, { access: 'session', params: LeadActionParamsSchema, body: LeadActionInputSchema, reply: { 200: LeadReplySchema } }, async ({ account, params: { id, action }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return actOnLead(deps, account, { id, action, input: body, key, bodyHash: hashRequest({ id, action }, body, deps.config.secret), requestId: request.id })
  })
}

function registerSheet(app: FastifyInstance, deps: Deps): void {
  app.route<{ Querystring: LeadsQuery }>({
    method: 'GET', url: endpoints.getLeadsSheet.path, exposeHeadRoute: false, config: { access: ['bank'] }, schema: { querystring: LeadsQuerySchema },
    // Before validation, as everywhere: a stranger learns nothing about shapes.
    preValidation: async (request) => {
      if (!request.account) throw new AppError('not-signed-in')
      if (request.account.role !== 'bank') throw new AppError('not-allowed')
    },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      return sendDownload(reply, { bytes: await exportLeads(deps, request.account, request.query, request.id), type: xlsxType, name: sheetFileName(deps.clock.now()) })
    },
  })
}
