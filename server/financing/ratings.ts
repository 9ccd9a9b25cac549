// What the firm thought of how a bank dealt with it: said once it is over or paid out, and again as often as it likes; the last word counts. Banks do not read it.
import type { FirmLead, LeadRating } from '#contract/financing/lead-schema.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockLead } from './access.ts'
import { addFinancingEvent } from './events.ts'
import { mayRate, presentFirmLead } from './lead-view.ts'

const mostWords = 400

function readWords(typed: string): string {
  const words = cleanText(typed)
  if (!words.ok) throw invalid({ field: 'words', reason: words.reason })
  if (textLength(words.value) > mostWords) throw invalid({ field: 'words', reason: 'too-long', limit: mostWords })
  return words.value
}

/** Throws `not-found`, `not-allowed` (bank, officer), `financing.wrong-state`, `invalid-input` (words). The same again changes nothing. */
export async function rateLead(deps: Deps, account: SignedIn, id: string, { speed, attitude, result, words }: LeadRating, requestId: string): Promise<FirmLead> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row, request, side } = await lockLead(tx, account, id)
    if (side !== 'firm') throw new AppError('not-allowed', { detail: 'for the firm' })
    if (!mayRate(row)) throw new AppError('financing.wrong-state', { details: { state: row.state } })
    const said = { speed, attitude, result, words: readWords(words) }
    const before = await tx.selectFrom('financing_ratings').selectAll().where('lead_id', '=', id).executeTakeFirst()
    const isSame = before?.speed === speed && before.attitude === attitude && before.result === result && before.words === said.words
    if (!isSame) {
      await tx.insertInto('financing_ratings').values({ lead_id: id, ...said, account_id: account.id, at }).onConflict((conflict) => conflict.column('lead_id').doUpdateSet({ ...said, account_id: account.id, at })).execute()
      await addFinancingEvent(tx, { request_id: request.id, lead_id: id, at, action: 'rate', side: 'firm', account_id: account.id, bank_id: null, state: row.state, note: null, change: null })
      await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'financing.rate', subject: `lead:${id}`, firmId: request.firm_id, requestId })
    }
    return presentFirmLead(tx, deps, request, id, 'firm')
  })
}
