// Financing for officers.
import { endpoint } from '../endpoint.ts'
import type { Bank, BankInput, BankPatch, Banks, CallInput, ContactInput, DeskRequests, DeskRequestsQuery, Figures } from './desk-schema.ts'

type Id = { id: string }

/** Officers. By due date where something is due, else newest first. */
export const listDeskRequests = endpoint<{ query: DeskRequestsQuery; reply: DeskRequests }>('GET', '/api/financing/desk/requests')
/** Needs Idempotency-Key. 204. 409 `financing.wrong-state` once the lead has ended. */
export const recordCall = endpoint<{ body: CallInput; reply: void }>('POST', '/api/financing/desk/calls')
export const listBanks = endpoint<{ reply: Banks }>('GET', '/api/financing/desk/banks')
/** 201. 409 `financing.bank-known`. */
export const addBank = endpoint<{ body: BankInput; reply: Bank }>('POST', '/api/financing/desk/banks')
/** Needs If-Match. */
export const saveBank = endpoint<{ params: Id; body: BankPatch; reply: Bank }>('PATCH', '/api/financing/desk/banks/:id')
/** 201. Makes the account where the phone has none. 409 `financing.contact-known`; 422 phone `acts-for-a-firm` or of another duty. */
export const addContact = endpoint<{ params: Id; body: ContactInput; reply: Bank }>('POST', '/api/financing/desk/banks/:id/contacts')
/** Ends every session of the person at once; what they did stays. */
export const endContact = endpoint<{ params: { id: string; accountId: string }; reply: Bank }>('DELETE', '/api/financing/desk/banks/:id/contacts/:accountId')
export const getFigures = endpoint<{ query: { year?: number }; reply: Figures }>('GET', '/api/financing/figures')
/** One line a loan: 序号、企业、代码、银行、合同号、金额、利率、起止日、登记号、登记日、专利数、备注. */
export const getLoansSheet = endpoint<{ query: { year?: number }; reply: ArrayBuffer }>('GET', '/api/financing/loans.xlsx')
