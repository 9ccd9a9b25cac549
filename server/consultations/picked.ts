// What a firm shows an expert with a booking or a question: rights of its portfolio, gaps of its assessments, its papers. Rights and gaps are kept as they stood then.
import type { Booking } from '#contract/consultations/schema.ts'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import { findGapWords, type GapOf } from '../assessment/gap-words.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { ConsultationFileRow, FileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { lockFile } from '../files/repository.ts'

export type RightRef = Booking['rights'][number]
export type Gap = Booking['gaps'][number]

/** Throws `invalid-input` (option) for one the firm does not have. */
export async function readRights(connection: Connection, firmId: string, ids: readonly string[] = []): Promise<RightRef[]> {
  if (ids.length === 0) return []
  const rows = await connection.selectFrom('rights').select(['id', 'kind', 'number', 'title']).where('firm_id', '=', firmId).where('id', 'in', ids).execute()
  return ids.map((id, index) => rows.find((row) => row.id === id) ?? fail(`rightIds[${index}]`))
}

/** As readRights, for gaps. */
export async function readGaps(connection: Connection, deps: Pick<Deps, 'content'>, firmId: string, gaps: readonly GapOf[] = []): Promise<Gap[]> {
  const read: Gap[] = []
  for (const [index, { assessmentId, itemId }] of gaps.entries()) {
    if (read.some((one) => one.assessmentId === assessmentId && one.itemId === itemId)) continue
    // Deeper than the common check of text looks; PostgreSQL would choke on it.
    const title = hasForbiddenCharacters(assessmentId + itemId) ? undefined : await findGapWords(connection, deps, firmId, { assessmentId, itemId })
    read.push({ assessmentId, itemId, title: title ?? fail(`gaps[${index}]`) })
  }
  return read
}

function fail(field: string): never {
  throw invalid({ field, reason: 'option' })
}

export interface Attaching { ownerId: string; kind: Extract<ConsultationFileRow['kind'], 'booking' | 'question'>; firmId: string; fileIds: readonly string[]; accountId: string; at: number }

/** Exactly these papers hang on it from now on. Throws `invalid-input` (option) for a file that is no paper of the firm, `consultations.files-full`. */
export async function attachFiles(tx: Tx, deps: Pick<Deps, 'content'>, { ownerId, kind, firmId, fileIds, accountId, at }: Attaching): Promise<void> {
  const most = deps.content.consultations.limits.files
  if (fileIds.length > most) throw new AppError('consultations.files-full', { details: { most } })
  const there = (await listAttached(tx, ownerId, kind)).map(({ id }) => id)
  const gone = there.filter((id) => !fileIds.includes(id))
  if (gone.length > 0) await tx.deleteFrom('consultation_files').where('owner_id', '=', ownerId).where('kind', '=', kind).where('file_id', 'in', gone).execute()
  for (const [position, fileId] of fileIds.entries()) {
    // What was attached stays, even where its firm could no longer attach it.
    if (there.includes(fileId)) {
      await tx.updateTable('consultation_files').set({ position }).where('owner_id', '=', ownerId).where('kind', '=', kind).where('file_id', '=', fileId).execute()
      continue
    }
    const file = await lockFile(tx, fileId)
    if (file?.firm_id !== firmId || file.purpose !== 'paper') throw invalid({ field: `fileIds[${position}]`, reason: 'option' })
    await tx.insertInto('consultation_files').values({ owner_id: ownerId, kind, file_id: fileId, position, added_by: accountId, added_at: at }).execute()
  }
}

export async function listAttached(connection: Connection, ownerId: string, kind: Attaching['kind']): Promise<FileRow[]> {
  return connection.selectFrom('consultation_files').innerJoin('files', 'files.id', 'consultation_files.file_id').selectAll('files')
    .where('consultation_files.owner_id', '=', ownerId).where('consultation_files.kind', '=', kind).orderBy('consultation_files.position').orderBy('files.id').execute()
}
