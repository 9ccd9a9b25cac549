// What a booking is about, as typed by the firm or by an officer on the telephone.
import type { BookingPatch } from '#contract/consultations/schema.ts'
import type { Way } from '#contract/consultations/ways.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { Connection } from '../db/commands.ts'
import type { BookingRow, FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { townOf } from './holds-service.ts'
import { readGaps, readRights } from './picked.ts'

type Typed = Omit<BookingPatch, 'fileIds'>
type Words = Pick<BookingRow, 'description' | 'contact_name' | 'contact_phone' | 'address' | 'meeting'>

/** Texts as kept; names every field that is wrong. A field nobody typed is left out. */
function readWords({ description, contactName, contactPhone, address, meeting }: Typed): Partial<Words> {
  const problems: FieldProblem[] = []
  const words: Partial<Words> = {}
  const clean = (field: string, typed: string | undefined, keep: (value: string) => void, { singleLine = true, isNeeded = false } = {}) => {
    if (typed === undefined) return
    const text = cleanText(typed, { singleLine })
    if (!text.ok) problems.push({ field, reason: text.reason })
    else if (isNeeded && text.value === '') problems.push({ field, reason: 'required' })
    else keep(text.value)
  }
  clean('description', description, (value) => (words.description = value), { singleLine: false, isNeeded: true })
  clean('contactName', contactName, (value) => (words.contact_name = value), { isNeeded: true })
  clean('address', address, (value) => (words.address = value === '' ? null : value))
  clean('meeting', meeting, (value) => (words.meeting = value === '' ? null : value))
  if (contactPhone !== undefined) {
    const phone = parsePhone(contactPhone)
    if (phone.ok) words.contact_phone = phone.value
    else problems.push({ field: 'contactPhone', reason: contactPhone.trim() === '' ? 'required' : phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  }
  if (problems.length > 0) throw invalid(...problems)
  return words
}

/** The columns a patch changes. A town and an address are of a visit only. Throws `invalid-input` by field. */
export async function readNeed(connection: Connection, deps: Pick<Deps, 'content'>, firm: FirmRow, way: Way, typed: Typed): Promise<Partial<BookingRow>> {
  const { address, ...words } = readWords(typed)
  return {
    ...words, ...(way === 'visit' && address !== undefined ? { address } : {}), ...(way === 'visit' && typed.town !== undefined ? { town: townOf(deps, firm, typed.town) } : {}),
    ...(typed.rightIds === undefined ? {} : { rights: JSON.stringify(await readRights(connection, firm.id, typed.rightIds)) }),
    ...(typed.gaps === undefined ? {} : { gaps: JSON.stringify(await readGaps(connection, deps, firm.id, typed.gaps)) }),
  }
}

/** Whom the expert asks for where nobody was named: who books, or the firm's first administrator where an officer does, never the officer. Throws `invalid-input` (contactName) where there is nobody. */
export async function defaultContact(connection: Connection, account: SignedIn, firmId: string): Promise<{ name: string; phone: string }> {
  if (account.role !== 'officer') return account
  const first = await connection.selectFrom('memberships').innerJoin('accounts', 'accounts.id', 'memberships.account_id').select(['accounts.name', 'accounts.phone'])
    .where('memberships.firm_id', '=', firmId).where('memberships.state', '=', 'active').where('memberships.role', '=', 'administrator').orderBy('memberships.created_at').executeTakeFirst()
  if (!first) throw invalid({ field: 'contactName', reason: 'required' })
  return first
}
