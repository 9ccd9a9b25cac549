// Who is signed in on this phone and the key of their vault, so that a page opened again without a network knows its person and reads what is
// kept. The key can be used but not read (non-extractable). It is kept no longer than the session would live, and goes with the sign-out.
import { openDB, type IDBPDatabase } from 'idb'
import type { Me } from '#contract/accounts/schema.ts'

export interface KeptPerson {
  me: Me
  /** Epoch ms by this phone's clock: from then on nobody is remembered. */
  until: number
}

const [databaseName, storeName] = ['zqt.person', 'kept']
const patienceMs = 3_000

async function openKept(): Promise<IDBPDatabase | null> {
  if (typeof indexedDB === 'undefined') return null
  const opening = openDB(databaseName, 1, { upgrade: (database) => void database.createObjectStore(storeName) })
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs))
  return Promise.race([opening, late]).catch(() => null)
}

async function write(name: string, value: unknown): Promise<void> {
  const database = await openKept()
  if (!database) return
  const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
  await Promise.all([transaction.store.put(value, name), transaction.done])
}

/** Rejects where the phone refuses: then nothing is remembered, which harms nobody. */
export function writeKeptKey(userId: string, key: CryptoKey): Promise<void> {
  return write('key', { userId, key })
}

export function writeKeptPerson(person: KeptPerson): Promise<void> {
  return write('person', person)
}

/** The key of exactly this person. */
export async function readKeptKey(userId: string): Promise<CryptoKey | null> {
  const kept: unknown = await (await openKept())?.get(storeName, 'key').catch(() => null)
  return isKey(kept) && kept.userId === userId ? kept.key : null
}

/** Null after `until`, and where the key is not there or is somebody else's. */
export async function readKeptPerson(now: number): Promise<Me | null> {
  const database = await openKept()
  const person: unknown = await database?.get(storeName, 'person').catch(() => null)
  const key: unknown = await database?.get(storeName, 'key').catch(() => null)
  if (!isPerson(person) || !isKey(key) || key.userId !== person.me.id) return null
  if (now < person.until) return person.me
  await forgetKept()
  return null
}

export async function forgetKept(): Promise<void> {
  const database = await openKept()
  if (!database) return
  await Promise.all(['key', 'person'].map((name) => database.delete(storeName, name).catch(() => undefined)))
}

function isKey(value: unknown): value is { userId: string; key: CryptoKey } {
  return typeof value === 'object' && value !== null && 'userId' in value && 'key' in value && value.key instanceof CryptoKey
}

function isPerson(value: unknown): value is KeptPerson {
  if (typeof value !== 'object' || value === null || !('me' in value) || !('until' in value) || typeof value.until !== 'number')
    return false
  return typeof value.me === 'object' && value.me !== null && 'id' in value.me && 'firms' in value.me
}
