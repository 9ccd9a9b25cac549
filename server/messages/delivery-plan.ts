// Which channels a message takes besides the inbox: planned in the transaction that puts it there, so once for each message.
import { afterQuiet, defaultChoice, leavesNow, type ChannelChoice } from '#contract/messages/channels.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { NotificationSettingsRow, OutboxRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { addDeliveries, type NewDelivery } from './deliveries.ts'
import type { OutgoingMessage } from './outbox.ts'

export async function findSettings(connection: Connection, accountId: string): Promise<NotificationSettingsRow | undefined> {
  return connection.selectFrom('notification_settings').selectAll().where('account_id', '=', accountId).executeTakeFirst()
}

export async function findChoice(connection: Connection, accountId: string, category: MessageCategory): Promise<ChannelChoice> {
  const row = await connection.selectFrom('notification_choices').selectAll().where('account_id', '=', accountId).where('category', '=', category).executeTakeFirst()
  return row ? { category, sms: row.sms === 1, push: row.push === 1, email: row.email === 1 } : defaultChoice(category)
}

/** Where mail may go: a confirmed address that still takes it. */
export function openAddress(settings: NotificationSettingsRow | undefined): string | null {
  return settings && settings.email_bounced_at === null ? settings.email : null
}

/** One target a channel, one a phone for pushes; empty where the channel is not set up or leads nowhere. */
export async function targetsOf(connection: Connection, deps: Pick<Deps, 'channels'>, accountId: string, settings: NotificationSettingsRow | undefined): Promise<Pick<NewDelivery, 'channel' | 'target'>[]> {
  const { sms, push, mail } = deps.channels
  const phones = push ? await connection.selectFrom('push_subscriptions').select('id').where('account_id', '=', accountId).execute() : []
  return [
    ...(sms.length > 0 ? [{ channel: 'sms' as const, target: '' }] : []),
    ...phones.map(({ id }) => ({ channel: 'push' as const, target: id })),
    ...(mail && openAddress(settings) !== null ? [{ channel: 'email' as const, target: '' }] : []),
  ]
}

/** The rows of one message that has just reached the inbox. */
export async function planDeliveries(tx: Tx, deps: Pick<Deps, 'channels' | 'content'>, row: OutboxRow, message: OutgoingMessage, now: number): Promise<void> {
  const settings = await findSettings(tx, row.account_id)
  const targets = await targetsOf(tx, deps, row.account_id, settings)
  if (targets.length === 0) return
  const choice = await findChoice(tx, row.account_id, message.category)
  const isUrgent = message.tone === 'urgent'
  const runAt = afterQuiet(now, deps.content.channels.quietHours)
  const leaving = targets.filter(({ channel }) => leavesNow(channel, isUrgent, choice, settings?.rhythm ?? 'each'))
  await addDeliveries(tx, leaving.map((one) => ({ ...one, purpose: 'notice' as const, accountId: row.account_id, firmId: row.firm_id, source: `message:${row.id}`, category: message.category, payload: { link: message.link, isUrgent }, runAt })), now)
}
