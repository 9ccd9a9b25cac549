import type { Connection, Tx } from '../db/commands.ts'
import type { FileRow, LibraryPaperRow } from '../db/schema.ts'

export type LibraryRow = LibraryPaperRow & { saver: string; number: string | null; pages: FileRow[] }

/** Papers with their pages in order, newest first; of one firm, or one by its id. */
export async function readLibrary(connection: Connection, of: { firmId: string } | { id: string }): Promise<LibraryRow[]> {
  let query = connection.selectFrom('library_papers').innerJoin('accounts', 'accounts.id', 'library_papers.saved_by').leftJoin('cases', 'cases.id', 'library_papers.case_id')
    .selectAll('library_papers').select(['accounts.name as saver', 'cases.number']).orderBy('library_papers.saved_at', 'desc').orderBy('library_papers.id')
  query = 'id' in of ? query.where('library_papers.id', '=', of.id) : query.where('library_papers.firm_id', '=', of.firmId)
  const papers = await query.execute()
  if (papers.length === 0) return []
  const pages = await connection.selectFrom('library_pages').innerJoin('files', 'files.id', 'library_pages.file_id').selectAll('files').select('library_pages.paper_id')
    .where('library_pages.paper_id', 'in', papers.map(({ id }) => id)).orderBy('library_pages.position').execute()
  return papers.map((paper) => ({ ...paper, saved_at: Number(paper.saved_at), pages: pages.flatMap(({ paper_id, ...file }) => (paper_id === paper.id ? [file] : [])) }))
}

export async function insertLibraryPaper(tx: Tx, row: LibraryPaperRow, fileIds: readonly string[]): Promise<void> {
  await tx.insertInto('library_papers').values(row).execute()
  await insertPages(tx, row.id, fileIds)
}

async function insertPages(tx: Tx, paperId: string, fileIds: readonly string[]): Promise<void> {
  await tx.insertInto('library_pages').values(fileIds.map((file_id, index) => ({ paper_id: paperId, position: index + 1, file_id }))).execute()
}

export async function replacePages(tx: Tx, paperId: string, fileIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('library_pages').where('paper_id', '=', paperId).execute()
  await insertPages(tx, paperId, fileIds)
}

/** False when it is no longer at `version`. */
export async function changeLibraryPaper(tx: Tx, { id, version }: { id: string; version: number }, change: Partial<LibraryPaperRow>): Promise<boolean> {
  const result = await tx.updateTable('library_papers').set({ ...change, version: version + 1 }).where('id', '=', id).where('version', '=', version).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** The rows only: files belong to the firm, and go by themselves once nothing uses them. False when it was gone. */
export async function removeLibraryPaper(tx: Tx, id: string): Promise<boolean> {
  await tx.deleteFrom('library_pages').where('paper_id', '=', id).execute()
  const result = await tx.deleteFrom('library_papers').where('id', '=', id).executeTakeFirst()
  return Number(result.numDeletedRows) === 1
}

export async function findFileRow(connection: Connection, id: string): Promise<FileRow | undefined> {
  return connection.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
}
