// What of a notice's draft lies on this computer, encrypted for its person, until the server has it. The server's draft is the truth.
import type { NoticeSave } from '#contract/notices/desk-schema.ts'

export interface NoticeRecord {
  words: NoticeSave
  /** What the server had when this was written on it. */
  base: NoticeSave
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
export function toNoticeRecord(value: unknown): NoticeRecord | null {
  return isObject(value) && isWords(value.words) && isWords(value.base) ? { words: value.words, base: value.base } : null
}
/** Written by this editor and sealed since: enough to tell it from an older kind of record. */
function isWords(value: unknown): value is NoticeSave {
  if (!isObject(value) || !isObject(value.text) || !isObject(value.audience)) return false
  const { text } = value
  return typeof text.title === 'string' && [text.body, text.interpretation, text.points, text.deadlines, text.programmeIds, text.attachments].every(Array.isArray) && isObject(text.facts)
}
