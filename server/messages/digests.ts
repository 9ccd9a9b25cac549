// One message a day or a week that says what came, for whoever does not want each by itself. Urgent ones have left already.
import { channelCategories, defaultChoice, nextDigestAt } from '#contract/messages/channels.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Tx } from '../db/commands.ts'
import type { NotificationSettingsRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { addDeliveries, type DigestPayload } from './deliveries.ts'
import { findChoice, targetsOf } from './delivery-plan.ts'

const minute = 60_000
const batch = 100

/** What is still unread of what came, by category, where this channel is wanted at all. */
async function countsFor(tx: Tx, row: NotificationSettingsRow, channel: 'push' | 'email', now: number): Promise<DigestPayload['counts']> {
  const found = await tx.selectFrom('messages').select(['category', (eb) => eb.fn.countAll<number>().as('n')]).where('account_id', '=', row.account_id).where('read_at', 'is', null).where('tone', '<>', 'urgent')
    .where('created_at', '>=', row.digest_from ?? now).where('created_at', '<', now)
    .where((eb) => eb.or([eb('firm_id', 'is', null), eb.exists(eb.selectFrom('memberships').select('memberships.id').whereRef('memberships.firm_id', '=', 'messages.firm_id').where('memberships.account_id', '=', row.account_id).where('memberships.state', '=', 'active'))]))
    .groupBy('category').execute()
  const counts: DigestPayload['counts'] = {}
  for (const category of channelCategories) {
    const n = Number(found.find((one) => one.category === category)?.n ?? 0)
    const choice = n > 0 ? await findChoice(tx, row.account_id, category) : defaultChoice(category)
    if (n > 0 && choice[channel]) counts[category] = n
  }
  return counts
}

/** True for the one who takes it; the next one is due a day or a week later. */
async function takeDigest(tx: Tx, deps: Deps, row: NotificationSettingsRow, now: number): Promise<boolean> {
  if (row.rhythm === 'each' || row.digest_at === null) return false
  const result = await tx.updateTable('notification_settings').set({ digest_from: now, digest_at: nextDigestAt(now, row.rhythm, deps.content.channels.digestAt) })
    .where('account_id', '=', row.account_id).where('digest_at', '=', row.digest_at).executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

async function sendDigest(deps: Deps, row: NotificationSettingsRow): Promise<void> {
  await deps.commands.run(async (tx) => {
    const now = deps.clock.now()
    if (!(await takeDigest(tx, deps, row, now))) return
    const account = await tx.selectFrom('accounts').select('id').where('id', '=', row.account_id).where('disabled_at', 'is', null).executeTakeFirst()
    if (!account) return
    for (const { channel, target } of await targetsOf(tx, deps, row.account_id, row)) {
      if (channel === 'sms') continue
      const counts = await countsFor(tx, row, channel, now)
      if (Object.keys(counts).length === 0) continue
      await addDeliveries(tx, [{ channel, target, purpose: 'digest', accountId: row.account_id, firmId: null, source: `digest:${row.account_id}:${row.digest_at}`, category: null, payload: { counts }, runAt: now }], now)
    }
  })
}

/** Every digest that is due, a batch at a time. */
export async function sendDigests(deps: Deps): Promise<void> {
  for (;;) {
    const due = await deps.db.selectFrom('notification_settings').selectAll().where('digest_at', '<=', deps.clock.now()).orderBy('digest_at').limit(batch).execute()
    for (const row of due) await sendDigest(deps, row)
    if (due.length < batch) return
  }
}

export const watchDigests = atMostEvery(minute, sendDigests)
