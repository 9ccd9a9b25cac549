// Looking for anything by what an officer has in front of them: a number, a firm, a credit code, a phone, a patent. A phone is found whole only, comes back masked, and the look-up is written down.
import { maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { compareText, hasForbiddenCharacters, plainCode } from '#contract/identifiers/text.ts'
import type { DeskSearch } from '#contract/cases/desk-schema.ts'
import { recordAudit } from '../audit/record.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import type { DeskFinder, Sought } from './desk-source.ts'
import { patentOf } from './queue-search.ts'

/** Of each kind. */
const mostFound = 10
/** One character fits half the county. */
const shortest = 2

/** Undefined when too little was typed. */
export function readSought(typed: string): Sought | undefined {
  const words = compareText(typed).toLowerCase()
  if ([...words].length < shortest) return undefined
  const phone = parsePhone(typed)
  return {
    typed: words, words: likePattern(words), code: likePattern(plainCode(typed).replace(/[\s\-‐-―−_.·]/g, '').toUpperCase()),
    phone: phone.ok ? phone.value : null, patent: patentOf(words) ?? null,
  }
}

/** What is shown beside what was found by its phone. */
export const phoneNote = (phone: string) => `电话 ${maskPhone(phone)}`

/** In the order of the finders; groups without a find are left out. Throws `invalid-input`. */
export async function searchDesk(deps: Deps, finders: readonly DeskFinder[], account: SignedIn, typed: string, requestId: string): Promise<DeskSearch> {
  if (hasForbiddenCharacters(typed)) throw invalid({ field: 'q', reason: 'text-invalid' })
  const sought = readSought(typed)
  if (!sought) return { groups: [] }
  if (sought.phone !== null) {
    await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'cases.search-phone', requestId, details: { masked: maskPhone(sought.phone ?? '') } }))
  }
  const groups: DeskSearch['groups'] = []
  for (const { kind, word, find } of finders) {
    const found = await find({ deps, account, requestId }, sought, mostFound + 1)
    if (found.length > 0) groups.push({ kind, word, items: found.slice(0, mostFound).map((one) => ({ kind, ...one })), isMore: found.length > mostFound })
  }
  return { groups }
}
