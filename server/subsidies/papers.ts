// Pages of a paper: stored files, in order, attached to a draft, to what a card opens, or (the stamped form) to a case that has its number.
import { fileLimits } from '#contract/files/rules.ts'
import { isAskedOfFirm } from '#contract/subsidies/answers.ts'
import { isShownIn } from '#contract/subsidies/fields.ts'
import { isPageOpen, isPaperOpen, openingsOf } from '#contract/subsidies/openings.ts'
import type { Paper, Programme } from '#contract/subsidies/programme.ts'
import type { Application, PaperInput } from '#contract/subsidies/schema.ts'
import { firmMemberIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { findCard } from '../cases/corrections.ts'
import { addEvent } from '../cases/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { lockFile } from '../files/repository.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { canReadFile } from '../files/access.ts'
import { lockWritableApplication, readerFor, type Reader } from './access.ts'
import { noteTyped } from './assist-origins.ts'
import { officersFor } from './publicity.ts'
import { deletePaperPage, findApplication, insertPaperPage, listPapers, listSubmittedPapers, newestRound, touchCase, type ApplicationCase, type PaperRow } from './repository.ts'
import { programmeOf } from './snapshot.ts'
import { viewApplication } from './view.ts'

async function reread(deps: Deps, tx: Tx, reader: Reader, id: string): Promise<Application> {
  const row = await findApplication(tx, id)
  if (!row) throw notFound(`application ${id} vanished`)
  return viewApplication(deps, tx, row, reader)
}

/**
 * The stamped scan may come while the case is still before its first review, also while the firm corrects something else. Where the card
 * opens the form itself, it is part of what comes back; after a payment that failed it is too late.
 */
async function isStampedForm(tx: Tx, row: ApplicationCase, paper: Paper): Promise<boolean> {
  if (paper.scan !== 'after') return false
  if (row.state !== 'returned') return row.state === 'submitted' || row.state === 'accepted'
  const card = await findCard(tx, row.id)
  return card?.kind === 'defects' && !openingsOf(card.items).some((opening) => opening.kind !== 'field' && opening.paperId === paper.id)
}

function paperOf(programme: Programme, row: ApplicationCase, paperId: string): Paper {
  const paper = programme.papers.find((candidate) => candidate.id === paperId)
  if (!paper || (!isAskedOfFirm(paper) && paper.scan === undefined)) throw invalid({ field: 'paperId', reason: 'unknown' })
  if (!isShownIn(programme, paper.showWhen, row.application.answers)) throw invalid({ field: 'paperId', reason: 'unknown' })
  return paper
}

/**
 * Whether this paper may change now: in a draft; while returned as far as the card opens it; the stamped form until the first review is done.
 * `replaced`: only this page gives its place to another. Throws `subsidies.not-editable`, `subsidies.not-open`.
 */
async function assertChangeable(tx: Tx, row: ApplicationCase, programme: Programme, paper: Paper, replaced: PaperRow | undefined): Promise<void> {
  if (row.state === 'draft') {
    if (!isAskedOfFirm(paper)) throw invalid({ field: 'paperId', reason: 'unknown' })
    return
  }
  if (await isStampedForm(tx, row, paper)) return
  if (row.state !== 'returned') throw new AppError('subsidies.not-editable', { details: { state: row.state } })
  const card = await findCard(tx, row.id)
  const openings = openingsOf(card?.state === 'open' ? card.items : [])
  if (isPaperOpen(programme, openings, paper)) return
  if (replaced && isPageOpen(openings, paper.id, replaced.id)) return
  const given = await listSubmittedPapers(tx, row.id, (await newestRound(tx, row.id)) ?? 0)
  // A page that took the place of an opened one may be taken again.
  if (replaced && !given.some((page) => page.paper_id === paper.id && page.id === replaced.id)) return
  throw new AppError('subsidies.not-open', { fields: [{ field: `papers.${paper.id}`, reason: 'locked' }] })
}

/** The stamped form lies before the officers at once, on the submission they look at. */
async function showStampedForm(deps: Deps, tx: Tx, account: SignedIn, row: ApplicationCase, page: { id: string; paperId: string; position: number; fileId: string }, isFirst: boolean, at: number): Promise<void> {
  await tx.insertInto('submitted_papers').values({ case_id: row.id, round: (await newestRound(tx, row.id)) ?? 0, page_id: page.id, paper_id: page.paperId, position: page.position, file_id: page.fileId }).execute()
  if (!isFirst) return
  await addEvent(tx, { caseId: row.id, at, action: 'add-form', state: row.state, actor: 'firm', accountId: account.id, actorName: account.name, note: null })
  const firm = await tx.selectFrom('firms').select('name').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const values = { number: row.number ?? '', title: row.title, firm: firm.name }
  const members = await firmMemberIds(tx, row.firm_id)
  const officers = (await officersFor(tx, row)).filter((id) => !members.includes(id))
  await enqueueMessages(tx, { at, accountIds: officers, firmId: null, dedupeKey: `case:${row.id}:add-form:${page.id}`, message: renderMessage(deps.content, 'desk.form-added', values, `/desk/cases/${row.id}`) })
}

/** Attaches a stored file as the last page of a paper, or in the place of `replaces`; the same file again changes nothing. */
export async function addPaperPage(deps: Deps, account: SignedIn, id: string, input: PaperInput, requestId: string): Promise<{ application: Application; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, writer } = await lockWritableApplication(tx, account, id, at)
    const reader = readerFor(account, writer)
    const programme = programmeOf(deps, row)
    const paper = paperOf(programme, row, input.paperId)
    const file = await lockFile(tx, input.fileId)
    if (file?.firm_id !== row.firm_id) throw notFound(`file ${input.fileId} is not one of firm ${row.firm_id}`)
    if (writer.assist && !(await canReadFile(tx, account, file, at))) throw notFound(`file ${input.fileId} is not for assistant ${account.id}`)
    const pages = (await listPapers(tx, id)).filter((page) => page.paper_id === paper.id)
    const replaced = input.replaces === undefined ? undefined : pages.find((page) => page.page_id === input.replaces)
    if (input.replaces !== undefined && !replaced && !pages.some((page) => page.id === file.id)) throw notFound(`page ${input.replaces} is not of paper ${paper.id} of application ${id}`)
    const isThere = pages.some((page) => page.id === file.id)
    // Sent again after a reply was lost: the opened page it took the place of is gone by now.
    if (!isThere || row.state !== 'returned') await assertChangeable(tx, row, programme, paper, replaced)
    await touchCase(tx, id, account.id, at)
    if (isThere) return { application: await reread(deps, tx, reader, id), isNew: false }
    if (!replaced && pages.length >= fileLimits.maxFilesPerPaper) throw new AppError('subsidies.paper-full', { details: { most: fileLimits.maxFilesPerPaper } })
    if (replaced) await takeOut(tx, row, paper, replaced.page_id)
    const position = replaced?.position ?? (pages.at(-1)?.position ?? 0) + 1
    const pageId = await insertPaperPage(tx, { caseId: id, paperId: paper.id, position, fileId: file.id, at })
    if (await isStampedForm(tx, row, paper)) await showStampedForm(deps, tx, account, row, { id: pageId, paperId: paper.id, position, fileId: file.id }, pages.length === 0, at)
    if (writer.assist) await noteTyped(tx, row, { [`papers.${paper.id}`]: true }, { name: account.name, isAssistant: true }, at)
    await recordAudit(tx, { at, accountId: account.id, role: writer.role, action: 'subsidies.add-paper', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { paperId: paper.id, fileId: file.id, ...(replaced ? { replaces: replaced.id } : {}) } })
    return { application: await reread(deps, tx, reader, id), isNew: true }
  })
}

