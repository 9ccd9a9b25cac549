// How a person is told: what they chose, and what changes with it. Turning something off takes back what has not left yet.
import { channelCategories, channels, defaultChoice, nextDigestAt, type ChannelChoice, type Rhythm } from '#contract/messages/channels.ts'
import type { ChangeNotifications, Notifications, Stop } from '#contract/messages/notifications-schema.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { NotificationSettingsRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { mailState, smsState } from './channels.ts'
import { cancelDeliveries } from './deliveries.ts'
import { findChoice, findSettings } from './delivery-plan.ts'
import { readStopToken } from './stop-links.ts'

/** Of the kinds of messages there are here. */
async function listChoices(connection: Connection, deps: Pick<Deps, 'content'>, accountId: string): Promise<ChannelChoice[]> {
  const used = new Set(Object.values(deps.content.messages).map((template) => template.category))
  const rows = await connection.selectFrom('notification_choices').selectAll().where('account_id', '=', accountId).execute()
  return channelCategories.filter((category) => used.has(category)).map((category) => {
    const row = rows.find((one) => one.category === category)
    return row ? { category, sms: row.sms === 1, push: row.push === 1, email: row.email === 1 } : defaultChoice(category)
  })
}

export async function readNotifications(connection: Connection, deps: Deps, account: Pick<SignedIn, 'id' | 'phone'>): Promise<Notifications> {
  const settings = await findSettings(connection, account.id)
  const { n } = await connection.selectFrom('push_subscriptions').select((eb) => eb.fn.countAll<number>().as('n')).where('account_id', '=', account.id).executeTakeFirstOrThrow()
  const { quietHours, digestAt } = deps.content.channels
  return {
    phoneMasked: maskPhone(account.phone), rhythm: settings?.rhythm ?? 'each', choices: await listChoices(connection, deps, account.id), quietHours, digestAt,
    sms: smsState(deps.channels), push: { publicKey: deps.channels.push?.publicKey ?? null, devices: Number(n) },
    email: { state: mailState(deps.channels), address: settings?.email ?? null, waiting: settings?.email_waiting ?? null, isBounced: settings !== undefined && settings.email_bounced_at !== null },
  }
}

/** Makes the row where there is none and changes these columns of it. */
export async function changeSettings(tx: Tx, accountId: string, change: Partial<Omit<NotificationSettingsRow, 'account_id' | 'changed_at'>>, now: number): Promise<void> {
  const none = { rhythm: 'each' as const, email: null, email_waiting: null, email_bounced_at: null, digest_from: null, digest_at: null }
  await tx.insertInto('notification_settings').values({ account_id: accountId, ...none, ...change, changed_at: now })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ ...change, changed_at: now })).execute()
}

async function changeChoice(tx: Tx, accountId: string, choice: ChannelChoice, now: number): Promise<void> {
  const written = { sms: choice.sms ? 1 : 0, push: choice.push ? 1 : 0, email: choice.email ? 1 : 0, changed_at: now }
  await tx.insertInto('notification_choices').values({ account_id: accountId, category: choice.category, ...written })
    .onConflict((conflict) => conflict.columns(['account_id', 'category']).doUpdateSet(written)).execute()
  for (const channel of channels) if (!choice[channel]) await cancelDeliveries(tx, accountId, channel, choice.category, now)
}

/** Changing the rhythm begins a new digest: what came before was sent as it came. Choosing the same again changes nothing. */
async function changeRhythm(tx: Tx, deps: Deps, accountId: string, rhythm: Rhythm, now: number): Promise<void> {
  const before = await findSettings(tx, accountId)
  if ((before?.rhythm ?? 'each') === rhythm) return
  const digest = rhythm === 'each' ? { digest_from: null, digest_at: null } : { digest_from: before?.digest_from ?? now, digest_at: nextDigestAt(now, rhythm, deps.content.channels.digestAt) }
  await changeSettings(tx, accountId, { rhythm, ...digest }, now)
}

export async function changeNotifications(deps: Deps, account: SignedIn, change: ChangeNotifications, requestId: string): Promise<Notifications> {
  const now = deps.clock.now()
  return deps.commands.run(async (tx) => {
    for (const choice of change.choices ?? []) await changeChoice(tx, account.id, choice, now)
    if (change.rhythm) await changeRhythm(tx, deps, account.id, change.rhythm, now)
    await recordAudit(tx, { at: now, accountId: account.id, role: account.duty, action: 'messages.change-notifications', subject: `account:${account.id}`, requestId, details: { rhythm: change.rhythm ?? '', categories: (change.choices ?? []).map(({ category }) => category).join() } })
    return readNotifications(tx, deps, account)
  })
}

async function isStopped(connection: Connection, accountId: string, category: MessageCategory | null): Promise<boolean> {
  for (const one of category ? [category] : channelCategories) if ((await findChoice(connection, accountId, one)).email) return false
  return true
}

/** What the link would stop. `not-found` for a link that is not ours. */
export async function readStop(deps: Deps, token: string): Promise<Stop> {
  const order = readStopToken(deps.config.secret, token)
  if (!order) throw notFound('no such link')
  return { channel: 'email', category: order.category, isStopped: await isStopped(deps.db, order.accountId, order.category) }
}

/** Stops it; twice is once. */
export async function stopMail(deps: Deps, token: string, requestId: string): Promise<Stop> {
  const order = readStopToken(deps.config.secret, token)
  if (!order) throw notFound('no such link')
  const now = deps.clock.now()
  const { accountId, category } = order
  return deps.commands.run(async (tx) => {
    const known = await tx.selectFrom('accounts').select('id').where('id', '=', accountId).executeTakeFirst()
    if (!known) throw notFound('whose link this was is gone')
    for (const one of category ? [category] : channelCategories) await changeChoice(tx, accountId, { ...(await findChoice(tx, accountId, one)), email: false }, now)
    await recordAudit(tx, { at: now, accountId: null, role: null, action: 'messages.stop-mail', subject: `account:${accountId}`, requestId, details: { category: category ?? 'all' } })
    return { channel: 'email' as const, category, isStopped: true }
  })
}
