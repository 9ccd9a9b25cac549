// Permission table of a notice's files and of Word files read in: officers only.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Static } from 'typebox'
import * as endpoints from '#contract/notices/desk-endpoints.ts'
import { ImportedSchema, NoticeFileInputSchema } from '#contract/notices/desk-schema.ts'
import { NoticeFileParamsSchema, NoticeParamsSchema } from '#contract/notices/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { attachmentHeader, downloadName } from '../files/file-name.ts'
import { route } from '../http/route.ts'
import { importNotice } from './import.ts'
import { addNoticeFile, getDeskNoticeFile } from './notice-files.ts'

const officers = ['officer'] as const
/** As in desk-routes.ts: what is sent was made by the schema's own rules, and its serialiser would try every kind of block. */
const asIs = (reply: FastifyReply) => reply.type('application/json; charset=utf-8').serializer((body: unknown) => JSON.stringify(body))
const shown = new Set(['image/jpeg', 'image/png'])

export function registerNoticeImport(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.addNoticeFile, { access: officers, params: NoticeParamsSchema, body: NoticeFileInputSchema, reply: { 200: ImportedSchema.properties.files.items } }, ({ params, body, account, request }) => addNoticeFile(deps, { account, requestId: request.id }, params.id, body.fileId))
  route(app, endpoints.importNotice, { access: officers, params: NoticeParamsSchema, body: NoticeFileInputSchema, reply: { 200: ImportedSchema } }, ({ params, body, account, request, reply }) => {
    asIs(reply)
    return importNotice(deps, { account, requestId: request.id }, params.id, body.fileId)
  })
  app.get<{ Params: Static<typeof NoticeFileParamsSchema> }>(endpoints.getDeskNoticeFile.path, {
    exposeHeadRoute: false, config: { access: officers }, schema: { params: NoticeFileParamsSchema },
    preValidation: async ({ account }) => {
      if (!account) throw new AppError('not-signed-in')
      if (account.role !== 'officer') throw new AppError('not-allowed')
    },
  }, async (request, reply) => {
    const { account, params } = request
    if (!account) throw new AppError('not-signed-in')
    const file = await getDeskNoticeFile(deps, { account, requestId: request.id }, params.id, params.fileId)
    const bytes = await deps.files.open(file.storage_key)
    return reply.headers({
      'content-type': file.media_type, 'content-length': String(file.size_bytes), 'content-disposition': shown.has(file.media_type) ? 'inline' : attachmentHeader(downloadName(file.name, file.media_type)),
      'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store', 'accept-ranges': 'none',
    }).send(bytes)
  })
}
