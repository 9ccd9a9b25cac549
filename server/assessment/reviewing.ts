// The reviewer's side: what waits, and words to single items.
import { answerProblems } from '#contract/assessment/answers.ts'
import type { Assessment, ReviewerKind, Reviews } from '#contract/assessment/schema.ts'
import { activeFirmIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { listInService, lockVisible } from './access.ts'
import { requireNote } from './answers.ts'
import { listForReviewer, readNames, removeRemark, setRemark } from './repository.ts'
import { assertReviewer } from './review.ts'
import { editionOf, personOf, summarise, viewAssessment } from './view.ts'

/** Longest waiting first; also what a colleague has in hand. Not those of the asker's own firm. */
export async function listReviews(deps: Deps, account: SignedIn, kind: ReviewerKind): Promise<Reviews> {
  const own = await activeFirmIds(deps.db, account.id)
  const rows = (await listForReviewer(deps.db, kind, account.id)).filter((row) => !own.includes(row.firm_id))
  const holders = await listInService(deps.db, kind, rows.flatMap((row) => row.reviewer_id ?? []))
  const names = await readNames(deps.db, holders)
  const summaries = await summarise(deps, deps.db, rows)
  return {
    items: rows.flatMap((row, index) => {
      const summary = summaries[index]
      if (!summary || row.submitted_at === null) return []
      return [{ ...summary, town: row.town, submittedAt: new Date(row.submitted_at).toISOString(), reviewer: row.reviewer_id === null || !holders.has(row.reviewer_id) ? null : personOf(names, row.reviewer_id), isMine: row.reviewer_id === account.id }]
    }),
  }
}

/** The reviewer's words to one item or red line; empty takes them back. Throws `not-allowed` for the firm, `assessment.wrong-state`, `assessment.reviewer-taken`, `invalid-input`. */
export async function saveRemark(deps: Deps, account: SignedIn, { id, itemId }: { id: string; itemId: string }, text: string, requestId: string): Promise<Assessment> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockVisible(tx, account, id)
    const { row, side } = opened
    if (side === 'firm') throw new AppError('not-allowed', { detail: 'for the reviewer' })
    assertReviewer(row, account.id)
    const problems = answerProblems(editionOf(deps, row), itemId, { answer: null })
    if (problems.length > 0) throw invalid(...problems)
    const note = requireNote(text, 'text')
    if (note === '') await removeRemark(tx, id, itemId)
    else await setRemark(tx, { assessment_id: id, item_id: itemId, note, saved_by: account.id, saved_at: at })
    await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: 'assessment.remark', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { itemId, isRemoved: note === '' } })
    return viewAssessment(deps, tx, opened)
  })
}
