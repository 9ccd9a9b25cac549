// What of a notice's draft lies on this computer, encrypted for its person, until the server has it. The server's draft is the truth.
import type { NoticeSave } from '#contract/notices/desk-schema.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'

export interface NoticeRecord {
  words: NoticeSave
  /** What the server had when this was written on it. */
  base: NoticeSave
}
const prefix = 'notices.draft.'

/** null when nothing is kept. Rejects with ApiError while the person's key cannot be had. */
export async function readNoticeRecord(userId: string, id: string): Promise<NoticeRecord | null> {
  return toRecord(await (await openMyVault(userId)).get(prefix + id))
}

/** null takes it away. True when the computer really keeps it, false when it lives in memory only. */
export async function writeNoticeRecord(userId: string, id: string, record: NoticeRecord | null): Promise<boolean> {
  const vault = await openMyVault(userId)
  if (record === null) await vault.remove(prefix + id)
  else await vault.put(prefix + id, record)
  return vault.isPersistent
}

export async function listNoticeRecords(userId: string): Promise<{ id: string; record: NoticeRecord }[]> {
  const vault = await openMyVault(userId)
  const names = await vault.names(prefix)
  const records = await Promise.all(names.map(async (name) => ({ id: name.slice(prefix.length), record: toRecord(await vault.get(name)) })))
  return records.flatMap(({ id, record }) => (record ? [{ id, record }] : []))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
function toRecord(value: unknown): NoticeRecord | null {
  return isObject(value) && isWords(value.words) && isWords(value.base) ? { words: value.words, base: value.base } : null
}
/** Written by this editor and sealed since: enough to tell it from an older kind of record. */
function isWords(value: unknown): value is NoticeSave {
  if (!isObject(value) || !isObject(value.text) || !isObject(value.audience)) return false
  const { text } = value
  return typeof text.title === 'string' && [text.body, text.interpretation, text.points, text.deadlines, text.programmeIds, text.attachments].every(Array.isArray) && isObject(text.facts)
}
