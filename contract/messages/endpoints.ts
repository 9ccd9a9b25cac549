import { endpoint } from '../endpoint.ts'
import type { MessageCategory, Messages } from './schema.ts'

export const listMessages = endpoint<{ query: { category?: MessageCategory; cursor?: string; limit?: number }; reply: Messages }>('GET', '/api/messages')
export const countUnread = endpoint<{ reply: { unread: number } }>('GET', '/api/messages/unread')
export const readMessage = endpoint<{ params: { id: string }; reply: { unread: number } }>('POST', '/api/messages/:id/read')
export const readAllMessages = endpoint<{ reply: { unread: number } }>('POST', '/api/messages/read-all')
