import { sql, type ExpressionBuilder, type SelectQueryBuilder } from 'kysely'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Database, MessageRow } from '../db/schema.ts'

export interface Page { category: MessageCategory | undefined; before: [number, string] | undefined; limit: number }

/** Of messages about a firm a person may read those of firms they still belong to (pitfall C21). */
const stillTheirs = (eb: ExpressionBuilder<Database, 'messages'>) => eb.or([
  eb('messages.firm_id', 'is', null),
  eb.exists(eb.selectFrom('memberships').select(sql<number>`1`.as('one')).whereRef('memberships.firm_id', '=', 'messages.firm_id')
    .whereRef('memberships.account_id', '=', 'messages.account_id').where('memberships.state', '=', 'active')),
])

/** What a person may read: their own messages, as far as they are still theirs. */
function readableBy<O>(query: SelectQueryBuilder<Database, 'messages', O>, accountId: string): SelectQueryBuilder<Database, 'messages', O> {
  return query.where('messages.account_id', '=', accountId).where(stillTheirs)
}

/** Newest first. */
export async function listMessages(db: Connection, accountId: string, { category, before, limit }: Page): Promise<MessageRow[]> {
  let query = readableBy(db.selectFrom('messages').selectAll('messages'), accountId)
  if (category) query = query.where('category', '=', category)
  if (before) {
    const [at, id] = before
    query = query.where((eb) => eb.or([eb('created_at', '<', at), eb.and([eb('created_at', '=', at), eb('messages.id', '<', id)])]))
  }
  return query.orderBy('created_at', 'desc').orderBy('messages.id', 'desc').limit(limit).execute()
}

export async function listCategories(db: Connection, accountId: string): Promise<MessageCategory[]> {
  const rows = await readableBy(db.selectFrom('messages').select('category'), accountId).distinct().orderBy('category').execute()
  return rows.map((row) => row.category)
}

export async function countUnread(db: Connection, accountId: string): Promise<number> {
  const row = await readableBy(db.selectFrom('messages').select((eb) => eb.fn.countAll().as('unread')), accountId).where('read_at', 'is', null).executeTakeFirstOrThrow()
  return Number(row.unread)
}

/** Of these sessions those that are not over, and how many unread messages the person of each has. */
export async function unreadOfSessions(db: Connection, sessionIds: readonly string[], now: number): Promise<{ id: string; unread: number }[]> {
  const rows = await db.selectFrom('sessions').innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select((eb) => ['sessions.id', eb.selectFrom('messages').select((inner) => inner.fn.countAll().as('unread')).whereRef('messages.account_id', '=', 'sessions.account_id').where('messages.read_at', 'is', null).where(stillTheirs).as('unread')])
    .where('sessions.id', 'in', sessionIds).where('accounts.disabled_at', 'is', null)
    .where('sessions.ends_at', '>', now).where((eb) => eb(eb('sessions.last_seen_at', '+', eb.ref('sessions.idle_ms')), '>', now)).execute()
  return rows.map(({ id, unread }) => ({ id, unread: Number(unread) }))
}

export async function findMessage(db: Connection, accountId: string, id: string): Promise<MessageRow | undefined> {
  return readableBy(db.selectFrom('messages').selectAll('messages'), accountId).where('messages.id', '=', id).executeTakeFirst()
}

export async function markRead(tx: Tx, accountId: string, id: string, at: number): Promise<void> {
  await tx.updateTable('messages').set({ read_at: at }).where('id', '=', id).where('account_id', '=', accountId).where('read_at', 'is', null).execute()
}

/** Returns how many were unread. */
export async function markAllRead(tx: Tx, accountId: string, at: number): Promise<number> {
  const result = await tx.updateTable('messages').set({ read_at: at }).where('account_id', '=', accountId).where('read_at', 'is', null).executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Everything of theirs that leads to this page, by whichever way (`?from=…`). `path` is made of our own ids. */
export async function markLinkRead(tx: Tx, accountId: string, path: string, at: number): Promise<void> {
  await tx.updateTable('messages').set({ read_at: at }).where('account_id', '=', accountId).where('read_at', 'is', null)
    .where((eb) => eb.or([eb('link', '=', path), sql<boolean>`substr(link, 1, ${path.length + 1}) = ${`${path}?`}`])).execute()
}
