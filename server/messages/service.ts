import type { Message, MessageCategory, Messages } from '#contract/messages/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { MessageRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { countUnread, findMessage, listCategories, listMessages, markAllRead, markRead } from './repository.ts'

const defaultLimit = 30

export interface InboxQuery { category?: MessageCategory; cursor?: string; limit?: number }

function toMessage(row: MessageRow): Message {
  const { id, category, title, body, link, tone } = row
  const readAt = row.read_at === null ? null : new Date(row.read_at).toISOString()
  return { id, category, title, body, link, tone, createdAt: new Date(row.created_at).toISOString(), readAt }
}

export async function readInbox(deps: Deps, reader: SignedIn, query: InboxQuery): Promise<Messages> {
  const limit = query.limit ?? defaultLimit
  const before = readInstantCursor(query.cursor)
  const rows = await listMessages(deps.db, reader.id, { category: query.category, before, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const hasMore = rows.length > limit && last !== undefined
  return {
    items: shown.map(toMessage), unread: await countUnread(deps.db, reader.id), categories: await listCategories(deps.db, reader.id),
    ...(hasMore ? { next: writeCursor([last.created_at, last.id]) } : {}),
  }
}

export async function readUnread(deps: Deps, reader: SignedIn): Promise<{ unread: number }> {
  return { unread: await countUnread(deps.db, reader.id) }
}

/** Reading twice is reading once: the first time stands. `not-found` for somebody else's. */
export async function readMessage(deps: Deps, reader: SignedIn, id: string, requestId: string): Promise<{ unread: number }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const message = await findMessage(tx, reader.id, id)
    if (!message) throw notFound('no such message of this reader')
    await markRead(tx, reader.id, id, at)
    await recordAudit(tx, { at, accountId: reader.id, role: reader.duty, action: 'messages.read', subject: `message:${id}`, firmId: message.firm_id, requestId })
    return { unread: await countUnread(tx, reader.id) }
  })
}

export async function readAllMessages(deps: Deps, reader: SignedIn, requestId: string): Promise<{ unread: number }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const count = await markAllRead(tx, reader.id, at)
    await recordAudit(tx, { at, accountId: reader.id, role: reader.duty, action: 'messages.read-all', subject: `account:${reader.id}`, requestId, details: { count } })
    return { unread: await countUnread(tx, reader.id) }
  })
}
