// The signed-in person's vault, opened once. Its key stays on this phone while they are signed in, so that it opens without a network, too (decision 0016).
import type { Me } from '#contract/accounts/schema.ts'
import { getLocalKey } from '#contract/accounts/endpoints.ts'
import { call } from '#client/http.ts'
import { keep, readKept } from '#client/ui/kept.ts'
import type { Vault } from './local-vault.ts'

/** Set while a person and a key are kept: spares everybody else the look into the phone's storage. */
const keptHint = 'zqt.kept'
/** As long as a firm's session lives when nothing is done, should the server not say. */
const usualSessionMs = 12 * 3_600_000

const open = new Map<string, Promise<Vault>>()
const keys = new Map<string, CryptoKey>()
let onKey: (userId: string) => void = () => undefined
/** What is written and forgotten happens in this order, so that nothing written late outlives a sign-out. */
let writing: Promise<unknown> = Promise.resolve()
let era = 0

function inOrder<T>(work: () => Promise<T>): Promise<T | undefined> {
  const done = writing.then(work).catch(() => undefined)
  writing = done
  return done
}

/** Rejects while the key cannot be had (never opened here and no network, session over); the next call tries again. */
export function openMyVault(userId: string): Promise<Vault> {
  const known = open.get(userId)
  if (known) return known
  const opening = openWithKey(userId)
  open.set(userId, opening)
  opening.catch(() => open.get(userId) === opening && open.delete(userId))
  return opening
}

async function openWithKey(userId: string): Promise<Vault> {
  const began = era
  // Fetched when something is first kept, so that reading pages do not carry it.
  const { importKey, openVault } = await import('./local-vault.ts')
  const kept = readKept(keptHint) === null ? null : await inOrder(async () => (await import('./kept-person.ts')).readKeptKey(userId))
  if (kept && began === era) {
    keys.set(userId, kept)
    return openVault(userId, kept)
  }
  const key = await importKey((await call(getLocalKey)).key)
  // Signed out meanwhile, or somebody else is: this key is no longer to be kept here.
  if (key && began === era) {
    keys.set(userId, key)
    onKey(userId)
  }
  return openVault(userId, key)
}

/** Told when a key has come: the moment to remember its person. */
export function whenKeyIsHere(listener: (userId: string) => void): void {
  onKey = listener
}

/** Remembers who this is, and the key of their vault, as long as their session lives. Nothing where no vault of theirs was opened; what is kept of somebody else goes. */
export function rememberPerson(me: Me): void {
  const key = keys.get(me.id)
  if (!key && readKept(keptHint) === null) return
  const began = era
  const until = Date.now() + (me.sessionSeconds === undefined ? usualSessionMs : me.sessionSeconds * 1000)
  void inOrder(async () => {
    const kept = await import('./kept-person.ts')
    if (began !== era) return
    if (!key && !(await kept.readKeptKey(me.id))) {
      // Whoever was here before was never seen to leave: their key is not for this person's session.
      keep(keptHint, null)
      return kept.forgetKept()
    }
    keep(keptHint, '1')
    // Where not even this is kept, a sign-out would not find what to forget.
    if (!isAnybodyRemembered()) return
    if (key) await kept.writeKeptKey(me.id, key)
    if (began === era) await kept.writeKeptPerson({ me, until })
  })
}

/** Somebody may be remembered here. */
export function isAnybodyRemembered(): boolean {
  return readKept(keptHint) !== null
}

/** The person remembered here, not confirmed by the server; null when nobody is. */
export async function rememberedPerson(): Promise<Me | null> {
  if (!isAnybodyRemembered()) return null
  return (await inOrder(async () => (await import('./kept-person.ts')).readKeptPerson(Date.now()))) ?? null
}

/** No page opened later finds the key or the person; one that is open goes on with what it holds. */
export function forgetKeptKey(): void {
  era += 1
  if (readKept(keptHint) === null) return
  keep(keptHint, null)
  void inOrder(async () => (await import('./kept-person.ts')).forgetKept())
}

/** This page is done with them; a page opened later finds the kept key. */
export function closeVaults(): void {
  open.clear()
  keys.clear()
}

/** At sign-out: what is kept stays encrypted on the phone, and nobody here holds the key any more. */
export function forgetVaults(): void {
  closeVaults()
  forgetKeptKey()
}
