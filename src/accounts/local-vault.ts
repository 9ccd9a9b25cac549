// What this phone keeps for one person until the server has it: encrypted (AES-GCM) with a key the server holds and the phone forgets
// at sign-out (kept-person.ts), so the next person on the same phone reads nothing and nothing unsent is lost (promises.md B 25).
import { openDB, type IDBPDatabase } from 'idb'

export interface Vault {
  /** False once the phone has refused to store (private mode, embedded web view, full): what is put then lives as long as this page. */
  readonly isPersistent: boolean
  /** A JSON value, or undefined when it is not there or not readable with this key. */
  get(name: string): Promise<unknown>
  put(name: string, value: unknown): Promise<void>
  getBytes(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  putBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  remove(name: string): Promise<void>
  /** Names that begin with this. */
  names(prefix: string): Promise<string[]>
}

/** Where sealed bytes lie. */
interface Shelf {
  isPersistent: boolean
  get(name: string): Promise<unknown>
  put(name: string, sealed: Sealed): Promise<void>
  remove(name: string): Promise<void>
  names(): Promise<string[]>
}
interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  bytes: Uint8Array<ArrayBuffer>
}

const databaseName = 'zqt.vault'
const storeName = 'items'
const patienceMs = 3_000

/** Opens one person's vault with their key. Never rejects: without a key (see importKey) or where the phone refuses, it is a vault in memory. */
export async function openVault(userId: string, key: CryptoKey | null): Promise<Vault> {
  const shelf = key ? await openShelf(`${userId}/`) : null
  return key && shelf ? sealedVault(key, shelf) : memoryVault()
}

/** Names of what is kept here for anybody, each after its person's id and a slash. Needs no key: it tells that something waits, never what. */
export async function namesOfAnybody(): Promise<string[]> {
  const shelf = await openShelf('')
  return shelf ? shelf.names().catch(() => []) : []
}

/** The key of GET local-key (base64, 32 bytes), to be used but never read again; null where this page has no cryptography. */
export async function importKey(keyBase64: string): Promise<CryptoKey | null> {
  // No crypto.subtle on a plain http address (the demo on a phone in the same network).
  if (!globalThis.crypto?.subtle) return null
  const bytes = Uint8Array.from(atob(keyBase64), (character) => character.charCodeAt(0))
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']).catch(() => null)
}

async function openShelf(prefix: string): Promise<Shelf | null> {
  if (typeof indexedDB === 'undefined') return null
  const opening = openDB(databaseName, 1, { upgrade: (database) => void database.createObjectStore(storeName) })
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs))
  const database = await Promise.race([opening, late]).catch(() => null)
  return database && diskShelf(database, prefix)
}

function diskShelf(database: IDBPDatabase, prefix: string): Shelf {
  return {
    isPersistent: true,
    get: (name) => database.get(storeName, prefix + name),
    put: async (name, sealed) => {
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
      await Promise.all([transaction.store.put(sealed, prefix + name), transaction.done])
    },
    remove: (name) => database.delete(storeName, prefix + name),
    names: async () => {
      const keys = await database.getAllKeys(storeName, IDBKeyRange.bound(prefix, `${prefix}\uffff`))
      return keys.filter((key) => typeof key === 'string').map((key) => key.slice(prefix.length))
    },
  }
}

function sealedVault(key: CryptoKey, disk: Shelf): Vault {
  let isPersistent = true
  const memory = new Map<string, Uint8Array<ArrayBuffer>>()

  async function getBytes(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const kept = memory.get(name)
    if (kept) return kept
    const sealed = await disk.get(name).catch(() => undefined)
    if (!isSealed(sealed)) return undefined
    // Another key (the person's key was renewed): as good as not there.
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.bytes).catch(() => null)
    return plain ? new Uint8Array(plain) : undefined
  }

  async function putBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    try {
      await disk.put(name, { iv, bytes: new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes)) })
      memory.delete(name)
      isPersistent = true
    } catch {
      // Full or shut: kept in memory, and isPersistent tells the page to say so.
      memory.set(name, bytes)
      isPersistent = false
    }
  }

  return {
    get isPersistent() {
      return isPersistent
    },
    getBytes,
    putBytes,
    get: async (name) => fromJson(await getBytes(name)),
    put: (name, value) => putBytes(name, toJson(value)),
    remove: async (name) => {
      memory.delete(name)
      await disk.remove(name).catch(() => undefined)
    },
    names: async (prefix) => {
      const names = await disk.names().catch(() => [])
      return [...new Set([...names, ...memory.keys()])].filter((name) => name.startsWith(prefix))
    },
  }
}

function memoryVault(): Vault {
  const memory = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    isPersistent: false,
    getBytes: (name) => Promise.resolve(memory.get(name)),
    putBytes: (name, bytes) => Promise.resolve(void memory.set(name, bytes)),
    get: (name) => Promise.resolve(fromJson(memory.get(name))),
    put: (name, value) => Promise.resolve(void memory.set(name, toJson(value))),
    remove: (name) => Promise.resolve(void memory.delete(name)),
    names: (prefix) => Promise.resolve([...memory.keys()].filter((name) => name.startsWith(prefix))),
  }
}

function toJson(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(JSON.stringify(value)))
}

function fromJson(bytes: Uint8Array<ArrayBuffer> | undefined): unknown {
  if (!bytes) return undefined
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return value
}

function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'iv' in value &&
    value.iv instanceof Uint8Array &&
    'bytes' in value &&
    value.bytes instanceof Uint8Array
  )
}
