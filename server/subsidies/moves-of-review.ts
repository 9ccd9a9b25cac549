// First review, second person, refusal: four eyes (ASVS 2.3.5). The sum comes from the submitted snapshot by the scheme's rule.
import { randomUUID } from 'node:crypto'
import { sayAmount } from '#contract/identifiers/money.ts'
import { highestFen } from '#contract/subsidies/amount.ts'
import { checkAnswers, normaliseAnswers } from '#contract/subsidies/answers.ts'
import { changedPaths, isFieldPath } from '#contract/subsidies/openings.ts'
import { checkPatch } from '#contract/subsidies/patch.ts'
import { nothingOwed } from '../cases/due.ts'
import { dropDraft } from '../cases/corrections.ts'
import { AppError, invalid } from '../errors.ts'
import { commitMoney, firmLeft } from './budget.ts'
import { freeClaims, holdClaims } from './claim-guard.ts'
import { clockFor, readText, stepTo, type Doing, type Effect } from './doing.ts'
import { nextInstant } from './repository.ts'
import { openAnswers, sensitiveFields } from './sealed.ts'
import { readSnapshot, type Snapshot } from './snapshot.ts'
import { writeSubmission } from './submission.ts'

function snapshotOf({ row }: Doing): Snapshot {
  const snapshot = readSnapshot(row.application.snapshot)
  if (!snapshot) throw new Error(`case ${row.id} has no snapshot`)
  return snapshot
}

export async function accept(doing: Doing): Promise<Effect> {
  const { tx, account, row } = doing
  const firm = await tx.selectFrom('firms').select('verification').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  if (firm.verification !== 'verified') throw new AppError('cases.firm-unverified')
  return { change: { assigned_to: row.assigned_to ?? account.id, ...clockFor(doing, 'accepted') } }
}

/** The sum recommended: the computed one, or another with a reason, never above what the scheme gives. */
function amountOf({ input }: Doing, snapshot: Snapshot): { amountFen: number | null; amountReason: string | null } {
  const computed = snapshot.amount.amountFen
  const most = highestFen(snapshot.programme.amount)
  if (most === null) {
    if (input.amountFen !== undefined && input.amountFen !== 0) throw invalid({ field: 'amountFen', reason: 'money-max', limit: 0 })
    return { amountFen: null, amountReason: null }
  }
  const amountFen = input.amountFen ?? computed
  if (amountFen === null) throw invalid({ field: 'amountFen', reason: 'required' })
  if (amountFen > most) throw invalid({ field: 'amountFen', reason: 'money-max', limit: most })
  return { amountFen, amountReason: amountFen === computed ? null : readText('amountReason', input.amountReason, 300) }
}

/** A scheme whose review is one step promises its days once: they run on whoever of the two has the case. */
function reviewClock(doing: Doing, state: 'accepted' | 'reviewing'): Effect['change'] {
  return stepTo(doing.programme.steps, 'reviewing') ? clockFor(doing, state) : {}
}

export async function recommend(doing: Doing): Promise<Effect> {
  const { tx, account, row, reason, at } = doing
  const snapshot = snapshotOf(doing)
  const { amountFen, amountReason } = amountOf(doing, snapshot)
  const firmFen = await firmLeft(doing.deps, tx, row.firm_id, row.programme_id, row.year ?? 0, snapshot.programme.amount)
  if (amountFen !== null && firmFen !== null && amountFen > firmFen) throw invalid({ field: 'amountFen', reason: 'firm-cap', limit: firmFen })
  await tx.updateTable('applications').set({ recommended_fen: amountFen }).where('case_id', '=', row.id).execute()
  await tx.insertInto('recommendations').values({ id: randomUUID(), case_id: row.id, account_id: account.id, amount_fen: amountFen, computed_fen: snapshot.amount.amountFen, amount_reason: amountReason, reason: reason ?? '', at: await nextInstant(tx, 'recommendations', row.id, at) }).execute()
  return { change: { recommended_by: account.id, assigned_to: row.assigned_to ?? account.id, ...reviewClock(doing, 'reviewing') }, values: { amount: sayAmount(amountFen), by: account.name } }
}

