// 服务记录表 for whoever sees the record: the firm and officers once it was handed in, its expert also before.
import type { FastifyInstance } from 'fastify'
import { getRecordPdf } from '#contract/consultations/endpoints.ts'
import { IdParamsSchema } from '#contract/schema.ts'
import { recordAudit } from '#server/audit/record.ts'
import type { Deps } from '#server/deps.ts'
import { AppError, notFound } from '#server/errors.ts'
import { sendDownload } from '#server/files/downloads.ts'
import type { SignedIn } from '#server/http/route.ts'
import { openBooking } from '../access.ts'
import { viewRecord } from '../record-service.ts'
import { listPhotos } from '../record-store.ts'
import { buildRecord } from './build-record.ts'
import { printRecord } from './print-record.ts'
import { smallPictures } from './small-pictures.ts'

/** Leaves a line in the audit. Throws `not-found` as openBooking does, and for a record this reader does not see. */
async function recordFor(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<{ bytes: Uint8Array; name: string }> {
  const { row, side } = await openBooking(deps.db, account, id)
  const record = await viewRecord(deps.db, { row, side })
  if (record.version === 0) throw notFound(`booking ${id} has no record for the ${side}`)
  const firm = await deps.db.selectFrom('firms').select('uscc').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const profile = await deps.db.selectFrom('expert_profiles').select('organisation').where('account_id', '=', row.expert_id).executeTakeFirst()
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty ?? side, action: 'consultations.record-pdf', subject: `booking:${id}`, firmId: row.firm_id, requestId }))
  const photos = await smallPictures(deps, await listPhotos(deps.db, id))
  const printed = buildRecord({ content: deps.content.consultations, booking: row, uscc: firm.uscc, organisation: profile?.organisation ?? '', record, photos, office: deps.content.county.office, publicUrl: deps.config.publicUrl })
  return { bytes: await printRecord(printed), name: `服务记录表-${row.number}.pdf` }
}

export function registerRecordPdf(app: FastifyInstance, deps: Deps): void {
  app.route<{ Params: { id: string } }>({
    method: getRecordPdf.method, url: getRecordPdf.path, exposeHeadRoute: false, config: { access: 'session' }, schema: { params: IdParamsSchema },
    handler: async (request, reply) => {
      if (!request.account) throw new AppError('not-signed-in')
      const { bytes, name } = await recordFor(deps, request.account, request.params.id, request.id)
      return sendDownload(reply, { bytes, type: 'application/pdf', name })
    },
  })
}
