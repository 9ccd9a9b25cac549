// What leaves by SMS, push and e-mail: one row a message, channel and address, and the state it is in. A row without finished_at is still somebody's work.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Channel } from '#contract/messages/channels.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { DeliveryRow } from '../db/schema.ts'

const hour = 3_600_000
/** How long a call may take altogether; a row whose holder is gone is taken up after it. */
export const deliveryLeaseMs = 60_000
/** After which a message that could not leave is of no use any more. */
export const usefulMs: Record<Channel, number> = { sms: 48 * hour, push: 24 * hour, email: 72 * hour }

const insertedAtOnce = 500

export interface NoticePayload { link: string | null; isUrgent: boolean }
export interface DigestPayload { counts: Partial<Record<MessageCategory, number>> }

export interface NewDelivery {
  channel: Channel
  purpose: 'notice' | 'digest'
  accountId: string
  firmId: string | null
  /** Same source, channel and target: once. */
  source: string
  target: string
  category: MessageCategory | null
  payload: NoticePayload | DigestPayload
  runAt: number
  /** What its reach is counted by. */
  about?: string | null
}

export async function addDeliveries(tx: Tx, deliveries: readonly NewDelivery[], now: number): Promise<void> {
  if (deliveries.length === 0) return
  // SQLite takes 32,766 values a statement.
  if (deliveries.length > insertedAtOnce) {
    for (let from = 0; from < deliveries.length; from += insertedAtOnce) await addDeliveries(tx, deliveries.slice(from, from + insertedAtOnce), now)
    return
  }
  await tx.insertInto('deliveries').values(deliveries.map((one) => ({
    id: randomUUID(), channel: one.channel, purpose: one.purpose, account_id: one.accountId, firm_id: one.firmId, source: one.source, target: one.target, category: one.category,
    payload: JSON.stringify(one.payload), state: 'queued' as const, provider: null, provider_id: null, attempts: 0, asked: 0, resent: 0, run_at: one.runAt, expires_at: one.runAt + usefulMs[one.channel],
    locked_until: 0, why: null, created_at: now, accepted_at: null, finished_at: null, about: one.about ?? null,
  }))).onConflict((conflict) => conflict.columns(['source', 'channel', 'target']).doNothing()).execute()
}

/** A code that is about to leave. Kept without the code itself: it can be asked about, never sent again. */
export async function addCodeDelivery(tx: Tx, code: { id: string; channel: 'sms' | 'email'; target: string; accountId: string | null }, now: number): Promise<DeliveryRow> {
  return tx.insertInto('deliveries').values({
    id: code.id, channel: code.channel, purpose: 'code', account_id: code.accountId, firm_id: null, source: `code:${code.id}`, target: code.target, category: null, payload: '{}', state: 'sending',
    provider: null, provider_id: null, attempts: 1, asked: 0, resent: 0, run_at: now, expires_at: now + hour, locked_until: now + deliveryLeaseMs, why: null, created_at: now, accepted_at: null, finished_at: null,
  }).returningAll().executeTakeFirstOrThrow()
}

/**
 * Takes up to `limit` due rows of a channel for the lease; no other worker gets them meanwhile. What comes back as `sending` without `accepted_at` is to be
 * sent; everything else is to be asked about: accepted without a receipt, or `unknown`, because whoever sent it is gone or got no answer.
 */
export async function claimDeliveries(tx: Tx, kind: DatabaseKind, channel: Channel, now: number, limit: number): Promise<DeliveryRow[]> {
  let due = tx.selectFrom('deliveries').select('id').where('channel', '=', channel).where('finished_at', 'is', null).where('run_at', '<=', now).where('locked_until', '<=', now).orderBy('run_at').limit(limit)
  if (kind === 'postgres') due = due.forUpdate().skipLocked()
  const isNew = sql<boolean>`state in ('queued', 'failed-temporary')`
  return tx.updateTable('deliveries').set({
    locked_until: now + deliveryLeaseMs,
    state: sql`case when ${isNew} then 'sending' when state = 'sending' and accepted_at is null then 'unknown' else state end`,
    attempts: sql`attempts + case when ${isNew} then 1 else 0 end`,
    asked: sql`asked + case when ${isNew} then 0 else 1 end`,
  }).where('id', 'in', due).returningAll().execute()
}

export type DeliveryChange = Partial<Pick<DeliveryRow, 'state' | 'provider' | 'provider_id' | 'resent' | 'asked' | 'run_at' | 'why' | 'accepted_at' | 'finished_at'>>

/** Writes down what came of it and gives the row back; nothing where a receipt was faster or the lease has gone to somebody else. The phone of a code is forgotten with its end. */
export async function settleDelivery(tx: Tx, row: DeliveryRow, change: DeliveryChange): Promise<void> {
  const forget = row.purpose === 'code' && change.finished_at !== undefined ? { target: '' } : {}
  await tx.updateTable('deliveries').set({ ...change, ...forget, locked_until: 0 }).where('id', '=', row.id).where('finished_at', 'is', null).where('locked_until', '=', row.locked_until).execute()
}

/** Takes back what has not left yet: the person stopped it. category undefined: of every category. */
export async function cancelDeliveries(tx: Tx, accountId: string, channel: Channel, category: MessageCategory | undefined, now: number): Promise<void> {
  let update = tx.updateTable('deliveries').set({ state: 'cancelled', why: 'stopped by its reader', finished_at: now })
    .where('account_id', '=', accountId).where('channel', '=', channel).where('purpose', '<>', 'code').where('finished_at', 'is', null).where('state', 'in', ['queued', 'failed-temporary'])
  if (category) update = update.where('category', '=', category)
  await update.execute()
}

/** Takes back what of one thing has not left yet: it is no longer so. */
export async function cancelDeliveriesAbout(tx: Tx, about: string, now: number): Promise<void> {
  await tx.updateTable('deliveries').set({ state: 'cancelled', why: 'taken back', finished_at: now }).where('about', '=', about).where('finished_at', 'is', null).where('state', 'in', ['queued', 'failed-temporary']).where('locked_until', '<=', now).execute()
}