export async function sendBack(doing: Doing): Promise<Effect> {
  return { change: { recommended_by: null, ...reviewClock(doing, 'accepted') }, values: { by: doing.account.name } }
}

export async function approve(doing: Doing): Promise<Effect> {
  const { tx, account, row, reason, at } = doing
  const recommendation = await tx.selectFrom('recommendations').selectAll().where('case_id', '=', row.id).orderBy('at', 'desc').limit(1).executeTakeFirst()
  if (!recommendation) throw new Error(`case ${row.id} is reviewed without a recommendation`)
  const { programme } = doing
  await holdClaims(tx, { row, programme, answers: openAnswers(doing.deps.config.secret, snapshotOf(doing).answers), year: row.year ?? 0 }, at)
  await commitMoney(doing.deps, tx, row, programme, recommendation.amount_fen, at)
  await dropDraft(tx, row.id)
  return {
    change: { decided_by: account.id, decided_at: at, decision_reason: reason, approved_fen: recommendation.amount_fen, ...clockFor(doing, 'approved') },
    values: { amount: sayAmount(recommendation.amount_fen) },
  }
}

export async function refuse({ tx, account, row, reason, at }: Doing): Promise<Effect> {
  await freeClaims(tx, row.id)
  await dropDraft(tx, row.id)
  return { change: { decided_by: account.id, decided_at: at, decision_reason: reason, recommended_by: null, ...nothingOwed } }
}

/** 回避: this person has no more part in the case, and what they recommended counts no more. */
export async function recuse(doing: Doing): Promise<Effect> {
  const { tx, account, row, reason, at } = doing
  await tx.insertInto('recusals').values({ case_id: row.id, account_id: account.id, reason: reason ?? '', at }).onConflict((conflict) => conflict.doNothing()).execute()
  const handedOn = row.assigned_to === account.id ? { assigned_to: null } : {}
  if (row.state !== 'reviewing' || row.recommended_by !== account.id) return { change: handedOn }
  return { to: 'accepted', change: { ...handedOn, recommended_by: null, ...reviewClock(doing, 'accepted') } }
}

/** 替企业更正, such as a digit read out over the phone: named answers only, never an account. While it is the firm's turn (returned) the officer's hands are off. */
export async function correct(doing: Doing): Promise<Effect> {
  const { deps, tx, account, row, reason, input, at, programme } = doing
  const patch = input.answers ?? {}
  const names = Object.keys(patch)
  if (names.length === 0) throw invalid({ field: 'answers', reason: 'required' })
  const locked = sensitiveFields(programme)
  const problems = [...checkPatch(programme, patch), ...names.filter((name) => locked.includes(name) || !isFieldPath(programme, name)).map((name) => ({ field: name, reason: 'locked' as const }))]
  if (problems.length > 0) throw new AppError('invalid-input', { fields: problems.map((problem) => ({ ...problem, field: `answers.${problem.field}` })) })
  const before = openAnswers(deps.config.secret, snapshotOf(doing).answers)
  const merged = { ...before, ...patch }
  for (const name of names) if (patch[name] === null) delete merged[name]
  const after = normaliseAnswers(programme, merged)
  const faults = checkAnswers(programme, after, { today: doing.today, towns: deps.content.county.towns })
  if (faults.length > 0) throw new AppError('subsidies.incomplete', { fields: faults.map((problem) => ({ ...problem, field: `answers.${problem.field}` })) })
  const changed = changedPaths(before, after)
  if (changed.length === 0) throw new AppError('cases.nothing-changed')
  const snapshot = await writeSubmission(deps, tx, { row, programme, answers: after, kind: 'officer', accountId: account.id, at })
  return { change: { amount_fen: snapshot.amount.amountFen }, note: reason ?? '' }
}
