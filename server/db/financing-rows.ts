// Rows of financing: what firms wish for, whom they let see it, how banks answer and what comes of it.
import type { CallOutcome } from '#contract/financing/desk-schema.ts'
import type { Rung } from '#contract/financing/ladder.ts'
import type { ProductState } from '#contract/financing/editing-schema.ts'
import type { LeadAction, LeadState, FinancingSide, RequestAction, RequestState } from '#contract/financing/workflow.ts'
import type { Verdict } from '#contract/financing/readiness-schema.ts'

/**
 * wish and card are sealed JSON (server/financing/sealed.ts): what is filled in with the answers of the readiness card, and the card with its rights as they were handed in. right_ids, items: JSON.
 * due_*: as of a case (server/cases/due.ts), without pauses.
 */
export interface FinancingRequestRow {
  id: string; number: string | null; firm_id: string; state: RequestState; version: number; wish: string; card: string | null; right_ids: string; verdict: Verdict | null; items: string
  due_from: string | null; due_on: string | null; due_workdays: number | null; due_promise: string | null; reason: string | null
  created_by: string; created_at: number; saved_by: string; saved_at: number; submitted_by: string | null; submitted_at: number | null; accepted_at: number | null; ended_at: number | null
  /** It was said that no bank answers (无人接单): id of the lead asked last then, so one more bank makes a new round. */
  unanswered_told: string | null
  /** Due date people were reminded of. */
  late_told: string | null
}
/**
 * One bank and one request; at most one that has not ended. terms is sealed JSON: the three amounts, rate, contract number. offered_on: the day the ladder counts from (YYYY-MM-DD). step: the last rung told.
 * stage_at: when the state changed last. registered_right_ids: JSON.
 */
export interface FinancingLeadRow {
  id: string; number: string; request_id: string; bank_id: string; consent_id: string; state: LeadState; version: number; terms: string; offered_at: number; offered_on: string; step: Rung | null
  taken_at: number | null; taken_by: string | null; stage_at: number; stalled_told: string | null; ended_at: number | null; reason_code: string | null; reason: string | null
  approved_at: number | null; signed_on: string | null; registration_number: string | null; registered_on: string | null; registered_right_ids: string; lent_on: string | null; matures_on: string | null; confirmed_at: number | null; confirmed_by: string | null
  settled_on: string | null; released_on: string | null; maturity_told: string | null; subsidy_case_id: string | null
}
/** text: what was agreed to, word for word; fields: JSON; canonical: the line whose SHA-256 is hash. */
export interface FinancingConsentRow { id: string; request_id: string; lead_id: string; bank_id: string; text_version: string; text: string; fields: string; canonical: string; hash: string; given_by: string; given_at: number; revoked_by: string | null; revoked_at: number | null }
/** lead_id null: of the request itself. bank_id: of whom acted for a bank. note: a reason, for who may read this line. change: JSON of dates and numbers, never an amount. */
export interface FinancingEventRow { id: string; request_id: string; lead_id: string | null; seq: number; at: number; action: RequestAction | LeadAction | 'consent' | 'rate' | 'file' | 'call' | 'subsidy'; side: FinancingSide; account_id: string | null; bank_id: string | null; state: RequestState | LeadState; note: string | null; change: string | null }
export interface FinancingFileRow { lead_id: string; file_id: string; side: 'firm' | 'bank'; stage: LeadState; added_by: string; added_at: number }
/** Who saw what on which day, once for each; lead_id and ref ('' where there is none; of a file its id). */
export interface FinancingViewRow { id: string; request_id: string; lead_id: string; account_id: string; bank_id: string | null; side: 'bank' | 'officer'; what: 'blind' | 'name' | 'full' | 'receipt' | 'file' | 'request' | 'export'; ref: string; day: string; first_at: number; last_at: number; times: number }
export interface FinancingCallRow { id: string; lead_id: string; outcome: CallOutcome; note: string; account_id: string; at: number }
export interface FinancingRatingRow { lead_id: string; speed: number; attitude: number; result: number; words: string; account_id: string; at: number }
/** name_key: the name as it is compared (compareText), unique. */
export interface BankRow { id: string; name: string; name_key: string; phone: string | null; note: string; closed_at: number | null; version: number; created_by: string | null; created_at: number }
/** A person answers for one bank at a time (unique while ended_at is null). */
export interface BankContactRow { id: string; bank_id: string; account_id: string; added_by: string | null; added_at: number; ended_by: string | null; ended_at: number | null }
export interface FinancingProductRow { id: string; kind: 'loan' | 'insurance'; bank_id: string | null; taken_down_at: number | null; created_by: string; created_at: number }
/** text: LoanDraft or InsuranceDraft as JSON. A product has at most one open version (draft, proposed) and one that is live. */
export interface FinancingProductVersionRow {
  id: string; product_id: string; number: number; state: ProductState; text: string; revision: number; saved_by: string; saved_at: number
  proposed_by: string | null; proposed_at: number | null; published_by: string | null; published_at: number | null; returned_reason: string | null
}
export interface FinancingProductHandRow { version_id: string; account_id: string }

export interface FinancingTables {
  financing_requests: FinancingRequestRow
  financing_leads: FinancingLeadRow
  financing_consents: FinancingConsentRow
  financing_events: FinancingEventRow
  financing_files: FinancingFileRow
  financing_views: FinancingViewRow
  financing_calls: FinancingCallRow
  financing_ratings: FinancingRatingRow
  banks: BankRow
  bank_contacts: BankContactRow
  financing_products: FinancingProductRow
  financing_product_versions: FinancingProductVersionRow
  financing_product_hands: FinancingProductHandRow
}
