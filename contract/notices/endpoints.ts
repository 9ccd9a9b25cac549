import { endpoint } from '../endpoint.ts'
import type { Notice, Notices, NoticesQuery } from './schema.ts'

/** Public: newest first. `q` finds words of two and more Chinese signs, document numbers and Latin words from their beginning; all of them must be there. */
export const listNotices = endpoint<{ query: NoticesQuery; reply: Notices }>('GET', '/api/notices')
/** Public. */
export const getNotice = endpoint<{ params: { id: string }; reply: Notice }>('GET', '/api/notices/:id')
/** Public: the newest fifty, for readers of feeds (RFC 4287). */
export const getNoticesFeed = endpoint<{ reply: string }>('GET', '/api/notices/feed.atom')
/** Public: deadlines that are still to come, of one notice or of all, as whole days. */
export const getDeadlines = endpoint<{ query: { noticeId?: string }; reply: ArrayBuffer }>('GET', '/api/notices/deadlines.ics')
