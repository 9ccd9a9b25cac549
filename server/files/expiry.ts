// What nobody came back for: unfinished uploads after their day, stored files that hang on nothing after a week.
import { atMostEvery } from '../at-most-every.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { standingOf } from './access.ts'
import { deleteEndedUploads, deleteFileRow, endUpload, findUpload, listLooseFiles, listOverdueUploads, lockFile } from './repository.ts'

const day = 86_400_000
const looseFileLife = 7 * day
const endedUploadLife = 7 * day
const batchSize = 200
const everyMs = 10 * 60_000

/** One round: also bytes whose upload is over (a restored backup, a killed process). Returns how many uploads and files went. */
export async function sweepFiles(deps: Deps): Promise<{ uploads: number; files: number }> {
  const now = deps.clock.now()
  const overdue = await listOverdueUploads(deps.db, now, batchSize)
  for (const upload of overdue) {
    await deps.commands.run(async (tx) => {
      if (!(await endUpload(tx, upload.id, 'expired', 'expired'))) return
      await recordAudit(tx, { at: now, accountId: null, role: 'system', action: 'files.expire', subject: `file:${upload.id}`, firmId: upload.firm_id })
    })
    await deps.files.incoming.forget(upload.id)
    // A process killed between keeping the bytes and committing the row leaves them here.
    await deps.files.remove(upload.id)
  }
  for (const id of await deps.files.incoming.list()) {
    if ((await findUpload(deps.db, id))?.state !== 'open') await deps.files.incoming.forget(id)
  }
  const loose = await listLooseFiles(deps.db, now - looseFileLife, batchSize)
  for (const file of loose) {
    const isGone = await deps.commands.run(async (tx) => {
      await lockFile(tx, file.id)
      if ((await standingOf(tx, file.id)) !== 'loose') return false
      await deleteFileRow(tx, file.id)
      await recordAudit(tx, { at: now, accountId: null, role: 'system', action: 'files.expire', subject: `file:${file.id}`, firmId: file.firm_id, details: { sha256: file.sha256 } })
      return true
    })
    if (isGone) await deps.files.remove(file.storage_key)
  }
  await deps.commands.run((tx) => deleteEndedUploads(tx, now - endedUploadLife))
  return { uploads: overdue.length, files: loose.length }
}

/** `sweepFiles`, at most every ten minutes however often the worker asks. */
export const removeExpiredUploads = atMostEvery(everyMs, sweepFiles)
