// A firm's plan: each gap becomes a step with an owner and a date. The firm's own; it goes on after the assessment is closed.
import { randomUUID } from 'node:crypto'
import type { FieldProblem } from '#contract/errors.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Plan, PlanInput, PlanPatch, PlanStep } from '#contract/assessment/schema.ts'
import { daysBetween, parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { PlanStepRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockOwn } from './access.ts'
import { requireNote } from './answers.ts'
import { changeStep, findStep, insertSteps, listFirmSteps, removeStep, type PlanStepOfAssessment } from './plan-repository.ts'
import { editionOf } from './view.ts'

const titleLength = 200
/** The owner is reminded this many days before a step is due. */
export const alertDays = 7

export function viewStep(row: PlanStepOfAssessment): PlanStep {
  return {
    id: row.id, assessmentId: row.assessment_id, editionId: row.edition_id, itemId: row.item_id, title: row.title, owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    dueOn: row.due_on, state: row.state, note: row.note, version: row.version, savedAt: new Date(row.saved_at).toISOString(),
  }
}

/** Earliest first, those without a date last. */
export function inOrder<S extends { dueOn: string | null }>(steps: readonly S[]): S[] {
  const last = '9999-12-31'
  return steps.toSorted((a, b) => ((a.dueOn ?? last) < (b.dueOn ?? last) ? -1 : (a.dueOn ?? last) > (b.dueOn ?? last) ? 1 : 0))
}

async function viewPlan(connection: Connection, firmId: string, today: string): Promise<Plan> {
  return { items: inOrder((await listFirmSteps(connection, firmId)).map(viewStep)), today }
}

export async function listPlan(deps: Deps, account: SignedIn, firmId: string): Promise<Plan> {
  await requireMember(deps.db, account, firmId)
  return viewPlan(deps.db, firmId, shanghaiDate(deps.clock.now()))
}

async function ownerProblems(tx: Tx, firmId: string, ownerId: string | null): Promise<FieldProblem[]> {
  if (ownerId === null) return []
  const member = await tx.selectFrom('memberships').select('id').where('firm_id', '=', firmId).where('account_id', '=', ownerId).where('state', '=', 'active').executeTakeFirst()
  return member ? [] : [{ field: 'ownerId', reason: 'unknown' }]
}

/** A real day, not before today. */
function dateProblems(dueOn: string | null, today: string): FieldProblem[] {
  if (dueOn === null) return []
  const date = parseDate(dueOn)
  if (!date.ok) return [{ field: 'dueOn', reason: date.reason }]
  return date.value < today ? [{ field: 'dueOn', reason: 'date-early', limit: today }] : []
}

/** Whoever gives themselves a date that is near knows of it already. */
function soonTold(dueOn: string | null, ownerId: string | null, account: SignedIn, today: string): string | null {
  return dueOn !== null && ownerId === account.id && daysBetween(today, dueOn) <= alertDays ? dueOn : null
}

function titleOf(advice: string): string {
  const characters = [...advice]
  return characters.length <= titleLength ? advice : `${characters.slice(0, titleLength - 1).join('')}…`
}

/**
 * Makes a step of each item named that has none yet; those that are there stay as they are, so a repeat does nothing. The assessment is locked, so neither do two at once. Returns the whole plan
 * of the firm. Throws `invalid-input` for an item that is none of the edition, an owner who does not act for the firm, a date that is none or gone by.
 */
export async function addPlanSteps(deps: Deps, account: SignedIn, id: string, input: PlanInput, requestId: string): Promise<Plan> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  return deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    const items = new Map(placedItems(editionOf(deps, row)).map(({ item }) => [item.id, item]))
    const { itemIds, ownerId = null, dueOn = null } = input
    const problems: FieldProblem[] = [
      ...itemIds.flatMap((itemId, index) => (items.has(itemId) ? [] : [{ field: `itemIds.${index}`, reason: 'unknown-item' }])), ...(await ownerProblems(tx, row.firm_id, ownerId)), ...dateProblems(dueOn, today),
    ]
    if (problems.length > 0) throw invalid(...problems)
    const added = await insertSteps(tx, [...new Set(itemIds)].map((itemId): PlanStepRow => ({
      id: randomUUID(), assessment_id: id, item_id: itemId, title: titleOf(items.get(itemId)?.advice ?? ''), owner_id: ownerId, due_on: dueOn, state: 'todo', note: '',
      soon_told: soonTold(dueOn, ownerId, account, today), late_told: null, saved_by: account.id, saved_at: at, version: 1,
    })))
    if (added > 0) await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.plan-add', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { steps: added } })
    return viewPlan(tx, row.firm_id, today)
  })
}

function readTitle(typed: string): string {
  const title = cleanText(typed, { singleLine: true })
  if (!title.ok) throw invalid({ field: 'title', reason: title.reason })
  if (title.value === '') throw invalid({ field: 'title', reason: 'required' })
  if (textLength(title.value) > titleLength) throw invalid({ field: 'title', reason: 'too-long', limit: titleLength })
  return title.value
}

/** Only what is really changed: a date that has gone by meanwhile stays as it is, and so does an owner who has left. */
async function readPatch(tx: Tx, account: SignedIn, step: PlanStepRow, firmId: string, patch: PlanPatch, today: string): Promise<Partial<PlanStepRow>> {
  const { title, ownerId, dueOn, note, state } = patch
  const isNewOwner = ownerId !== undefined && ownerId !== step.owner_id
  const isNewDate = dueOn !== undefined && dueOn !== step.due_on
  const problems = [...(isNewOwner ? await ownerProblems(tx, firmId, ownerId) : []), ...(isNewDate ? dateProblems(dueOn, today) : [])]
  if (problems.length > 0) throw invalid(...problems)
  const toldNow = isNewDate ? soonTold(dueOn, isNewOwner ? ownerId : step.owner_id, account, today) : null
  return {
    ...(title === undefined ? {} : { title: readTitle(title) }), ...(isNewOwner ? { owner_id: ownerId } : {}), ...(isNewDate ? { due_on: dueOn } : {}),
    ...(note === undefined ? {} : { note: requireNote(note) }), ...(state === undefined ? {} : { state }), ...(toldNow === null ? {} : { soon_told: toldNow }),
  }
}

/** Changes what the patch names. Throws `stale` with the version there is, `invalid-input` by field, `not-found`. */
export async function updatePlanStep(deps: Deps, account: SignedIn, { id, stepId }: { id: string; stepId: string }, readVersion: () => number, patch: PlanPatch, requestId: string): Promise<PlanStep> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    // Read only now: a stranger is told nothing about what the request lacks.
    const version = readVersion()
    const step = await findStep(tx, id, stepId)
    if (!step) throw notFound(`assessment ${id} has no step ${stepId}`)
    if (step.version !== version) throw new AppError('stale', { details: { version: step.version } })
    const change = await readPatch(tx, account, step, row.firm_id, patch, shanghaiDate(at))
    await changeStep(tx, step, { ...change, saved_by: account.id, saved_at: at })
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.plan-update', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { stepId, fields: Object.keys(patch) } })
    const changed = await findStep(tx, id, stepId)
    if (!changed) throw notFound(`step ${stepId} is gone`)
    return viewStep(changed)
  })
}

export async function removePlanStep(deps: Deps, account: SignedIn, { id, stepId }: { id: string; stepId: string }, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    const step = await findStep(tx, id, stepId)
    if (!step) throw notFound(`assessment ${id} has no step ${stepId}`)
    await removeStep(tx, stepId)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.plan-remove', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { stepId, itemId: step.item_id } })
  })
}
