// The one door for every move of a lead: contract/financing/workflow.ts says who may take which and from where; lead-answers.ts and lead-stages.ts do the work.
import type { BankLead, FirmLead, LeadActionInput } from '#contract/financing/lead-schema.ts'
import { findLeadMove, hasLeadAction, type LeadAction, type LeadMove } from '#contract/financing/workflow.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { lockLead, openLead, type OpenedLead } from './access.ts'
import { answerWorks } from './lead-answers.ts'
import type { LeadWorks } from './lead-deed.ts'
import { writeLeadStep } from './lead-moves.ts'
import { stageWorks } from './lead-stages.ts'
import { presentBankLead, presentFirmLead } from './lead-view.ts'
import { seeLead } from './sights.ts'
import { assertTookNoPart } from './stake.ts'
import { takeBackFromBank, tellBank, tellFirm } from './telling.ts'

export interface LeadActionRequest { id: string; action: LeadAction; input: LeadActionInput; key: string; bodyHash: string; requestId: string }

const works: LeadWorks = { ...answerWorks, ...stageWorks }

/** Throws `not-allowed` (never this side's), `financing.wrong-state` with the state. */
function requireMove({ row, side }: OpenedLead, action: LeadAction): LeadMove {
  if (!hasLeadAction(action, side)) throw new AppError('not-allowed', { detail: `the ${side} has no action ${action}` })
  const move = findLeadMove(action, side, row.state)
  if (!move) throw new AppError('financing.wrong-state', { details: { state: row.state } })
  return move
}

/** Of the county's list where the move asks for one; `other` says nothing by itself, so it needs words. */
function requireReason({ content }: Pick<Deps, 'content'>, { needsReason, needsCode }: LeadMove, input: LeadActionInput): { reason: string; code: string | null } {
  const text = cleanText(input.reason ?? '', { singleLine: true })
  if (!text.ok) throw invalid({ field: 'reason', reason: text.reason })
  const reason = text.value
  const code = needsCode === undefined ? null : (input.code ?? '')
  if (needsCode !== undefined) {
    if (code === '') throw invalid({ field: 'code', reason: 'required' })
    if (!content.financingCasework[needsCode].some(({ id }) => id === code)) throw invalid({ field: 'code', reason: 'option' })
  }
  if ((needsReason || code === 'other') && reason === '') throw invalid({ field: 'reason', reason: 'required' })
  return { reason, code }
}

async function act(deps: Deps, tx: Tx, opened: OpenedLead, { action, input, requestId }: LeadActionRequest, at: number): Promise<void> {
  const move = requireMove(opened, action)
  if (opened.side === 'officer') await assertTookNoPart(tx, opened.account, opened.request)
  const { reason, code } = requireReason(deps, move, input)
  const work = works[action]
  if (!work) throw new Error(`nobody does the work of ${action}`)
  const outcome = await work({ deps, tx, opened, move, input, reason, code, at, requestId })
  const { row, request, side, account } = opened
  await writeLeadStep(tx, deps, { row, request, action, to: move.to, side, accountId: account.id, duty: account.duty, reason, code, at, requestId, outcome })
  await outcome.tell?.()
}

/** The asker's own view; a bank's or an officer's look at it is written down. */
async function present(tx: Tx, deps: Deps, opened: OpenedLead, at: number, requestId: string): Promise<BankLead | FirmLead> {
  await seeLead(tx, opened, at, requestId)
  return opened.side === 'bank' ? presentBankLead(tx, deps, opened) : presentFirmLead(tx, deps, opened.request, opened.row.id, opened.side)
}

/**
 * Takes one action, once per Idempotency-Key; a repeat is answered with how the lead stands now. Throws `not-found` (not yours, or not any more), `not-allowed`, `financing.wrong-state` with the state,
 * `financing.took-part`, `invalid-input` by field, and what each move adds.
 */
export async function actOnLead(deps: Deps, account: SignedIn, request: LeadActionRequest): Promise<BankLead | FirmLead> {
  const { id, action, key, bodyHash, requestId } = request
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockLead(tx, account, id)
    // Only that it was done is stored with the key.
    await once(tx, { accountId: account.id, route: `financing.${action}`, key, bodyHash, at }, async () => {
      await act(deps, tx, opened, request, at)
      return { status: 200, body: { id } }
    })
    return present(tx, deps, await openLead(tx, account, id), at, requestId)
  })
}

/** Nobody answered in time, by the calendar. Locks the request itself; false when the lead no longer waits for an answer. */
export async function expireLead(tx: Tx, deps: Deps, leadId: string, at: number): Promise<boolean> {
  const found = await tx.selectFrom('financing_leads').select('request_id').where('id', '=', leadId).executeTakeFirst()
  if (!found) return false
  await tx.updateTable('financing_requests').set((eb) => ({ version: eb.ref('version') })).where('id', '=', found.request_id).execute()
  const row = await tx.selectFrom('financing_leads').selectAll().where('id', '=', leadId).executeTakeFirstOrThrow()
  const move = findLeadMove('expire', 'calendar', row.state)
  if (!move) return false
  const request = await tx.selectFrom('financing_requests').selectAll().where('id', '=', row.request_id).executeTakeFirstOrThrow()
  const { name } = await tx.selectFrom('banks').select('name').where('id', '=', row.bank_id).executeTakeFirstOrThrow()
  await writeLeadStep(tx, deps, { row, request, action: 'expire', to: move.to, side: 'calendar', accountId: null, duty: null, reason: '', code: null, at })
  await takeBackFromBank(tx, row, at)
  await tellFirm(tx, deps, request, { kind: 'financing.expired', lead: row, values: { number: row.number, bank: name } })
  await tellBank(tx, deps, row, { kind: 'financing.bank-expired', values: { number: row.number } })
  return true
}

export interface Ending { row: FinancingRequestRow; action: 'withdraw' | 'close'; side: 'firm' | 'officer'; account: Pick<SignedIn, 'id' | 'duty'>; at: number; requestId: string }

/** Every lead of the request that has not ended is not there for its bank any more (`withdrawn`). The caller has locked the request and made sure that nobody is bound. */
export async function endLeadsOf(tx: Tx, deps: Deps, { row: request, action, side, account, at, requestId }: Ending): Promise<void> {
  const leads = await tx.selectFrom('financing_leads').selectAll().where('request_id', '=', request.id).where('ended_at', 'is', null).orderBy('number').execute()
  for (const row of leads) {
    await writeLeadStep(tx, deps, { row, request, action, to: 'withdrawn', side, accountId: account.id, duty: account.duty, reason: '', code: null, at, requestId })
    await takeBackFromBank(tx, row, at)
    await tellBank(tx, deps, row, { kind: 'financing.bank-withdrawn', values: { number: row.number }, isOver: true })
  }
}
