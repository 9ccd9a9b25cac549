// Writes a move of a lead, whoever made it: state, sealed terms, history, audit. Who may make it is decided before (lead-actions.ts) or by the calendar.
import type { StaffRole } from '#contract/accounts/schema.ts'
import { endedLeadStates, type FinancingSide, type LeadState } from '#contract/financing/workflow.ts'
import { recordAudit, roleOn } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingEventRow, FinancingLeadRow, FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { addFinancingEvent } from './events.ts'
import type { LeadOutcome } from './lead-deed.ts'
import { openTerms, sealTerms } from './sealed.ts'

export interface LeadStep {
  row: FinancingLeadRow
  request: Pick<FinancingRequestRow, 'id' | 'firm_id'>
  action: FinancingEventRow['action']
  to: LeadState
  side: FinancingSide
  /** Null: the calendar. */
  accountId: string | null
  duty: StaffRole | null
  reason: string
  code: string | null
  at: number
  /** Of the call, for the audit. */
  requestId?: string
  outcome?: LeadOutcome
}

/** The caller has locked the request. The audit names states and the code, never a word or an amount. */
export async function writeLeadStep(tx: Tx, deps: Pick<Deps, 'config'>, { row, request, action, to, side, accountId, duty, reason, code, at, requestId, outcome = {} }: LeadStep): Promise<void> {
  const { change = {}, terms, note, eventChange = {} } = outcome
  const isEnded = endedLeadStates.includes(to)
  const sealed = terms ? { terms: sealTerms(deps.config.secret, { ...openTerms(deps.config.secret, row), ...terms }) } : {}
  const said = reason === '' ? null : reason
  await tx.updateTable('financing_leads').set({ ...change, ...sealed, state: to, version: row.version + 1, stage_at: at, stalled_told: null, ended_at: isEnded ? at : null, reason: said, reason_code: code }).where('id', '=', row.id).execute()
  const kept = { ...eventChange, ...(code === null ? {} : { code }) }
  await addFinancingEvent(tx, { request_id: request.id, lead_id: row.id, at, action, side, account_id: accountId, bank_id: side === 'bank' ? row.bank_id : null, state: to, note: note === undefined ? said : note, change: Object.keys(kept).length === 0 ? null : JSON.stringify(kept) })
  await recordAudit(tx, { at, accountId, role: roleOn(side, duty), action: `financing.${action}`, subject: `lead:${row.id}`, firmId: request.firm_id, ...(requestId === undefined ? {} : { requestId }), details: { from: row.state, to, ...(code === null ? {} : { code }) } })
}
