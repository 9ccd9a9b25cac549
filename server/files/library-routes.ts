// Permission table of the paper library: people of the firm and an assistant it let in, asked live in the service.
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import * as endpoints from '#contract/files/library-endpoints.ts'
import { LibraryInputSchema, LibraryPaperSchema, LibraryPatchSchema, LibrarySchema, type LibraryPaper } from '#contract/files/library-schema.ts'
import { closed, IdParamsSchema, IdSchema } from '#contract/schema.ts'
import type { Deps } from '../deps.ts'
import { readIfMatch, Reply, route } from '../http/route.ts'
import { addLibraryPaper, deleteLibraryPaper, listLibrary, updateLibraryPaper } from './library.ts'

function withVersion(body: LibraryPaper, status = 200): Reply<LibraryPaper> {
  return new Reply(status, body, { etag: `"${body.version}"` })
}

export function registerLibrary(app: FastifyInstance, deps: Deps): void {
  const params = IdParamsSchema
  route(app, endpoints.listLibrary, { access: 'session', query: closed({ firmId: IdSchema }), reply: { 200: LibrarySchema } }, ({ account, query }) => listLibrary(deps, account, query.firmId))
  route(app, endpoints.addLibraryPaper, { access: 'session', body: LibraryInputSchema, reply: { 201: LibraryPaperSchema } }, async ({ account, body, request }) => withVersion(await addLibraryPaper(deps, account, body, request.id), 201))
  route(app, endpoints.updateLibraryPaper, { access: 'session', params, body: LibraryPatchSchema, reply: { 200: LibraryPaperSchema } }, async ({ account, params: { id }, body, request }) =>
    withVersion(await updateLibraryPaper(deps, account, id, () => readIfMatch(request), body, request.id)))
  route(app, endpoints.deleteLibraryPaper, { access: 'session', params, reply: { 204: Type.Null() } }, ({ account, params: { id }, request }) => deleteLibraryPaper(deps, account, id, request.id))
}
