// A firm's assessments: listed, opened, trimmed, deleted. Answers, evidence, team and review have files of their own.
import type { Assessment, AssessmentPatch, Assessments } from '#contract/assessment/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertAnswerable, lockOwn, openAssessment, openForReading } from './access.ts'
import { takeAllEvidence } from './evidence.ts'
import { readItemIds, readOpening } from './opening.ts'
import { changeAssessment, listFirmAssessments, removeAssessment } from './repository.ts'
import { editionOf, summarise, viewAssessment } from './view.ts'

export async function listAssessments(deps: Deps, account: SignedIn, firmId: string): Promise<Assessments> {
  await requireMember(deps.db, account, firmId)
  return { items: await summarise(deps, deps.db, await listFirmAssessments(deps.db, firmId)) }
}

export async function getAssessment(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Assessment> {
  return viewAssessment(deps, deps.db, await openForReading(deps, account, id, requestId))
}

/**
 * Changes what the patch names. What is asked (`opening`, `takenBack`) only while it is answered; whether the county may count it at any time, as a consent can be taken back.
 * Throws `stale` with the version there is, `assessment.locked`, `invalid-input` by field.
 */
export async function updateAssessment(deps: Deps, account: SignedIn, id: string, readVersion: () => number, patch: AssessmentPatch, requestId: string): Promise<Assessment> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    const version = readVersion()
    if (row.version !== version) throw new AppError('stale', { details: { version: row.version } })
    if (patch.opening !== undefined || patch.takenBack !== undefined) assertAnswerable(row)
    const edition = editionOf(deps, row)
    const opening = patch.opening && readOpening(edition, patch.opening)
    const takenBack = patch.takenBack && readItemIds(edition, patch.takenBack)
    const problems: FieldProblem[] = [...(opening?.problems ?? []), ...(takenBack && !takenBack.isWhole ? [{ field: 'takenBack', reason: 'unknown-item' }] : [])]
    if (problems.length > 0) throw invalid(...problems)
    await changeAssessment(tx, row, {
      ...(opening ? { opening: JSON.stringify(opening.opening) } : {}), ...(takenBack ? { taken_back: JSON.stringify(takenBack.itemIds) } : {}),
      ...(patch.isShared === undefined ? {} : { is_shared: patch.isShared ? 1 : 0 }), saved_by: account.id, saved_at: at,
    })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.update', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { fields: Object.keys(patch), ...(patch.isShared === undefined ? {} : { isShared: patch.isShared }) } })
    return viewAssessment(deps, tx, await openAssessment(tx, account, id))
  })
}

/** Takes it away with everything in it, its plan too; a file something else uses stays. Throws `assessment.locked` while it is reviewed and for a closed one. */
export async function deleteAssessment(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  const keys = await deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    assertAnswerable(row)
    const taken = await takeAllEvidence(tx, id)
    await removeAssessment(tx, id)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.delete', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { editionId: row.edition_id, files: taken.length } })
    return taken
  })
  for (const key of keys) await deps.files.remove(key)
}
