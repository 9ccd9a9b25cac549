// The firm's paper library: what was uploaded once is used in every application. Seen and kept up by its people, and by an assistant they let in.
import { randomUUID } from 'node:crypto'
import type { FieldProblem } from '#contract/errors.ts'
import { libraryDateProblems, mostLibraryPapers, type LibraryKind } from '#contract/files/library-rules.ts'
import type { Library, LibraryInput, LibraryPaper, LibraryPatch } from '#contract/files/library-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText, compareText, textLength } from '#contract/identifiers/text.ts'
import { requireMember } from '../accounts/access.ts'
import { requireWriter, type Writer } from '../accounts/assist-access.ts'
import { lockFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { changeLibraryPaper, insertLibraryPaper, readLibrary, removeLibraryPaper, replacePages, type LibraryRow } from './library-repository.ts'
import { hasSameFiles, keptPapers, viewKept } from './library-view.ts'
import { lockFile } from './repository.ts'

const longestName = 40

export async function listLibrary(deps: Deps, account: SignedIn, firmId: string): Promise<Library> {
  const at = deps.clock.now()
  await requireWriter(deps.db, account, firmId, at)
  const today = shanghaiDate(at)
  return { items: (await keptPapers(deps.content, deps.db, firmId)).map((paper) => viewKept(paper, today)), kinds: deps.content.library.kinds, today }
}

async function viewOne(deps: Deps, connection: Connection, firmId: string, id: string, today: string): Promise<LibraryPaper> {
  const paper = (await keptPapers(deps.content, connection, firmId)).find((one) => one.id === id)
  if (!paper) throw notFound(`library paper ${id} vanished`)
  return viewKept(paper, today)
}

/** The paper and who may write for its firm. Throws `not-found` for everybody else, the same as for one that is not there. */
async function openPaper(tx: Tx, account: SignedIn, id: string, at: number): Promise<{ row: LibraryRow; writer: Writer }> {
  const [row] = await readLibrary(tx, { id })
  if (!row) throw notFound(`no library paper ${id}`)
  return { row, writer: await requireWriter(tx, account, row.firm_id, at) }
}

function readKind(deps: Deps, id: string): LibraryKind {
  const kind = deps.content.library.kinds.find((one) => one.id === id)
  if (!kind) throw invalid({ field: 'kind', reason: 'option' })
  return kind
}

type Particulars = Pick<LibraryPatch, 'issuedOn' | 'validTo' | 'name'>

/** Name and dates as kept; throws `invalid-input` naming everything that is wrong. */
function readParticulars(kind: LibraryKind, typed: Particulars, today: string): { name: string; issued_on: string | null; valid_to: string | null } {
  const problems: FieldProblem[] = libraryDateProblems(typed, today)
  const name = cleanText(typed.name ?? '', { singleLine: true })
  if (!name.ok) problems.push({ field: 'name', reason: name.reason })
  else if (textLength(name.value) > longestName) problems.push({ field: 'name', reason: 'too-long', limit: longestName })
  if (typed.validTo && !kind.asksValidTo) problems.push({ field: 'validTo', reason: 'unknown' })
  if (problems.length > 0) throw invalid(...problems)
  return { name: name.ok && compareText(name.value) !== '' ? name.value : kind.name, issued_on: typed.issuedOn || null, valid_to: typed.validTo || null }
}

/** Stored papers of this firm, each once; locked, so that none of them is cleared away meanwhile. */
async function lockPages(tx: Tx, firmId: string, fileIds: readonly string[]): Promise<string[]> {
  const ids = [...new Set(fileIds)]
  for (const id of [...ids].sort()) {
    const file = await lockFile(tx, id)
    if (file?.firm_id !== firmId || file.purpose === 'evidence') throw notFound(`file ${id} is not a paper of firm ${firmId}`)
  }
  return ids
}

/** Puts a paper into the library; the same pages of the same kind again are the paper there is. Throws `invalid-input` by field, `not-found` for a file of somebody else, `library.full`. */
export async function addLibraryPaper(deps: Deps, account: SignedIn, input: LibraryInput, requestId: string): Promise<LibraryPaper> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  return deps.commands.run(async (tx) => {
    const { role } = await requireWriter(tx, account, input.firmId, at)
    // Two phones sending the same, or the last place, come one after the other.
    await lockFirm(tx, input.firmId)
    const kind = readKind(deps, input.kind)
    const values = readParticulars(kind, input, today)
    const fileIds = await lockPages(tx, input.firmId, input.fileIds)
    const rows = await readLibrary(tx, { firmId: input.firmId })
    const known = rows.find((row) => row.kind === kind.id && hasSameFiles(row.pages.map((page) => page.id), fileIds))
    if (known) return viewOne(deps, tx, input.firmId, known.id, today)
    if (rows.length >= mostLibraryPapers) throw new AppError('library.full', { details: { most: mostLibraryPapers } })
    const id = randomUUID()
    await insertLibraryPaper(tx, { id, firm_id: input.firmId, kind: kind.id, ...values, case_id: null, saved_by: account.id, saved_at: at, version: 1 }, fileIds)
    await recordAudit(tx, { at, accountId: account.id, role, action: 'library.add', subject: `library:${id}`, firmId: input.firmId, requestId, details: { kind: kind.id, files: fileIds.join(' ') } })
    return viewOne(deps, tx, input.firmId, id, today)
  })
}

/** Changes what the patch names; new pages take the place of all there were. Throws `invalid-input`, `stale` with the version there is. */
export async function updateLibraryPaper(deps: Deps, account: SignedIn, id: string, readVersion: () => number, patch: LibraryPatch, requestId: string): Promise<LibraryPaper> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  return deps.commands.run(async (tx) => {
    const { row, writer } = await openPaper(tx, account, id, at)
    // Read only now: a stranger is told nothing about what the request lacks.
    const version = readVersion()
    if (row.version !== version) throw new AppError('stale', { details: { version: row.version } })
    const typed = { issuedOn: row.issued_on, validTo: row.valid_to, name: row.name, ...patch }
    const values = readParticulars(readKind(deps, row.kind), typed, today)
    const fileIds = patch.fileIds && (await lockPages(tx, row.firm_id, patch.fileIds))
    const isOther = fileIds !== undefined && !hasSameFiles(fileIds, row.pages.map((page) => page.id))
    // Other pages are no longer what was handed in with the case.
    const changed = await changeLibraryPaper(tx, row, { ...values, ...(isOther ? { case_id: null, saved_by: account.id, saved_at: at } : {}) })
    if (!changed) throw new AppError('stale')
    if (fileIds) await replacePages(tx, id, fileIds)
    await recordAudit(tx, { at, accountId: account.id, role: writer.role, action: 'library.update', subject: `library:${id}`, firmId: row.firm_id, requestId, details: { fields: Object.keys(patch).join(' '), ...(fileIds ? { files: fileIds.join(' ') } : {}) } })
    return viewOne(deps, tx, row.firm_id, id, today)
  })
}

/** Only the firm's own people take something out. What an application uses stays there. */
export async function deleteLibraryPaper(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const [row] = await readLibrary(tx, { id })
    if (!row) throw notFound(`no library paper ${id}`)
    const { role } = await requireMember(tx, account, row.firm_id)
    if (!(await removeLibraryPaper(tx, id))) throw notFound(`library paper ${id} was deleted meanwhile`)
    await recordAudit(tx, { at, accountId: account.id, role, action: 'library.delete', subject: `library:${id}`, firmId: row.firm_id, requestId, details: { kind: row.kind, files: row.pages.map((page) => page.id).join(' ') } })
  })
}
