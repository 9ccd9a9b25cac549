// Who hears of a move, in which words. Every move reaches the firm; what concerns an officer reaches whoever has the case in hand, else all of them; nobody is told of their own deed as an officer.
import { formatWan } from '#contract/identifiers/money.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import { firmMemberIds, officerIds } from '../accounts/access.ts'
import { approverIds } from '../accounts/approvals.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage, type MessageKind } from '../messages/texts.ts'
import { sayDue, type Doing, type Effect } from './doing.ts'
import { officersFor } from './publicity.ts'
import type { ApplicationCase } from './repository.ts'

/** Occasions whose sentences are filled from a case. */
type CaseKind = Extract<MessageKind, `case.${string}` | `desk.${string}` | `objection.${string}`>

const toFirm: Partial<Record<CaseAction, CaseKind>> = {
  submit: 'case.received', withdraw: 'case.withdrawn', resubmit: 'case.resubmitted', appeal: 'case.appealed', accept: 'case.accepted', return: 'case.returned', 'take-back': 'case.taken-back',
  correct: 'case.corrected', recommend: 'case.recommended', 'send-back': 'case.sent-back', approve: 'case.approved', refuse: 'case.refused', publicise: 'case.publicised',
  pay: 'case.paid', 'payment-failed': 'case.payment-failed', archive: 'case.archived',
}
const answers: Partial<Record<CaseAction, Record<'upheld' | 'dismissed', CaseKind>>> = {
  'answer-objection': { upheld: 'case.objection-upheld', dismissed: 'case.objection-dismissed' },
  'answer-appeal': { upheld: 'case.appeal-upheld', dismissed: 'case.appeal-dismissed' },
}
const toOfficers: Partial<Record<CaseAction, CaseKind>> = {
  submit: 'case.submitted', withdraw: 'case.withdrawn', resubmit: 'desk.resubmitted', appeal: 'desk.appeal', recommend: 'desk.recommended', 'send-back': 'desk.sent-back',
}

/** Who recommended stands aside: the case goes back to its first review, by another. Standing aside alone moves nothing and is not news. */
const isReviewedAgain = ({ move }: Doing, effect: Effect) => move.action === 'recuse' && effect.to !== undefined

function firmKind(doing: Doing, effect: Effect): CaseKind | undefined {
  const { move, input } = doing
  if (isReviewedAgain(doing, effect)) return 'case.review-again'
  return toFirm[move.action] ?? (input.outcome && answers[move.action]?.[input.outcome])
}

/** An appeal and a recommendation go to those who may decide them, a recommendation sent back to who made it. */
async function officersToTell(doing: Doing, moved: ApplicationCase): Promise<string[]> {
  const { deps, tx, row, account, move } = doing
  if (move.action === 'submit') return officerIds(tx)
  if (move.action === 'recommend' || move.action === 'appeal' || move.action === 'recuse') {
    const recused = await tx.selectFrom('recusals').select('account_id').where('case_id', '=', row.id).execute()
    const out = [account.id, row.decided_by, ...recused.map((one) => one.account_id)]
    return (await (move.action === 'recuse' ? officerIds(tx) : approverIds(tx, deps))).filter((id) => !out.includes(id))
  }
  if (move.action === 'send-back') return row.recommended_by === null || row.recommended_by === account.id ? [] : [row.recommended_by]
  return (await officersFor(tx, moved)).filter((id) => id !== account.id)
}

/** Queues what has to be told of one move, in its transaction. */
export async function tellOfMove(doing: Doing, moved: ApplicationCase, effect: Effect): Promise<void> {
  const { deps, tx, row, move, reason, at, today, account } = doing
  const firm = await tx.selectFrom('firms').select('name').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const values = {
    number: moved.number ?? '', title: moved.title, firm: firm.name, reason: reason ?? '', dueOn: sayDue(moved, today), workdays: moved.due_workdays ?? 0,
    amount: moved.approved_fen === null ? '' : formatWan(moved.approved_fen), by: account.name, count: 0, endsOn: '', paidOn: '', reference: '', promise: moved.due_promise ?? '', ...effect.values,
  }
  const dedupeKey = `case:${row.id}:${row.version}:${move.action}`
  const members = await firmMemberIds(tx, row.firm_id)
  const forFirm = firmKind(doing, effect)
  if (forFirm) await enqueueMessages(tx, { at, accountIds: members, firmId: row.firm_id, dedupeKey, message: renderMessage(deps.content, forFirm, values, `/cases/${row.id}`) })
  const forOfficers = isReviewedAgain(doing, effect) ? 'desk.review-again' : toOfficers[move.action]
  // An officer who acts for the firm hears of it as one of the firm, once.
  const officers = forOfficers ? (await officersToTell(doing, moved)).filter((id) => !members.includes(id)) : []
  if (forOfficers) await enqueueMessages(tx, { at, accountIds: officers, firmId: null, dedupeKey: `${dedupeKey}:officer`, message: renderMessage(deps.content, forOfficers, values, `/desk/cases/${row.id}`) })
  if (effect.objectors) {
    const kind = doing.input.outcome === 'upheld' ? 'objection.upheld' : 'objection.dismissed'
    // An officer may have entered the objection for somebody and answer it now.
    await enqueueMessages(tx, { at, accountIds: effect.objectors.filter((id) => id !== account.id), firmId: null, dedupeKey: `${dedupeKey}:objector`, message: renderMessage(deps.content, kind, values, `/publicity/${row.id}`) })
  }
}
