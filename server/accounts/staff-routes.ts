// Permission table of staff accounts: system administrators alone. They see who works here, never what on.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/accounts/staff-endpoints.ts'
import { StaffActionInputSchema, StaffActionParamsSchema, StaffDecisionSchema, StaffDetailSchema, StaffInviteSchema, StaffListSchema, StaffOutcomeSchema, StaffPhoneSchema, StaffProposalParamsSchema, StaffProposalsSchema, StaffQuerySchema } from '#contract/accounts/staff-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import type { StaffHands } from './staff-hands.ts'
import { actOnStaff, inviteStaff } from './staff-actions.ts'
import { listStaffPeople, readStaffPerson, showPhone } from './staff-list.ts'
import { decideStaffProposal, listStaffProposals } from './staff-proposals.ts'

const access = ['administrator'] as const

export function registerStaff(app: FastifyInstance, deps: Deps, hands: StaffHands): void {
  const withHands = () => ({ ...deps, hands })
  const params = IdParamsSchema
  const hash = (of: unknown, body: unknown) => hashRequest(of, body, deps.config.secret)
  route(app, endpoints.listStaff, { access, query: StaffQuerySchema, reply: { 200: StaffListSchema } }, ({ account, query, request }) => listStaffPeople(deps, account, query, request.id))
  route(app, endpoints.getStaff, { access, params, reply: { 200: StaffDetailSchema } }, ({ account, params: { id } }) => readStaffPerson(withHands(), account.id, id))
  route(app, endpoints.showStaffPhone, { access, params, reply: { 200: StaffPhoneSchema } }, ({ account, params: { id }, request }) => showPhone(deps, account, id, request.id))
  route(app, endpoints.inviteStaff, { access, body: StaffInviteSchema, reply: { 201: StaffOutcomeSchema, 202: StaffOutcomeSchema } }, async ({ account, body, request }) => {
    const { status, body: outcome } = await inviteStaff(withHands(), { account, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hash(null, body), requestId: request.id }, body)
    return new Reply(status, outcome)
  })
  route(app, endpoints.actOnStaff, { access, params: StaffActionParamsSchema, body: StaffActionInputSchema, reply: { 200: StaffOutcomeSchema, 202: StaffOutcomeSchema } }, async ({ account, params: of, body, request }) => {
    const { status, body: outcome } = await actOnStaff(withHands(), { account, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hash(of, body), requestId: request.id }, of, body)
    return new Reply(status, outcome)
  })
  route(app, endpoints.listStaffProposals, { access, reply: { 200: StaffProposalsSchema } }, async ({ account }) => ({ items: await listStaffProposals(deps.db, account) }))
  route(app, endpoints.decideStaffProposal, { access, params: StaffProposalParamsSchema, body: StaffDecisionSchema, reply: { 200: StaffOutcomeSchema } },
    ({ account, params: of, body, request }) => decideStaffProposal(withHands(), account, of, body.reason, request.id))
}
