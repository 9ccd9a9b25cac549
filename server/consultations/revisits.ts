// Some days after a visit its firm is asked whether it helped, once; officers hear of it when it did not.
import { officerIds } from '../accounts/access.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { bookingsWithNames, type BookingOfFirm } from './access.ts'
import { firmPageOf, firmReaders } from './record-telling.ts'
import { isReminderTime } from '../cases/reminder-time.ts'
import { topicTitle } from './words.ts'

const dayMs = 86_400_000
const mostAsked = 500

/** Nobody in the firm to ask: left for whoever joins. What was said before anybody asked is not asked for again. */
async function ask(deps: Deps, row: BookingOfFirm, at: number): Promise<number> {
  return deps.commands.run(async (tx) => {
    const accountIds = await firmReaders(tx, row)
    if (accountIds.length === 0) return 0
    const asked = await tx.insertInto('booking_revisits').values({ booking_id: row.id, asked_at: at, result: null, words: '', side: null, account_id: null, at: null }).onConflict((conflict) => conflict.column('booking_id').doNothing()).returning('booking_id').executeTakeFirst()
    if (!asked) return 0
    const message = renderMessage(deps.content, 'consultation.revisit', { number: row.number, topic: topicTitle(deps.content.consultations, row.topic), firm: row.firm_name, expert: row.expert_name }, firmPageOf(row))
    await enqueueMessages(tx, { at, accountIds, firmId: row.firm_id, message })
    return 1
  })
}

/** Once a visit, however often the firm changes its word: somebody calls. */
export async function tellUnsolved(tx: Tx, { content, clock }: Pick<Deps, 'content' | 'clock'>, row: BookingOfFirm): Promise<void> {
  const message = renderMessage(content, 'consultation.unsolved', { number: row.number, topic: topicTitle(content.consultations, row.topic), firm: row.firm_name, expert: row.expert_name }, `/desk/consultations/${row.id}`)
  await enqueueMessages(tx, { at: clock.now(), accountIds: await officerIds(tx), firmId: null, message, dedupeKey: `consultation.unsolved:${row.id}` })
}

/** One round, on working days from nine. Returns how many were asked. */
export async function askRevisits(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  if (!isReminderTime(deps, now)) return 0
  const rows = await bookingsWithNames(deps.db).where('bookings.state', '=', 'done').where('bookings.done_at', '<=', now - deps.content.consultations.limits.revisitDays * dayMs)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('booking_revisits').select('booking_revisits.booking_id').whereRef('booking_revisits.booking_id', '=', 'bookings.id'))))
    .orderBy('bookings.done_at').orderBy('bookings.id').limit(mostAsked).execute()
  let asked = 0
  for (const row of rows) asked += await ask(deps, row, now)
  return asked
}
