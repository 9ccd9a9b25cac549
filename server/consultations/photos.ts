// Photographs of a visit: its expert's own files, seen by the firm and officers once the record was handed in.
import type { VisitRecord } from '#contract/consultations/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { standingOf } from '../files/access.ts'
import { deleteFileRow, lockFile } from '../files/repository.ts'
import type { SignedIn } from '../http/route.ts'
import { lockBooking, requireSide } from './access.ts'
import { assertWritable, viewRecord } from './record-service.ts'
import { listPhotos } from './record-store.ts'

/** The same photograph again changes nothing. Throws `not-found` for a file that is not the expert's own of a visit, `invalid-input` (wrong-type) for no picture, `consultations.files-full`, and as assertWritable. */
export async function addRecordPhoto(deps: Deps, account: SignedIn, id: string, fileId: string, requestId: string): Promise<{ record: VisitRecord; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    requireSide(opened, 'expert')
    const photos = await listPhotos(tx, id)
    if (photos.some((photo) => photo.id === fileId)) return { record: await viewRecord(tx, opened), isNew: false }
    assertWritable(opened.row)
    const file = await lockFile(tx, fileId)
    if (file?.account_id !== account.id || file.purpose !== 'visit' || (await standingOf(tx, fileId)) !== 'loose') throw notFound(`file ${fileId} is no free photograph of account ${account.id}`)
    if (!file.media_type.startsWith('image/')) throw invalid({ field: 'fileId', reason: 'wrong-type' })
    const most = deps.content.consultations.limits.photos
    if (photos.length >= most) throw new AppError('consultations.files-full', { details: { most } })
    await tx.insertInto('consultation_files').values({ owner_id: id, kind: 'record', file_id: fileId, position: (photos.at(-1)?.position ?? -1) + 1, added_by: account.id, added_at: at }).execute()
    await recordAudit(tx, { at, accountId: account.id, role: 'expert', action: 'consultations.add-photo', subject: `booking:${id}`, firmId: opened.row.firm_id, requestId, details: { fileId } })
    return { record: await viewRecord(tx, opened), isNew: true }
  })
}

/** It goes for good, with its bytes. Throws `not-found` for one that does not hang on it, and as assertWritable. */
export async function removeRecordPhoto(deps: Deps, account: SignedIn, { id, fileId }: { id: string; fileId: string }, requestId: string): Promise<VisitRecord> {
  const at = deps.clock.now()
  const { record, key } = await deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    requireSide(opened, 'expert')
    const photo = (await listPhotos(tx, id)).find((one) => one.id === fileId)
    if (!photo) throw notFound(`booking ${id} has no photograph ${fileId}`)
    assertWritable(opened.row)
    await lockFile(tx, fileId)
    await tx.deleteFrom('consultation_files').where('owner_id', '=', id).where('kind', '=', 'record').where('file_id', '=', fileId).execute()
    await deleteFileRow(tx, fileId)
    await recordAudit(tx, { at, accountId: account.id, role: 'expert', action: 'consultations.remove-photo', subject: `booking:${id}`, firmId: opened.row.firm_id, requestId, details: { fileId, sha256: photo.sha256 } })
    return { record: await viewRecord(tx, opened), key: photo.storage_key }
  })
  await deps.files.remove(key)
  return record
}
