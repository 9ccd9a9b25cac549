import { endpoint } from '../endpoint.ts'
import type { ChangeFollow, ChangeGapConsent, Follows, GapConsent, MyNotices, MyNoticesQuery, NoticeSeen, NoticeStanding } from './mine-schema.ts'
import type { DeadlinesQuery, FeedQuery, Notice, Notices, NoticesQuery, OpenChannel } from './schema.ts'

/** Public: newest first. `q` finds words of two and more Chinese signs, document numbers and Latin words from their beginning; all of them must be there. */
export const listNotices = endpoint<{ query: NoticesQuery; reply: Notices }>('GET', '/api/notices')
/** Public. One that was withdrawn answers with `withdrawn`; one that was never published is not there. */
export const getNotice = endpoint<{ params: { id: string }; reply: Notice }>('GET', '/api/notices/:id')
/** Public: a picture or an attachment of what is live. */
export const getNoticeFile = endpoint<{ params: { id: string; fileId: string }; reply: ArrayBuffer }>('GET', '/api/notices/:id/files/:fileId')
/** Public: the newest fifty, of all or of one category, issuer or scheme (Atom, RFC 4287). */
export const getNoticesFeed = endpoint<{ query: FeedQuery; reply: string }>('GET', '/api/notices/feed.atom')
/** Public: deadlines that are still to come, of one notice, of all, or of one category, issuer or scheme, as whole days. */
export const getDeadlines = endpoint<{ query: DeadlinesQuery; reply: ArrayBuffer }>('GET', '/api/notices/deadlines.ics')
/** Public: one more opening of this notice, by the way somebody came. Of the person nothing is kept. */
export const countOpening = endpoint<{ params: { id: string }; body: { from: OpenChannel }; reply: void }>('POST', '/api/notices/:id/opens')

/** Signed in: what came to the firm and what this person follows, unread first. 404 for a firm that is not theirs. */
export const listMyNotices = endpoint<{ query: MyNoticesQuery; reply: MyNotices }>('GET', '/api/notices/mine')
export const getNoticeStanding = endpoint<{ params: { id: string }; query: { firmId?: string }; reply: NoticeStanding }>('GET', '/api/notices/:id/standing')
/** Twice is once; a correction makes it unread no more than once. */
export const readNotice = endpoint<{ params: { id: string }; query: NoticeSeen; reply: void }>('POST', '/api/notices/:id/read')
export const listFollows = endpoint<{ reply: Follows }>('GET', '/api/notices/follows')
export const changeFollow = endpoint<{ body: ChangeFollow; reply: Follows }>('PUT', '/api/notices/follows')
/** Members of the firm; only its administrators change it. */
export const getGapConsent = endpoint<{ params: { firmId: string }; reply: GapConsent }>('GET', '/api/notices/gap-consents/:firmId')
export const changeGapConsent = endpoint<{ params: { firmId: string }; body: ChangeGapConsent; reply: GapConsent }>('PUT', '/api/notices/gap-consents/:firmId')
