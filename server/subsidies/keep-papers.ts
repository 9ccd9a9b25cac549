// Papers handed in with a kind of the library are kept there, so that the next application finds them.
import { randomUUID } from 'node:crypto'
import { mostLibraryPapers } from '#contract/files/library-rules.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import { lockFirm } from '../accounts/firms-repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { insertLibraryPaper } from '../files/library-repository.ts'
import { hasSameFiles, keptPapers } from '../files/library-view.ts'
import { listPapers, type ApplicationCase } from './repository.ts'

/** Once for the same files of a kind; a full library keeps nothing more and refuses nothing. */
export async function keepPapers(deps: Pick<Deps, 'content'>, tx: Tx, row: Pick<ApplicationCase, 'id' | 'firm_id'>, programme: Programme, accountId: string, at: number): Promise<void> {
  const wanted = programme.papers.filter((paper) => paper.library !== undefined)
  if (wanted.length === 0) return
  await lockFirm(tx, row.firm_id)
  const pages = await listPapers(tx, row.id)
  const kept = await keptPapers(deps.content, tx, row.firm_id)
  let count = kept.length
  for (const { id, library } of wanted) {
    const kind = deps.content.library.kinds.find((one) => one.id === library)
    const files = pages.filter((page) => page.paper_id === id)
    const fileIds = files.map((page) => page.id)
    if (!kind || fileIds.length === 0 || count >= mostLibraryPapers) continue
    // The same bytes sent again are the paper there is.
    const bytes = files.map((file) => file.sha256)
    if (kept.some((paper) => paper.kind.id === kind.id && hasSameFiles(paper.files.map((file) => file.sha256), bytes))) continue
    await insertLibraryPaper(tx, { id: randomUUID(), firm_id: row.firm_id, kind: kind.id, name: kind.name, issued_on: null, valid_to: null, case_id: row.id, saved_by: accountId, saved_at: at, version: 1 }, fileIds)
    count += 1
  }
}
