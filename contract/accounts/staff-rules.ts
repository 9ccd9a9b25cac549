// What a system administrator may do with whose account. Values only: a phone imports this file.
import type { StaffRole } from './schema.ts'

/** A contact of a bank is given the duty by officers, who know which bank (contract/financing). */
export const invitableDuties = ['officer', 'approver', 'auditor', 'administrator', 'assistant', 'expert'] as const satisfies readonly StaffRole[]
export type InvitableDuty = (typeof invitableDuties)[number]

export const staffActions = ['change', 'end-sessions', 'reset-factor', 'shut', 'reopen'] as const
export type StaffAction = (typeof staffActions)[number]

/** What waits for the second administrator. The names are those of the county's list `fourEyes`. */
export const staffProposalKinds = ['staff.administrator', 'staff.approver', 'staff.auditor', 'staff.reset-factor'] as const
export type StaffProposalKind = (typeof staffProposalKinds)[number]

export const staffLimits = { name: 30, reason: 200 } as const

/** Giving this duty may need a second administrator, under this name; null: it never does. */
export function kindOfDuty(duty: StaffRole): StaffProposalKind | null {
  return duty === 'administrator' || duty === 'approver' || duty === 'auditor' ? `staff.${duty}` : null
}

/** Resetting an administrator's second factor may, too. */
export function kindOfReset(duty: StaffRole): StaffProposalKind | null {
  return duty === 'administrator' ? 'staff.reset-factor' : null
}

/** isLetGo: of a contact: it was their bank that shut the account. */
export interface StaffStanding { duty: StaffRole; isMe: boolean; isShut: boolean; hasFactor: boolean; isLetGo: boolean; sessions: number }

/** Nobody does anything to their own account; a contact whose bank let them go comes back through their bank. */
export function staffActionsOf({ duty, isMe, isShut, hasFactor, isLetGo, sessions }: StaffStanding): StaffAction[] {
  if (isMe) return []
  if (isShut) return duty === 'bank' && isLetGo ? [] : ['reopen']
  return staffActions.filter((action) => (action === 'reset-factor' ? hasFactor : action === 'end-sessions' ? sessions > 0 : action !== 'reopen'))
}

/** A reason is written down with it. */
export function needsReason(action: StaffAction, changesDuty: boolean): boolean {
  return action === 'shut' || action === 'reopen' || action === 'reset-factor' || (action === 'change' && changesDuty)
}
