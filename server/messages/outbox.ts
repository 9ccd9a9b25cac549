// The outbox: one row for every message still to be delivered, written in the transaction of its effect.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { MessageRow, OutboxRow } from '../db/schema.ts'

export interface OutgoingMessage {
  category: MessageCategory
  title: string
  body: string
  link: string | null
  tone: MessageRow['tone']
}

export interface Enqueue {
  at: number
  accountIds: string[]
  /** Set when the message concerns a firm: a person who has left it by delivery time does not get it. */
  firmId: string | null
  message: OutgoingMessage
  /** Same key and account: told once. */
  dedupeKey?: string
  /** Epoch ms before which nothing is sent. */
  runAt?: number
  /** Of a notice to many: waits while anything else is due. */
  isBulk?: boolean
}

/** Queues one inbox message a person, in the caller's transaction; a dedupe key seen before adds nothing. */
export async function enqueueMessages(tx: Tx, request: Enqueue): Promise<void> {
  if (request.accountIds.length === 0) return
  const payload = JSON.stringify(request.message)
  await tx.insertInto('outbox').values(request.accountIds.map((accountId) => ({
    id: randomUUID(), channel: 'inbox' as const, account_id: accountId, firm_id: request.firmId, payload,
    dedupe_key: request.dedupeKey ? `${request.dedupeKey}:${accountId}` : null, run_at: request.runAt ?? request.at,
    state: 'queued' as const, attempts: 0, locked_until: 0, last_error: null, created_at: request.at, finished_at: null, bulk: request.isBulk ? 1 : 0,
  }))).onConflict((conflict) => conflict.column('dedupe_key').doNothing()).execute()
}

/** Cancels what is still waiting under keys that begin with `prefix`; returns how many. */
export async function cancelMessages(tx: Tx, prefix: string, at: number): Promise<number> {
  const result = await tx.updateTable('outbox').set({ state: 'cancelled', finished_at: at })
    .where('state', '=', 'queued').where(sql<boolean>`substr(dedupe_key, 1, ${prefix.length}) = ${prefix}`).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

export const leaseMs = 60_000

/** Takes up to `limit` due rows for `leaseMs`; no other worker gets them meanwhile. */
export async function claimDue(tx: Tx, kind: DatabaseKind, now: number, limit: number): Promise<OutboxRow[]> {
  let due = tx.selectFrom('outbox').select('id').where('state', '=', 'queued').where('run_at', '<=', now).where('locked_until', '<=', now).orderBy('run_at').limit(limit)
  if (kind === 'postgres') due = due.forUpdate().skipLocked()
  return tx.updateTable('outbox').set((eb) => ({ locked_until: now + leaseMs, attempts: eb('attempts', '+', 1) })).where('id', 'in', due).returningAll().execute()
}
