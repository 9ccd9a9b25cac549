// Requests of firms, their consents and the leads that come of them.
import { endpoint } from '../endpoint.ts'
import type { FinancingChoices } from './casework-schema.ts'
import type { BankLead, BankLeads, ConsentInput, FirmLead, LeadActionInput, LeadRating, LeadsQuery, Receipt } from './lead-schema.ts'
import type { ChoosableBanks, FinancingRequest, RequestActionInput, RequestInput, RequestPatch, Requests, Views } from './request-schema.ts'
import type { LeadAction, RequestAction } from './workflow.ts'

type Id = { id: string }

/** Public: bands, uses, reasons and the text of the consent. */
export const getFinancingChoices = endpoint<{ reply: FinancingChoices }>('GET', '/api/financing/choices')
/** A firm's, newest first. */
export const listRequests = endpoint<{ query: { firmId: string }; reply: Requests }>('GET', '/api/financing/requests')
/** Needs Idempotency-Key. 201; 200 with the firm's one draft where it has one. */
export const startRequest = endpoint<{ body: RequestInput; reply: FinancingRequest }>('POST', '/api/financing/requests')
/** The firm's people and officers (never a draft for officers). */
export const getRequest = endpoint<{ params: Id; reply: FinancingRequest }>('GET', '/api/financing/requests/:id')
/** Needs If-Match. Draft or returned. */
export const saveRequest = endpoint<{ params: Id; body: RequestPatch; reply: FinancingRequest }>('PATCH', '/api/financing/requests/:id')
/** Drafts only. */
export const deleteRequest = endpoint<{ params: Id; reply: void }>('DELETE', '/api/financing/requests/:id')
/** Needs Idempotency-Key. 409 `financing.wrong-state`, `financing.not-ready` (a red light), `financing.request-limit`, `financing.bound`; 403 `financing.took-part` (an officer who once acted in it for the firm or a bank); 422 by field. */
export const actOnRequest = endpoint<{ params: { id: string; action: RequestAction }; body: RequestActionInput; reply: FinancingRequest }>('POST', '/api/financing/requests/:id/actions/:action')
/** Who saw what, when. The firm and officers. */
export const listViews = endpoint<{ params: Id; query: { cursor?: string; limit?: number }; reply: Views }>('GET', '/api/financing/requests/:id/views')
export const listChoosableBanks = endpoint<{ params: Id; reply: ChoosableBanks }>('GET', '/api/financing/requests/:id/banks')
/** Needs Idempotency-Key. 201: one bank asked. 409 `financing.wrong-state`, `financing.bank-closed`, `financing.bank-asked`, `financing.bank-limit`, `financing.consent-outdated`. */
export const consentToBank = endpoint<{ params: Id; body: ConsentInput; reply: FirmLead }>('POST', '/api/financing/requests/:id/consents')
/** The firm, officers, and its bank while it may see the firm. */
export const getReceipt = endpoint<{ params: Id; reply: Receipt }>('GET', '/api/financing/consents/:id')

/** A bank's own, what waits for an answer first. */
export const listLeads = endpoint<{ query: LeadsQuery; reply: BankLeads }>('GET', '/api/financing/leads')
export const getLeadsSheet = endpoint<{ query: LeadsQuery; reply: ArrayBuffer }>('GET', '/api/financing/leads.xlsx')
/** A bank's contacts. 404 once the firm has revoked or withdrawn. Opening it decides nothing. */
export const getLead = endpoint<{ params: Id; reply: BankLead }>('GET', '/api/financing/leads/:id')
/** Needs Idempotency-Key. The bank, the firm or an officer, as the table says; the reply is the asker's own view of it (a bank's after it lost sight: 404 at the next question). 409 `financing.wrong-state`, `financing.right-pledged`, `financing.before-registration`; 422 by field. */
export const actOnLead = endpoint<{ params: { id: string; action: LeadAction }; body: LeadActionInput; reply: BankLead | FirmLead }>('POST', '/api/financing/leads/:id/actions/:action')
/** 201. The firm's people and the bank's contacts once it is taken; a paper already stored. 409 `financing.files-full`. */
export const addLeadFile = endpoint<{ params: Id; body: { fileId: string }; reply: void }>('POST', '/api/financing/leads/:id/files')
/** By the side it came from, as long as the stage is the one it came in. */
export const removeLeadFile = endpoint<{ params: { id: string; fileId: string }; reply: void }>('DELETE', '/api/financing/leads/:id/files/:fileId')
/** The firm, once it is paid out or has ended after it was taken; may be said again. */
export const rateLead = endpoint<{ params: Id; body: LeadRating; reply: FirmLead }>('PUT', '/api/financing/leads/:id/rating')
/** The firm, once it is paid out: its draft of the interest subsidy, filled in from the loan; 200 with the one that is there. */
export const applyForSubsidy = endpoint<{ params: Id; reply: { caseId: string } }>('POST', '/api/financing/leads/:id/subsidy')
