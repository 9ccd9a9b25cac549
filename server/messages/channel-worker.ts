// Sends what the channels owe, one loop a channel, so that a push service nobody reaches holds up neither SMS nor the inbox.
// Claimed (committed) → call → written down (committed): a worker that dies in between leaves `sending`, which becomes `unknown` when its lease is over.
import type { Channel } from '#contract/messages/channels.ts'
import { channels } from '#contract/messages/channels.ts'
import type { Tx } from '../db/commands.ts'
import type { DeliveryRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { askDelivery, sendDelivery, type Sent } from './channel-sending.ts'
import { afterAsking, afterSending } from './delivery-steps.ts'
import { claimDeliveries, settleDelivery } from './deliveries.ts'

const batchSize: Record<Channel, number> = { sms: 20, push: 20, email: 5 }
const tickMs = 500

/** What an answer says beyond this one delivery: a dead phone or address, or a push service that wants to be left alone. */
async function learn(tx: Tx, row: DeliveryRow, { outcome }: Exclude<Sent, string>, now: number): Promise<void> {
  if (row.channel === 'push' && outcome.kind === 'refused' && outcome.isGone) await tx.deleteFrom('push_subscriptions').where('id', '=', row.target).execute()
  if (row.channel === 'push' && outcome.kind === 'later' && outcome.afterMs !== undefined) await tx.updateTable('push_subscriptions').set({ wait_until: now + outcome.afterMs }).where('id', '=', row.target).where('wait_until', '<', now + outcome.afterMs).execute()
  if (row.channel === 'email' && outcome.kind === 'refused' && outcome.isGone) await tx.updateTable('notification_settings').set({ email_bounced_at: now }).where('account_id', '=', row.account_id).where('email_bounced_at', 'is', null).execute()
}

async function send(deps: Deps, row: DeliveryRow): Promise<void> {
  const quiet = deps.content.channels.quietHours
  if (row.expires_at <= deps.clock.now()) {
    const now = deps.clock.now()
    return deps.commands.run((tx) => settleDelivery(tx, row, { state: 'failed-temporary', why: row.why ?? 'too late', finished_at: now }))
  }
  const sent = await sendDelivery(deps, row)
  const now = deps.clock.now()
  await deps.commands.run(async (tx) => {
    if (sent === 'not-wanted') return settleDelivery(tx, row, { state: 'cancelled', why: 'no longer wanted', finished_at: now })
    await settleDelivery(tx, row, afterSending(row, sent, now, quiet))
    await learn(tx, row, sent, now)
  })
}

async function ask(deps: Deps, row: DeliveryRow): Promise<void> {
  const known = await askDelivery(deps, row)
  const now = deps.clock.now()
  await deps.commands.run((tx) => settleDelivery(tx, row, afterAsking(row, known, now, deps.content.channels.quietHours)))
}

/** Works on everything due of one channel, a batch at a time and side by side; returns how many rows it took. */
export async function deliverChannel(deps: Deps, channel: Channel): Promise<number> {
  const rows = await deps.commands.run((tx) => claimDeliveries(tx, deps.databaseKind, channel, deps.clock.now(), batchSize[channel]))
  await Promise.all(rows.map(async (row) => {
    try {
      await (row.state === 'sending' && row.accepted_at === null ? send(deps, row) : ask(deps, row))
    } catch (error) {
      // Its lease runs out and it becomes unknown: better than a second SMS.
      deps.log.error({ err: error, deliveryId: row.id, channel }, 'delivery not written down')
    }
  }))
  return rows.length
}

/** One loop a channel until stopped. What is being called when it stops is finished first. */
export function startChannels(deps: Deps): { stop(): Promise<void> } {
  let stopped = false
  const wakes = new Set<() => void>()
  const loops = channels.map(async (channel) => {
    while (!stopped) {
      let taken = 0
      try {
        taken = await deliverChannel(deps, channel)
      } catch (error) {
        deps.log.error({ err: error, channel }, 'channel round failed')
      }
      if (taken === batchSize[channel]) continue
      await new Promise<void>((next) => {
        const wake = () => { clearTimeout(timer); wakes.delete(wake); next() }
        const timer = setTimeout(wake, tickMs)
        wakes.add(wake)
      })
    }
  })
  return {
    async stop() {
      stopped = true
      for (const wake of wakes) wake()
      await Promise.all(loops)
    },
  }
}
