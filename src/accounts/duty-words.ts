import { dutyWords, firmRoleWords } from '#contract/accounts/duties.ts'
import type { Me, MyFirm } from '#contract/accounts/schema.ts'

/** What a person is here, beside their name; '' for somebody without a firm. */
export function dutyWord(me: Me, firm: MyFirm | null): string {
  const role = me.roles.at(-1)
  if (role) return dutyWords[role]
  return firm ? firmRoleWords[firm.role] : ''
}
