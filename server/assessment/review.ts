// 提交审阅 撤回 接手 退回修改 结束: one door for every move, a table of who may take which and from where.
import type { Assessment, AssessmentAction, AssessmentActionInput, AssessmentState } from '#contract/assessment/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { AssessmentRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { hadAHand, holderOf, lockVisible, openAssessment, type Opened } from './access.ts'
import { requireNote } from './answers.ts'
import { changeAssessment, listAnswers, listRemarks } from './repository.ts'
import { tellChanges, tellReviewed, tellSubmitted, tellWithdrawn, type Telling } from './telling.ts'
import { editionOf, scoreOf, viewAssessment } from './view.ts'

export interface ReviewActionRequest { id: string; action: AssessmentAction; input: AssessmentActionInput; key: string; bodyHash: string; requestId: string }

interface Move extends Telling {
  opened: Opened
  input: AssessmentActionInput
  note: string
}
interface Rule {
  side: 'firm' | 'reviewer'
  from: readonly AssessmentState[]
  take(move: Move): Promise<Partial<AssessmentRow>>
}

/** Throws `assessment.nothing-answered` where not one item has an answer that counts. */
async function requireScore({ deps, tx, row }: Move) {
  const edition = editionOf(deps, row)
  const score = scoreOf(edition, row, await listAnswers(tx, [row.id]))
  if (score.answered === 0) throw new AppError('assessment.nothing-answered')
  return { edition, score }
}

/** What a closed assessment keeps for good: the score of its last day, by the edition of that day. */
async function closing(move: Move): Promise<Partial<AssessmentRow>> {
  const { edition, score } = await requireScore(move)
  return { state: 'closed', is_live: null, closed_at: move.at, edition_version: edition.version, score_tenths: score.tenths, grade: score.grade?.title ?? null }
}

async function submit(move: Move): Promise<Partial<AssessmentRow>> {
  const { tx, row, account, at, input } = move
  if (input.to === undefined) throw invalid({ field: 'to', reason: 'required' })
  await requireScore(move)
  // Whoever sent it back has it in hand again; somebody of another duty begins anew.
  const reviewer_id = row.review_to === input.to ? await holderOf(tx, row) : null
  await tellSubmitted(move, { kind: input.to, reviewerId: reviewer_id })
  return { state: 'in-review', review_to: input.to, submitted_by: account.id, submitted_at: at, reviewer_id }
}

/** Nobody outside the firm sees it any more. */
async function withdraw(move: Move): Promise<Partial<AssessmentRow>> {
  if (move.row.reviewer_id !== null) await tellWithdrawn(move, move.row.reviewer_id)
  return { state: 'open', review_to: null, submitted_by: null, submitted_at: null, reviewer_id: null }
}

/** Throws `assessment.reviewer-taken` when somebody else was faster, `cases.recused` for who once filled it in for the firm. */
async function take({ tx, row, account }: Move): Promise<Partial<AssessmentRow>> {
  const holder = await holderOf(tx, row)
  if (holder !== null && holder !== account.id) throw new AppError('assessment.reviewer-taken')
  if (holder === null && (await hadAHand(tx, account.id, row))) throw new AppError('cases.recused')
  return { reviewer_id: account.id }
}

/** The review is theirs. Throws `assessment.reviewer-taken`, or `assessment.wrong-state` while nobody has taken it. */
export function assertReviewer(row: Pick<AssessmentRow, 'state' | 'reviewer_id'>, accountId: string): void {
  if (row.state !== 'in-review' || row.reviewer_id === null) throw new AppError('assessment.wrong-state', { details: { state: row.state } })
  if (row.reviewer_id !== accountId) throw new AppError('assessment.reviewer-taken')
}

/** Throws `assessment.remark-missing` where neither an item nor the whole has a word of this round. */
async function requestChanges(move: Move): Promise<Partial<AssessmentRow>> {
  const { tx, row, account, note } = move
  assertReviewer(row, account.id)
  const remarks = (await listRemarks(tx, row.id)).filter((remark) => remark.saved_at >= (row.submitted_at ?? 0))
  if (remarks.length === 0 && note === '') throw new AppError('assessment.remark-missing', { fields: [{ field: 'note', reason: 'required' }] })
  await tellChanges(move, remarks.length + (note === '' ? 0 : 1))
  return { state: 'changes', review_note: note }
}

async function closeReview(move: Move): Promise<Partial<AssessmentRow>> {
  assertReviewer(move.row, move.account.id)
  const closed = await closing(move)
  await tellReviewed(move)
  return { ...closed, review_note: move.note === '' ? move.row.review_note : move.note }
}

const rules: Record<AssessmentAction, Rule> = {
  submit: { side: 'firm', from: ['open', 'changes'], take: submit },
  withdraw: { side: 'firm', from: ['in-review'], take: withdraw },
  close: { side: 'firm', from: ['open', 'changes'], take: closing },
  take: { side: 'reviewer', from: ['in-review'], take },
  'request-changes': { side: 'reviewer', from: ['in-review'], take: requestChanges },
  'close-review': { side: 'reviewer', from: ['in-review'], take: closeReview },
}

async function act(deps: Deps, tx: Tx, opened: Opened, { action, input, requestId }: ReviewActionRequest, at: number): Promise<void> {
  const { row, account, side } = opened
  const rule = rules[action]
  if (!rule.from.includes(row.state)) throw new AppError('assessment.wrong-state', { details: { state: row.state } })
  const change = await rule.take({ deps, tx, account, row, at, opened, input, note: requireNote(input.note) })
  await changeAssessment(tx, row, { ...change, ...(side === 'firm' ? { saved_by: account.id, saved_at: at } : {}) })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: `assessment.${action}`, subject: `assessment:${row.id}`, firmId: row.firm_id, requestId, details: { from: row.state, to: change.state ?? row.state, ...(input.to === undefined ? {} : { reviewers: input.to }) } })
}

/**
 * Takes one action, once per Idempotency-Key; a repeat is answered with how it stands now. Throws `not-found` (not yours), `not-allowed` (the other side's action; also a member with the
 * duty: nobody reviews their own firm), `assessment.wrong-state` with the state, and what each move adds.
 */
export async function actOnAssessment(deps: Deps, account: SignedIn, request: ReviewActionRequest): Promise<Assessment> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockVisible(tx, account, request.id)
    if (rules[request.action].side !== (opened.side === 'firm' ? 'firm' : 'reviewer')) throw new AppError('not-allowed', { detail: `${opened.side} has no action ${request.action}` })
    // Only that it was done is stored with the key: what the firm wrote goes when the assessment goes.
    await once(tx, { accountId: account.id, route: `assessment.${request.action}`, key: request.key, bodyHash: request.bodyHash, at }, async () => {
      await act(deps, tx, opened, request, at)
      return { status: 200, body: { id: request.id } }
    })
    return viewAssessment(deps, tx, await openAssessment(tx, account, request.id))
  })
}
