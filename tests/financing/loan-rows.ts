// Loans written into the database as the services leave them, at any time one likes: for figures over years.
import { randomUUID } from 'node:crypto'
import type { LeadState } from '#contract/financing/workflow.ts'
import { emptyTerms, emptyWish, sealCard, sealTerms, sealWish } from '#server/financing/sealed.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { TestApp } from '../support/app.ts'

export interface LoanRow {
  firmId: string; bankId: string; accountId: string; number: number; state: LeadState; intendedFen: number; intentAt: number; acceptedAt: number; takenAt: number | null; approvedAt?: number | null; approvedFen?: number | null
  registeredOn?: string | null; rights?: number; lentOn?: string | null; confirmedAt?: number | null; disbursedFen?: number | null; endedAt?: number | null; reasonCode?: string | null; subsidyCaseId?: string | null
}

/** A request with one bank. Returns the ids. */
export async function addLoanRow({ db, deps }: TestApp, loan: LoanRow): Promise<{ requestId: string; leadId: string }> {
  const [requestId, leadId, consentId] = [randomUUID(), randomUUID(), randomUUID()]
  const { secret } = deps.config
  const rights = Array.from({ length: loan.rights ?? 1 }, (_, index) => ({ id: `right-${loan.number}-${index}`, type: index === 0 ? ('发明' as const) : ('trademark' as const), number: `号${index}`, title: `名${index}`, owner: '', coOwners: [], filedOn: null, grantedOn: null, lastDay: null }))
  const card = { verdict: 'amber' as const, on: shanghaiDate(loan.intentAt), counts: { green: 7, amber: 1, red: 0 }, rights: [], firm: [], papers: [] }
  await db.insertInto('financing_requests').values({
    id: requestId, number: `HT-RZ-${loan.number}`, firm_id: loan.firmId, state: 'accepted', version: 3, wish: sealWish(secret, { wish: { ...emptyWish, amountFen: loan.intendedFen, months: 12 }, answers: {} }), card: sealCard(secret, { card, rights }), right_ids: JSON.stringify(rights.map(({ id }) => id)), verdict: 'amber', items: '[]',
    due_from: null, due_on: null, due_workdays: null, due_promise: null, reason: null, created_by: loan.accountId, created_at: loan.intentAt, saved_by: loan.accountId, saved_at: loan.intentAt, submitted_by: loan.accountId, submitted_at: loan.intentAt, accepted_at: loan.acceptedAt, ended_at: null, unanswered_told: null, late_told: null,
  }).execute()
  await db.insertInto('financing_leads').values({
    id: leadId, number: `HT-DJ-${loan.number}`, request_id: requestId, bank_id: loan.bankId, consent_id: consentId, state: loan.state, version: 1, terms: sealTerms(secret, { ...emptyTerms, intendedFen: loan.intendedFen, approvedFen: loan.approvedFen ?? null, disbursedFen: loan.disbursedFen ?? null, rate: '=LPR+50', contractNumber: '0012345678901234567' }),
    offered_at: loan.acceptedAt, offered_on: shanghaiDate(loan.acceptedAt), step: null, taken_at: loan.takenAt, taken_by: loan.takenAt === null ? null : loan.accountId, stage_at: loan.acceptedAt, stalled_told: null, ended_at: loan.endedAt ?? null, reason_code: loan.reasonCode ?? null, reason: null, approved_at: loan.approvedAt ?? null,
    signed_on: loan.registeredOn ?? null, registration_number: loan.registeredOn ? `登记-${loan.number}` : null, registered_on: loan.registeredOn ?? null, registered_right_ids: JSON.stringify(loan.registeredOn ? rights.map(({ id }) => id) : []), lent_on: loan.lentOn ?? null, matures_on: loan.lentOn ? '2029-01-01' : null, confirmed_at: loan.confirmedAt ?? null,
    confirmed_by: loan.confirmedAt ? loan.accountId : null, settled_on: null, released_on: null, maturity_told: null, subsidy_case_id: loan.subsidyCaseId ?? null,
  }).execute()
  await db.insertInto('financing_events').values({ id: randomUUID(), request_id: requestId, lead_id: null, seq: 1, at: loan.intentAt, action: 'submit', side: 'firm', account_id: loan.accountId, bank_id: null, state: 'submitted', note: null, change: null }).execute()
  return { requestId, leadId }
}
