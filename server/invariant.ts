// One thing that must be true of the data, and how to count what breaks it.
import type { Connection } from './db/commands.ts'

export interface Invariant { what: string; broken: (db: Connection) => Promise<number> }

export async function count(query: Promise<{ rows: { count: number | string }[] }>): Promise<number> {
  return Number((await query).rows[0]?.count ?? 0)
}
