import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import { MatchAnswersSchema, MatchesQuerySchema, MatchesSchema, QuickCheckSchema, QuickInputSchema, QuickTakenSchema, QuickTakeSchema } from '#contract/subsidies/matching-schema.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { listMatches, saveMatchAnswers } from './match-service.ts'
import { runQuickCheck, takeQuickCheck } from './quick-check.ts'

export function registerMatches(app: FastifyInstance, deps: Deps): void {
  const matches = { 200: MatchesSchema }
  route(app, endpoints.listMatches, { access: 'session', query: MatchesQuerySchema, reply: matches }, async ({ account, query }) => listMatches(deps, account, query.firmId))
  route(app, endpoints.saveMatchAnswers, { access: 'session', body: MatchAnswersSchema, reply: matches }, async ({ account, body, request }) => saveMatchAnswers(deps, account, body, request.id))
  route(app, endpoints.getQuickCheck, { access: 'public', reply: { 200: QuickCheckSchema } }, async () => deps.content.quickCheck)
  route(app, endpoints.runQuickCheck, { access: 'public', body: QuickInputSchema, reply: matches }, async ({ body }) => runQuickCheck(deps, body.answers))
  route(app, endpoints.takeQuickCheck, { access: 'session', body: QuickTakeSchema, reply: { 200: QuickTakenSchema } }, async ({ account, body, request }) => takeQuickCheck(deps, account, body, request.id))
}
