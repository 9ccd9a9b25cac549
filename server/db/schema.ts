// The tables as Kysely sees them. Instants are epoch ms, flags 0 or 1, JSON is text; the same on both databases.
import type { Generated } from 'kysely'
import type { FirmRole, MemberState, StaffRole, Verification } from '#contract/accounts/schema.ts'
import type { AnswerWord, AssessmentState, PlanState, ReviewerKind } from '#contract/assessment/schema.ts'
import type { CaseAction, CaseActor, CaseState } from '#contract/cases/workflow.ts'
import type { PatentKind } from '#contract/identifiers/patent.ts'
import type { MessageCategory } from '#contract/messages/schema.ts'
import type { Pledge, RightKind, RightPaperKind, RightState } from '#contract/portfolio/schema.ts'
import type { ExpertProfileRow, ExpertLeaveRow, ConsultationOpenDayRow, ConsultationBusyRow, WaitingEntryRow, ConsultationHoldRow, ExpertQuestionRow, BookingRow, BookingEventRow, ConsultationFileRow, VisitRecordRow, VisitFollowUpRow, BookingRatingRow, BookingRevisitRow, CalendarFeedRow } from './consultation-rows.ts'
import type { FirmTitleRow, NoticeRow, NoticeVersionRow, NoticeDayRow, NoticeHandRow, NoticeFileRow, NoticeProgrammeRow, NoticeDeadlineRow, NoticeSendingRow, NoticeTargetRow, NoticeReadRow, NoticeOpenRow, NoticeCallRow, FollowRow, GapConsentRow } from './notice-rows.ts'
import type { FinancingTables } from './financing-rows.ts'
import type { ReportTables } from './report-rows.ts'
import type { CountyTables } from './county-rows.ts'
import type { ProcessTables } from './process-rows.ts'

export type * from './consultation-rows.ts'
export type * from './financing-rows.ts'
export type * from './report-rows.ts'
export type * from './county-rows.ts'
export type * from './notice-rows.ts'
export type * from './process-rows.ts'

/** paper: of an application · licence: of a firm · evidence: of an objection · visit: an expert's picture of a visit, of no firm · notice: an officer's picture, attachment or Word file, of no firm · loan: a bank's paper for a firm, of no firm. */
export type FilePurpose = 'paper' | 'licence' | 'evidence' | 'visit' | 'notice' | 'loan'

