// What of a scheme's draft lies on this computer, encrypted for its person, until the server has it. The server's draft is the truth.
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { isRecord } from './same-value.ts'

export interface SchemeRecord {
  title: string
  source: ProgrammeSource
  /** What the server had when this was written on it. */
  base: ProgrammeSource
  note: string
  baseNote: string
}
export function toSchemeRecord(value: unknown): SchemeRecord | null {
  if (!isRecord(value) || !isSource(value.source) || !isSource(value.base)) return null
  const text = (one: unknown) => (typeof one === 'string' ? one : '')
  return { title: text(value.title), source: value.source, base: value.base, note: text(value.note), baseNote: text(value.baseNote) }
}

/** Written by this editor and sealed since: enough to tell it from an older kind of record. */
function isSource(value: unknown): value is ProgrammeSource {
  if (!isRecord(value) || value.schemaVersion !== 2 || typeof value.id !== 'string') return false
  return [value.basis, value.batches, value.facts, value.conditions, value.sections, value.papers, value.steps, value.statement].every(Array.isArray) && isRecord(value.amount)
}
