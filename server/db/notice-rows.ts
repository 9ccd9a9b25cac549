// Rows of notices: what the county says, in which versions, whom it tells, what is read and followed.
import type { CallOutcome, NoticeState, VersionState } from '#contract/notices/desk-schema.ts'
import type { FollowKind } from '#contract/notices/mine-schema.ts'
import type { OpenChannel } from '#contract/notices/schema.ts'

export interface FirmTitleRow { firm_id: string; title: string; stated_by: string; stated_at: number }
/**
 * One row a notice. position: rises with the day it was published (yyyymmdd × 100,000 + place of that day), null before; the list goes by it, and so does the search.
 * title to words: of the live version, for the list. live_number: the version readers see.
 */
export interface NoticeRow {
  id: string; origin: 'content' | 'desk'; state: NoticeState; position: number | null; live_number: number | null; last_number: number
  title: string; document_number: string | null; issuer: string; category: string; written_on: string | null; published_on: string | null; valid_to: string | null; point: string; words: string
  published_at: number | null; withdrawn_at: number | null; withdrawn_by: string | null; withdrawn_reason: string | null; created_by: string | null; created_at: number
}
/** text: NoticeText, audience: Audience, as JSON. hash: of the text. A notice has at most one open version (draft, proposed, scheduled) and one that is live. */
export interface NoticeVersionRow {
  id: string; notice_id: string; number: number; origin: 'content' | 'desk'; state: VersionState; text: string; audience: string; hash: string; change_note: string; tells_readers: number; revision: number
  saved_by: string | null; saved_at: number; proposed_by: string | null; proposed_at: number | null; published_by: string | null; published_at: number | null; publish_at: number | null; sent_back_by: string | null; sent_back_reason: string | null
}
/** Last place given on a day (YYYY-MM-DD); see NoticeRow.position. */
export interface NoticeDayRow { day: string; last: number }
export interface NoticeHandRow { version_id: string; account_id: string }
/** is_live: shown by the live version, so everybody may have it. */
export interface NoticeFileRow { notice_id: string; file_id: string; is_live: number; added_by: string; added_at: number }
/** Of the live version. */
export interface NoticeProgrammeRow { notice_id: string; programme_id: string }
export interface NoticeDeadlineRow { notice_id: string; deadline_id: string; title: string; on_date: string; position: number }
/** Who is told of what was published; goes on where it stopped. after_firm, after_account: the last one done. stage: firms of the audience (or, of a correction or withdrawal, whoever was told or read it), then followers. */
export interface NoticeSendingRow {
  id: string; notice_id: string; number: number; kind: 'first' | 'correction' | 'withdrawal'; audience: string; stage: 'firms' | 'followers' | 'done'; after_firm: string; after_account: string
  firms: number; people: number; started_by: string | null; started_at: number; ended_at: number | null; locked_until: number
}
/** reasons: AudienceReason[]. */
export interface NoticeTargetRow { notice_id: string; firm_id: string; reasons: string; at: number }
/** number: the version read last. */
export interface NoticeReadRow { notice_id: string; account_id: string; number: number; first_at: number; last_at: number }
export interface NoticeOpenRow { notice_id: string; channel: OpenChannel; day: string; count: number }
export interface NoticeCallRow { id: string; notice_id: string; firm_id: string; outcome: CallOutcome; note: string; account_id: string; at: number }
export interface FollowRow { account_id: string; kind: FollowKind; ref: string; created_at: number }
/** A firm's consent to be told by the gaps of its assessment. */
export interface GapConsentRow { id: string; firm_id: string; text_version: string; given_by: string; given_at: number; ended_by: string | null; ended_at: number | null }
