// The opaque cursor of a list ordered by two columns, e.g. instant and id.
import { invalid } from '../errors.ts'

/** Seals the sort key of the last row shown. */
export function encodeCursor(...key: (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The [number, string] key behind a cursor; `invalid-input` when it was not made by `encodeCursor` for such a list. */
export function decodeCursor(cursor: string): [number, string] {
  const key = parseKey(cursor)
  if (!Array.isArray(key) || key.length !== 2) throw invalid({ field: 'cursor', reason: 'format' })
  const [first, second]: unknown[] = key
  if (typeof first !== 'number' || !Number.isSafeInteger(first) || typeof second !== 'string') throw invalid({ field: 'cursor', reason: 'format' })
  return [first, second]
}

function parseKey(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined // tampered: refused by the caller
  }
}
