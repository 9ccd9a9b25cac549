import type { FastifyInstance, FastifyReply } from 'fastify'
import Type from 'typebox'
import { LibraryKindsSchema } from '#contract/files/library-schema.ts'
import * as endpoints from '#contract/subsidies/endpoints.ts'
import { ProgrammeSourceSchema } from '#contract/subsidies/programme.ts'
import { SchemeActionInputSchema, SchemeActionParamsSchema, SchemeParamsSchema, SchemeSaveSchema, SchemeSchema, SchemesSchema, SchemeStartSchema, SchemeVersionParamsSchema, type Scheme } from '#contract/subsidies/scheme-schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { actOnScheme } from './scheme-actions.ts'
import { discardScheme, saveScheme, startScheme } from './scheme-drafts.ts'
import { offeredIn } from './scheme-copies.ts'
import { findVersion } from './scheme-repository.ts'
import { viewScheme, viewSchemes } from './scheme-view.ts'

const access = ['officer'] as const
const scheme = { 200: SchemeSchema }
/** The schema's own serialiser compiles a validator for every union of a scheme at its first reply, and everybody waits a second; what is sent here was let in by the same schema. */
const asIs = (reply: FastifyReply) => reply.type('application/json; charset=utf-8').serializer((body: unknown) => JSON.stringify(body))
const versioned = (reply: FastifyReply, body: Scheme, status = 200) => {
  asIs(reply)
  const draft = body.versions.find(({ state }) => state === 'draft' || state === 'proposed')
  return new Reply(status, body, draft ? { etag: `"${draft.revision}"` } : {})
}

/** The scheme editor: officers only, two of them for anything that counts. */
export function registerSchemes(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listSchemes, { access, reply: { 200: SchemesSchema } }, async ({ account }) => ({ items: await viewSchemes(deps, deps.db, account.id) }))
  route(app, endpoints.getScheme, { access, params: SchemeParamsSchema, reply: scheme }, async ({ account, params, reply }) => versioned(reply, await viewScheme(deps, deps.db, params.id, account.id)))
  route(app, endpoints.startScheme, { access, body: SchemeStartSchema, reply: { 200: SchemeSchema, 201: SchemeSchema } }, async ({ account, body, request, reply }) => {
    const { isNew } = await startScheme(deps, { account, requestId: request.id }, body)
    return versioned(reply, await viewScheme(deps, deps.db, body.id, account.id), isNew ? 201 : 200)
  })
  route(app, endpoints.saveScheme, { access, params: SchemeParamsSchema, body: SchemeSaveSchema, reply: scheme }, async ({ account, params, body, request, reply }) => {
    await saveScheme(deps, { account, requestId: request.id }, params.id, readIfMatch(request), body)
    return versioned(reply, await viewScheme(deps, deps.db, params.id, account.id))
  })
  route(app, endpoints.discardScheme, { access, params: SchemeParamsSchema, reply: { 204: Type.Null() } }, ({ account, params, request }) => discardScheme(deps, { account, requestId: request.id }, params.id))
  route(app, endpoints.actOnScheme, { access, params: SchemeActionParamsSchema, body: SchemeActionInputSchema, reply: scheme }, async ({ account, params, body, request, reply }) => {
    await actOnScheme(deps, { account, requestId: request.id }, params.id, params.action, body)
    return versioned(reply, await viewScheme(deps, deps.db, params.id, account.id))
  })
  route(app, endpoints.listPaperKinds, { access, reply: { 200: LibraryKindsSchema } }, () => Promise.resolve(deps.content.library))
  route(app, endpoints.getSchemeVersion, { access, params: SchemeVersionParamsSchema, reply: { 200: ProgrammeSourceSchema } }, async ({ params, reply }) => {
    const row = await findVersion(deps.db, params.id, params.number)
    if (!row) throw notFound(`scheme ${params.id} has no version ${params.number}`)
    asIs(reply)
    return offeredIn(row, deps.clock.now(), deps.config.demo)
  })
}
