// What must be true of requests to banks at any moment; part of invariants.ts.
import { sql } from 'kysely'
import { count, type Invariant } from './invariant.ts'

export const financingInvariants: Invariant[] = [
  { what: 'financing requests handed in without a number, a card or an instant, or drafts with one', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests where (state = 'draft') <> (number is null) or (state = 'draft') <> (card is null) or (state = 'draft') <> (verdict is null) or (state = 'draft') <> (submitted_at is null)`.execute(db)) },
  { what: 'financing requests handed in with a red light', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests where verdict = 'red'`.execute(db)) },
  { what: 'financing requests whose first line of history is not that they were handed in, or whose last is another state', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests r where r.state <> 'draft' and (coalesce((select e.action from financing_events e where e.request_id = r.id order by e.seq limit 1), '') <> 'submit' or r.state <> (select e.state from financing_events e where e.request_id = r.id and e.lead_id is null order by e.seq desc limit 1))`.execute(db)) },
  { what: 'drafts of financing with a history', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests r where r.state = 'draft' and exists (select 1 from financing_events e where e.request_id = r.id)`.execute(db)) },
  { what: 'financing requests to be looked at without a day to answer by, or others with one', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests where (state = 'submitted') <> (due_on is not null)`.execute(db)) },
  { what: 'financing requests that have ended without an instant, or others with one', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests where (state in ('declined', 'withdrawn', 'closed')) <> (ended_at is not null)`.execute(db)) },
  { what: 'accepted financing requests that nobody accepted', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_requests where state = 'accepted' and accepted_at is null`.execute(db)) },
  { what: 'numbers of financing requests beyond their counter', broken: (db) => count(sql<{ count: number }>`select count(*) as count from case_counters k where k.kind = 'RZ' and k.last < (select count(*) from financing_requests r where r.number like '%' || k.year || '-RZ-%')`.execute(db)) },
]
