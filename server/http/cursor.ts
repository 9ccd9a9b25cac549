import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import { invalid } from '../errors.ts'

/** Opaque to the client: the sort value and id of the last row. */
export function writeCursor(position: [sort: string | number, id: string]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

function readPosition(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function readPair(cursor: string): [sort: unknown, id: string] {
  const position = readPosition(cursor)
  const [sort, id]: unknown[] = Array.isArray(position) && position.length === 2 ? position : []
  if (typeof id !== 'string' || hasForbiddenCharacters(id)) throw invalid({ field: 'cursor', reason: 'format' })
  return [sort, id]
}

/** Place in a list sorted by an instant; undefined for its beginning. Throws `invalid-input` for what is not one of ours: PostgreSQL would fail on it. */
export function readInstantCursor(cursor: string | undefined): [at: number, id: string] | undefined {
  if (cursor === undefined) return undefined
  const [sort, id] = readPair(cursor)
  if (typeof sort !== 'number' || !Number.isSafeInteger(sort)) throw invalid({ field: 'cursor', reason: 'format' })
  return [sort, id]
}

/** As readInstantCursor, for a list sorted by a date YYYY-MM-DD. */
export function readDateCursor(cursor: string | undefined): [date: string, id: string] | undefined {
  if (cursor === undefined) return undefined
  const [sort, id] = readPair(cursor)
  if (typeof sort !== 'string' || !/^(?:\d{4}-\d{2}-\d{2})?$/.test(sort)) throw invalid({ field: 'cursor', reason: 'format' })
  return [sort, id]
}
