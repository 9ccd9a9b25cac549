// The outbox: one row for every message still to be delivered, written in the transaction of its effect.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { jsonRows } from '../db/json-rows.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { MessageRow, OutboxRow } from '../db/schema.ts'
import { listCovers } from './covers.ts'

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

const isOfDesk = ({ link }: OutgoingMessage) => link !== null && /^\/desk(\/|\?|$)/.test(link)

/** Work of the desk for somebody who is on leave also goes to who stands in for them, said to be theirs; once to each, also where both were meant. */
async function listStandIns(tx: Tx, { accountIds, firmId, message, at, runAt = at }: Enqueue): Promise<{ accountId: string; message: OutgoingMessage }[]> {
  if (firmId !== null || !isOfDesk(message)) return []
  const covers = (await listCovers(tx, shanghaiDate(runAt), { absentIds: accountIds })).filter(({ coverId }) => !accountIds.includes(coverId))
  return [...new Map(covers.map((cover) => [cover.coverId, cover])).values()].map(({ coverId, absentName }) => ({ accountId: coverId, message: { ...message, title: `代${absentName}：${message.title}` } }))
}

/** Queues one inbox message a person, in the caller's transaction; a dedupe key seen before adds nothing. */
export async function enqueueMessages(tx: Tx, request: Enqueue): Promise<void> {
  if (request.accountIds.length === 0) return
  // Written out once for all it is for: a notice goes to thousands.
  const payload = JSON.stringify(request.message)
  const standIns = (await listStandIns(tx, request)).map(({ accountId, message }) => ({ accountId, payload: JSON.stringify(message) }))
  const wanted = [...request.accountIds.map((accountId) => ({ accountId, payload })), ...standIns]
  await tx.insertInto('outbox').values(wanted.map(({ accountId, payload: written }) => ({
    id: randomUUID(), channel: 'inbox' as const, account_id: accountId, firm_id: request.firmId, payload: written,
    dedupe_key: request.dedupeKey ? `${request.dedupeKey}:${accountId}` : null, run_at: request.runAt ?? request.at,
    state: 'queued' as const, attempts: 0, locked_until: 0, last_error: null, created_at: request.at, finished_at: null, bulk: request.isBulk ? 1 : 0,
  }))).onConflict((conflict) => conflict.column('dedupe_key').doNothing()).execute()
}

export interface EnqueueMany { at: number; /** What its reach is counted by. */ about: string | null; messages: readonly { accountId: string; firmId: string | null; message: OutgoingMessage; dedupeKey: string }[] }

/** As enqueueMessages with isBulk, for a thousand at once, each with words of its own; returns how many were not told before. */
export async function enqueueMany(tx: Tx, kind: DatabaseKind, { at, about, messages }: EnqueueMany): Promise<number> {
  if (messages.length === 0) return 0
  const rows = jsonRows(kind, messages.map(({ accountId, firmId, message, dedupeKey }) => [randomUUID(), accountId, firmId, JSON.stringify(message), `${dedupeKey}:${accountId}`]))
  // `where true`: else SQLite takes the conflict for a join.
  const { numAffectedRows = 0n } = await sql`insert into outbox (id, channel, account_id, firm_id, payload, dedupe_key, run_at, state, attempts, locked_until, last_error, created_at, finished_at, bulk, about)
    select given.value ->> 0, 'inbox', given.value ->> 1, given.value ->> 2, given.value ->> 3, given.value ->> 4, cast(${at} as bigint), 'queued', 0, 0, null, cast(${at} as bigint), null, 1, cast(${about} as text) from ${rows} where true on conflict (dedupe_key) do nothing`.execute(tx)
  return Number(numAffectedRows)
}

/** Cancels what is still waiting under keys that begin with `prefix`; returns how many. */
export async function cancelMessages(tx: Tx, prefix: string, at: number): Promise<number> {
  const result = await tx.updateTable('outbox').set({ state: 'cancelled', finished_at: at })
    .where('state', '=', 'queued').where(sql<boolean>`substr(dedupe_key, 1, ${prefix.length}) = ${prefix}`).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Cancels what of one thing is still waiting and in nobody's hands; returns how many. */
export async function cancelAbout(tx: Tx, about: string, at: number): Promise<number> {
  const result = await tx.updateTable('outbox').set({ state: 'cancelled', finished_at: at }).where('about', '=', about).where('state', '=', 'queued').where('locked_until', '<=', at).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Of these people those who got a message about it, or will. */
export async function listToldOf(connection: Connection, about: string, accountIds: readonly string[]): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set()
  const rows = await connection.selectFrom('outbox').select('account_id').where('about', '=', about).where('account_id', 'in', accountIds).where('state', '<>', 'cancelled').execute()
  return new Set(rows.map((row) => row.account_id))
}

export const leaseMs = 60_000

/** What of one kind is due and in nobody's hands. Written out, not bound: only then do both databases use the partial index (outbox_waiting). */
export function isDue(now: number, isBulk: boolean) {
  return sql<boolean>`state = 'queued' and bulk = ${sql.lit(isBulk ? 1 : 0)} and run_at <= ${now} and locked_until <= ${now}`
}

/** Takes up to `limit` due rows for `leaseMs`; no other worker gets them meanwhile. */
export async function claimDue(tx: Tx, kind: DatabaseKind, now: number, limit: number, isBulk = false): Promise<OutboxRow[]> {
  let due = tx.selectFrom('outbox').select('id').where(isDue(now, isBulk)).orderBy('run_at').limit(limit)
  if (kind === 'postgres') due = due.forUpdate().skipLocked()
  return tx.updateTable('outbox').set((eb) => ({ locked_until: now + leaseMs, attempts: eb('attempts', '+', 1) })).where('id', 'in', due).returningAll().execute()
}
