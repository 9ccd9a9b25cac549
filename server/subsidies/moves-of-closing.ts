// After the approval: publicity, what is said to it, payment, archive. Nothing is paid while a publicity runs or somebody waits for an answer.
import { randomUUID } from 'node:crypto'
import { addDays, parseDate, sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { sayAmount } from '#contract/identifiers/money.ts'
import { pathOf } from '#contract/cases/workflow.ts'
import { nothingOwed, promise } from '../cases/due.ts'
import type { PublicityRow } from '../db/schema.ts'
import { AppError, invalid } from '../errors.ts'
import { noteMoneyPaid, releaseMoney } from './budget.ts'
import { dropHolds, retakeClaims } from './claim-guard.ts'
import { answerDispute, hasOpenDispute } from './disputes.ts'
import { clockFor, readText, stepTo, type Doing, type Effect } from './doing.ts'
import { reopenAccount } from './moves-of-correction.ts'
import { findPublicity } from './publicity.ts'
import { nextInstant } from './repository.ts'
import { openAnswers } from './sealed.ts'
import { readSnapshot } from './snapshot.ts'

export async function publicise({ deps, tx, account, row, programme, at, today }: Doing): Promise<Effect> {
  const step = stepTo(programme.steps, 'publicity')
  if (!step) throw new Error(`scheme ${programme.id} has no publicity`)
  const clock = promise(deps.content.calendar, today, step.workdays, step.name)
  const firm = await tx.selectFrom('firms').select('name').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const before = await findPublicity(tx, row.id)
  await tx.insertInto('publicities').values({
    id: randomUUID(), case_id: row.id, starts_on: today, ends_on: clock.due_on, workdays: step.workdays, amount_fen: row.approved_fen, firm_name: firm.name, title: row.title,
    state: 'running', created_by: account.id, created_at: before ? Math.max(at, before.created_at + 1) : at, ended_at: null,
  }).execute()
  return { change: { ...clock }, values: { amount: sayAmount(row.approved_fen), endsOn: sayDate(clock.due_on, today) } }
}

function readOutcome({ input }: Doing): { disputeId: string; outcome: 'upheld' | 'dismissed' } {
  if (input.disputeId === undefined) throw invalid({ field: 'disputeId', reason: 'required' })
  if (input.outcome === undefined) throw invalid({ field: 'outcome', reason: 'required' })
  return { disputeId: input.disputeId, outcome: input.outcome }
}

async function answer(doing: Doing, kind: 'objection' | 'appeal') {
  const { tx, row, account, reason, at } = doing
  const { disputeId, outcome } = readOutcome(doing)
  const answered = await answerDispute(tx, { caseId: row.id, disputeId, kind, state: outcome, words: reason ?? '', accountId: account.id, at })
  if (!answered) throw new AppError('cases.wrong-state', { detail: 'no such dispute is open', details: { state: row.state } })
  return { answered, isUpheld: outcome === 'upheld' }
}

/** 成立: the publicity stops and the case is reviewed again from its first review, by four eyes. 不成立: it goes on. */
export async function answerObjection(doing: Doing): Promise<Effect> {
  const { tx, row, at } = doing
  const { isUpheld, answered } = await answer(doing, 'objection')
  // An award two people made is not undone by one who enters the objection and finds it right.
  if (isUpheld && answered.account_id === doing.account.id) throw new AppError('cases.other-person')
  if (!isUpheld) return { change: {}, objectors: [answered.account_id] }
  await dropHolds(tx, row.id)
  await releaseMoney(doing.deps, tx, row)
  await tx.updateTable('publicities').set({ state: 'stopped', ended_at: at }).where('case_id', '=', row.id).where('state', 'in', ['running', 'over']).execute()
  // Whoever else objected to the same publicity was right with it.
  const others = await tx.updateTable('disputes').set({ state: 'upheld', answer: answered.answer, answered_by: answered.answered_by, answered_at: at })
    .where('case_id', '=', row.id).where('kind', '=', 'objection').where('state', '=', 'open').returning('account_id').execute()
  return { change: { decided_by: null, decided_at: null, decision_reason: null, recommended_by: null, approved_fen: null, ...clockFor(doing, 'accepted') }, objectors: [...new Set([answered.account_id, ...others.map((one) => one.account_id)])] }
}

export async function answerAppeal(doing: Doing): Promise<Effect> {
  const { isUpheld } = await answer(doing, 'appeal')
  if (!isUpheld) return { change: { ...nothingOwed } }
  const { tx, row, programme, deps } = doing
  const snapshot = readSnapshot(row.application.snapshot)
  if (snapshot) await retakeClaims(tx, { row, programme, answers: openAnswers(deps.config.secret, snapshot.answers), year: row.year ?? 0 })
  return { change: { decided_by: null, decided_at: null, decision_reason: null, recommended_by: null, ...clockFor(doing, 'accepted') } }
}

/** The publicity that ran to its end, or undefined where the scheme has none. */
async function assertPayable({ tx, row, programme, today }: Doing): Promise<PublicityRow | undefined> {
  if (await hasOpenDispute(tx, row.id)) throw new AppError('subsidies.dispute-open')
  if (!pathOf(programme.steps).includes('publicity')) return undefined
  const publicity = await findPublicity(tx, row.id)
  if (!publicity || publicity.state === 'stopped') throw new AppError('cases.wrong-state', { detail: 'was never publicised to its end', details: { state: row.state } })
  if (today <= publicity.ends_on) throw new AppError('subsidies.publicity-running', { details: { endsOn: publicity.ends_on } })
  return publicity
}

export async function pay(doing: Doing): Promise<Effect> {
  const { tx, account, row, input, at, today } = doing
  const publicity = await assertPayable(doing)
  const paidOn = parseDate(input.paidOn ?? '')
  if (!paidOn.ok) throw invalid({ field: 'paidOn', reason: input.paidOn === undefined ? 'required' : paidOn.reason })
  if (paidOn.value > today) throw invalid({ field: 'paidOn', reason: 'date-future' })
  // While a publicity takes objections, to the end of its last day, no money goes.
  const earliest = publicity ? addDays(publicity.ends_on, 1) : shanghaiDate(row.decided_at ?? at)
  if (paidOn.value < earliest) throw invalid({ field: 'paidOn', reason: 'date-early', limit: earliest })
  const reference = readText('reference', input.reference, 64)
  await tx.insertInto('payments').values({ id: randomUUID(), case_id: row.id, state: 'paid', amount_fen: row.approved_fen, paid_on: paidOn.value, reference, failure: null, account_id: account.id, at: await nextInstant(tx, 'payments', row.id, at) }).execute()
  await noteMoneyPaid(tx, row, 1)
  return { change: { ...nothingOwed }, note: reference, values: { amount: sayAmount(row.approved_fen), paidOn: sayDate(paidOn.value, today), reference } }
}

/** The bank sent it back, before or after it was marked as paid: the firm corrects its account only. */
export async function paymentFailed(doing: Doing): Promise<Effect> {
  const { tx, account, row, reason, at } = doing
  if (row.state === 'publicity') await assertPayable(doing)
  await tx.insertInto('payments').values({ id: randomUUID(), case_id: row.id, state: 'failed', amount_fen: row.approved_fen, paid_on: null, reference: null, failure: reason, account_id: account.id, at: await nextInstant(tx, 'payments', row.id, at) }).execute()
  if (row.state === 'paid') await noteMoneyPaid(tx, row, -1)
  return reopenAccount(doing)
}

/** A scheme that pays nothing may be publicised all the same: its publicity runs to the end and is answered first. */
export async function archive(doing: Doing): Promise<Effect> {
  if (doing.row.state === 'publicity') await assertPayable(doing)
  return { change: { ...nothingOwed } }
}
