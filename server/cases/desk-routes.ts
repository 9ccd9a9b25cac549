// The desk home's routes. What is open, and what can be found, comes from the capabilities: server/app.ts hands their sources and finders in.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/cases/desk-endpoints.ts'
import { DeskCountsSchema, DeskHomeSchema, DeskQuerySchema, DeskSearchQuerySchema, DeskSearchSchema, HandedSchema, HandInputSchema, LeaveInputSchema, LeaveSchema, LeavesSchema, OwnPhraseSchema, PhraseInputSchema, PhrasesSchema } from '#contract/cases/desk-schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { handOver } from './desk-hands.ts'
import { countDesk, listDesk } from './desk-home.ts'
import { searchDesk } from './desk-search.ts'
import type { DeskFinder, DeskSource } from './desk-source.ts'
import { addLeave, endLeave, listLeaves } from './leaves.ts'
import { addPhrase, listPhrases, removePhrase, savePhrase } from './phrases.ts'

export interface DeskParts { sources: readonly DeskSource[]; finders: readonly DeskFinder[] }

export function registerDeskHome(app: FastifyInstance, deps: Deps, { sources, finders }: DeskParts): void {
  route(app, endpoints.listDesk, { access: ['officer'], query: DeskQuerySchema, reply: { 200: DeskHomeSchema } }, ({ account, query }) => listDesk(deps, sources, account, query))
  route(app, endpoints.getDeskCounts, { access: ['officer'], passive: true, reply: { 200: DeskCountsSchema } }, ({ account }) => countDesk(deps, sources, account))
  route(app, endpoints.handOver, { access: ['officer'], body: HandInputSchema, reply: { 200: HandedSchema } }, ({ account, body, request }) => handOver(deps, sources, account, body, request.id))
  route(app, endpoints.searchDesk, { access: ['officer'], query: DeskSearchQuerySchema, reply: { 200: DeskSearchSchema } }, ({ account, query, request }) => searchDesk(deps, finders, account, query.q, request.id))

  route(app, endpoints.listLeaves, { access: ['officer'], reply: { 200: LeavesSchema } }, ({ account }) => listLeaves(deps, account))
  route(app, endpoints.addLeave, { access: ['officer'], body: LeaveInputSchema, reply: { 201: LeaveSchema } }, async ({ account, body, request }) => new Reply(201, await addLeave(deps, account, body, request.id)))
  route(app, endpoints.endLeave, { access: ['officer'], params: IdParamsSchema, reply: { 200: LeaveSchema } }, ({ account, params, request }) => endLeave(deps, account, params.id, request.id))

  route(app, endpoints.listPhrases, { access: ['officer'], reply: { 200: PhrasesSchema } }, ({ account }) => listPhrases(deps, account))
  route(app, endpoints.addPhrase, { access: ['officer'], body: PhraseInputSchema, reply: { 201: OwnPhraseSchema } }, async ({ account, body }) => new Reply(201, await addPhrase(deps, account, body)))
  route(app, endpoints.savePhrase, { access: ['officer'], params: IdParamsSchema, body: PhraseInputSchema, reply: { 200: OwnPhraseSchema } }, ({ account, params, body, request }) => savePhrase(deps, account, params.id, body, readIfMatch(request)))
  route(app, endpoints.removePhrase, { access: ['officer'], params: IdParamsSchema, reply: { 204: Type.Null() } }, ({ account, params }) => removePhrase(deps, account, params.id))
}
