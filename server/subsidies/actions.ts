// Moves of an application: the workflow table decides whether, moves-of-*.ts what follows from it. Each is one transaction.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { findMove, hasAction, pathOf, type CaseAction, type CaseState, type Move } from '#contract/cases/workflow.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { assertMayApprove } from '../accounts/approvals.ts'
import { recordAudit, roleOn } from '../audit/record.ts'
import { addEvent, changeCase, lockCase } from '../cases/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { assertNotRecused, getVisibleApplication, hadAHand, type Reader } from './access.ts'
import type { Doing, Effect } from './doing.ts'
import { answerAppeal, answerObjection, archive, pay, paymentFailed, publicise } from './moves-of-closing.ts'
import { returnToFirm, takeBack } from './moves-of-correction.ts'
import { appeal, resubmit, submit, withdraw } from './moves-of-firm.ts'
import { accept, approve, correct, recommend, recuse, refuse, sendBack } from './moves-of-review.ts'
import { closePublicityIfOver } from './publicity.ts'
import { findApplication, type ApplicationCase } from './repository.ts'
import { programmeOf } from './snapshot.ts'
import { tellOfMove } from './telling.ts'
import { viewApplication } from './view.ts'

export interface ActionRequest { id: string; action: CaseAction; input: ActionInput; key: string; bodyHash: string; requestId: string; /** Name of the assistant on whose phone the firm confirmed it by a code. */ byCode?: string }

/** What follows from each action that is taken through this door; `object`, `add-form` and `close-publicity` have their own. */
const effects: Partial<Record<CaseAction, (doing: Doing) => Promise<Effect>>> = {
  submit, withdraw, resubmit, appeal, accept, return: returnToFirm, 'take-back': takeBack, correct, recommend, 'send-back': sendBack, approve, refuse, recuse,
  publicise, 'answer-objection': answerObjection, pay, 'payment-failed': paymentFailed, archive, 'answer-appeal': answerAppeal,
}

function reasonOf(move: Move, input: ActionInput): string | null {
  const text = input.reason === undefined ? undefined : cleanText(input.reason)
  if (text && !text.ok) throw invalid({ field: 'reason', reason: text.reason })
  if (move.needsReason && !text?.value) throw new AppError('cases.reason-missing', { fields: [{ field: 'reason', reason: 'required' }] })
  return text?.value || null
}

function targetOf({ move, row, input }: Doing, effect: Effect): CaseState {
  if (move.whenUpheld !== undefined && input.outcome === 'upheld') return move.whenUpheld
  if (effect.to !== undefined) return effect.to
  if (move.to === 'stay') return row.state
  if (move.to === 'resume') throw new Error(`${move.action} does not say where the case goes on`)
  return move.to
}

async function reread(tx: Tx, id: string): Promise<ApplicationCase> {
  const row = await findApplication(tx, id)
  if (!row) throw notFound(`application ${id} vanished`)
  return row
}

async function act(doing: Doing, takeEffect: (doing: Doing) => Promise<Effect>): Promise<ApplicationCase> {
  const { tx, account, row, move, reason, at, requestId } = doing
  const effect = await takeEffect(doing)
  const state = targetOf(doing, effect)
  if (!(await changeCase(tx, row, { ...effect.change, state }))) throw new AppError('cases.wrong-state', { detail: 'somebody was faster', details: { state: row.state } })
  await addEvent(tx, { caseId: row.id, at, action: move.action, state, actor: move.actor, accountId: account.id, actorName: account.name, note: effect.note ?? reason })
  await recordAudit(tx, { at, accountId: account.id, role: roleOn(move.actor, account.duty), action: `subsidies.${move.action}`, subject: `case:${row.id}`, firmId: row.firm_id, requestId, details: { from: row.state, to: state, ...(doing.input.outcome ? { outcome: doing.input.outcome } : {}) } })
  const moved = await reread(tx, row.id)
  await tellOfMove(doing, moved, effect)
  return moved
}

