// Pictures and attachments of what readers see. Nothing of a draft, of a past version or of a notice that was taken back leaves by this address.
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { getNoticeFile } from '#contract/notices/endpoints.ts'
import { NoticeFileParamsSchema } from '#contract/notices/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { attachmentHeader, downloadName } from '../files/file-name.ts'
import { findLiveFile } from './repository.ts'

/** Drawn within the page; everything else is handed out to be kept. */
const shownTypes = ['image/jpeg', 'image/png', 'image/webp']
/** Not longer: what is taken back must be gone soon from what stands between, too. */
const forFiveMinutes = 'public, max-age=300'

export function registerNoticeFiles(app: FastifyInstance, deps: Pick<Deps, 'db' | 'files'>): void {
  app.get<{ Params: Static<typeof NoticeFileParamsSchema> }>(getNoticeFile.path, { exposeHeadRoute: false, config: { access: 'public' }, schema: { params: NoticeFileParamsSchema } }, async ({ params: { id, fileId }, headers }, reply) => {
    const file = await findLiveFile(deps.db, id, fileId)
    if (!file) throw notFound(`no file ${fileId} of notice ${id}`)
    const etag = `"${file.sha256}"`
    void reply.headers({ 'cache-control': forFiveMinutes, etag, 'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff' })
    if (headers['if-none-match'] === etag) return reply.code(304).send()
    const bytes = await deps.files.open(file.storage_key)
    const disposition = shownTypes.includes(file.media_type) ? 'inline' : attachmentHeader(downloadName(file.name, file.media_type))
    return reply.headers({ 'content-type': file.media_type, 'content-length': String(file.size_bytes), 'content-disposition': disposition, 'accept-ranges': 'none' }).send(bytes)
  })
}
