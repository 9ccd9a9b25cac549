// What must be true of firms that were merged, ended or changed their code; part of invariants.ts.
import { sql } from 'kysely'
import { count, type Invariant } from './invariant.ts'
import { mergeRules } from './operations/merge-rules.ts'

/** Every table whose rows moved. */
const moving = Object.entries(mergeRules).flatMap(([table, rule]) => ('counts' in rule ? [table] : []))

export const firmInvariants: Invariant[] = [
  {
    what: 'rows of a firm that was merged into another',
    async broken(db) {
      let found = 0
      for (const table of moving) found += await count(sql<{ count: number }>`select count(*) as count from ${sql.table(table)} t join firms f on f.id = t.firm_id where f.ended_kind = 'merged'`.execute(db))
      return found
    },
  },
  { what: 'merged firms without the firm they went into, others with one, or a firm merged into one that was merged itself', broken: (db) => count(sql<{ count: number }>`select count(*) as count from firms f left join firms k on k.id = f.merged_into where (coalesce(f.ended_kind, '') = 'merged') <> (f.merged_into is not null) or (f.merged_into is not null and (k.id is null or k.merged_into is not null))`.execute(db)) },
  { what: 'ended firms without a day, or others with one', broken: (db) => count(sql<{ count: number }>`select count(*) as count from firms where (ended_kind is not null) <> (ended_on is not null)`.execute(db)) },
  { what: 'codes a firm had before that another firm goes by', broken: (db) => count(sql<{ count: number }>`select count(*) as count from firm_codes c join firms f on f.uscc = c.uscc and f.id <> c.firm_id where f.merged_into is null or f.merged_into <> c.firm_id`.execute(db)) },
  { what: 'awards of a firm and year that are not those of its cases', broken: (db) => count(sql<{ count: number }>`select count(*) as count from (select firm_id, year, sum(committed_fen) as fen from firm_awards group by firm_id, year) a where a.fen <> (select coalesce(sum(c.approved_fen), 0) from cases c where c.firm_id = a.firm_id and c.year = a.year)`.execute(db)) },
  { what: 'appeals that were decided and still wait for a second person', broken: (db) => count(sql<{ count: number }>`select count(*) as count from proposals p left join firm_appeals a on p.subject = 'appeal:' || a.id where p.kind = 'firms.appeal' and p.state = 'open' and coalesce(a.state, '') <> 'open'`.execute(db)) },
  { what: 'changes of firms agreed to by who proposed them against the county’s rule', broken: (db) => count(sql<{ count: number }>`select count(*) as count from proposals p where p.kind like 'firms.%' and p.state = 'done' and p.decided_by = p.proposed_by and exists (select 1 from audit a where a.action = p.kind || '.propose' and a.details like '%' || p.id || '%')`.execute(db)) },
]
