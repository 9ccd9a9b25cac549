// Who may see an assessment and from which side: the firm's people always; the duty it was handed to while it lies there; whoever took it, until the firm takes it back.
import { actingDuties } from '#contract/accounts/duties.ts'
import type { AssessmentState, ReviewerKind } from '#contract/assessment/schema.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AssessmentRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { findAssessment, lockAssessment, type AssessmentOfFirm } from './repository.ts'

export type Side = 'firm' | ReviewerKind

/** An assessment as its reader sees it. */
export interface Opened {
  row: AssessmentOfFirm
  side: Side
  account: SignedIn
}

function isBeforeReviewer(row: AssessmentRow, account: SignedIn): boolean {
  if (row.review_to === null || row.review_to !== account.role) return false
  return row.state === 'in-review' || row.reviewer_id === account.id
}

async function isMember(connection: Connection, accountId: string, firmId: string): Promise<boolean> {
  return (await connection.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', accountId).where('state', '=', 'active').executeTakeFirst()) !== undefined
}

/**
 * The assessment and from which side it is seen: active members of its firm (also one with a duty: nobody reviews their own firm), officers or experts while it is handed to them, and the
 * one of them who took it. Throws `not-found` for everybody else, the same as for one that is not there.
 */
export async function openAssessment(connection: Connection, account: SignedIn, id: string): Promise<Opened> {
  const row = await findAssessment(connection, id)
  if (!row) throw notFound(`no assessment ${id}`)
  if (row.review_to !== null && isBeforeReviewer(row, account) && !(await isMember(connection, account.id, row.firm_id))) return { row, side: row.review_to, account }
  await requireMember(connection, account, row.firm_id)
  return { row, side: 'firm', account }
}

/** As openAssessment, for what shows what the firm wrote: a reviewer who looks leaves a line in the audit ("who saw this?"; personal information law, articles 51 and 57). */
export async function openForReading(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Opened> {
  const opened = await openAssessment(deps.db, account, id)
  const { row, side } = opened
  if (side !== 'firm') await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty ?? side, action: 'assessment.read', subject: `assessment:${id}`, firmId: row.firm_id, requestId }))
  return opened
}

/** As openAssessment; nobody else changes it until the transaction ends. */
export async function lockVisible(tx: Tx, account: SignedIn, id: string): Promise<Opened> {
  await lockAssessment(tx, id)
  return openAssessment(tx, account, id)
}

/** For what only the firm does. Throws `not-allowed` for a reviewer, who sees it, and `not-found` for everybody else. */
export async function lockOwn(tx: Tx, account: SignedIn, id: string): Promise<AssessmentOfFirm> {
  const { row, side } = await lockVisible(tx, account, id)
  if (side !== 'firm') throw new AppError('not-allowed', { detail: 'for the firm itself' })
  return row
}

const answerable: ReadonlySet<AssessmentState> = new Set<AssessmentState>(['open', 'changes'])

export function isAnswerable({ state }: Pick<AssessmentRow, 'state'>): boolean {
  return answerable.has(state)
}

/** Throws `assessment.locked` while it is reviewed and once it is closed. */
export function assertAnswerable(row: Pick<AssessmentRow, 'state'>): void {
  if (!isAnswerable(row)) throw new AppError('assessment.locked', { details: { state: row.state } })
}

/** It, and the earlier ones its answers came from. */
async function listSources(connection: Connection, row: AssessmentRow): Promise<string[]> {
  const ids = [row.id]
  for (let from = row.from_id; from !== null && !ids.includes(from);) {
    ids.push(from)
    from = (await connection.selectFrom('assessments').select('from_id').where('id', '=', from).executeTakeFirst())?.from_id ?? null
  }
  return ids
}

/** Whether this person filled it in, showed evidence or handed it in, for the firm, or said what was carried into it: somebody who has left the firm since would still judge their own work (abuse case 24). */
export async function hadAHand(connection: Connection, accountId: string, row: AssessmentRow): Promise<boolean> {
  if ([row.created_by, row.saved_by, row.submitted_by].includes(accountId)) return true
  const answered = await connection.selectFrom('assessment_answer_events').select('item_id').where('assessment_id', 'in', await listSources(connection, row)).where('saved_by', '=', accountId).limit(1).executeTakeFirst()
  return (answered ?? (await connection.selectFrom('assessment_evidence').select('id').where('assessment_id', '=', row.id).where('added_by', '=', accountId).limit(1).executeTakeFirst())) !== undefined
}

/** Those of these people who still have this duty. */
export async function listInService(connection: Connection, kind: ReviewerKind, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await connection.selectFrom('accounts').select('id').where('id', 'in', ids).where('staff_role', 'in', actingDuties(kind)).where('disabled_at', 'is', null).execute()
  return new Set(rows.map((row) => row.id))
}

/** Who has the review in hand. Null also where they have left the service or act for the firm now: nobody else could go on with it. */
export async function holderOf(connection: Connection, row: AssessmentRow): Promise<string | null> {
  const { reviewer_id: id, review_to: kind, firm_id: firmId } = row
  if (id === null || kind === null || !(await listInService(connection, kind, [id])).has(id)) return null
  return (await isMember(connection, id, firmId)) ? null : id
}

/** Whether this person may work on the review now: it lies there, and nobody else has it in hand. */
export async function mayReview(connection: Connection, { row, side, account }: Opened): Promise<boolean> {
  if (side === 'firm' || account.duty === 'auditor' || row.state !== 'in-review') return false
  const holder = await holderOf(connection, row)
  return holder === null ? !(await hadAHand(connection, account.id, row)) : holder === account.id
}
