import type { FastifyInstance } from 'fastify'
import { getFile, getFileInfo } from '#contract/files/endpoints.ts'
import { StoredFileSchema } from '#contract/files/schema.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { FileRow } from '../db/schema.ts'
import { route, type SignedIn } from '../http/route.ts'
import { getReadableFile } from './access.ts'
import { attachmentHeader, downloadName } from './file-name.ts'
import { noteLeadSight } from './loan-access.ts'
import { countFileRead } from './many-reads.ts'
import { findUpload } from './repository.ts'
import { registerTus } from './tus.ts'
import { fileInfoOf } from './view.ts'

async function recordRead(deps: Deps, account: SignedIn, file: FileRow, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'files.read', subject: `file:${file.id}`, firmId: file.firm_id, requestId })
    await noteLeadSight(tx, account, file, at)
    if (account.role === 'officer') await countFileRead(deps, tx, account, at, requestId)
  })
}

export async function registerFiles(app: FastifyInstance, deps: Deps): Promise<void> {
  await app.register(async (scope) => registerTus(scope, deps))

  route(app, getFileInfo, { access: 'session', params: IdParamsSchema, reply: { 200: StoredFileSchema } }, async ({ params, account }) => {
    const file = await getReadableFile(deps.db, account, params.id, deps.clock.now())
    const upload = await findUpload(deps.db, params.id)
    return { ...fileInfoOf(file), sentSha256: upload?.sha256 ?? null }
  })

  app.route<{ Params: { id: string } }>({
    method: getFile.method, url: getFile.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: IdParamsSchema },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { account } = request
      const file = await getReadableFile(deps.db, account, request.params.id, deps.clock.now())
      const bytes = await deps.files.open(file.storage_key)
      // "Who saw this?" must have an answer (personal information law, articles 51 and 57).
      if (account.role) await recordRead(deps, account, file, request.id)
      return reply.headers({
        'content-type': file.media_type, 'content-length': String(file.size_bytes), 'content-disposition': attachmentHeader(downloadName(file.name, file.media_type)),
        'content-security-policy': "sandbox; default-src 'none'", 'cache-control': 'private, no-store', 'accept-ranges': 'none',
      }).send(bytes)
    },
  })
}
