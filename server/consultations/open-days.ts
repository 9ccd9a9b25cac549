// Holidays an officer has opened: on these the weekly hours go for them as on any day.
import type { OpenDays } from '#contract/consultations/schema.ts'
import { addDays, parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockExpert } from './claiming.ts'
import { withdrawForbidden } from './waiting-offers.ts'

const furthestDays = 366

export async function listComingOpenDays(connection: Connection, today: string): Promise<OpenDays['items']> {
  return connection.selectFrom('consultation_open_days').innerJoin('accounts', 'accounts.id', 'consultation_open_days.opened_by').select(['date', 'reason', 'accounts.name as by']).where('date', '>=', today).orderBy('date').execute()
}

export async function listOpenDays(deps: Deps): Promise<OpenDays> {
  return { items: await listComingOpenDays(deps.db, shanghaiDate(deps.clock.now())) }
}

/** Throws `invalid-input` for a day that is none, has gone by or is more than a year away, and without a reason. Said again, the reason is the newer one. */
export async function openDay(deps: Deps, account: SignedIn, typedDate: string, typedReason: string, requestId: string): Promise<OpenDays> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  const date = parseDate(typedDate)
  const reason = cleanText(typedReason, { singleLine: true })
  if (!date.ok) throw invalid({ field: 'date', reason: date.reason })
  if (date.value < today) throw invalid({ field: 'date', reason: 'date-early', limit: today })
  if (date.value > addDays(today, furthestDays)) throw invalid({ field: 'date', reason: 'days-max', limit: furthestDays })
  if (!reason.ok || reason.value === '') throw invalid({ field: 'reason', reason: reason.ok ? 'required' : reason.reason })
  return deps.commands.run(async (tx) => {
    const values = { reason: reason.value, opened_by: account.id, opened_at: at }
    await tx.insertInto('consultation_open_days').values({ date: date.value, ...values }).onConflict((conflict) => conflict.column('date').doUpdateSet(values)).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'consultations.open-day', subject: `day:${date.value}`, requestId, details: { reason: reason.value } })
    return { items: await listComingOpenDays(tx, today) }
  })
}

/** Offers for a day that is a holiday again. */
async function withdrawAll(tx: Tx, deps: Deps): Promise<void> {
  const rows = await tx.selectFrom('consultation_holds').select('expert_id').where('kind', '=', 'offer').where('state', '=', 'held').distinct().orderBy('expert_id').execute()
  for (const { expert_id } of rows) await lockExpert(tx, expert_id)
  for (const { expert_id } of rows) await withdrawForbidden(tx, deps, expert_id)
}

/** What was booked for that day stays. Throws `not-found` for one that is not open. */
export async function closeDay(deps: Deps, account: SignedIn, date: string, requestId: string): Promise<OpenDays> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const result = await tx.deleteFrom('consultation_open_days').where('date', '=', date).executeTakeFirst()
    if (Number(result.numDeletedRows) === 0) throw notFound(`day ${date} is not open`)
    await withdrawAll(tx, deps)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'consultations.close-day', subject: `day:${date}`, requestId })
    return { items: await listComingOpenDays(tx, shanghaiDate(at)) }
  })
}
