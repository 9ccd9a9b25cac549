import type { ExpressionBuilder } from 'kysely'
import type { Connection, Tx } from '../db/commands.ts'
import type { Database, FileRow, UploadRow } from '../db/schema.ts'

export async function findUpload(connection: Connection, id: string): Promise<UploadRow | undefined> {
  return connection.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function insertUpload(tx: Tx, row: UploadRow): Promise<void> {
  await tx.insertInto('uploads').values(row).execute()
}

/** Ends an open upload; false when it had ended already. */
export async function endUpload(tx: Tx, id: string, state: Exclude<UploadRow['state'], 'open'>, refusal: string | null = null): Promise<boolean> {
  const result = await tx.updateTable('uploads').set({ state, refusal }).where('id', '=', id).where('state', '=', 'open').executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

export async function insertFile(tx: Tx, row: FileRow): Promise<void> {
  await tx.insertInto('files').values(row).execute()
}

export async function findFiles(connection: Connection, ids: readonly string[]): Promise<FileRow[]> {
  return ids.length === 0 ? [] : connection.selectFrom('files').selectAll().where('id', 'in', ids).execute()
}

/** The file, and until the transaction ends nobody else attaches or deletes it. */
export async function lockFile(tx: Tx, id: string): Promise<FileRow | undefined> {
  return tx.updateTable('files').set((eb) => ({ purpose: eb.ref('purpose') })).where('id', '=', id).returningAll().executeTakeFirst()
}

export async function deleteFileRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('files').where('id', '=', id).execute()
}

export interface Holdings { openUploads: number; files: number; bytes: number }

/** What counts against the limits: open uploads of the account, and files and bytes (open uploads included) of its firm, or of itself when there is no firm; evidence that was handed in with an objection, photographs that hang on a visit, files of a notice and papers of a bank that hang on a lead no longer do. */
export async function readHoldings(tx: Tx, accountId: string, firmId: string | null): Promise<Holdings> {
  const mine = await tx.selectFrom('uploads').select((eb) => eb.fn.countAll().as('count')).where('account_id', '=', accountId).where('state', '=', 'open').executeTakeFirstOrThrow()
  let stored = tx.selectFrom('files').select((eb) => [eb.fn.countAll().as('count'), eb.fn.sum('size_bytes').as('bytes')])
  let coming = tx.selectFrom('uploads').select((eb) => [eb.fn.countAll().as('count'), eb.fn.sum('size_bytes').as('bytes')]).where('state', '=', 'open')
  const isHandedIn = (eb: ExpressionBuilder<Database, 'files'>) => eb.or([
    eb.exists(eb.selectFrom('dispute_files').select('dispute_files.dispute_id').whereRef('dispute_files.file_id', '=', 'files.id')),
    eb.exists(eb.selectFrom('consultation_files').select('consultation_files.owner_id').whereRef('consultation_files.file_id', '=', 'files.id')),
    eb.exists(eb.selectFrom('notice_files').select('notice_files.notice_id').whereRef('notice_files.file_id', '=', 'files.id')),
    eb.exists(eb.selectFrom('financing_files').select('financing_files.lead_id').whereRef('financing_files.file_id', '=', 'files.id')),
    eb.exists(eb.selectFrom('firm_change_papers').select('firm_change_papers.proposal_id').whereRef('firm_change_papers.file_id', '=', 'files.id')),
  ])
  stored = firmId === null ? stored.where('firm_id', 'is', null).where('account_id', '=', accountId).where((eb) => eb.not(isHandedIn(eb))) : stored.where('firm_id', '=', firmId)
  coming = firmId === null ? coming.where('firm_id', 'is', null).where('account_id', '=', accountId) : coming.where('firm_id', '=', firmId)
  const [kept, open] = [await stored.executeTakeFirstOrThrow(), await coming.executeTakeFirstOrThrow()]
  return { openUploads: Number(mine.count), files: Number(kept.count) + Number(open.count), bytes: Number(kept.bytes ?? 0) + Number(open.bytes ?? 0) }
}

export async function listOverdueUploads(connection: Connection, now: number, limit: number): Promise<UploadRow[]> {
  return connection.selectFrom('uploads').selectAll().where('state', '=', 'open').where('expires_at', '<=', now).orderBy('expires_at').limit(limit).execute()
}

/** Rows of ended uploads answer late questions for a while; then they go. */
export async function deleteEndedUploads(tx: Tx, before: number): Promise<void> {
  await tx.deleteFrom('uploads').where('state', '!=', 'open').where('expires_at', '<=', before).execute()
}

/** Stored files that hang on nothing, longest first. */
export async function listLooseFiles(connection: Connection, before: number, limit: number): Promise<FileRow[]> {
  return connection.selectFrom('files').selectAll().where('created_at', '<=', before)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('application_papers').select('application_papers.id').whereRef('application_papers.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('firms').select('firms.id').whereRef('firms.licence_file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('firm_appeals').select('firm_appeals.id').whereRef('firm_appeals.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('submitted_papers').select('submitted_papers.page_id').whereRef('submitted_papers.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('dispute_files').select('dispute_files.dispute_id').whereRef('dispute_files.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('right_papers').select('right_papers.id').whereRef('right_papers.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('library_pages').select('library_pages.paper_id').whereRef('library_pages.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('assessment_evidence').select('assessment_evidence.id').whereRef('assessment_evidence.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('consultation_files').select('consultation_files.owner_id').whereRef('consultation_files.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('financing_files').select('financing_files.lead_id').whereRef('financing_files.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('notice_files').select('notice_files.notice_id').whereRef('notice_files.file_id', '=', 'files.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('firm_change_papers').select('firm_change_papers.file_id').whereRef('firm_change_papers.file_id', '=', 'files.id'))))
    .orderBy('created_at').limit(limit).execute()
}
