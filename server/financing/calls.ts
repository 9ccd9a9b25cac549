// Calls of officers to a bank about one lead: how it went and what was said, between officers.
import { randomUUID } from 'node:crypto'
import type { CallInput } from '#contract/financing/desk-schema.ts'
import { endedLeadStates } from '#contract/financing/workflow.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { lockLead } from './access.ts'
import { addFinancingEvent } from './events.ts'

const noteLimit = 500

function readNote(typed: string): string {
  const note = cleanText(typed)
  if (!note.ok) throw invalid({ field: 'note', reason: note.reason })
  if (textLength(note.value) > noteLimit) throw invalid({ field: 'note', reason: 'too-long', limit: noteLimit })
  return note.value
}

export interface CallRequest { input: CallInput; key: string; bodyHash: string; requestId: string }

/** Once per Idempotency-Key. Throws `not-found`, `not-allowed` (an officer who acts for the firm), `financing.wrong-state` with the state once it has ended, `invalid-input`. */
export async function recordCall(deps: Deps, account: SignedIn, { input, key, bodyHash, requestId }: CallRequest): Promise<void> {
  const at = deps.clock.now()
  const note = readNote(input.note)
  await deps.commands.run(async (tx) => {
    const { row, request, side } = await lockLead(tx, account, input.leadId)
    if (side !== 'officer') throw new AppError('not-allowed', { detail: `account ${account.id} is of the firm` })
    await once(tx, { accountId: account.id, route: 'financing.call', key, bodyHash, at }, async () => {
      if (endedLeadStates.includes(row.state)) throw new AppError('financing.wrong-state', { details: { state: row.state } })
      await tx.insertInto('financing_calls').values({ id: randomUUID(), lead_id: row.id, outcome: input.outcome, note, account_id: account.id, at }).execute()
      await addFinancingEvent(tx, { request_id: request.id, lead_id: row.id, at, action: 'call', side: 'officer', account_id: account.id, bank_id: row.bank_id, state: row.state, note: note === '' ? null : note, change: JSON.stringify({ outcome: input.outcome }) })
      await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.call', subject: `lead:${row.id}`, firmId: request.firm_id, requestId, details: { outcome: input.outcome } })
      return { status: 204, body: null }
    })
  })
}
