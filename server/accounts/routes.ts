// Permission table of accounts. `session` routes decide on the firm by membership, asked live in the service.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/accounts/endpoints.ts'
import * as schemas from '#contract/accounts/schema.ts'
import Type from 'typebox'
import { closed, IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { clearSessionCookie, setSessionCookie } from '../http/session.ts'
import { decideAppeal } from './appeal-decisions.ts'
import { appealFirm, listAppeals } from './appeals-service.ts'
import { findFirms } from './firm-search.ts'
import { createFirm, getFirm, updateFirm } from './firms-service.ts'
import { getLocalKey, getMe, recordConsent, renameMe } from './me-service.ts'
import { askToJoin, listMembers, removeMember, updateMember } from './members-service.ts'
import { confirmSession, requestCode, signIn, signOut } from './sign-in-service.ts'
import { decideVerification, listVerifications, submitLicence } from './verification-service.ts'

const officer = ['officer'] as const
const JoinedSchema = closed({ state: Type.Literal('pending') })

function registerSignIn(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.requestCode, { access: 'public', evenWhenFull: true, body: schemas.CodeRequestSchema, reply: { 202: schemas.CodeReplySchema } },
    async ({ body, request }) => new Reply(202, await requestCode(deps, body.phone, { ip: request.ip, requestId: request.id })))
  route(app, endpoints.signIn, { access: 'public', evenWhenFull: true, beforeFactor: true, body: schemas.SignInSchema, reply: { 201: schemas.MeSchema } }, async ({ body, account, request, reply }) => {
    const { me, session } = await signIn(deps, body, { ip: request.ip, requestId: request.id }, account.sessionId || null)
    setSessionCookie(deps, request, reply, session)
    return new Reply(201, me)
  })
  route(app, endpoints.requestFreshCode, { access: 'session', takesAuditors: true, beforeFactor: true, reply: { 202: schemas.CodeReplySchema } },
    async ({ account, request }) => new Reply(202, await requestCode(deps, account.phone, { ip: request.ip, requestId: request.id })))
  route(app, endpoints.confirmSession, { access: 'session', takesAuditors: true, beforeFactor: true, body: schemas.FreshCodeSchema, reply: { 204: Type.Null() } }, ({ account, body, request }) => confirmSession(deps, account, body, { ip: request.ip, requestId: request.id }))
  route(app, endpoints.signOut, { access: 'session', takesAuditors: true, beforeFactor: true, evenWhenFull: true, reply: { 204: Type.Null() } }, async ({ account, request, reply }) => {
    await signOut(deps, account, request.id)
    clearSessionCookie(deps, request, reply)
    void reply.header('clear-site-data', '"cache"')
  })
}

function registerMe(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.getMe, { access: 'session', beforeFactor: true, reply: { 200: schemas.MeSchema } }, ({ account }) => getMe(deps.db, account))
  route(app, endpoints.updateMe, { access: 'session', takesAuditors: true, body: schemas.MePatchSchema, reply: { 200: schemas.MeSchema } }, ({ account, body, request }) => renameMe(deps, account, body.name, request.id))
  route(app, endpoints.recordConsent, { access: 'session', takesAuditors: true, body: schemas.ConsentSchema, reply: { 201: schemas.MeSchema } },
    async ({ account, body, request }) => new Reply(201, await recordConsent(deps, account, body.version, request.id)))
  route(app, endpoints.getLocalKey, { access: 'session', reply: { 200: schemas.LocalKeySchema } }, ({ account }) => getLocalKey(deps.db, account))
}

function registerFirms(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  route(app, endpoints.createFirm, { access: 'session', body: schemas.FirmInputSchema, reply: { 201: schemas.FirmCreatedSchema } },
    async ({ account, body, request }) => new Reply(201, await createFirm(deps, account, body, request.id)))
  route(app, endpoints.getFirm, { access: 'session', params, reply: { 200: schemas.FirmSchema } }, ({ account, params: { id } }) => getFirm(deps, account, id))
  route(app, endpoints.updateFirm, { access: 'session', params, body: schemas.FirmPatchSchema, reply: { 200: schemas.FirmSchema } },
    async ({ account, params: { id }, body, request }) => updateFirm(deps, account, id, () => readIfMatch(request), body, request.id))
  route(app, endpoints.submitLicence, { access: 'session', params, body: schemas.LicenceSchema, reply: { 200: schemas.FirmSchema } },
    ({ account, params: { id }, body, request }) => submitLicence(deps, account, id, body.fileId, request.id))
  route(app, endpoints.appealFirm, { access: 'session', params, body: schemas.AppealInputSchema, reply: { 201: schemas.AppealCreatedSchema } },
    async ({ account, params: { id }, body, request }) => new Reply(201, await appealFirm(deps, account, id, body, request.id)))
}

function registerMembers(app: FastifyInstance, deps: Deps): void {
  const params = schemas.MemberParamsSchema
  route(app, endpoints.listMembers, { access: 'session', params: IdParamsSchema, reply: { 200: schemas.MembersSchema } }, ({ account, params: { id } }) => listMembers(deps.db, account, id))
  route(app, endpoints.askToJoin, { access: 'session', params: IdParamsSchema, body: schemas.JoinSchema, reply: { 200: JoinedSchema, 201: JoinedSchema } }, async ({ account, params: { id }, body, request }) => {
    const { isNew } = await askToJoin(deps, account, id, body, request.id)
    return new Reply(isNew ? 201 : 200, { state: 'pending' })
  })
  route(app, endpoints.updateMember, { access: 'session', params, body: schemas.MemberPatchSchema, reply: { 200: schemas.MemberSchema } },
    ({ account, params: ids, body, request }) => updateMember(deps, account, ids, body, request.id))
  route(app, endpoints.removeMember, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: ids, request }) => removeMember(deps, account, ids, request.id))
}

function registerDesk(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.findFirms, { access: officer, query: schemas.FirmsQuerySchema, reply: { 200: schemas.FoundFirmsSchema } }, ({ query }) => findFirms(deps.db, query.q))
  route(app, endpoints.listVerifications, { access: officer, query: schemas.VerificationsQuerySchema, reply: { 200: schemas.VerificationsSchema } }, ({ query }) => listVerifications(deps.db, query))
  route(app, endpoints.decideVerification, { access: officer, params: schemas.VerifyActionParamsSchema, body: schemas.DecisionSchema, reply: { 200: schemas.FirmSchema } },
    ({ account, params, body, request }) => decideVerification(deps, account, params, body, request.id))
  route(app, endpoints.listAppeals, { access: officer, reply: { 200: schemas.AppealsSchema } }, ({ account }) => listAppeals(deps, account))
  route(app, endpoints.decideAppeal, { access: officer, params: schemas.AppealActionParamsSchema, body: schemas.DecisionSchema, reply: { 200: schemas.AppealSchema } },
    ({ account, params, body, request }) => decideAppeal(deps, account, params, body, request.id))
}

export function registerAccounts(app: FastifyInstance, deps: Deps): void {
  registerSignIn(app, deps)
  registerMe(app, deps)
  registerFirms(app, deps)
  registerMembers(app, deps)
  registerDesk(app, deps)
}