export interface AccountRow { id: string; phone: string; name: string; staff_role: StaffRole | null; disabled_at: number | null; local_key: string; created_at: number; town: string | null; last_seen_at: number | null; /** When a second factor was first demanded of them. */ factor_asked_at: number | null }
export interface ConsentRow { id: string; account_id: string; version: string; accepted_at: number }
export interface SignInCodeRow {
  id: string; phone: string; code_hash: string; created_at: number; expires_at: number; attempts: number; used_at: number | null; replaced_at: number | null
  /** What it is for, whose and where; null: signing in. about: what exactly was agreed to. */
  purpose: string | null; about: string | null
}
export interface SessionRow { id: string; account_id: string; created_at: number; confirmed_at: number; last_seen_at: number; idle_ms: number; ends_at: number; /** When the second factor was proven. */ factor_at: number | null }
export interface RateCountRow { key: string; bucket: number; count: number }
export interface FirmRow {
  id: string; uscc: string; uscc_check: 'ok' | 'mismatch'; name: string; town: string; legal_person: string | null; industry: string | null; scale: string | null
  verification: Verification; verification_note: string | null; licence_file_id: string | null; created_by: string; created_at: number; version: number
  /** How and on which day it ended; null: it goes on. merged: everything of it is `merged_into`'s. */
  ended_kind: 'dissolved' | 'moved' | 'merged' | null; ended_on: string | null; merged_into: string | null
}
export interface MembershipRow { id: string; firm_id: string; account_id: string; role: FirmRole; state: MemberState; created_at: number; changed_at: number }
export interface FirmAppealRow { id: string; firm_id: string; account_id: string; file_id: string; reason: string; state: 'open' | 'granted' | 'refused'; decided_by: string | null; decided_at: number | null; decision_reason: string | null; created_at: number }
export interface FileRow {
  id: string; account_id: string; firm_id: string | null; purpose: FilePurpose; name: string; media_type: string; size_bytes: number; sha256: string
  pages: number; width: number | null; height: number | null; storage_key: string; created_at: number
}
export interface UploadRow { id: string; account_id: string; firm_id: string | null; purpose: FilePurpose; name: string; declared_type: string; size_bytes: number; sha256: string | null; created_at: number; expires_at: number; state: 'open' | 'done' | 'refused' | 'expired'; refusal: string | null }
export interface CaseRow {
  id: string; kind: string; programme_id: string; title: string; year: number | null; number: string | null; firm_id: string; state: CaseState; version: number
  created_by: string; created_at: number; saved_by: string; saved_at: number; submitted_by: string | null; submitted_at: number | null
  decided_by: string | null; decided_at: number | null; decision_reason: string | null
  /** The county's next answer: promised on (start), due on (YYYY-MM-DD), in working days; null when nothing is owed. */
  due_from: string | null; due_on: string | null; due_workdays: number | null; due_promise: string | null; amount_fen: number | null
  /** The officer who has it in hand. */
  assigned_to: string | null
  /** While the firm corrects (then due_* is the firm's own time): the county's clock as it stood, a HeldDue. */
  held_due: string | null
  /** Spans the running clock stood still, [[from, to], …]: days after `from` up to `to` do not count. */
  due_pauses: string | null
  /** Who recommended it, while it waits for the second person. */
  recommended_by: string | null
  approved_fen: number | null; appealed_at: number | null
  /** Times returned for correction. */
  rounds: number
  /** Side and date people have been reminded of: that it comes soon, that it is over (cases/reminders.ts). */
  soon_told: string | null; late_told: string | null
}
export interface SubmissionRow { case_id: string; round: number; kind: 'submit' | 'resubmit' | 'officer'; snapshot: string; at: number; account_id: string }
export interface SubmittedPaperRow { case_id: string; round: number; page_id: string; paper_id: string; position: number; file_id: string }
export interface CorrectionRow {
  id: string; case_id: string; round: number; kind: 'defects' | 'payment'; state: 'draft' | 'open' | 'answered' | 'taken-back'; resume_state: CaseState | null
  items: string; version: number; saved_by: string; saved_at: number; sent_at: number | null; ended_at: number | null
}
export interface RecommendationRow { id: string; case_id: string; account_id: string; amount_fen: number | null; computed_fen: number | null; amount_reason: string | null; reason: string; at: number }
export interface RecusalRow { case_id: string; account_id: string; reason: string; at: number }
export interface PresenceRow { case_id: string; account_id: string; side: 'firm' | 'officer'; doing: 'reading' | 'editing'; seen_at: number }
export interface CaseTermRow { case_id: string; kind: 'patent' | 'phone'; value: string }
export interface PublicityRow { id: string; case_id: string; starts_on: string; ends_on: string; workdays: number; amount_fen: number | null; firm_name: string; title: string; state: 'running' | 'over' | 'stopped'; created_by: string; created_at: number; ended_at: number | null }
/** Name and contact are sealed (server/sealing.ts). */
export interface DisputeRow {
  id: string; case_id: string; publicity_id: string | null; kind: 'objection' | 'appeal'; account_id: string; name: string; contact: string; reason: string
  state: 'open' | 'upheld' | 'dismissed'; due_on: string; answer: string | null; answered_by: string | null; answered_at: number | null; created_at: number
}
export interface DisputeFileRow { dispute_id: string; file_id: string }
export interface PaymentRow { id: string; case_id: string; state: 'paid' | 'failed'; amount_fen: number | null; paid_on: string | null; reference: string | null; failure: string | null; account_id: string; at: number }
export interface CaseEventRow { id: string; case_id: string; seq: number; at: number; action: CaseAction; state: CaseState; actor: CaseActor; account_id: string; actor_name: string; note: string | null }
export interface CaseCounterRow { kind: string; year: number; last: number }
export interface ApplicationRow {
  case_id: string; answers: string; programme_version: string; snapshot: string | null; done_sections: number; total_sections: number
  /** Batch and place in its line, from the first submission on. */
  batch_id: string | null; place: number | null
  /** While it waits for the second person: what was recommended. */
  recommended_fen: number | null
  /** JSON: where answers came from, by field (contract Origin). */
  origins: string | null
}
/** Money of one batch of one scheme. Both databases refuse committed > total and paid > committed. */
export interface BudgetRow { programme_id: string; batch_id: string; total_fen: number | null; committed_fen: number; paid_fen: number; places: number }
/** What a firm was promised in a year; scheme: the first of its line of copies. */
export interface FirmAwardRow { firm_id: string; scheme: string; year: number; committed_fen: number }
export interface ClaimRow { case_id: string; key: string; firm_id: string; path: string; label: string }
export interface ClaimHoldRow { key: string; case_id: string; at: number }
/** programme_id '*': for every scheme that shares the field. value: JSON. */
export interface MatchAnswerRow { firm_id: string; programme_id: string; field: string; value: string; source: 'asked' | 'quick'; saved_by: string; saved_at: number }
export interface SchemeVersionRow {
  id: string; programme_id: string; number: number; state: 'draft' | 'proposed' | 'live' | 'past'; origin: 'file' | 'desk'; hash: string; source: string; note: string; revision: number
  saved_by: string | null; saved_at: number; proposed_by: string | null; proposed_at: number | null; published_by: string | null; published_at: number | null
}
export interface SchemeHandRow { version_id: string; account_id: string }
export interface LibraryPaperRow { id: string; firm_id: string; kind: string; name: string; issued_on: string | null; valid_to: string | null; case_id: string | null; saved_by: string; saved_at: number; version: number }
export interface LibraryPageRow { paper_id: string; position: number; file_id: string }
export interface AssistRow { id: string; assistant_id: string; firm_id: string; member_id: string; started_at: number; ends_at: number; ended_at: number | null }
export interface ApplicationPaperRow { id: string; case_id: string; paper_id: string; position: number; file_id: string; created_at: number }
export interface IdempotencyRow { account_id: string; route: string; key: string; request_hash: string; status: number | null; body: string | null; created_at: number }
export interface AuditRow { id: Generated<number>; at: number; account_id: string | null; role: string | null; action: string; outcome: 'done' | 'refused'; subject: string | null; firm_id: string | null; request_id: string | null; details: string }
export interface AuditPendingRow { audit_id: number }
export interface AuditSealRow { audit_id: number; seq: number; prev: string; hash: string }
export interface OutboxRow {
  id: string; channel: 'inbox'; account_id: string; firm_id: string | null; payload: string; dedupe_key: string | null; run_at: number
  state: 'queued' | 'done' | 'failed' | 'cancelled'; attempts: number; locked_until: number; last_error: string | null; created_at: number; finished_at: number | null
  /** 1: of a notice to many; waits while anything else is due. */
  bulk: number
  /** What its reach is counted by, e.g. notice:<id>. */
  about: string | null
}
/** source: what it comes from, once for each channel and target. target: a push subscription, the phone of a code (until it is finished), else ''. accepted_at: the provider took it. finished_at: the state is final. asked: how often the provider was asked. */
export interface DeliveryRow {
  id: string; channel: 'sms' | 'push' | 'email'; purpose: 'notice' | 'digest' | 'code'; account_id: string | null; firm_id: string | null; source: string; target: string
  category: MessageCategory | null; payload: string; state: DeliveryState; provider: string | null; provider_id: string | null; attempts: number; asked: number; resent: number
  run_at: number; expires_at: number; locked_until: number; why: string | null; created_at: number; accepted_at: number | null; finished_at: number | null; about: string | null
}
export type DeliveryState = 'queued' | 'sending' | 'delivered' | 'failed-temporary' | 'failed-permanent' | 'unknown' | 'cancelled'
export interface SmsProviderRow { name: string; down_until: number; why: string; changed_at: number }
/** digest_from: messages since then go into the next digest, at digest_at; both null where each is sent by itself. */
export interface NotificationSettingsRow {
  account_id: string; rhythm: 'each' | 'daily' | 'weekly'; email: string | null; email_waiting: string | null; email_bounced_at: number | null
  digest_from: number | null; digest_at: number | null; changed_at: number
}
export interface NotificationChoiceRow { account_id: string; category: MessageCategory; sms: number; push: number; email: number; changed_at: number }
/** session_id: who signs out on that phone takes it along. wait_until: the push service asked for patience. */
export interface PushSubscriptionRow { id: string; account_id: string; session_id: string | null; endpoint: string; p256dh: string; auth: string; created_at: number; seen_at: number; wait_until: number }
export interface MessageRow { id: string; outbox_id: string; account_id: string; firm_id: string | null; category: MessageCategory; title: string; body: string; link: string | null; tone: 'plain' | 'good' | 'waiting' | 'urgent'; created_at: number; read_at: number | null }
/** `co_owners` (texts) and `classes` (numbers) are JSON; dates are YYYY-MM-DD; `last_day` only as typed. */
export interface RightRow {
  id: string; firm_id: string; kind: RightKind; number: string; number_check: 'ok' | 'mismatch' | null; patent_kind: PatentKind | null; filing_year: number | null
  title: string; owner: string; co_owners: string; filed_on: string | null; granted_on: string | null; last_day: string | null; state: RightState; pledge: Pledge
  /** Only while pledged. */
  pledgee: string | null; pledge_number: string | null; pledged_on: string | null
  classes: string; paid_year: number | null; created_by: string; created_at: number; saved_by: string; saved_at: number; version: number
}
/** reminds: 1 unless the firm switched the reminders of yearly fees off. */
export interface PortfolioSettingsRow { firm_id: string; is_reduced: number; reminds: number; saved_by: string; saved_at: number }
export interface RightPaperRow { id: string; right_id: string; kind: RightPaperKind; file_id: string; added_by: string; added_at: number }
/** step: days before the due date, or the month of grace. */
export interface AnnuityTellingRow { right_id: string; patent_year: number; step: string; told_at: number }
/** `is_live`: 1 until it is closed, then null (unique with firm and edition). opening and taken_back: JSON. score_tenths and grade: of the answers at closing. */
export interface AssessmentRow {
  id: string; firm_id: string; edition_id: string; edition_version: string; state: AssessmentState; is_live: number | null; opening: string; taken_back: string; from_id: string | null; is_shared: number
  review_to: ReviewerKind | null; submitted_by: string | null; submitted_at: number | null; reviewer_id: string | null; review_note: string; closed_at: number | null; score_tenths: number | null; grade: string | null
  created_by: string; created_at: number; saved_by: string; saved_at: number; version: number
}
/** item_id: of an item or of a red line. Every version is also an event. */
export interface AssessmentAnswerRow { assessment_id: string; item_id: string; answer: AnswerWord | null; note: string; origin: 'answered' | 'carried' | 'suggested'; version: number; saved_by: string | null; saved_at: number }
export interface AssessmentEvidenceRow { id: string; assessment_id: string; item_id: string; file_id: string; dated_on: string | null; expires_on: string | null; added_by: string; added_at: number }
export interface AssessmentAssignmentRow { assessment_id: string; scope: 'chapter' | 'item'; ref: string; account_id: string }
export interface AssessmentRemarkRow { assessment_id: string; item_id: string; note: string; saved_by: string; saved_at: number }
/** soon_told, late_told: the due date people were reminded of. */
export interface PlanStepRow {
  id: string; assessment_id: string; item_id: string; title: string; owner_id: string | null; due_on: string | null; state: PlanState; note: string; soon_told: string | null; late_told: string | null
  saved_by: string; saved_at: number; version: number
}
export interface MetaRow { key: string; value: string }

