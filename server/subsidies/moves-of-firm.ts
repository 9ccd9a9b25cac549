// What the firm itself does: hand in, hand in again, withdraw, ask for a review.
import { yearOf } from '#contract/identifiers/date.ts'
import { workdaysLeft } from '#contract/cases/workdays.ts'
import { assertGoesOn } from '../accounts/access.ts'
import { nothingOwed, promise, resumeDue } from '../cases/due.ts'
import { dropDraft, endCard, findCard } from '../cases/corrections.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { assistantsIn } from './assist-origins.ts'
import { filledInNote } from './assist-words.ts'
import { takePlace } from './budget.ts'
import { freeClaims } from './claim-guard.ts'
import { insertDispute } from './disputes.ts'
import { clockFor, lastAppealDay, sayDue, type Doing, type Effect } from './doing.ts'
import { openAnswers } from './sealed.ts'
import { doneItems } from './moves-of-correction.ts'
import { writeSubmission } from './submission.ts'

function assertStatement({ input }: Doing): void {
  if (input.statement !== true) throw invalid({ field: 'statement', reason: 'required' })
}

export async function submit(doing: Doing): Promise<Effect> {
  const { deps, tx, account, row, at, today } = doing
  await assertGoesOn(tx, row.firm_id)
  const programme = deps.content.programme(row.programme_id, at)
  if (!programme) throw notFound(`scheme ${row.programme_id} is no longer in the content`)
  if (programme.availability !== 'taking') throw new AppError(programme.availability === 'closed' || programme.availability === 'not-open' ? 'subsidies.programme-closed' : 'subsidies.window-closed')
  assertStatement(doing)
  const snapshot = await writeSubmission(deps, tx, { row, programme, answers: openAnswers(deps.config.secret, row.application.answers), kind: 'submit', accountId: account.id, at })
  await takePlace(tx, row, programme)
  const year = yearOf(today)
  const number = await nextCaseNumber(tx, deps.content.county.numberPrefix, programme.numberKind, year)
  const note = filledInNote(assistantsIn(row), account.name, doing.byCode ?? null)
  return { ...(note === null ? {} : { note }), change: { number, year, submitted_by: account.id, submitted_at: at, amount_fen: snapshot.amount.amountFen, title: programme.title, ...clockFor({ deps, programme, today }, 'submitted') } }
}

/** 已按要求修改: every item ticked, everything complete; the county's clock runs on with what was left of it. */
export async function resubmit(doing: Doing): Promise<Effect> {
  const { deps, tx, account, row, at, today, programme } = doing
  const card = await findCard(tx, row.id)
  if (card?.state !== 'open' || card.resume_state === null) throw new Error(`case ${row.id} is returned without a card`)
  // A tick stands for a change or a word to it, also when the change was undone after it.
  const isDone = await doneItems(deps, tx, row, card)
  const unfinished = card.items.flatMap((item) => (isDone(item) ? [] : [{ field: `items.${item.id}`, reason: 'required' }]))
  if (unfinished.length > 0) throw new AppError('cases.correction-unfinished', { fields: unfinished })
  assertStatement(doing)
  const snapshot = await writeSubmission(deps, tx, { row, programme, answers: openAnswers(deps.config.secret, row.application.answers), kind: 'resubmit', accountId: account.id, at })
  await endCard(tx, card, 'answered', at)
  const to = card.resume_state
  const clock = row.held_due === null ? clockFor(doing, to) : resumeDue(row, deps.content.calendar, today)
  const note = card.items.map((item, index) => `${index + 1}. ${item.text}${item.reply ? `（企业说明：${item.reply}）` : ''}`).join('\n')
  return {
    to, note, change: { amount_fen: snapshot.amount.amountFen, ...clock },
    values: { count: card.items.length, dueOn: sayDue(clock, today), workdays: clock.due_on === null ? 0 : Math.max(0, workdaysLeft(deps.content.calendar, today, clock.due_on)) },
  }
}

export async function withdraw({ tx, row, at }: Doing): Promise<Effect> {
  await freeClaims(tx, row.id)
  await dropDraft(tx, row.id)
  const card = await findCard(tx, row.id)
  if (card) await endCard(tx, card, 'taken-back', at)
  return { change: { ...nothingOwed, recommended_by: null } }
}

/** 申请复核: once, within the days the county gives, answered by somebody else than who refused. */
export async function appeal({ deps, tx, account, row, reason, at, today }: Doing): Promise<Effect> {
  const { calendar, casework } = deps.content
  if (row.appealed_at !== null) throw new AppError('subsidies.appealed-before')
  const lastDay = lastAppealDay(deps, row.decided_at ?? at)
  if (today > lastDay) throw new AppError('subsidies.appeal-late', { details: { lastDay } })
  const clock = promise(calendar, today, casework.appealWorkdays, casework.promises.appeal)
  await insertDispute(tx, deps, { caseId: row.id, publicityId: null, kind: 'appeal', accountId: account.id, name: account.name, contact: account.phone, reason: reason ?? '', dueOn: clock.due_on, at })
  return { change: { appealed_at: at, ...clock } }
}
