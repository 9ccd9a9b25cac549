// Permission table of financing at the desk: officers see all of it, banks and their contacts.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { BankInputSchema, BankPatchSchema, BankSchema, BanksSchema, CallInputSchema, ContactInputSchema, ContactParamsSchema, DeskRequestsQuerySchema, DeskRequestsSchema, type Bank } from '#contract/financing/desk-schema.ts'
import * as endpoints from '#contract/financing/desk-endpoints.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { addBank, listBanks, saveBank } from './banks.ts'
import { recordCall } from './calls.ts'
import { addContact, endContact } from './contacts.ts'
import { listDeskRequests } from './desk-requests.ts'

const officers = { access: ['officer'] } as const
const withVersion = (body: Bank, status = 200) => new Reply(status, body, { etag: `"${body.version}"` })

export function registerFinancingDesk(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listDeskRequests, { ...officers, query: DeskRequestsQuerySchema, reply: { 200: DeskRequestsSchema } }, ({ account, query, request }) => listDeskRequests(deps, account, query, request.id))
  route(app, endpoints.recordCall, { ...officers, body: CallInputSchema, reply: { 204: Type.Null() } }, ({ account, body, request }) =>
    recordCall(deps, account, { input: body, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hashRequest(null, body), requestId: request.id }))

  route(app, endpoints.listBanks, { ...officers, reply: { 200: BanksSchema } }, () => listBanks(deps))
  route(app, endpoints.addBank, { ...officers, body: BankInputSchema, reply: { 201: BankSchema } }, async ({ account, body, request }) => withVersion(await addBank(deps, account, body, request.id), 201))
  route(app, endpoints.saveBank, { ...officers, params: IdParamsSchema, body: BankPatchSchema, reply: { 200: BankSchema } }, async ({ account, params: { id }, body, request }) =>
    withVersion(await saveBank(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.addContact, { ...officers, params: IdParamsSchema, body: ContactInputSchema, reply: { 201: BankSchema } }, async ({ account, params: { id }, body, request }) =>
    withVersion(await addContact(deps, account, id, body, request.id), 201))
  route(app, endpoints.endContact, { ...officers, params: ContactParamsSchema, reply: { 200: BankSchema } }, ({ account, params: { id, accountId }, request }) => endContact(deps, account, id, accountId, request.id))
}
