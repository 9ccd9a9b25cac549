// Which channels a message takes besides the inbox: planned in the transaction that puts it there, so once for each message.
import { afterQuiet, defaultChoice, leavesNow, type Channel, type ChannelChoice } from '#contract/messages/channels.ts'
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
function targetsAt({ sms, mail }: Deps['channels'], settings: NotificationSettingsRow | undefined, phones: readonly { id: string }[]): Pick<NewDelivery, 'channel' | 'target'>[] {
  return [
    ...(sms.length > 0 ? [{ channel: 'sms' as const, target: '' }] : []),
    ...phones.map(({ id }) => ({ channel: 'push' as const, target: id })),
    ...(mail && openAddress(settings) !== null ? [{ channel: 'email' as const, target: '' }] : []),
  ]
}

export async function targetsOf(connection: Connection, { channels }: Pick<Deps, 'channels'>, accountId: string, settings: NotificationSettingsRow | undefined): Promise<Pick<NewDelivery, 'channel' | 'target'>[]> {
  return targetsAt(channels, settings, channels.push ? await connection.selectFrom('push_subscriptions').select('id').where('account_id', '=', accountId).execute() : [])
}

/** How these people want to be told of a category and where they can be: settings, choice and phones of each, in three questions however many they are. */
async function standingOf(connection: Connection, { channels: { push } }: Pick<Deps, 'channels'>, accountIds: readonly string[]) {
  const settings = await connection.selectFrom('notification_settings').selectAll().where('account_id', 'in', accountIds).execute()
  const choices = await connection.selectFrom('notification_choices').selectAll().where('account_id', 'in', accountIds).execute()
  const phones = push ? await connection.selectFrom('push_subscriptions').select(['id', 'account_id']).where('account_id', 'in', accountIds).execute() : []
  const settingsOf = new Map(settings.map((row) => [row.account_id, row]))
  const choiceOf = new Map(choices.map((row) => [`${row.account_id} ${row.category}`, { category: row.category, sms: row.sms === 1, push: row.push === 1, email: row.email === 1 }]))
  const phonesOf = Map.groupBy(phones, (row) => row.account_id)
  return (accountId: string, category: MessageCategory) => ({
    settings: settingsOf.get(accountId), choice: choiceOf.get(`${accountId} ${category}`) ?? defaultChoice(category), phones: phonesOf.get(accountId) ?? [],
  })
}

/** Where a message of this category goes now. */
function leaving(channels: Deps['channels'], { settings, choice, phones }: ReturnType<Awaited<ReturnType<typeof standingOf>>>, isUrgent: boolean): Pick<NewDelivery, 'channel' | 'target'>[] {
  return targetsAt(channels, settings, phones).filter(({ channel }) => leavesNow(channel, isUrgent, choice, settings?.rhythm ?? 'each'))
}

function isAnyOpen({ sms, push, mail }: Deps['channels']): boolean {
  return sms.length > 0 || push !== undefined || mail !== undefined
}

export interface Planned { row: Pick<OutboxRow, 'id' | 'account_id' | 'firm_id' | 'about'>; message: Pick<OutgoingMessage, 'category' | 'tone' | 'link'> }

/** The rows of messages that have just reached the inbox. */
export async function planDeliveries(tx: Tx, deps: Pick<Deps, 'channels' | 'content'>, planned: readonly Planned[], now: number): Promise<void> {
  if (planned.length === 0 || !isAnyOpen(deps.channels)) return
  const standing = await standingOf(tx, deps, [...new Set(planned.map(({ row }) => row.account_id))])
  const runAt = afterQuiet(now, deps.content.channels.quietHours)
  await addDeliveries(tx, planned.flatMap(({ row, message: { category, tone, link } }) => {
    const isUrgent = tone === 'urgent'
    return leaving(deps.channels, standing(row.account_id, category), isUrgent)
      .map((one) => ({ ...one, purpose: 'notice' as const, accountId: row.account_id, firmId: row.firm_id, source: `message:${row.id}`, category, payload: { link, isUrgent }, runAt, about: row.about }))
  }), now)
}

/** How many of these people (at most a thousand) a message of this category would reach by each channel, besides the inbox. */
export async function countReached(connection: Connection, deps: Pick<Deps, 'channels'>, accountIds: readonly string[], category: MessageCategory, isUrgent: boolean): Promise<Record<Channel, number>> {
  const counts = { sms: 0, push: 0, email: 0 }
  if (accountIds.length === 0 || !isAnyOpen(deps.channels)) return counts
  const standing = await standingOf(connection, deps, accountIds)
  for (const accountId of accountIds) for (const channel of new Set(leaving(deps.channels, standing(accountId, category), isUrgent).map((one) => one.channel))) counts[channel] += 1
  return counts
}
