// Permission table of assessments: the service asks live who may, members and whoever reviews. Editions, reports, plan and statistics have tables of their own.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/assessment/endpoints.ts'
import {
  ActionParamsSchema, AnswerHistorySchema, AnswerInputSchema, AnswerSchema, AssessmentActionInputSchema, AssessmentInputSchema, AssessmentPatchSchema, AssessmentSchema, AssessmentsSchema, AssignmentInputSchema, EvidenceInputSchema,
  EvidenceParamsSchema, EvidencePatchSchema, EvidenceSchema, FirmQuerySchema, ItemParamsSchema, RemarkInputSchema, ReviewsSchema, type Assessment,
} from '#contract/assessment/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { hashRequest, readIdempotencyKey } from '../http/idempotency.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { getAnswerHistory, saveAnswer } from './answers.ts'
import { addEvidence, removeEvidence, updateEvidence } from './evidence.ts'
import { actOnAssessment } from './review.ts'
import { listReviews, saveRemark } from './reviewing.ts'
import { deleteAssessment, getAssessment, listAssessments, updateAssessment } from './service.ts'
import { startAssessment } from './start.ts'
import { assignPart } from './team.ts'

const reply = { 200: AssessmentSchema }
const gone = { 204: Type.Null() }

function withVersion(body: Assessment, status = 200): Reply<Assessment> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

export function registerAssessment(app: FastifyInstance, deps: Deps): void {
  const [params, item] = [IdParamsSchema, ItemParamsSchema]
  route(app, endpoints.listAssessments, { access: 'session', query: FirmQuerySchema, reply: { 200: AssessmentsSchema } }, ({ account, query }) => listAssessments(deps, account, query.firmId))
  route(app, endpoints.startAssessment, { access: 'session', body: AssessmentInputSchema, reply: { 200: AssessmentSchema, 201: AssessmentSchema } }, async ({ account, body, request }) => {
    const { assessment, isNew } = await startAssessment(deps, account, body, request.id)
    return withVersion(assessment, isNew ? 201 : 200)
  })
  route(app, endpoints.getAssessment, { access: 'session', params, reply }, async ({ account, params: { id }, request }) => withVersion(await getAssessment(deps, account, id, request.id)))
  route(app, endpoints.updateAssessment, { access: 'session', params, body: AssessmentPatchSchema, reply }, async ({ account, params: { id }, body, request }) =>
    withVersion(await updateAssessment(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.deleteAssessment, { access: 'session', params, reply: gone }, ({ account, params: { id }, request }) => deleteAssessment(deps, account, id, request.id))

  route(app, endpoints.saveAnswer, { access: 'session', params: item, body: AnswerInputSchema, reply: { 200: AnswerSchema } }, async ({ account, params: ids, body, request }) => {
    // Without the header nothing was seen, which is version 0.
    const answer = await saveAnswer(deps, account, ids, () => (request.headers['if-match'] === undefined ? 0 : readIfMatch(request)), body, request.id)
    return new Reply(200, answer, { etag: `"${answer.version}"` })
  })
  route(app, endpoints.getAnswerHistory, { access: 'session', params: item, reply: { 200: AnswerHistorySchema } }, ({ account, params: ids, request }) => getAnswerHistory(deps, account, ids, request.id))
  route(app, endpoints.addEvidence, { access: 'session', params: item, body: EvidenceInputSchema, reply: { 200: EvidenceSchema, 201: EvidenceSchema } }, async ({ account, params: ids, body, request }) => {
    const { evidence, isNew } = await addEvidence(deps, account, ids, body, request.id)
    return new Reply(isNew ? 201 : 200, evidence)
  })
  route(app, endpoints.updateEvidence, { access: 'session', params: EvidenceParamsSchema, body: EvidencePatchSchema, reply: { 200: EvidenceSchema } }, ({ account, params: ids, body, request }) => updateEvidence(deps, account, ids, body, request.id))
  route(app, endpoints.removeEvidence, { access: 'session', params: EvidenceParamsSchema, reply: gone }, ({ account, params: ids, request }) => removeEvidence(deps, account, ids, request.id))

  route(app, endpoints.assignPart, { access: 'session', params, body: AssignmentInputSchema, reply }, async ({ account, params: { id }, body, request }) => withVersion(await assignPart(deps, account, id, body, request.id)))
  route(app, endpoints.actOnAssessment, { access: 'session', params: ActionParamsSchema, body: AssessmentActionInputSchema, reply }, async ({ account, params: { id, action }, body, request }) => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    return withVersion(await actOnAssessment(deps, account, { id, action, input: body, key, bodyHash: hashRequest({ id, action }, body), requestId: request.id }))
  })
  route(app, endpoints.listReviews, { access: ['officer', 'expert'], reply: { 200: ReviewsSchema } }, ({ account }) => listReviews(deps, account, account.role === 'expert' ? 'expert' : 'officer'))
  route(app, endpoints.saveRemark, { access: ['officer', 'expert'], params: item, body: RemarkInputSchema, reply }, async ({ account, params: ids, body, request }) => withVersion(await saveRemark(deps, account, ids, body.text, request.id)))
}
