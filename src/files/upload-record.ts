// What an upload leaves on the phone until the server has it: its facts and its bytes, in the person's own encrypted vault.
import type { Vault } from '#client/accounts/local-vault.ts'
import type { PhotoVerdict } from './photo-check.ts'

export interface UploadRecord {
  id: string
  /** What it is for, e.g. application:<id>:<paperId>; pages find their uploads by it. */
  owner: string
  /** Where to go on with it. */
  page: string
  /** Null for a licence that goes with an appeal, for evidence, for a photograph of a visit, for a file of a notice and for a bank's paper. */
  firmId: string | null
  purpose: 'paper' | 'licence' | 'evidence' | 'visit' | 'notice' | 'loan'
  name: string
  type: string
  sizeBytes: number
  sha256: string | null
  /** Address on the server once it is begun. */
  url: string | null
  addedAt: number
  /** The paper's own date and last day, as typed before it was on its place. */
  dates?: { datedOn?: string | null; expiresOn?: string | null }
  /** raw: as it was chosen, still to be drawn · coach: a photo somebody still has to look at. Absent: it may be sent. */
  stage?: 'raw' | 'coach'
  /** How often a page began to draw or to judge it: one that brings the page down is not tried for ever. */
  tries?: number
  /** What the coach found. Stays on this phone. */
  coach?: PhotoNote
}

export interface PhotoNote extends PhotoVerdict {
  /** The phone drew it anew: whatever was noted beside its pixels, the place too, is gone. */
  isRedrawn: boolean
  /** Degrees it was turned by, clockwise. */
  turned: number
  /** 先用着: sent in spite of what was found. */
  isKept: boolean
}

const [recordPrefix, bytesPrefix] = ['upload/', 'upload-bytes/']

/** Of a file just chosen for this place. */
export function makeUploadRecord(
  { owner, page, firmId, purpose }: Pick<UploadRecord, 'owner' | 'page' | 'firmId' | 'purpose'>,
  file: File,
  addedAt: number,
  dates?: UploadRecord['dates'],
): UploadRecord {
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
  const about = { name: file.name, type: file.type, sizeBytes: file.size, sha256: null, url: null, addedAt }
  return { id, owner, page, firmId, purpose, ...about, ...(dates ? { dates } : {}) }
}

function isRecord(value: unknown): value is UploadRecord {
  return typeof value === 'object' && value !== null && 'id' in value && 'owner' in value && 'sizeBytes' in value && 'purpose' in value
}

/** True when the phone really keeps it: a small record may fit where the bytes did not. */
export async function writeUpload(vault: Vault, record: UploadRecord, bytes?: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (bytes) await vault.putBytes(bytesPrefix + record.id, bytes)
  const areBytesKept = vault.isPersistent
  await vault.put(recordPrefix + record.id, record)
  return areBytesKept && vault.isPersistent
}

export async function readUpload(vault: Vault, id: string): Promise<UploadRecord | undefined> {
  const value = await vault.get(recordPrefix + id)
  return isRecord(value) ? value : undefined
}

export function readUploadBytes(vault: Vault, id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return vault.getBytes(bytesPrefix + id)
}

export async function forgetUpload(vault: Vault, id: string): Promise<void> {
  await vault.remove(recordPrefix + id)
  await vault.remove(bytesPrefix + id)
}

/** Everything this person still has to send, oldest first. */
export async function listUploads(vault: Vault): Promise<UploadRecord[]> {
  const names = await vault.names(recordPrefix)
  const records = await Promise.all(names.map((name) => readUpload(vault, name.slice(recordPrefix.length))))
  return records.filter((record) => record !== undefined).sort((a, b) => a.addedAt - b.addedAt)
}

/** How many files lie here while nobody's key can be had (reloaded without a network). */
export async function countLockedUploads(): Promise<number> {
  const { namesOfAnybody } = await import('#client/accounts/local-vault.ts')
  return (await namesOfAnybody()).filter((name) => name.includes(`/${recordPrefix}`)).length
}
