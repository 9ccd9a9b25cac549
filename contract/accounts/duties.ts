// What somebody who works for the county may see, and what they are there for. Values only: a phone imports this file.
import type { FirmRole, StaffRole } from './schema.ts'

/** Whose pages and records somebody sees. An approver and an auditor see what officers see; what they may do is their duty's. */
export type Side = Exclude<StaffRole, 'approver' | 'auditor'>

const sides: Readonly<Record<StaffRole, Side>> = { officer: 'officer', approver: 'officer', auditor: 'officer', assistant: 'assistant', expert: 'expert', bank: 'bank', administrator: 'administrator' }

export function sideOf(duty: StaffRole): Side {
  return sides[duty]
}

/** Duties that handle cases: who is told, who may be handed a case. */
export const officerDuties = ['officer', 'approver'] as const satisfies readonly StaffRole[]

/** Duties that act on this side; an auditor does not. */
export function actingDuties(side: Side): readonly StaffRole[] {
  return side === 'officer' ? officerDuties : [side]
}

/** On screen and in messages. */
export const dutyWords: Readonly<Record<StaffRole, string>> = { officer: '受理人员', approver: '审批人员', auditor: '审计人员', administrator: '系统管理员', assistant: '镇办专员', expert: '专家', bank: '银行联系人' }

/** Of a firm's own people. */
export const firmRoleWords: Readonly<Record<FirmRole, string>> = { administrator: '企业管理员', clerk: '经办人' }

/** As `roles` of Me: the side first, then the duty where it is another word. */
export function rolesOf(duty: StaffRole | null): StaffRole[] {
  if (duty === null) return []
  const side = sideOf(duty)
  return side === duty ? [duty] : [side, duty]
}
