// Which rows of which table are one firm's. A table in neither list fails tests/operations/export.api.test.ts: whoever adds one says here whose it is.
import { sql, type RawBuilder } from 'kysely'

/** A condition on the table's rows, given the firm's id. */
export type OfFirm = (firmId: string) => RawBuilder<unknown>

const byFirm: OfFirm = (firmId) => sql`firm_id = ${firmId}`
/** Rows that hang on rows of another table that has a firm. */
const through = (column: string, table: string, key = 'id'): OfFirm => (firmId) => sql`${sql.ref(column)} in (select ${sql.ref(key)} from ${sql.table(table)} where firm_id = ${firmId})`
const ofCase = through('case_id', 'cases')
const ofAssessment = through('assessment_id', 'assessments')
const ofBooking = through('booking_id', 'bookings')
const ofRequest = through('request_id', 'financing_requests')
const ofLead: OfFirm = (firmId) => sql`lead_id in (select id from financing_leads where ${ofRequest(firmId)})`
const ofMeeting: OfFirm = (firmId) => sql`owner_id in (select id from bookings where firm_id = ${firmId} union all select id from expert_questions where firm_id = ${firmId})`

export const firmTables: Readonly<Record<string, OfFirm>> = {
  firms: (firmId) => sql`id = ${firmId}`, memberships: byFirm, firm_appeals: byFirm, firm_titles: byFirm, assists: byFirm, gap_consents: byFirm,
  // Pictures an expert took at the firm are of no firm, but of its visit; what a bank handed in is of its request.
  files: (firmId) => sql`firm_id = ${firmId} or id in (select file_id from consultation_files where ${ofMeeting(firmId)}) or id in (select file_id from financing_files where ${ofLead(firmId)})`,
  uploads: byFirm, library_papers: byFirm, library_pages: through('paper_id', 'library_papers'),
  cases: byFirm, case_events: ofCase, case_terms: ofCase, applications: ofCase, application_papers: ofCase, submissions: ofCase, submitted_papers: ofCase, recommendations: ofCase, recusals: ofCase,
  // A card nobody has sent yet is an officer's note.
  corrections: (firmId) => sql`state <> 'draft' and ${ofCase(firmId)}`,
  publicities: ofCase, disputes: ofCase, payments: ofCase, claims: byFirm, claim_holds: ofCase, firm_awards: byFirm, match_answers: byFirm,
  // What was handed in with an objection is not the firm's.
  dispute_files: (firmId) => sql`dispute_id in (select id from disputes where kind = 'appeal' and ${ofCase(firmId)})`,
  rights: byFirm, right_papers: through('right_id', 'rights'), annuity_tellings: through('right_id', 'rights'), portfolio_settings: byFirm,
  assessments: byFirm, assessment_answers: ofAssessment, assessment_answer_events: ofAssessment, assessment_evidence: ofAssessment, assessment_assignments: ofAssessment, assessment_remarks: ofAssessment, plan_steps: ofAssessment,
  bookings: byFirm, booking_events: ofBooking, visit_records: ofBooking, visit_follow_ups: ofBooking, booking_ratings: ofBooking, booking_revisits: ofBooking, consultation_files: ofMeeting,
  expert_questions: byFirm, waiting_entries: byFirm, consultation_holds: byFirm, calendar_feeds: byFirm,
  financing_requests: byFirm, financing_leads: ofRequest, financing_consents: ofRequest, financing_events: ofRequest, financing_views: ofRequest, financing_files: ofLead, financing_calls: ofLead, financing_ratings: ofLead,
  notice_targets: byFirm, notice_calls: byFirm, messages: byFirm, outbox: byFirm, deliveries: byFirm, audit: byFirm, firm_codes: byFirm, firm_change_papers: byFirm,
}

/** Table → why nothing of it is in an export. */
export const notOfOneFirm: Readonly<Record<string, string>> = {
  accounts: 'people: those of the firm and those who acted for it are in people.json, by name', consents: 'each person’s own', notification_settings: 'each person’s own', notification_choices: 'each person’s own',
  push_subscriptions: 'each person’s own', follows: 'each person’s own', notice_reads: 'each person’s own', sign_in_codes: 'forgotten within a day', sessions: 'forgotten within a day', rate_counts: 'forgotten within days',
  idempotency: 'replies kept for repeats, forgotten within a month', presence: 'forgotten within a day', consultation_busy: 'quarter-hours of experts', audit_pending: 'of the chain', audit_seals: 'of the chain', meta: 'of the program',
  case_counters: 'of all', budgets: 'of a scheme', scheme_versions: 'of a scheme', scheme_hands: 'of a scheme', sms_providers: 'of the program', expert_profiles: 'of an expert', expert_leaves: 'of an expert', consultation_open_days: 'of all',
  banks: 'of a bank', bank_contacts: 'of a bank', financing_products: 'for everybody', financing_product_versions: 'for everybody', financing_product_hands: 'for everybody',
  notices: 'for everybody', notice_versions: 'for everybody', notice_days: 'for everybody', notice_hands: 'for everybody', notice_files: 'for everybody', notice_programmes: 'for everybody', notice_deadlines: 'for everybody', notice_sendings: 'of a notice',
  month_reports: 'of the county', month_report_rows: 'of the county: lines of a report that never changes',
  second_factors: 'let somebody in', recovery_codes: 'let somebody in', proposals: 'of the county: who asked whom for a second signature', officer_leaves: 'of an officer', desk_hands: 'of an officer', own_phrases: 'of an officer',
  county_entries: 'of the county', person_requests: 'each person’s own',
  processes: 'of the program', leases: 'of the program', held_removals: 'of the program',
  notice_opens: 'counted without names', notice_search: 'for everybody',
}

/** Columns whose words the firm typed itself: telephone numbers in them are its own to have back. */
export const firmsOwnWords: ReadonlySet<string> = new Set(['applications.answers', 'submissions.snapshot', 'bookings.contact_phone', 'bookings.description', 'case_terms.value', 'match_answers.value', 'assessment_answers.note', 'assessment_answer_events.note', 'expert_questions.text'])

/** Columns that let somebody in, left out whole. */
export const secretColumns: ReadonlySet<string> = new Set(['calendar_feeds.token', 'calendar_feeds.token_hash', 'deliveries.target', 'deliveries.payload'])
