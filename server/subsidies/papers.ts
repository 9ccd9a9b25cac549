// Pages of a paper: stored files, in order, attached to a draft.
import { fileLimits } from '#contract/files/rules.ts'
import { isShownIn } from '#contract/subsidies/fields.ts'
import type { Application, PaperInput } from '#contract/subsidies/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { lockFile } from '../files/repository.ts'
import type { SignedIn } from '../http/route.ts'
import { lockOwnApplication } from './access.ts'
import { deletePaperPage, findApplication, insertPaperPage, listPapers, touchDraft } from './repository.ts'
import { programmeOf, viewApplication } from './view.ts'

async function reread(deps: Deps, tx: Parameters<typeof viewApplication>[1], id: string): Promise<Application> {
  const row = await findApplication(tx, id)
  if (!row) throw notFound(`application ${id} vanished`)
  return viewApplication(deps, tx, row, 'firm')
}

/** Attaches a stored file as the last page of a paper; the same file again changes nothing. */
export async function addPaperPage(deps: Deps, account: SignedIn, id: string, input: PaperInput, requestId: string): Promise<{ application: Application; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwnApplication(tx, account, id)
    const programme = programmeOf(deps, row)
    const paper = programme.papers.find((candidate) => candidate.id === input.paperId && candidate.origin === 'firm')
    if (!paper || !isShownIn(programme, paper.showWhen, row.application.answers)) throw invalid({ field: 'paperId', reason: 'unknown' })
    const file = await lockFile(tx, input.fileId)
    if (file?.firm_id !== row.firm_id) throw notFound(`file ${input.fileId} is not one of firm ${row.firm_id}`)
    if (!(await touchDraft(tx, id, account.id, at))) throw new AppError('subsidies.not-editable', { details: { state: row.state } })
    const pages = (await listPapers(tx, id)).filter((page) => page.paper_id === paper.id)
    if (pages.some((page) => page.id === file.id)) return { application: await reread(deps, tx, id), isNew: false }
    if (pages.length >= fileLimits.maxFilesPerPaper) throw new AppError('subsidies.paper-full', { details: { most: fileLimits.maxFilesPerPaper } })
    await insertPaperPage(tx, { caseId: id, paperId: paper.id, position: (pages.at(-1)?.position ?? 0) + 1, fileId: file.id, at })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'subsidies.add-paper', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { paperId: paper.id, fileId: file.id } })
    return { application: await reread(deps, tx, id), isNew: true }
  })
}

export async function removePaperPage(deps: Deps, account: SignedIn, id: string, pageId: string, requestId: string): Promise<Application> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwnApplication(tx, account, id)
    if (!(await touchDraft(tx, id, account.id, at))) throw new AppError('subsidies.not-editable', { details: { state: row.state } })
    const removed = await deletePaperPage(tx, id, pageId)
    if (!removed) throw notFound(`page ${pageId} is not of application ${id}`)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'subsidies.remove-paper', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { paperId: removed.paper_id, fileId: removed.file_id } })
    return reread(deps, tx, id)
  })
}
