// Looking for anything by what an officer has in front of them: a number, a firm, a credit code, a phone, a patent. A phone is found whole only, comes back masked, and the look-up is written down.
import { sql, type SqlBool } from 'kysely'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { compareText, hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import type { DeskSearch } from '#contract/cases/desk-schema.ts'
import { firmWords, isNamed } from '../accounts/firm-words.ts'
import { recordPhoneSearch } from '../audit/phone-search.ts'
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

/** Firms beyond which more words are needed. */
const mostFirms = 500

/** HT2026TX0042 is HT2026-TX-0042. */
function numberPatterns(typed: string): string[] {
  const words = compareText(typed).toUpperCase()
  if (!/\d/.test(words)) return []
  const bare = /^([A-Z]+\d{4})([A-Z]{1,4})(\d*)$/.exec(words.replace(/[\s\-‐-―−]/g, ''))
  return [...new Set([words, ...(bare ? [[bare[1], bare[2], bare[3]].filter((part) => part !== '').join('-')] : [])])].map(likePattern)
}

/** Undefined when too little was typed. */
export function readSought(typed: string): Omit<Sought, 'firms'> | undefined {
  const words = compareText(typed).toLowerCase()
  if ([...words].length < shortest) return undefined
  const phone = parsePhone(typed)
  return {
    typed: words, words: likePattern(words),
    phone: phone.ok ? phone.value : null, patent: patentOf(words) ?? null, numbers: numberPatterns(typed),
  }
}

async function firmsFor({ db }: Pick<Deps, 'db'>, { typed, phone, patent }: Omit<Sought, 'firms'>): Promise<string[]> {
  const words = firmWords(typed)
  const parts = [
    sql`select firms.id from firms where ${isNamed('firms', words)}`,
    sql`select firm_codes.firm_id from firm_codes where ${isNamed('firm_codes', words)}`,
    ...(phone === null ? [] : [sql`select memberships.firm_id from memberships inner join accounts on accounts.id = memberships.account_id where accounts.phone = ${phone} and memberships.state = 'active'`]),
    ...(patent === null ? [] : [sql`select rights.firm_id from rights where rights.number = ${patent}`]),
  ]
  const rows = await db.selectFrom('firms').select('id').where(sql<SqlBool>`id in (${sql.join(parts, sql` union `)})`).orderBy('created_at', 'desc').orderBy('id').limit(mostFirms).execute()
  return rows.map(({ id }) => id)
}

/** What is shown beside what was found by its phone. */
export const phoneNote = (phone: string) => `电话 ${maskPhone(phone)}`

/** In the order of the finders; groups without a find are left out. Throws `invalid-input`. */
export async function searchDesk(deps: Deps, finders: readonly DeskFinder[], account: SignedIn, typed: string, requestId: string): Promise<DeskSearch> {
  if (hasForbiddenCharacters(typed)) throw invalid({ field: 'q', reason: 'text-invalid' })
  const read = readSought(typed)
  if (!read) return { groups: [] }
  const sought: Sought = { ...read, firms: await firmsFor(deps, read) }
  await recordPhoneSearch(deps, account, 'desk', typed, requestId)
  const groups: DeskSearch['groups'] = []
  for (const { kind, word, find } of finders) {
    const found = await find({ deps, account, requestId }, sought, mostFound + 1)
    if (found.length > 0) groups.push({ kind, word, items: found.slice(0, mostFound).map((one) => ({ kind, ...one })), isMore: found.length > mostFound })
  }
  return { groups }
}
