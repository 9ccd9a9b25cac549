import type { FastifyInstance } from 'fastify'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { CorrectionInputSchema, CorrectionSchema, TickInputSchema } from '#contract/cases/corrections.ts'
import { closed, IdParamsSchema, nullable } from '#contract/schema.ts'
import { ProgrammeSchema, ProgrammesSchema } from '#contract/subsidies/programme.ts'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import { ActionInputSchema, ActionParamsSchema, AnswersPatchSchema, ApplicationInputSchema, ApplicationSchema, ApplicationsQuerySchema, ApplicationsSchema, ItemParamsSchema, PaperInputSchema, PaperParamsSchema, type Application } from '#contract/subsidies/schema.ts'
import Type from 'typebox'
import { requireWriter } from '../accounts/assist-access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { getReadableApplication } from './access.ts'
import { actOnApplication } from './actions.ts'
import { registerAssists } from './assist-routes.ts'
import { registerBatches } from './batch-routes.ts'
import { discardDraft, saveAnswers, startApplication } from './drafts.ts'
import { registerApplicationForm } from './form/form-route.ts'
import { saveCorrection, tickCorrection } from './moves-of-correction.ts'
import { registerMatches } from './match-routes.ts'
import { registerPaperPdf } from './paper-pdf-route.ts'
import { addPaperPage, removePaperPage } from './papers.ts'
import { registerPayments } from './payment-routes.ts'
import { registerPublicity } from './publicity-routes.ts'
import { listFirmApplications } from './repository.ts'
import { registerStandings } from './standing-routes.ts'
import { registerSchemes } from './scheme-routes.ts'
import { summariseApplication, viewApplication } from './view.ts'

const pageSize = 50
const application = { 200: ApplicationSchema }
const made = { 200: ApplicationSchema, 201: ApplicationSchema }

function withVersion(body: Application, status = 200): Reply<Application> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

export function registerSubsidies(app: FastifyInstance, deps: Deps): void {
  const today = () => shanghaiDate(deps.clock.now())

  route(app, endpoints.listProgrammes, { access: 'public', reply: { 200: ProgrammesSchema } }, async () => ({ items: deps.content.summaries(deps.clock.now()), today: today() }))
  route(app, endpoints.getProgramme, { access: 'public', params: closed({ id: Type.String({ maxLength: 64 }) }), reply: { 200: ProgrammeSchema } }, async ({ params }) => {
    const programme = deps.content.programme(params.id, deps.clock.now())
    if (!programme) throw notFound(`no scheme ${params.id}`)
    return programme
  })

  route(app, endpoints.startApplication, { access: 'session', body: ApplicationInputSchema, reply: made }, async ({ account, body, request }) => {
    const { application: draft, isNew } = await startApplication(deps, account, body, request.id)
    return withVersion(draft, isNew ? 201 : 200)
  })
  route(app, endpoints.listApplications, { access: 'session', query: ApplicationsQuerySchema, reply: { 200: ApplicationsSchema } }, async ({ account, query }) => {
    const { role } = await requireWriter(deps.db, account, query.firmId, deps.clock.now())
    const after = readInstantCursor(query.cursor)
    const limit = query.limit ?? pageSize
    const rows = await listFirmApplications(deps.db, query.firmId, after, limit + 1, role === 'assistant')
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map((row) => summariseApplication(deps, row)), ...(last ? { next: writeCursor([last.saved_at, last.id]) } : {}) }
  })
  route(app, endpoints.getApplication, { access: 'session', params: IdParamsSchema, reply: application }, async ({ account, params, request }) => {
    const { row, reader } = await getReadableApplication(deps.db, account, params.id, deps.clock.now())
    const view = await viewApplication(deps, deps.db, row, reader)
    // "Who saw this?" must have an answer for a case as for its files.
    if (account.duty !== null) await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'subsidies.read', subject: `case:${row.id}`, firmId: row.firm_id, requestId: request.id }))
    return withVersion(view)
  })
  registerApplicationForm(app, deps)
  registerPaperPdf(app, deps)
  registerPayments(app, deps)
  registerBatches(app, deps)
  registerPublicity(app, deps)
  registerSchemes(app, deps)
  registerAssists(app, deps)
  registerStandings(app, deps)
  registerMatches(app, deps)
  route(app, endpoints.saveAnswers, { access: 'session', params: IdParamsSchema, body: AnswersPatchSchema, reply: application }, async ({ account, params, body, request }) =>
    withVersion(await saveAnswers(deps, account, params.id, readIfMatch(request), body.answers, request.id)))
  route(app, endpoints.discardDraft, { access: 'session', params: IdParamsSchema, reply: { 204: Type.Null() } }, async ({ account, params, request }) => discardDraft(deps, account, params.id, request.id))
  route(app, endpoints.addPaperPage, { access: 'session', params: IdParamsSchema, body: PaperInputSchema, reply: made }, async ({ account, params, body, request }) => {
    const { application: draft, isNew } = await addPaperPage(deps, account, params.id, body, request.id)
    return withVersion(draft, isNew ? 201 : 200)
  })
  route(app, endpoints.removePaperPage, { access: 'session', params: PaperParamsSchema, reply: application }, async ({ account, params, request }) =>
    withVersion(await removePaperPage(deps, account, params.id, params.pageId, request.id)))
  route(app, endpoints.saveCorrection, { access: ['officer'], params: IdParamsSchema, body: CorrectionInputSchema, reply: { 200: closed({ correction: nullable(CorrectionSchema) }) } }, async ({ account, params, body, request }) => ({
    correction: await saveCorrection(deps, account, params.id, body, request.id),
  }))
  route(app, endpoints.tickCorrection, { access: 'session', params: ItemParamsSchema, body: TickInputSchema, reply: application }, async ({ account, params, body, request }) =>
    withVersion(await tickCorrection(deps, account, { id: params.id, itemId: params.itemId, input: body, requestId: request.id })))
  route(app, endpoints.actOnApplication, { access: 'session', params: ActionParamsSchema, body: ActionInputSchema, reply: application }, async ({ account, params, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const reply = await actOnApplication(deps, account, { id: params.id, action: params.action, input: body, key, bodyHash: hashRequest(params, body), requestId: request.id })
    return withVersion(reply.body, reply.status)
  })
}
