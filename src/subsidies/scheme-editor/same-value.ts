// Plain JSON values compared by content. What is undefined is as good as not there.

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, index) => sameValue(one, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const [own, other] = [keysOf(a), keysOf(b)]
  return own.length === other.length && own.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function keysOf(record: Record<string, unknown>): string[] {
  return Object.keys(record).filter((key) => record[key] !== undefined)
}