export interface Database extends CountyTables, FinancingTables, ProcessTables, ReportTables {
  accounts: AccountRow
  consents: ConsentRow
  sign_in_codes: SignInCodeRow
  sessions: SessionRow
  rate_counts: RateCountRow
  firms: FirmRow
  memberships: MembershipRow
  firm_appeals: FirmAppealRow
  files: FileRow
  uploads: UploadRow
  cases: CaseRow
  case_events: CaseEventRow
  case_counters: CaseCounterRow
  applications: ApplicationRow
  application_papers: ApplicationPaperRow
  submissions: SubmissionRow
  submitted_papers: SubmittedPaperRow
  corrections: CorrectionRow
  recommendations: RecommendationRow
  recusals: RecusalRow
  presence: PresenceRow
  case_terms: CaseTermRow
  publicities: PublicityRow
  disputes: DisputeRow
  dispute_files: DisputeFileRow
  payments: PaymentRow
  idempotency: IdempotencyRow
  audit: AuditRow
  audit_pending: AuditPendingRow
  audit_seals: AuditSealRow
  outbox: OutboxRow
  messages: MessageRow
  deliveries: DeliveryRow
  sms_providers: SmsProviderRow
  notification_settings: NotificationSettingsRow
  notification_choices: NotificationChoiceRow
  push_subscriptions: PushSubscriptionRow
  rights: RightRow
  portfolio_settings: PortfolioSettingsRow
  right_papers: RightPaperRow
  annuity_tellings: AnnuityTellingRow
  budgets: BudgetRow
  firm_awards: FirmAwardRow
  claims: ClaimRow
  claim_holds: ClaimHoldRow
  match_answers: MatchAnswerRow
  scheme_versions: SchemeVersionRow
  scheme_hands: SchemeHandRow
  library_papers: LibraryPaperRow
  library_pages: LibraryPageRow
  assists: AssistRow
  assessments: AssessmentRow
  assessment_answers: AssessmentAnswerRow
  assessment_answer_events: AssessmentAnswerRow
  assessment_evidence: AssessmentEvidenceRow
  assessment_assignments: AssessmentAssignmentRow
  assessment_remarks: AssessmentRemarkRow
  plan_steps: PlanStepRow
  expert_profiles: ExpertProfileRow
  expert_leaves: ExpertLeaveRow
  consultation_open_days: ConsultationOpenDayRow
  consultation_busy: ConsultationBusyRow
  waiting_entries: WaitingEntryRow
  consultation_holds: ConsultationHoldRow
  expert_questions: ExpertQuestionRow
  bookings: BookingRow
  booking_events: BookingEventRow
  consultation_files: ConsultationFileRow
  visit_records: VisitRecordRow
  visit_follow_ups: VisitFollowUpRow
  booking_ratings: BookingRatingRow
  booking_revisits: BookingRevisitRow
  calendar_feeds: CalendarFeedRow
  firm_titles: FirmTitleRow
  notices: NoticeRow
  notice_versions: NoticeVersionRow
  notice_days: NoticeDayRow
  notice_hands: NoticeHandRow
  notice_files: NoticeFileRow
  notice_programmes: NoticeProgrammeRow
  notice_deadlines: NoticeDeadlineRow
  notice_sendings: NoticeSendingRow
  notice_targets: NoticeTargetRow
  notice_reads: NoticeReadRow
  notice_opens: NoticeOpenRow
  notice_calls: NoticeCallRow
  follows: FollowRow
  gap_consents: GapConsentRow
  meta: MetaRow
}