async function takeOut(tx: Tx, row: ApplicationCase, paper: Paper, pageId: string): Promise<{ paper_id: string; file_id: string } | undefined> {
  // Out of the submission officers look at; one that was returned before keeps what it had.
  if (await isStampedForm(tx, row, paper)) await tx.deleteFrom('submitted_papers').where('case_id', '=', row.id).where('round', '=', (await newestRound(tx, row.id)) ?? 0).where('page_id', '=', pageId).where('paper_id', '=', paper.id).execute()
  return deletePaperPage(tx, row.id, pageId)
}

export async function removePaperPage(deps: Deps, account: SignedIn, id: string, pageId: string, requestId: string): Promise<Application> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, writer } = await lockWritableApplication(tx, account, id, at)
    const programme = programmeOf(deps, row)
    const page = (await listPapers(tx, id)).find((candidate) => candidate.page_id === pageId)
    const paper = page && programme.papers.find((candidate) => candidate.id === page.paper_id)
    if (!page) throw notFound(`page ${pageId} is not of application ${id}`)
    // A draft may lose pages of a paper the scheme no longer asks for.
    if (row.state !== 'draft') {
      if (!paper) throw new AppError('subsidies.not-editable', { details: { state: row.state } })
      await assertChangeable(tx, row, programme, paper, undefined)
    }
    await touchCase(tx, id, account.id, at)
    const removed = paper ? await takeOut(tx, row, paper, pageId) : await deletePaperPage(tx, id, pageId)
    if (!removed) throw notFound(`page ${pageId} is not of application ${id}`)
    const isEmpty = !(await listPapers(tx, id)).some((left) => left.paper_id === removed.paper_id)
    if (isEmpty) await noteTyped(tx, row, { [`papers.${removed.paper_id}`]: false }, { name: account.name, isAssistant: writer.role === 'assistant' }, at)
    await recordAudit(tx, { at, accountId: account.id, role: writer.role, action: 'subsidies.remove-paper', subject: `case:${id}`, firmId: row.firm_id, requestId, details: { paperId: removed.paper_id, fileId: removed.file_id } })
    return reread(deps, tx, readerFor(account, writer), id)
  })
}
