// Papers of a right: certificate, register extract. Files of the firm, read by its people only.
import { randomUUID } from 'node:crypto'
import { mostRightPapers } from '#contract/portfolio/rules.ts'
import type { RightPaper, RightPaperKind } from '#contract/portfolio/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { standingOf } from '../files/access.ts'
import { deleteFileRow, lockFile } from '../files/repository.ts'
import { fileInfoOf } from '../files/view.ts'
import type { SignedIn } from '../http/route.ts'
import { lockFirm } from '../accounts/firms-repository.ts'
import { openRight } from './open-right.ts'
import { insertRightPaper, listRightPapers, removePaperRow, type PaperWithFile } from './papers-repository.ts'

function viewPaper(row: PaperWithFile): RightPaper {
  return { id: row.paper_id, kind: row.kind, file: fileInfoOf(row) }
}

export async function viewPapers(connection: Connection, rightId: string): Promise<RightPaper[]> {
  return (await listRightPapers(connection, rightId)).map(viewPaper)
}

/** Hangs a stored file of the firm on the right; the same file again changes nothing. Throws `not-found` for a file of somebody else, `portfolio.papers-full`. */
export async function addRightPaper(deps: Deps, account: SignedIn, id: string, input: { fileId: string; kind: RightPaperKind }, requestId: string): Promise<{ paper: RightPaper; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, role } = await openRight(tx, account, id)
    // Nobody adds the twenty-first, or deletes the right, meanwhile.
    await lockFirm(tx, row.firm_id)
    const file = await lockFile(tx, input.fileId)
    if (file?.firm_id !== row.firm_id || file.purpose !== 'paper') throw notFound(`file ${input.fileId} is not a paper of firm ${row.firm_id}`)
    const papers = await listRightPapers(tx, id)
    const known = papers.find((paper) => paper.id === file.id)
    if (known) return { paper: viewPaper(known), isNew: false }
    if (papers.length >= mostRightPapers) throw new AppError('portfolio.papers-full', { details: { most: mostRightPapers } })
    const paperId = randomUUID()
    await insertRightPaper(tx, { id: paperId, right_id: id, kind: input.kind, file_id: file.id, added_by: account.id, added_at: at })
    await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.add-paper', subject: `right:${id}`, firmId: row.firm_id, requestId, details: { kind: input.kind, fileId: file.id } })
    return { paper: { id: paperId, kind: input.kind, file: fileInfoOf(file) }, isNew: true }
  })
}

/** Takes the row away, and the file with it unless something else uses it. Returns the bytes to be removed once this is committed. */
async function takePaper(tx: Tx, paper: PaperWithFile): Promise<string | null> {
  await lockFile(tx, paper.id)
  if (!(await removePaperRow(tx, paper.paper_id))) throw notFound(`paper ${paper.paper_id} was taken away meanwhile`)
  if ((await standingOf(tx, paper.id)) !== 'loose') return null
  await deleteFileRow(tx, paper.id)
  return paper.storage_key
}

/** All papers of a right that goes. Returns the bytes to be removed afterwards. */
export async function takeAllPapers(tx: Tx, rightId: string): Promise<string[]> {
  const keys: string[] = []
  for (const paper of await listRightPapers(tx, rightId)) {
    const key = await takePaper(tx, paper)
    if (key !== null) keys.push(key)
  }
  return keys
}

export async function removeRightPaper(deps: Deps, account: SignedIn, { id, paperId }: { id: string; paperId: string }, requestId: string): Promise<void> {
  const at = deps.clock.now()
  const key = await deps.commands.run(async (tx) => {
    const { row, role } = await openRight(tx, account, id)
    const paper = (await listRightPapers(tx, id)).find((one) => one.paper_id === paperId)
    if (!paper) throw notFound(`right ${id} has no paper ${paperId}`)
    const taken = await takePaper(tx, paper)
    await recordAudit(tx, { at, accountId: account.id, role, action: 'portfolio.remove-paper', subject: `right:${id}`, firmId: row.firm_id, requestId, details: { kind: paper.kind, fileId: paper.id, sha256: paper.sha256, isFileGone: taken !== null } })
    return taken
  })
  if (key !== null) await deps.files.remove(key)
}
