// Ready sentences: the county's out of casework.json, and what an officer keeps for themselves.
import { randomUUID } from 'node:crypto'
import { officerDuties } from '#contract/accounts/duties.ts'
import { mostPhrases } from '#contract/cases/desk.ts'
import type { OwnPhrase, PhraseInput, Phrases } from '#contract/cases/desk-schema.ts'
import { phrasePlaces, type PhrasePlace } from '#contract/cases/desk.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { OwnPhraseRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

const placeOf = (text: string): PhrasePlace => phrasePlaces.find((known) => known === text) ?? 'other'

function present(row: OwnPhraseRow): OwnPhrase {
  return { id: row.id, place: placeOf(row.place), title: row.title, words: row.words, version: row.version }
}

function countyPhrases({ casework: { reasons } }: Deps['content']): Phrases['county'] {
  const of = (place: PhrasePlace, words: readonly string[]) => words.map((text) => ({ place, title: text.slice(0, 12), words: text }))
  return [...of('opinion', [...reasons.recommend, ...reasons.approve]), ...of('refusal', reasons.refuse)]
}

export async function listPhrases(deps: Deps, account: SignedIn): Promise<Phrases> {
  const rows = await deps.db.selectFrom('own_phrases').selectAll().where('account_id', '=', account.id).orderBy('place').orderBy('saved_at', 'desc').orderBy('id').execute()
  return { own: rows.map(present), county: countyPhrases(deps.content), mayWrite: officerDuties.some((duty) => duty === account.duty) }
}

function readPhrase(input: PhraseInput): PhraseInput {
  const [title, words] = [cleanText(input.title, { singleLine: true }), cleanText(input.words)]
  if (!title.ok) throw invalid({ field: 'title', reason: title.reason })
  if (!words.ok) throw invalid({ field: 'words', reason: words.reason })
  if (words.value === '') throw invalid({ field: 'words', reason: 'required' })
  return { place: input.place, title: title.value === '' ? [...words.value].slice(0, 12).join('') : title.value, words: words.value }
}

/** What the sentence says stays its owner's. */
const lineOf = (account: SignedIn, id: string, at: number) => ({ at, accountId: account.id, role: account.duty, action: 'cases.phrase', subject: `phrase:${id}` })

/** Two of one person stand in one line, so that the count holds. */
async function lockPerson(tx: Tx, accountId: string): Promise<void> {
  await tx.updateTable('accounts').set((eb) => ({ name: eb.ref('name') })).where('id', '=', accountId).execute()
}

/** The same words twice at one place are one phrase. Throws `cases.phrases-full`, `invalid-input`. */
export async function addPhrase(deps: Deps, account: SignedIn, input: PhraseInput): Promise<OwnPhrase> {
  const at = deps.clock.now()
  const phrase = readPhrase(input)
  return deps.commands.run(async (tx) => {
    await lockPerson(tx, account.id)
    const own = await tx.selectFrom('own_phrases').selectAll().where('account_id', '=', account.id).execute()
    const same = own.find((row) => row.place === phrase.place && row.words === phrase.words)
    if (same) return present(same)
    if (own.length >= mostPhrases) throw new AppError('cases.phrases-full')
    const row = await tx.insertInto('own_phrases').values({ id: randomUUID(), account_id: account.id, ...phrase, created_at: at, saved_at: at, version: 1 }).returningAll().executeTakeFirstOrThrow()
    await recordAudit(tx, { ...lineOf(account, row.id, at), details: { deed: 'add' } })
    return present(row)
  })
}

/** Throws `not-found` for another's, `stale`. */
export async function savePhrase(deps: Deps, account: SignedIn, id: string, input: PhraseInput, version: number): Promise<OwnPhrase> {
  const phrase = readPhrase(input)
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const saved = await tx.updateTable('own_phrases').set({ ...phrase, saved_at: at, version: version + 1 }).where('id', '=', id).where('account_id', '=', account.id).where('version', '=', version).returningAll().executeTakeFirst()
    if (saved) {
      await recordAudit(tx, { ...lineOf(account, id, at), details: { deed: 'save' } })
      return present(saved)
    }
    const own = await tx.selectFrom('own_phrases').select('id').where('id', '=', id).where('account_id', '=', account.id).executeTakeFirst()
    throw own ? new AppError('stale') : notFound(`no phrase ${id}`)
  })
}

/** Throws `not-found` for another's. */
export async function removePhrase(deps: Deps, account: SignedIn, id: string): Promise<void> {
  await deps.commands.run(async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom('own_phrases').where('id', '=', id).where('account_id', '=', account.id).executeTakeFirst()
    if (numDeletedRows === 0n) throw notFound(`no phrase ${id}`)
    await recordAudit(tx, { ...lineOf(account, id, deps.clock.now()), details: { deed: 'remove' } })
  })
}
