// What of a draft is kept on this phone, encrypted for its person, until the server has it. The server's draft is the truth (pitfall C6).
import { openMyVault } from '#client/accounts/my-vault.ts'
import type { UnsentChanges } from '#client/ui/field-merge.ts'
import { underLock } from '#client/ui/tab-channel.ts'

/** One intent to submit: kept until the server said yes or no, also over a reload, so that it stays one command (pitfall C17). */
export interface SubmitIntent {
  key: string
  version: number
}

export interface DraftRecord extends UnsentChanges {
  title: string
  intent: SubmitIntent | null
}

const prefix = 'subsidies.draft.'

/** null when nothing is kept. Rejects with ApiError while the person's key cannot be had. */
export async function readRecord(userId: string, id: string): Promise<DraftRecord | null> {
  const vault = await openMyVault(userId)
  return toRecord(await vault.get(prefix + id))
}

/**
 * Changes the record; `change` gets what is kept now, which may come from another tab. null or a record without content is removed.
 * Resolves to true when the phone really keeps it, false when it lives in memory only.
 */
export async function writeRecord(userId: string, id: string, change: (kept: DraftRecord | null) => DraftRecord | null): Promise<boolean> {
  const vault = await openMyVault(userId)
  return underLock(`zqt.record.${id}`, async () => {
    const next = change(toRecord(await vault.get(prefix + id)))
    if (next === null || isEmpty(next)) await vault.remove(prefix + id)
    else await vault.put(prefix + id, next)
    return vault.isPersistent
  })
}

/** Every draft with something unsent on this phone. */
export async function listRecords(userId: string): Promise<{ id: string; record: DraftRecord }[]> {
  const vault = await openMyVault(userId)
  const names = await vault.names(prefix)
  const records = await Promise.all(names.map(async (name) => ({ id: name.slice(prefix.length), record: toRecord(await vault.get(name)) })))
  return records.flatMap(({ id, record }) => (record ? [{ id, record }] : []))
}

/** How many drafts with something unsent lie here while nobody's key can be had (reloaded without a network). */
export async function countLocked(): Promise<number> {
  const { namesOfAnybody } = await import('#client/accounts/local-vault.ts')
  return (await namesOfAnybody()).filter((name) => name.includes(`/${prefix}`)).length
}

function isEmpty(record: DraftRecord): boolean {
  return Object.keys(record.changes).length === 0 && record.intent === null
}

function toRecord(value: unknown): DraftRecord | null {
  if (!isObject(value) || !isObject(value.base) || !isObject(value.changes)) return null
  const { intent } = value
  const isIntent = isObject(intent) && typeof intent.key === 'string' && typeof intent.version === 'number'
  return {
    title: typeof value.title === 'string' ? value.title : '',
    base: value.base,
    changes: value.changes,
    intent: isIntent ? { key: String(intent.key), version: Number(intent.version) } : null,
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
