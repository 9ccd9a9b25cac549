// Evidence of an item: stored files of the firm with a date and a last day of their own.
import { randomUUID } from 'node:crypto'
import { mostEvidence } from '#contract/assessment/limits.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Evidence, EvidenceInput, EvidencePatch } from '#contract/assessment/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { standingOf } from '../files/access.ts'
import { deleteFileRow, lockFile } from '../files/repository.ts'
import type { SignedIn } from '../http/route.ts'
import { assertAnswerable, lockOwn } from './access.ts'
import { changeEvidence, insertEvidence, listEvidence, removeEvidenceRow, type EvidenceWithFile } from './evidence-repository.ts'
import { readNames, touchAssessment, type AssessmentOfFirm } from './repository.ts'
import { editionOf, viewEvidence } from './view.ts'

interface Dates { dated_on: string | null; expires_on: string | null }

/** Dates as kept; throws `invalid-input` naming each that is none, a date in the future, a last day before it. */
function readDates({ datedOn, expiresOn }: EvidencePatch, today: string): Dates {
  const problems: FieldProblem[] = []
  const dated = datedOn ? parseDate(datedOn) : null
  const expires = expiresOn ? parseDate(expiresOn) : null
  if (dated && !dated.ok) problems.push({ field: 'datedOn', reason: dated.reason })
  else if (dated?.ok && dated.value > today) problems.push({ field: 'datedOn', reason: 'date-future' })
  if (expires && !expires.ok) problems.push({ field: 'expiresOn', reason: expires.reason })
  else if (expires?.ok && dated?.ok && expires.value < dated.value) problems.push({ field: 'expiresOn', reason: 'date-early', limit: dated.value })
  if (problems.length > 0) throw invalid(...problems)
  return { dated_on: datedOn || null, expires_on: expiresOn || null }
}

async function viewOne(tx: Tx, assessmentId: string, evidenceId: string): Promise<Evidence> {
  const found = (await listEvidence(tx, assessmentId)).find((one) => one.evidence_id === evidenceId)
  if (!found) throw notFound(`evidence ${evidenceId} vanished`)
  return viewEvidence(found, await readNames(tx, [found.added_by]))
}

/** Evidence is of an item; a red line has none. */
function assertItem(deps: Deps, row: AssessmentOfFirm, itemId: string): void {
  if (placedItems(editionOf(deps, row)).every(({ item }) => item.id !== itemId)) throw invalid({ field: 'itemId', reason: 'unknown-item' })
}

/** Hangs a stored paper of the firm on the item; the same file again changes nothing. Throws `assessment.locked`, `invalid-input` by field, `not-found` for a file of somebody else, `assessment.evidence-full`. */
export async function addEvidence(deps: Deps, account: SignedIn, { id, itemId }: { id: string; itemId: string }, input: EvidenceInput, requestId: string): Promise<{ evidence: Evidence; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    const there = (await listEvidence(tx, id)).filter((one) => one.item_id === itemId)
    const known = there.find((one) => one.id === input.fileId)
    if (known) return { evidence: await viewOne(tx, id, known.evidence_id), isNew: false }
    assertAnswerable(row)
    assertItem(deps, row, itemId)
    const dates = readDates(input, shanghaiDate(at))
    const file = await lockFile(tx, input.fileId)
    if (file?.firm_id !== row.firm_id || file.purpose !== 'paper') throw notFound(`file ${input.fileId} is not a paper of firm ${row.firm_id}`)
    if (there.length >= mostEvidence) throw new AppError('assessment.evidence-full', { details: { most: mostEvidence } })
    const evidenceId = randomUUID()
    await insertEvidence(tx, { id: evidenceId, assessment_id: id, item_id: itemId, file_id: file.id, ...dates, added_by: account.id, added_at: at })
    await touchAssessment(tx, id, account.id, at)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.add-evidence', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { itemId, fileId: file.id } })
    return { evidence: await viewOne(tx, id, evidenceId), isNew: true }
  })
}

async function openEvidence(tx: Tx, account: SignedIn, { id, evidenceId }: { id: string; evidenceId: string }): Promise<{ row: AssessmentOfFirm; evidence: EvidenceWithFile }> {
  const row = await lockOwn(tx, account, id)
  const evidence = (await listEvidence(tx, id)).find((one) => one.evidence_id === evidenceId)
  if (!evidence) throw notFound(`assessment ${id} has no evidence ${evidenceId}`)
  assertAnswerable(row)
  return { row, evidence }
}

/** Changes the dates the patch names; they are judged together with what stays. Throws `assessment.locked`, `invalid-input` by field. */
export async function updateEvidence(deps: Deps, account: SignedIn, ids: { id: string; evidenceId: string }, patch: EvidencePatch, requestId: string): Promise<Evidence> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, evidence } = await openEvidence(tx, account, ids)
    await changeEvidence(tx, ids.evidenceId, readDates({ datedOn: evidence.dated_on, expiresOn: evidence.expires_on, ...patch }, shanghaiDate(at)))
    await touchAssessment(tx, ids.id, account.id, at)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.date-evidence', subject: `assessment:${ids.id}`, firmId: row.firm_id, requestId, details: { itemId: evidence.item_id, fileId: evidence.id, fields: Object.keys(patch) } })
    return viewOne(tx, ids.id, ids.evidenceId)
  })
}

/** Takes the row away, and the file with it unless something else uses it. Returns the bytes to be removed once this is committed. */
async function takeEvidence(tx: Tx, evidence: EvidenceWithFile): Promise<string | null> {
  await lockFile(tx, evidence.id)
  await removeEvidenceRow(tx, evidence.evidence_id)
  if ((await standingOf(tx, evidence.id)) !== 'loose') return null
  await deleteFileRow(tx, evidence.id)
  return evidence.storage_key
}

/** All evidence of an assessment that goes. Returns the bytes to be removed afterwards. */
export async function takeAllEvidence(tx: Tx, assessmentId: string): Promise<string[]> {
  const keys: string[] = []
  for (const evidence of await listEvidence(tx, assessmentId)) {
    const key = await takeEvidence(tx, evidence)
    if (key !== null) keys.push(key)
  }
  return keys
}

export async function removeEvidence(deps: Deps, account: SignedIn, ids: { id: string; evidenceId: string }, requestId: string): Promise<void> {
  const at = deps.clock.now()
  const key = await deps.commands.run(async (tx) => {
    const { row, evidence } = await openEvidence(tx, account, ids)
    const taken = await takeEvidence(tx, evidence)
    await touchAssessment(tx, ids.id, account.id, at)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.remove-evidence', subject: `assessment:${ids.id}`, firmId: row.firm_id, requestId, details: { itemId: evidence.item_id, fileId: evidence.id, sha256: evidence.sha256, isFileGone: taken !== null } })
    return taken
  })
  if (key !== null) await deps.files.remove(key)
}
