// For system administrators alone. 403 `accounts.fresh-code-needed` where a code has to be fresh; 409 `accounts.own-account`, `accounts.last-system-administrator`.
import { endpoint } from '../endpoint.ts'
import type { StaffAction } from './staff-rules.ts'
import type { StaffActionInput, StaffDecision, StaffDetail, StaffInvite, StaffList, StaffOutcome, StaffPhone, StaffProposal, StaffProposalParams, StaffQuery } from './staff-schema.ts'

type Id = { id: string }

export const listStaff = endpoint<{ query: StaffQuery; reply: StaffList }>('GET', '/api/accounts/staff')
export const getStaff = endpoint<{ params: Id; reply: StaffDetail }>('GET', '/api/accounts/staff/:id')
/** The whole number; each look is written down. */
export const showStaffPhone = endpoint<{ params: Id; reply: StaffPhone }>('GET', '/api/accounts/staff/:id/phone')
/** Needs Idempotency-Key. 201 done, 202 waits for the second administrator. */
export const inviteStaff = endpoint<{ body: StaffInvite; reply: StaffOutcome }>('POST', '/api/accounts/staff')
/** Needs Idempotency-Key. 200 done, 202 waits. 409 `accounts.proposal-open`, 412 `stale` where the duty is another by now. */
export const actOnStaff = endpoint<{ params: { id: string; action: StaffAction }; body: StaffActionInput; reply: StaffOutcome }>('POST', '/api/accounts/staff/:id/actions/:action')
export const listStaffProposals = endpoint<{ reply: { items: StaffProposal[] } }>('GET', '/api/accounts/staff-proposals')
/** 403 `accounts.other-person`, 409 `accounts.proposal-state`. */
export const decideStaffProposal = endpoint<{ params: StaffProposalParams; body: StaffDecision; reply: StaffOutcome }>('POST', '/api/accounts/staff-proposals/:id/actions/:action')
