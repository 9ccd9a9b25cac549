// The closed list of what can go wrong. Prose never crosses the wire: the server sends the code,
// src/ui/error-text.ts has the sentence, server/errors.ts the status.

export const errorCodes = [
  'invalid-input', 'invalid-json', 'not-signed-in', 'not-allowed', 'not-found', 'stale', 'version-missing', 'key-missing',
  'key-reused', 'in-progress', 'too-many-requests', 'too-large', 'wrong-type', 'client-outdated', 'unavailable', 'storage-full',
  'cross-origin', 'unexpected',
  'accounts.code-wrong', 'accounts.code-expired', 'accounts.firm-known', 'accounts.already-member', 'accounts.last-administrator', 'accounts.no-administrator',
  'accounts.member-state', 'accounts.verification-state', 'accounts.disabled', 'accounts.fresh-code-needed', 'accounts.appeal-open',
  'accounts.proposal-open', 'accounts.proposal-state', 'accounts.other-person', 'accounts.factor-needed', 'accounts.factor-wrong', 'accounts.factor-state', 'accounts.factor-demanded', 'accounts.own-account', 'accounts.last-system-administrator', 'accounts.approver-needed',
  'accounts.firm-ended', 'accounts.merge-blocked', 'accounts.request-open', 'accounts.request-state', 'accounts.copy-over', 'accounts.deletion-blocked', 'accounts.staff-account',
  'cases.cover-missing', 'cases.leave-overlaps', 'cases.phrases-full',
  'files.wrong-type', 'files.too-large', 'files.too-many-pixels', 'files.active-content', 'files.damaged', 'files.encrypted', 'files.empty',
  'files.quota', 'files.offset', 'files.locked', 'files.gone', 'files.checksum', 'files.not-stored', 'files.in-use', 'files.merge-too-large', 'files.unmergeable',
  'subsidies.window-closed', 'subsidies.incomplete', 'subsidies.not-editable', 'subsidies.programme-closed', 'subsidies.paper-full',
  'subsidies.not-open', 'subsidies.publicity-running', 'subsidies.publicity-over', 'subsidies.dispute-open', 'subsidies.already-objected',
  'subsidies.appeal-late', 'subsidies.appealed-before', 'subsidies.own-case',
  'subsidies.claimed-before', 'subsidies.claim-taken', 'subsidies.budget-short', 'subsidies.earlier-first', 'subsidies.firm-cap',
  'subsidies.scheme-incomplete', 'subsidies.scheme-state', 'subsidies.scheme-known', 'subsidies.scheme-hand', 'subsidies.scheme-proposer', 'subsidies.scheme-unchanged', 'subsidies.budget-committed', 'subsidies.assist-over', 'subsidies.sheet-unreadable',
  'cases.wrong-state', 'cases.firm-unverified', 'cases.reason-missing', 'cases.other-person', 'cases.recused', 'cases.correction-empty', 'cases.correction-unfinished',
  'cases.firm-editing', 'cases.nothing-changed',
  'assessment.locked', 'assessment.wrong-state', 'assessment.evidence-full', 'assessment.full', 'assessment.nothing-answered', 'assessment.remark-missing', 'assessment.reviewer-taken',
  'consultations.slot-taken', 'consultations.hold-limit', 'consultations.held-often', 'consultations.hold-expired', 'consultations.booking-limit', 'consultations.wrong-state', 'consultations.too-early', 'consultations.record-empty', 'consultations.record-locked',
  'consultations.files-full', 'consultations.waiting-limit', 'consultations.question-limit', 'consultations.question-state',
  'notices.incomplete', 'notices.state', 'notices.hand', 'notices.proposer', 'notices.unchanged', 'notices.import-unreadable', 'notices.files-full',
  'financing.wrong-state', 'financing.not-ready', 'financing.request-limit', 'financing.bound', 'financing.took-part', 'financing.bank-closed', 'financing.bank-asked', 'financing.bank-limit', 'financing.consent-outdated', 'financing.right-pledged', 'financing.before-registration', 'financing.files-full', 'financing.subsidy-busy', 'financing.no-bank', 'financing.bank-known', 'financing.contact-known', 'financing.product-state', 'financing.product-hand', 'financing.product-incomplete', 'financing.product-limit',
  'reports.month-running', 'reports.entry-replaced',
  'portfolio.known', 'portfolio.full', 'portfolio.papers-full', 'portfolio.held', 'library.full',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** One thing wrong with one field; `reason` is a code the client has a sentence for, `limit` what was exceeded. */
export interface FieldProblem {
  /** Path of the field, e.g. `phone` or `patents[1].patentNo`. */
  field: string
  reason: string
  limit?: string | number
}

export interface ErrorBody {
  code: ErrorCode
  fields?: FieldProblem[]
  /** Facts the client needs to go on, e.g. `firmId` of a firm that is already known, `version` when stale, `state` of the case. */
  details?: Record<string, string | number>
  requestId: string
}
