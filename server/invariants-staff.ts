// What must be true of those who work here and of what takes two people; part of invariants.ts.
import { sql } from 'kysely'
import { count, type Invariant } from './invariant.ts'

export const staffInvariants: Invariant[] = [
  { what: 'towns of somebody who is no town assistant', broken: (db) => count(sql<{ count: number }>`select count(*) as count from accounts where town is not null and coalesce(staff_role, '') <> 'assistant'`.execute(db)) },
  { what: 'proposals decided by who made them, or closed by nobody', broken: (db) => count(sql<{ count: number }>`select count(*) as count from proposals where (state in ('done', 'refused') and (decided_by is null or decided_by = proposed_by)) or (state = 'open' and decided_by is not null) or (state = 'withdrawn' and decided_by <> proposed_by)`.execute(db)) },
]
