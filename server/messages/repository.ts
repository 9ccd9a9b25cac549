import { sql, type SelectQueryBuilder } from 'kysely'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { Database, MessageRow } from '../db/schema.ts'

export interface Page { category: MessageCategory | undefined; before: [number, string] | undefined; limit: number }

/** What a person may read: their own messages, and of those about a firm only while they belong to it (pitfall C21). */
function readableBy<O>(query: SelectQueryBuilder<Database, 'messages', O>, accountId: string): SelectQueryBuilder<Database, 'messages', O> {
  return query.where('messages.account_id', '=', accountId).where((eb) => eb.or([
    eb('messages.firm_id', 'is', null),
    eb.exists(eb.selectFrom('memberships').select(sql<number>`1`.as('one')).whereRef('memberships.firm_id', '=', 'messages.firm_id')
      .where('memberships.account_id', '=', accountId).where('memberships.state', '=', 'active')),
  ]))
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
