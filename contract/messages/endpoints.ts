import type { CodeReply } from '../accounts/schema.ts'
import { endpoint } from '../endpoint.ts'
import type { ChangeNotifications, Notifications, PushSubscriptionInput, Stop } from './notifications-schema.ts'
import type { MessageCategory, Messages } from './schema.ts'

export const listMessages = endpoint<{ query: { category?: MessageCategory; cursor?: string; limit?: number }; reply: Messages }>('GET', '/api/messages')
export const countUnread = endpoint<{ reply: { unread: number } }>('GET', '/api/messages/unread')
/** text/event-stream for as long as the page is open: `event: unread` with {"unread": n} at once and whenever it changes. Ends when the session does. */
export const streamUnread = endpoint<{ reply: string }>('GET', '/api/messages/stream')
export const readMessage = endpoint<{ params: { id: string }; reply: { unread: number } }>('POST', '/api/messages/:id/read')
export const readAllMessages = endpoint<{ reply: { unread: number } }>('POST', '/api/messages/read-all')

export const getNotifications = endpoint<{ reply: Notifications }>('GET', '/api/messages/notifications')
export const changeNotifications = endpoint<{ body: ChangeNotifications; reply: Notifications }>('PATCH', '/api/messages/notifications')
/** Sends a code to the address; it counts once the code is put in. */
export const requestEmailCode = endpoint<{ body: { address: string }; reply: CodeReply }>('POST', '/api/messages/email')
export const confirmEmail = endpoint<{ body: { code: string }; reply: Notifications }>('POST', '/api/messages/email/confirm')
export const removeEmail = endpoint<{ reply: Notifications }>('DELETE', '/api/messages/email')
export const subscribePush = endpoint<{ body: PushSubscriptionInput; reply: { id: string } }>('POST', '/api/messages/push-subscriptions')
export const unsubscribePush = endpoint<{ body: { endpoint: string }; reply: void }>('DELETE', '/api/messages/push-subscriptions')
/** What a link under an e-mail would stop, and stopping it. Looking never stops anything (pitfall C28). */
export const getStop = endpoint<{ params: { token: string }; reply: Stop }>('GET', '/api/messages/stop/:token')
export const stopByLink = endpoint<{ params: { token: string }; reply: Stop }>('POST', '/api/messages/stop/:token')
/** Providers of SMS say here what became of a message. */
export const takeReceipts = endpoint<{ params: { provider: string }; query: { key?: string }; body: unknown; reply: { code: number; msg: string } }>('POST', '/api/messages/sms-receipts/:provider')
