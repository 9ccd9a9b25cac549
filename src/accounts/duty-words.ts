import type { FirmRole, Me, MyFirm, StaffRole } from '#contract/accounts/schema.ts'

const staffWords: Record<StaffRole, string> = { officer: '受理人员', approver: '审批人员', auditor: '审计人员', administrator: '系统管理员', assistant: '镇办专员', expert: '专家', bank: '银行联系人' }
const firmWords: Record<FirmRole, string> = { administrator: '企业管理员', clerk: '经办人' }

/** What a person is here, beside their name; '' for somebody without a firm. */
export function dutyWord(me: Me, firm: MyFirm | null): string {
  const role = me.roles.at(-1)
  if (role) return staffWords[role]
  return firm ? firmWords[firm.role] : ''
}
