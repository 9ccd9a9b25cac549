// Lists as an officer changes them: every function gives a new list.

/** The entry at `index` up (-1) or down (+1); at the edge nothing changes. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const entry = list[index]
  const target = index + by
  if (entry === undefined || target < 0 || target >= list.length) return [...list]
  return list.toSpliced(index, 1).toSpliced(target, 0, entry)
}

export function replaced<T>(list: readonly T[], index: number, entry: T): T[] {
  return list.map((one, at) => (at === index ? entry : one))
}

/** Puts a removed entry back where it was, or at the end of a list that has become shorter. */
export function inserted<T>(list: readonly T[], index: number, entry: T): T[] {
  return list.toSpliced(Math.min(index, list.length), 0, entry)
}

/** The record with this key set; undefined and '' take the key away, as optional keys of a scheme are left out. */
export function withKey<T extends object, K extends keyof T>(record: T, key: K, value: T[K]): T {
  const next = { ...record, [key]: value }
  if (value === undefined || value === '') Reflect.deleteProperty(next, key)
  return next
}
