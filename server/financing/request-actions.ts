// The one door for every move of a request: contract/financing/workflow.ts says who may take which and from where, request-moves.ts what follows.
import type { FinancingRequest, RequestActionInput } from '#contract/financing/request-schema.ts'
import { findRequestMove, hasRequestAction, type FinancingSide, type RequestAction, type RequestMove } from '#contract/financing/workflow.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { recordAudit, roleOn } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once, type IdempotentRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { lockRequest, openRequest, type OpenedRequest } from './access.ts'
import { addFinancingEvent } from './events.ts'
import { workOn, type RequestOutcome } from './request-moves.ts'
import { changeRequest } from './request-repository.ts'
import { presentRequest } from './request-view.ts'
import { assertTookNoPart } from './stake.ts'

export interface RequestActionRequest { id: string; action: RequestAction; input: RequestActionInput; key: string; bodyHash: string; requestId: string }

/** Throws `not-allowed` for what is the other side's, `financing.wrong-state` with the state. */
function requireMove({ row, side }: OpenedRequest, action: RequestAction): RequestMove {
  if (!hasRequestAction(action, side)) throw new AppError('not-allowed', { detail: `the ${side} has no action ${action}` })
  const move = findRequestMove(action, side, row.state)
  if (!move) throw new AppError('financing.wrong-state', { details: { state: row.state } })
  return move
}

const mostReason = 500

function readReason({ needsReason }: RequestMove, { reason = '' }: RequestActionInput): string {
  const text = cleanText(reason, { singleLine: true })
  if (!text.ok) throw invalid({ field: 'reason', reason: text.reason })
  if (needsReason && text.value === '') throw invalid({ field: 'reason', reason: 'required' })
  if (textLength(text.value) > mostReason) throw invalid({ field: 'reason', reason: 'too-long', limit: mostReason })
  return text.value
}

interface Step { action: RequestAction; to: FinancingRequestRow['state']; side: FinancingSide; account: Pick<SignedIn, 'id' | 'duty'> | null; reason: string; at: number; requestId: string }

/** State, history and audit of one step; the row as it is then. */
async function write(tx: Tx, row: FinancingRequestRow, step: Step, { change, note, details }: RequestOutcome): Promise<FinancingRequestRow> {
  const { action, to, side, account, reason, at, requestId } = step
  const accountId = account?.id ?? null
  await changeRequest(tx, row, { ...change, state: to, reason: reason === '' ? null : reason })
  const line = [reason, note ?? ''].filter((text) => text !== '').join('\n')
  await addFinancingEvent(tx, { request_id: row.id, lead_id: null, at, action, side, account_id: accountId, bank_id: null, state: to, note: line === '' ? null : line, change: null })
  await recordAudit(tx, { at, accountId, role: roleOn(side, account?.duty ?? null), action: `financing.${action}`, subject: `financing:${row.id}`, firmId: row.firm_id, requestId, details: { from: row.state, to, ...details } })
  return tx.selectFrom('financing_requests').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow()
}

async function act(deps: Deps, tx: Tx, opened: OpenedRequest, { action, input, requestId }: RequestActionRequest, at: number): Promise<void> {
  const move = requireMove(opened, action)
  if (opened.side === 'officer') await assertTookNoPart(tx, opened.account, opened.row)
  const reason = readReason(move, input)
  const outcome = await workOn({ deps, tx, opened, move, input, reason, at, requestId })
  let row = await write(tx, opened.row, { action, to: move.to, side: opened.side, account: opened.account, reason, at, requestId }, outcome)
  let tell = outcome.tell
  if (outcome.next) {
    const { action: nextAction, side } = outcome.next
    const to = findRequestMove(nextAction, side, row.state)?.to
    if (to === undefined) throw new Error(`${nextAction} does not follow ${action}`)
    const next = outcome.next.outcome(row)
    row = await write(tx, row, { action: nextAction, to, side, account: null, reason: '', at, requestId }, next)
    tell = next.tell
  }
  await tell?.(row)
}

async function wasDone(tx: Tx, request: IdempotentRequest): Promise<boolean> {
  return (await tx.selectFrom('idempotency').select('key').where('account_id', '=', request.accountId).where('route', '=', request.route).where('key', '=', request.key).executeTakeFirst()) !== undefined
}

/**
 * Takes one action, once per Idempotency-Key; a repeat is answered with how the request stands now. Throws `not-found` (not yours), `not-allowed`, `financing.wrong-state`, `financing.not-ready`, `financing.request-limit`, `financing.bound`,
 * `financing.took-part`, `cases.firm-unverified`, `invalid-input` by field.
 */
export async function actOnRequest(deps: Deps, account: SignedIn, request: RequestActionRequest): Promise<FinancingRequest> {
  const { id, action } = request
  const at = deps.clock.now()
  const keyed: IdempotentRequest = { accountId: account.id, route: `financing.${action}`, key: request.key, bodyHash: request.bodyHash, at }
  return deps.commands.run(async (tx) => {
    const opened = await lockRequest(tx, account, id)
    if (!(await wasDone(tx, keyed))) await act(deps, tx, opened, request, at)
    // Only that it was done is stored with the key.
    await once(tx, keyed, () => Promise.resolve({ status: 200, body: { id } }))
    return presentRequest(tx, deps, await openRequest(tx, account, id))
  })
}
