// Permission table of what goes with a lead: papers, the firm's rating, the interest subsidy.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { FirmLeadSchema, LeadFileInputSchema, LeadFileParamsSchema, LeadRatingSchema, SubsidyDraftSchema } from '#contract/financing/lead-schema.ts'
import { addLeadFile, applyForSubsidy, rateLead, removeLeadFile } from '#contract/financing/request-endpoints.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { Reply, route } from '../http/route.ts'
import * as files from './lead-files.ts'
import * as ratings from './ratings.ts'
import * as subsidy from './subsidy.ts'

export function registerLeadAfter(app: FastifyInstance, deps: Deps): void {
  const its = { access: 'session', params: IdParamsSchema } as const
  route(app, addLeadFile, { ...its, body: LeadFileInputSchema, reply: { 201: Type.Null(), 204: Type.Null() } }, async ({ account, params, body, request }) =>
    (await files.addLeadFile(deps, account, params.id, body.fileId, request.id)).isNew ? new Reply(201, undefined) : undefined)
  route(app, removeLeadFile, { access: 'session', params: LeadFileParamsSchema, reply: { 204: Type.Null() } }, ({ account, params, request }) => files.removeLeadFile(deps, account, params, request.id))
  route(app, rateLead, { ...its, body: LeadRatingSchema, reply: { 200: FirmLeadSchema } }, ({ account, params, body, request }) => ratings.rateLead(deps, account, params.id, body, request.id))
  route(app, applyForSubsidy, { ...its, reply: { 200: SubsidyDraftSchema } }, ({ account, params, request }) => subsidy.applyForSubsidy(deps, account, params.id, request.id))
}
