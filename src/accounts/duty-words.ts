import { dutyWords } from '#contract/accounts/duties.ts'
import type { FirmRole, Me, MyFirm } from '#contract/accounts/schema.ts'

const firmWords: Record<FirmRole, string> = { administrator: '企业管理员', clerk: '经办人' }

/** What a person is here, beside their name; '' for somebody without a firm. */
export function dutyWord(me: Me, firm: MyFirm | null): string {
  const role = me.roles.at(-1)
  if (role) return dutyWords[role]
  return firm ? firmWords[firm.role] : ''
}
