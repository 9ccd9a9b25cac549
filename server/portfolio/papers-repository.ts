import type { RightPaperKind } from '#contract/portfolio/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FileRow, RightPaperRow } from '../db/schema.ts'

export type PaperWithFile = FileRow & { paper_id: string; kind: RightPaperKind }

/** Papers of a right with their files, in the order they came. */
export async function listRightPapers(connection: Connection, rightId: string): Promise<PaperWithFile[]> {
  return connection.selectFrom('right_papers').innerJoin('files', 'files.id', 'right_papers.file_id').selectAll('files').select(['right_papers.id as paper_id', 'right_papers.kind'])
    .where('right_papers.right_id', '=', rightId).orderBy('right_papers.added_at').orderBy('right_papers.id').execute()
}

export async function insertRightPaper(tx: Tx, row: RightPaperRow): Promise<void> {
  await tx.insertInto('right_papers').values(row).execute()
}

/** False when it was taken away meanwhile. */
export async function removePaperRow(tx: Tx, paperId: string): Promise<boolean> {
  const result = await tx.deleteFrom('right_papers').where('id', '=', paperId).executeTakeFirst()
  return Number(result.numDeletedRows) === 1
}
