// What of a scheme's draft lies on this computer, encrypted for its person, until the server has it. The server's draft is the truth.
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { isRecord } from './same-value.ts'

export interface SchemeRecord {
  title: string
  source: ProgrammeSource
  /** What the server had when this was written on it. */
  base: ProgrammeSource
  note: string
  baseNote: string
}
const prefix = 'subsidies.scheme.'

/** null when nothing is kept. Rejects with ApiError while the person's key cannot be had. */
export async function readSchemeRecord(userId: string, id: string): Promise<SchemeRecord | null> {
  return toRecord(await (await openMyVault(userId)).get(prefix + id))
}

/** null takes it away. True when the computer really keeps it, false when it lives in memory only. */
export async function writeSchemeRecord(userId: string, id: string, record: SchemeRecord | null): Promise<boolean> {
  const vault = await openMyVault(userId)
  if (record === null) await vault.remove(prefix + id)
  else await vault.put(prefix + id, record)
  return vault.isPersistent
}

export async function listSchemeRecords(userId: string): Promise<{ id: string; record: SchemeRecord }[]> {
  const vault = await openMyVault(userId)
  const names = await vault.names(prefix)
  const records = await Promise.all(names.map(async (name) => ({ id: name.slice(prefix.length), record: toRecord(await vault.get(name)) })))
  return records.flatMap(({ id, record }) => (record ? [{ id, record }] : []))
}

function toRecord(value: unknown): SchemeRecord | null {
  if (!isRecord(value) || !isSource(value.source) || !isSource(value.base)) return null
  const text = (one: unknown) => (typeof one === 'string' ? one : '')
  return { title: text(value.title), source: value.source, base: value.base, note: text(value.note), baseNote: text(value.baseNote) }
}

/** Written by this editor and sealed since: enough to tell it from an older kind of record. */
function isSource(value: unknown): value is ProgrammeSource {
  if (!isRecord(value) || value.schemaVersion !== 2 || typeof value.id !== 'string') return false
  return [value.basis, value.batches, value.facts, value.conditions, value.sections, value.papers, value.steps, value.statement].every(Array.isArray) && isRecord(value.amount)
}
