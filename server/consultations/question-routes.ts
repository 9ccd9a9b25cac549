// Permission table of written questions.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/consultations/endpoints.ts'
import { QuestionActionInputSchema, QuestionActionParamsSchema, QuestionInputSchema, QuestionSchema, QuestionsQuerySchema, QuestionsSchema } from '#contract/consultations/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { Reply, route } from '../http/route.ts'
import { actOnQuestion } from './question-actions.ts'
import { askQuestion, getQuestion, listQuestions } from './questions.ts'

const reply = { 200: QuestionSchema }

export function registerQuestions(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listQuestions, { access: 'session', query: QuestionsQuerySchema, reply: { 200: QuestionsSchema } }, ({ account, query }) => listQuestions(deps, account, query.firmId))
  route(app, endpoints.askQuestion, { access: 'session', body: QuestionInputSchema, reply: { 201: QuestionSchema } }, async ({ account, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return new Reply(201, await askQuestion(deps, account, { input: body, key, bodyHash: hashRequest(null, body), requestId: request.id }))
  })
  route(app, endpoints.getQuestion, { access: 'session', params: IdParamsSchema, reply }, ({ account, params: { id }, request }) => getQuestion(deps, account, id, request.id))
  route(app, endpoints.actOnQuestion, { access: 'session', params: QuestionActionParamsSchema, body: QuestionActionInputSchema, reply }, ({ account, params: { id, action }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return actOnQuestion(deps, account, { id, action, input: body, key, bodyHash: hashRequest({ id, action }, body), requestId: request.id })
  })
}
