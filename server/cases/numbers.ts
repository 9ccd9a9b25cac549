import { sql } from 'kysely'
import type { Tx } from '../db/commands.ts'

/**
 * Next number of this kind and year, e.g. HT2026-PG-0017, in the caller's transaction: counted without gaps among
 * committed cases and never given twice (the counter row is locked until the caller commits).
 */
export async function nextCaseNumber(tx: Tx, prefix: string, kind: string, year: number): Promise<string> {
  const { last } = await tx.insertInto('case_counters').values({ kind, year, last: 1 })
    .onConflict((conflict) => conflict.columns(['kind', 'year']).doUpdateSet({ last: sql<number>`case_counters.last + 1` }))
    .returning('last').executeTakeFirstOrThrow()
  return `${prefix}${year}-${kind}-${String(last).padStart(4, '0')}`
}
