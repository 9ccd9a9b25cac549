// The code with which a firm agrees to a record on its expert's phone: sent to the contact of the booking, for exactly the record as it stands.
import type { RecordCode } from '#contract/consultations/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { issueCode, type Asker } from '../accounts/codes.ts'
import { codePolicy } from '../accounts/sign-in-limits.ts'
import type { Tx } from '../db/commands.ts'
import type { BookingRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockBooking, requireSide } from './access.ts'
import { contactPhoneOf, recordCodePurpose } from './record-moves.ts'
import { findRecord, hashRecord } from './record-store.ts'

/** The expert's own telephone, or that of somebody who has left the firm: whoever reads the code there does not speak for it. */
async function isOutside(tx: Tx, { firm_id: firmId }: Pick<BookingRow, 'firm_id'>, phone: string, expert: SignedIn): Promise<boolean> {
  if (phone === expert.phone) return true
  const left = await tx.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select('memberships.id')
    .where('memberships.firm_id', '=', firmId).where('accounts.phone', '=', phone).where('memberships.state', '=', 'removed').executeTakeFirst()
  return left !== undefined
}

/** Throws `consultations.wrong-state` unless the record is with the firm, `invalid-input` where its contact has no mobile phone or is not of the firm any more, `too-many-requests`, `unavailable` when the message did not leave. */
export async function sendRecordCode(deps: Deps, account: SignedIn, id: string, asker: Asker): Promise<RecordCode> {
  const at = deps.clock.now()
  const { order, row, phone } = await deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    requireSide(opened, 'expert')
    const record = await findRecord(tx, id)
    if (record?.state !== 'submitted') throw new AppError('consultations.wrong-state', { detail: `the record of booking ${id} is ${record?.state ?? 'not there'}` })
    const to = contactPhoneOf(opened.row)
    if (await isOutside(tx, opened.row, to, account)) throw invalid({ field: 'contactPhone', reason: 'option' })
    const audit = { accountId: account.id, role: 'expert', action: 'consultations.send-record-code' }
    return { row: opened.row, phone: to, order: await issueCode(deps, tx, { phone: to, purpose: recordCodePurpose(id), about: await hashRecord(tx, record), audit }, asker) }
  })
  const params = { who: account.name, number: row.number, firm: row.firm_name }
  const { lifeMs, resendAfterSeconds } = codePolicy(deps)
  await deps.sms.sendCode(phone, order.code, order.id, { template: 'record-code', params }).catch((cause: unknown) => {
    throw new AppError('unavailable', { cause, retryAfterSeconds: resendAfterSeconds })
  })
  return { phoneMasked: maskPhone(phone), expiresAt: new Date(at + lifeMs).toISOString(), resendAfterSeconds, expiresInSeconds: lifeMs / 1000, ...(deps.sms.showsCode ? { demoCode: order.code } : {}) }
}
