// What an export does not say: telephones of others, who objected, sealed fields, and people who are neither of the firm nor of the county.
import { maskPhone } from '#contract/identifiers/mask.ts'
import { isSealed } from '../sealed-text.ts'
import { firmsOwnWords, secretColumns } from './export-tables.ts'

export type Row = Record<string, unknown>

export interface Masking {
  /** Phones of the firm's active members. */
  ownPhones: ReadonlySet<string>
  /** Ids of people who are neither the firm's nor the county's. */
  strangers: ReadonlySet<string>
  /** Opens a sealed text; undefined when sealed ones stay shut. */
  open: ((text: string) => string) | undefined
}

const phonePattern = /(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/g
export const sealedMark = '[sealed]'
export const withheldMark = '[withheld]'

/** Columns of JSON text come out as what they say. */
function readCell(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value // words that begin with a bracket
  }
}

function maskText(text: string, keepsPhones: boolean, { ownPhones, strangers, open }: Masking): unknown {
  if (isSealed(text)) return open ? readCell(open(text)) : sealedMark
  if (strangers.has(text)) return withheldMark
  let masked = keepsPhones ? text : text.replace(phonePattern, (phone) => (ownPhones.has(phone) ? phone : maskPhone(phone)))
  for (const id of strangers) masked = masked.replaceAll(id, withheldMark)
  return masked
}

function walk(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => walk(one, change))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, change)]))
  return value
}

/** One row as it may leave. */
export function maskRow(table: string, row: Row, masking: Masking): Row {
  // An objection reaches the firm as its answer only (server/subsidies/disputes.ts); its sender is never named.
  const isObjection = table === 'disputes' && row.kind === 'objection'
  const masked: Row = {}
  for (const [column, value] of Object.entries(row)) {
    const name = `${table}.${column}`
    if (secretColumns.has(name) || (isObjection && ['name', 'contact', 'reason', 'account_id'].includes(column))) masked[column] = withheldMark
    else masked[column] = walk(readCell(value), (text) => maskText(text, firmsOwnWords.has(name), masking))
  }
  return masked
}

/** Everything in the rows that may be somebody's id. */
export function idsIn(rows: readonly Row[]): Set<string> {
  const ids = new Set<string>()
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
  for (const row of rows) for (const value of Object.values(row)) if (typeof value === 'string') for (const [id] of value.matchAll(uuid)) ids.add(id)
  return ids
}
