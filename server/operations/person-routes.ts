// Permission table of data subjects' requests: one's own for everybody signed in; the county's side for officers, read by the auditor. Administrators see none of it.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/accounts/person-endpoints.ts'
import * as schemas from '#contract/accounts/person-schema.ts'
import { getRetention, runRetention } from '#contract/accounts/retention-endpoints.ts'
import { RetentionViewSchema, RunRetentionSchema } from '#contract/accounts/retention-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { sendDownload } from '../files/downloads.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { exportPerson } from './export-person.ts'
import { answerPersonRequest, decidePersonRequest, getPersonRequest, listPersonRequests, takeBackAnswer } from './person-answers.ts'
import { getMyData } from './person-overview.ts'
import { askPersonRequest, listMyRequests, withdrawPersonRequest } from './person-requests.ts'
import { getRetention as viewRetention, runFromThePage } from './retention-view.ts'

const officer = ['officer'] as const
const params = IdParamsSchema

function registerOwn(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.getMyData, { access: 'session', reply: { 200: schemas.MyDataSchema } }, ({ account }) => getMyData(deps, account))
  route(app, endpoints.listMyRequests, { access: 'session', reply: { 200: schemas.PersonRequestsSchema } }, ({ account }) => listMyRequests(deps, account))
  route(app, endpoints.askPersonRequest, { access: 'session', takesAuditors: true, body: schemas.AskPersonRequestSchema, reply: { 201: schemas.PersonRequestSchema } }, async ({ account, body, request }) => {
    const idempotent = { accountId: account.id, route: endpoints.askPersonRequest.path, key: readIdempotencyKey(request.headers['idempotency-key']), bodyHash: hashRequest(null, body), at: deps.clock.now() }
    const { status, body: reply } = await askPersonRequest(deps, account, body, idempotent, request.id)
    return new Reply(status, reply)
  })
  route(app, endpoints.withdrawPersonRequest, { access: 'session', takesAuditors: true, params, reply: { 200: schemas.PersonRequestSchema } }, ({ account, params: { id }, request }) => withdrawPersonRequest(deps, account, id, request.id))
  app.route<{ Params: { id: string } }>({
    method: endpoints.getPersonCopy.method, url: endpoints.getPersonCopy.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params },
    preValidation: async (request) => { if (!request.account) throw new AppError('not-signed-in') },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { bytes, name } = await exportPerson(deps, request.account, request.params.id, request.id)
      return sendDownload(reply, { bytes, type: 'application/zip', name })
    },
  })
}

function registerDesk(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listPersonRequests, { access: officer, query: schemas.PersonRequestQuerySchema, reply: { 200: schemas.PersonRequestLinesSchema } }, ({ query }) => listPersonRequests(deps, query))
  route(app, endpoints.getPersonRequest, { access: officer, params, reply: { 200: schemas.DeskPersonRequestSchema } }, async ({ account, params: { id }, request }) => {
    const found = await getPersonRequest(deps, account, id)
    await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'persons.read', subject: `person-request:${id}`, requestId: request.id }))
    return found
  })
  route(app, endpoints.answerPersonRequest, { access: officer, params, body: schemas.AnswerPersonRequestSchema, reply: { 200: schemas.DeskPersonRequestSchema } },
    ({ account, params: { id }, body, request }) => answerPersonRequest(deps, account, id, { version: readIfMatch(request), input: body, requestId: request.id }))
  route(app, endpoints.decidePersonRequest, { access: officer, params, body: schemas.DecidePersonRequestSchema, reply: { 200: schemas.DeskPersonRequestSchema } },
    ({ account, params: { id }, body, request }) => decidePersonRequest(deps, account, id, { input: body, requestId: request.id }))
  route(app, endpoints.takeBackPersonAnswer, { access: officer, params, reply: { 200: schemas.DeskPersonRequestSchema } }, ({ account, params: { id }, request }) => takeBackAnswer(deps, account, id, request.id))
}

/** Limits without anybody's data: also for administrators, who alone start a run. */
function registerRetention(app: FastifyInstance, deps: Deps): void {
  route(app, getRetention, { access: ['officer', 'administrator'], reply: { 200: RetentionViewSchema } }, ({ account }) => viewRetention(deps, account))
  route(app, runRetention, { access: ['administrator'], body: RunRetentionSchema, reply: { 200: RetentionViewSchema } }, ({ account, body, request }) => runFromThePage(deps, account, { reason: body.reason, requestId: request.id }))
}

export function registerPersons(app: FastifyInstance, deps: Deps): void {
  registerOwn(app, deps)
  registerDesk(app, deps)
  registerRetention(app, deps)
}
