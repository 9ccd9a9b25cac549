// Permission table of the second factor: everybody's own.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/accounts/factor-endpoints.ts'
import * as schemas from '#contract/accounts/factor-schema.ts'
import type { Deps } from '../deps.ts'
import { Reply, route } from '../http/route.ts'
import { confirmSetUp, describeFactor, makeNewRecoveryCodes, proveFactor, removeFactor, startSetUp } from './second-factor.ts'

const own = { access: 'session', takesAuditors: true } as const

export function registerSecondFactor(app: FastifyInstance, deps: Deps): void {
  const asker = (request: { ip: string; id: string }) => ({ ip: request.ip, requestId: request.id })
  route(app, endpoints.getSecondFactor, { ...own, beforeFactor: true, reply: { 200: schemas.SecondFactorSchema } }, ({ account }) => describeFactor(deps, account))
  route(app, endpoints.startSecondFactor, { ...own, beforeFactor: true, reply: { 201: schemas.FactorSetUpSchema } },
    async ({ account, request }) => new Reply(201, await startSetUp(deps, account, request.id)))
  route(app, endpoints.confirmSecondFactor, { ...own, beforeFactor: true, body: schemas.FactorCodeSchema, reply: { 201: schemas.FactorConfirmedSchema } },
    async ({ account, body, request }) => new Reply(201, await confirmSetUp(deps, account, body.code, asker(request))))
  route(app, endpoints.proveSecondFactor, { ...own, beforeFactor: true, body: schemas.FactorCodeSchema, reply: { 200: schemas.FactorProvenSchema } },
    ({ account, body, request }) => proveFactor(deps, account, body.code, asker(request)))
  route(app, endpoints.renewRecoveryCodes, { ...own, reply: { 201: schemas.RecoveryCodesSchema } },
    async ({ account, request }) => new Reply(201, await makeNewRecoveryCodes(deps, account, request.id)))
  route(app, endpoints.removeSecondFactor, { ...own, reply: { 204: Type.Null() } }, ({ account, request }) => removeFactor(deps, account, request.id))
}