/** Who may take this move beyond the table: 回避, four eyes, and whose signature is the second one. Throws `cases.recused`, `cases.other-person`, `accounts.approver-needed`. */
async function assertImpartial(deps: Deps, tx: Tx, account: SignedIn, row: ApplicationCase, move: Move): Promise<void> {
  if (move.actor !== 'officer') return
  if (move.action !== 'recuse') await assertNotRecused(tx, account, row)
  if (!move.byAnother) return
  if (await hadAHand(tx, account.id, row)) throw new AppError('cases.other-person')
  assertMayApprove(deps, account)
}

/** Takes one action for this account in the caller's transaction, which has locked the case and knows that the account may see it. Throws what actOnApplication does. */
export async function takeAction(deps: Deps, tx: Tx, account: SignedIn, request: Omit<ActionRequest, 'key' | 'bodyHash'>, side: Reader['side'], at: number): Promise<ApplicationCase> {
  let row = await reread(tx, request.id)
  const { version } = request.input
  if (version !== undefined && version !== row.version) throw new AppError('stale', { details: { version: row.version, state: row.state } })
  // A publicity whose last day has passed is over, whether or not the worker has come by yet.
  if (row.state === 'publicity' && (await closePublicityIfOver(deps, tx, row.id, at))) row = await reread(tx, request.id)
  const programme = programmeOf(deps, row)
  const move = findMove(request.action, side, row.state, pathOf(programme.steps))
  const takeEffect = effects[request.action]
  if (request.action === 'correct' && row.state === 'returned') throw new AppError('cases.firm-editing', { details: { state: row.state } })
  if (!move || !takeEffect || (move.untilDecided && row.decided_at !== null)) throw new AppError('cases.wrong-state', { details: { state: row.state } })
  await assertImpartial(deps, tx, account, row, move)
  if (move.needsDeclaration && request.input.noConflict !== true) throw invalid({ field: 'noConflict', reason: 'required' })
  const reason = reasonOf(move, request.input)
  const moved = await act({ deps, tx, account, row, move, reason, input: request.input, at, today: shanghaiDate(at), programme, requestId: request.requestId, ...(request.byCode === undefined ? {} : { byCode: request.byCode }) }, takeEffect)
  const isClosed = moved.state === 'publicity' && (await closePublicityIfOver(deps, tx, moved.id, at))
  return isClosed ? reread(tx, moved.id) : moved
}

/**
 * Takes one action of the workflow table, once per Idempotency-Key. Throws `not-found` (not yours), `not-allowed` (no such action for this role),
 * `stale` (412, another version seen), `cases.wrong-state` (409 with the state), `cases.other-person`, `cases.recused` and `accounts.approver-needed` (403), `cases.reason-missing`,
 * `cases.firm-unverified`, `subsidies.incomplete` (422 by field), `subsidies.window-closed`, and what each move adds.
 */
export async function actOnApplication(deps: Deps, account: SignedIn, request: ActionRequest): Promise<StoredReply<Application>> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await lockCase(tx, request.id)
    const { reader } = await getVisibleApplication(tx, account, request.id)
    if (!hasAction(request.action, reader)) throw new AppError('not-allowed', { detail: `${reader} has no action ${request.action}` })
    const { status, body } = await once(tx, { accountId: account.id, route: `subsidies.${request.action}`, key: request.key, bodyHash: request.bodyHash, at, secret: deps.config.secret }, async () => ({
      status: 200, body: { ...(await viewApplication(deps, tx, await takeAction(deps, tx, account, request, reader, at), { side: reader, accountId: account.id, duty: account.duty })), programme: null },
    }))
    // A submitted case keeps its scheme for good, so the stored replies need not repeat its 15 kB each.
    return { status, body: { ...body, programme: programmeOf(deps, await reread(tx, request.id)) } }
  })
}
