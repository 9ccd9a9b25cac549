// Looking for a whole phone number is a sight of whoever has it, found or not: a masked number could be tried out otherwise. No search finds by other parts of one than the last four digits, which a mask shows anyway.
import { maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { recordAudit } from './record.ts'

/** What a search box may look for among phones; undefined: what was typed is none. */
export function phonePattern(typed: string): string | undefined {
  const phone = parsePhone(typed)
  if (phone.ok) return phone.value
  const digits = typed.normalize('NFKC').trim()
  return /^\d{4}$/.test(digits) ? `%${digits}` : undefined
}

/** Where a phone may be looked for, as the line says it. */
const places = { desk: '工作台查找', cases: '办件', bookings: '专家预约', staff: '工作人员' } as const

/** One line for each search for a whole number, with the number masked. */
export async function recordPhoneSearch({ commands, clock }: Pick<Deps, 'commands' | 'clock'>, account: Pick<SignedIn, 'id' | 'duty'>, where: keyof typeof places, typed: string | undefined, requestId: string): Promise<void> {
  const phone = parsePhone(typed ?? '')
  if (!phone.ok) return
  await commands.run((tx) => recordAudit(tx, { at: clock.now(), accountId: account.id, role: account.duty, action: 'cases.search-phone', requestId, details: { where: places[where], masked: maskPhone(phone.value) } }))
}
