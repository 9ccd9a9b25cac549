import type { ErrorCode, FieldProblem } from '#contract/errors.ts'

/** The one status table; a new code does not compile without its line. */
export const statusOf = {
  'invalid-input': 422, 'invalid-json': 400, 'not-signed-in': 401, 'not-allowed': 403, 'not-found': 404, stale: 412, 'version-missing': 428,
  'key-missing': 400, 'key-reused': 422, 'in-progress': 409, 'too-many-requests': 429, 'too-large': 413, 'wrong-type': 415, 'client-outdated': 426,
  unavailable: 503, 'storage-full': 507, 'cross-origin': 403, unexpected: 500,
  'accounts.code-wrong': 422, 'accounts.code-expired': 422, 'accounts.firm-known': 409, 'accounts.already-member': 409,
  'accounts.last-administrator': 409, 'accounts.no-administrator': 409, 'accounts.member-state': 409, 'accounts.verification-state': 409, 'accounts.disabled': 401, 'accounts.fresh-code-needed': 403, 'accounts.appeal-open': 409,
  'accounts.proposal-open': 409, 'accounts.proposal-state': 409, 'accounts.other-person': 403, 'accounts.factor-needed': 403, 'accounts.factor-wrong': 422, 'accounts.factor-state': 409, 'accounts.factor-demanded': 409, 'accounts.own-account': 409, 'accounts.last-system-administrator': 409, 'accounts.approver-needed': 403,
  'accounts.firm-ended': 409, 'accounts.merge-blocked': 409, 'accounts.request-open': 409, 'accounts.request-state': 409, 'accounts.copy-over': 410, 'accounts.deletion-blocked': 409, 'accounts.staff-account': 403,
  'cases.cover-missing': 422, 'cases.leave-overlaps': 409, 'cases.phrases-full': 409,
  'files.wrong-type': 415, 'files.too-large': 413, 'files.too-many-pixels': 422, 'files.active-content': 422, 'files.damaged': 422, 'files.encrypted': 422,
  'files.empty': 422, 'files.quota': 429, 'files.offset': 409, 'files.locked': 423, 'files.gone': 410, 'files.checksum': 460, 'files.not-stored': 409, 'files.in-use': 409, 'files.merge-too-large': 413, 'files.unmergeable': 422,
  'subsidies.window-closed': 409, 'subsidies.incomplete': 422, 'subsidies.not-editable': 409, 'subsidies.programme-closed': 409, 'subsidies.paper-full': 409,
  'subsidies.not-open': 409, 'subsidies.publicity-running': 409, 'subsidies.publicity-over': 409, 'subsidies.dispute-open': 409, 'subsidies.already-objected': 409,
  'subsidies.appeal-late': 409, 'subsidies.appealed-before': 409, 'subsidies.own-case': 403,
  'cases.wrong-state': 409, 'cases.firm-unverified': 409, 'cases.reason-missing': 422, 'cases.other-person': 403, 'cases.recused': 403, 'cases.correction-empty': 422, 'cases.correction-unfinished': 422,
  'cases.firm-editing': 409, 'cases.nothing-changed': 409,
  'subsidies.claimed-before': 409, 'subsidies.claim-taken': 409, 'subsidies.budget-short': 409, 'subsidies.earlier-first': 409, 'subsidies.firm-cap': 409,
  'subsidies.scheme-incomplete': 422, 'subsidies.scheme-state': 409, 'subsidies.scheme-known': 409, 'subsidies.scheme-hand': 403, 'subsidies.scheme-proposer': 403, 'subsidies.scheme-unchanged': 409, 'subsidies.budget-committed': 409, 'subsidies.assist-over': 409, 'subsidies.sheet-unreadable': 422,
  'assessment.locked': 409, 'assessment.wrong-state': 409, 'assessment.evidence-full': 409, 'assessment.full': 409, 'assessment.nothing-answered': 409, 'assessment.remark-missing': 422, 'assessment.reviewer-taken': 409,
  'consultations.slot-taken': 409, 'consultations.hold-limit': 409, 'consultations.held-often': 409, 'consultations.hold-expired': 409, 'consultations.booking-limit': 409, 'consultations.wrong-state': 409, 'consultations.too-early': 409,
  'notices.incomplete': 422, 'notices.state': 409, 'notices.hand': 403, 'notices.proposer': 403, 'notices.unchanged': 409, 'notices.import-unreadable': 422, 'notices.files-full': 409,
  'consultations.record-empty': 422, 'consultations.record-locked': 409, 'consultations.files-full': 409, 'consultations.waiting-limit': 409, 'consultations.question-limit': 409, 'consultations.question-state': 409,
  'financing.wrong-state': 409, 'financing.not-ready': 409, 'financing.request-limit': 409, 'financing.bound': 409, 'financing.took-part': 403, 'financing.bank-closed': 409, 'financing.bank-asked': 409, 'financing.bank-limit': 409, 'financing.consent-outdated': 409, 'financing.right-pledged': 409, 'financing.before-registration': 409, 'financing.files-full': 409, 'financing.subsidy-busy': 409, 'financing.no-bank': 403, 'financing.bank-known': 409, 'financing.contact-known': 409, 'financing.product-state': 409, 'financing.product-hand': 403, 'financing.product-incomplete': 422, 'financing.product-limit': 409,
  'reports.month-running': 409, 'reports.entry-replaced': 409,
  'portfolio.known': 409, 'portfolio.full': 409, 'portfolio.papers-full': 409, 'portfolio.held': 409, 'library.full': 409,
} satisfies Record<ErrorCode, number>

export interface AppErrorOptions {
  /** For the log only. */
  detail?: string
  fields?: FieldProblem[]
  details?: Record<string, string | number>
  retryAfterSeconds?: number
  cause?: unknown
}

/** An expected refusal. Anything else that is thrown is a bug and becomes `unexpected`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: FieldProblem[] | undefined
  readonly details: Record<string, string | number> | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ?? code, { cause: options.cause })
    this.code = code
    this.fields = options.fields
    this.details = options.details
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** Not there and not yours look the same to the asker; `detail` tells the log which it was. */
export function notFound(detail: string): AppError {
  return new AppError('not-found', { detail })
}

export function invalid(...fields: FieldProblem[]): AppError {
  return new AppError('invalid-input', { fields })
}
