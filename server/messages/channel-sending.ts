// One claimed delivery, from the last look at whether it is still wanted to the provider's answer. The call stands between two transactions.
import { fillPath } from '#contract/endpoint.ts'
import { stopByLink } from '#contract/messages/endpoints.ts'
import type { Connection } from '../db/commands.ts'
import type { AccountRow, DeliveryRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { wordsOf } from './channel-words.ts'
import { findSettings, openAddress } from './delivery-plan.ts'
import type { Known } from './outcome.ts'
import { askAbout, noticeLimits, sendThrough, takeAllowance, type SentBy } from './sms-sending.ts'
import { stopToken } from './stop-links.ts'

export type Sent = SentBy | 'not-wanted'

/** Its reader, unless they are disabled or have left the firm it is about since. */
async function findReader(connection: Connection, row: DeliveryRow): Promise<AccountRow | undefined> {
  if (row.account_id === null) return undefined
  const account = await connection.selectFrom('accounts').selectAll().where('id', '=', row.account_id).where('disabled_at', 'is', null).executeTakeFirst()
  if (!account || row.firm_id === null) return account
  const member = await connection.selectFrom('memberships').select('id').where('firm_id', '=', row.firm_id).where('account_id', '=', account.id).where('state', '=', 'active').executeTakeFirst()
  return member && account
}

async function sendSms(deps: Deps, row: DeliveryRow, { phone }: AccountRow): Promise<Sent> {
  const { categories, smsPerNumberAndDay } = deps.content.channels
  const waitMs = await takeAllowance(deps, noticeLimits(deps.config.smsDailyBudget, smsPerNumberAndDay, phone))
  if (waitMs > 0) return { outcome: { kind: 'later', why: 'no more SMS today', afterMs: waitMs }, provider: null }
  const params = { category: row.category ? categories[row.category] : '' }
  return sendThrough(deps, { phone, template: 'notice', params, reference: row.id, at: deps.clock.now() })
}

async function sendPush(deps: Deps, row: DeliveryRow): Promise<Sent> {
  const subscription = await deps.db.selectFrom('push_subscriptions').selectAll().where('id', '=', row.target).where('account_id', '=', row.account_id).executeTakeFirst()
  if (!subscription || !deps.channels.push) return 'not-wanted'
  const at = deps.clock.now()
  if (subscription.wait_until > at) return { outcome: { kind: 'later', why: 'the push service asked for patience', afterMs: subscription.wait_until - at }, provider: null }
  const { sentence, link, isUrgent } = wordsOf(deps.content.channels, row)
  const topic = row.id.replaceAll('-', '').slice(0, 32)
  const text = JSON.stringify({ title: deps.content.county.serviceName, body: sentence, link, tag: topic })
  const { endpoint, p256dh, auth } = subscription
  const ttlSeconds = Math.max(60, Math.floor((row.expires_at - at) / 1000))
  return { outcome: await deps.channels.push.send({ endpoint, p256dh, auth, text, topic, isUrgent, ttlSeconds, at }), provider: 'push' }
}

async function sendMail(deps: Deps, row: DeliveryRow, account: AccountRow): Promise<Sent> {
  const to = openAddress(await findSettings(deps.db, account.id))
  if (to === null || !deps.channels.mail) return 'not-wanted'
  const { categories, email } = deps.content.channels
  const { sentence, link } = wordsOf(deps.content.channels, row)
  const { serviceName, host } = deps.content.county
  const token = stopToken(deps.config.secret, { accountId: account.id, category: row.category })
  const { publicUrl } = deps.config
  const lines = [sentence, '', `${email.open}${publicUrl}${link}`, '', '--', `${serviceName} · ${host}`, email.why, `${email.stop}${publicUrl}/messages/stop/${token}`]
  const subject = `${serviceName}：${row.category ? categories[row.category] : ''}消息`
  return { outcome: await deps.channels.mail.send({ to, subject, text: lines.join('\n'), reference: row.id, stopUrl: publicUrl + fillPath(stopByLink.path, { token }) }), provider: 'smtp' }
}

/** Makes the call. Throws only where our own database does. */
export async function sendDelivery(deps: Deps, row: DeliveryRow): Promise<Sent> {
  const reader = await findReader(deps.db, row)
  if (!reader) return 'not-wanted'
  switch (row.channel) {
    case 'sms': return sendSms(deps, row, reader)
    case 'push': return sendPush(deps, row)
    case 'email': return sendMail(deps, row, reader)
  }
}

/** What the provider knows of it. Push services and mail servers cannot be asked. */
export async function askDelivery(deps: Deps, row: DeliveryRow): Promise<Known> {
  if (row.channel !== 'sms') return 'cannot-say'
  const phone = row.target !== '' ? row.target : (await deps.db.selectFrom('accounts').select('phone').where('id', '=', row.account_id).executeTakeFirst())?.phone
  return phone === undefined ? 'cannot-say' : askAbout(deps, row, phone)
}
