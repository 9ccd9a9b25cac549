/** Opaque to the client: the sort value and id of the last row. */
export function writeCursor(position: [sort: string | number, id: string]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Undefined when absent or not one of ours. */
export function readCursor(cursor: string | undefined): [sort: string | number, id: string] | undefined {
  if (cursor === undefined) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) return undefined
  const [sort, id]: unknown[] = parsed
  return (typeof sort === 'string' || typeof sort === 'number') && typeof id === 'string' ? [sort, id] : undefined
}
