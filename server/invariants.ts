// What must be true of the data at any moment; `npm run cli -- check` and the proofs ask.
import { sql } from 'kysely'
import type { Connection } from './db/commands.ts'

interface Invariant { what: string; broken: (db: Connection) => Promise<number> }

async function count(query: Promise<{ rows: { count: number | string }[] }>): Promise<number> {
  return Number((await query).rows[0]?.count ?? 0)
}

const invariants: Invariant[] = [
  { what: 'submitted cases without a number', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state <> 'draft' and number is null`.execute(db)) },
  { what: 'drafts with a number', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state = 'draft' and number is not null`.execute(db)) },
  { what: 'submitted cases without a snapshot', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases join applications on applications.case_id = cases.id where cases.state <> 'draft' and applications.snapshot is null`.execute(db)) },
  { what: 'cases without answers', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases left join applications on applications.case_id = cases.id where applications.case_id is null`.execute(db)) },
  { what: 'submitted cases without a first line of history', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state <> 'draft' and not exists (select 1 from case_events where case_events.case_id = cases.id and case_events.action = 'submit')`.execute(db)) },
  { what: 'cases whose last line of history is another state', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state <> 'draft' and state <> (select e.state from case_events e where e.case_id = cases.id order by e.seq desc limit 1)`.execute(db)) },
  { what: 'case numbers beyond their counter', broken: (db) => count(sql<{ count: number }>`select count(*) as count from (select year, count(*) as given from cases where number is not null group by year) g where g.given > (select coalesce(sum(last), 0) from case_counters c where c.year = g.year)`.execute(db)) },
  { what: 'submitted cases without a kept submission', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state <> 'draft' and not exists (select 1 from submissions where submissions.case_id = cases.id)`.execute(db)) },
  { what: 'returned cases without an open card, or open cards of cases that are not returned', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases left join corrections on corrections.case_id = cases.id and corrections.state = 'open' where (cases.state = 'returned') <> (corrections.id is not null)`.execute(db)) },
  { what: 'cases under second review that nobody recommended', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state = 'reviewing' and recommended_by is null`.execute(db)) },
  { what: 'approvals by the person who recommended', broken: (db) => count(sql<{ count: number }>`select count(*) as count from case_events e where e.action = 'approve' and e.account_id = (select r.account_id from case_events r where r.case_id = e.case_id and r.action = 'recommend' and r.seq < e.seq order by r.seq desc limit 1)`.execute(db)) },
  { what: 'cases in publicity without one, or paid while it ran', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where (state = 'publicity' and not exists (select 1 from publicities p where p.case_id = cases.id and p.state in ('running', 'over'))) or (state in ('paid', 'archived') and exists (select 1 from publicities p where p.case_id = cases.id and p.state = 'running'))`.execute(db)) },
  { what: 'cases paid while somebody waits for an answer', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state in ('paid', 'archived') and exists (select 1 from disputes d where d.case_id = cases.id and d.state = 'open')`.execute(db)) },
  { what: 'paid cases without a payment', broken: (db) => count(sql<{ count: number }>`select count(*) as count from cases where state = 'paid' and not exists (select 1 from payments p where p.case_id = cases.id and p.state = 'paid')`.execute(db)) },
  { what: 'batches whose promised sum is not that of their awards', broken: (db) => count(sql<{ count: number }>`select count(*) as count from budgets b where b.committed_fen <> (select coalesce(sum(c.approved_fen), 0) from cases c join applications a on a.case_id = c.id where c.programme_id = b.programme_id and a.batch_id = b.batch_id)`.execute(db)) },
  { what: 'batches whose paid sum is not that of their paid cases', broken: (db) => count(sql<{ count: number }>`select count(*) as count from budgets b where b.paid_fen <> (select coalesce(sum(c.approved_fen), 0) from cases c join applications a on a.case_id = c.id where c.programme_id = b.programme_id and a.batch_id = b.batch_id and (select p.state from payments p where p.case_id = c.id order by p.at desc limit 1) = 'paid')`.execute(db)) },
  { what: 'places in line given twice', broken: (db) => count(sql<{ count: number }>`select count(*) as count from (select c.programme_id from cases c join applications a on a.case_id = c.id where a.place is not null group by c.programme_id, a.batch_id, a.place having count(*) > 1) twice`.execute(db)) },
  { what: 'claims held by a case that is not awarded', broken: (db) => count(sql<{ count: number }>`select count(*) as count from claim_holds h join cases c on c.id = h.case_id where c.decided_at is null or c.state in ('refused', 'withdrawn', 'draft')`.execute(db)) },
  { what: 'claims of refused, withdrawn or unsubmitted cases', broken: (db) => count(sql<{ count: number }>`select count(*) as count from claims k join cases c on c.id = k.case_id where c.state in ('refused', 'withdrawn', 'draft')`.execute(db)) },
  { what: 'assessment answers that are not the newest line of their history', broken: (db) => count(sql<{ count: number }>`select count(*) as count from assessment_answers a left join assessment_answer_events e on e.assessment_id = a.assessment_id and e.item_id = a.item_id and e.version = a.version where e.item_id is null or e.note <> a.note or coalesce(e.answer, '') <> coalesce(a.answer, '') or e.origin <> a.origin or exists (select 1 from assessment_answer_events n where n.assessment_id = a.assessment_id and n.item_id = a.item_id and n.version > a.version)`.execute(db)) },
  { what: 'histories of answers without the answer', broken: (db) => count(sql<{ count: number }>`select count(*) as count from assessment_answer_events e where not exists (select 1 from assessment_answers a where a.assessment_id = e.assessment_id and a.item_id = e.item_id)`.execute(db)) },
  { what: 'closed assessments that go on, or open ones that do not', broken: (db) => count(sql<{ count: number }>`select count(*) as count from assessments where (state = 'closed') <> (is_live is null) or (state = 'closed') <> (closed_at is not null)`.execute(db)) },
  { what: 'assessments in review that nobody handed in', broken: (db) => count(sql<{ count: number }>`select count(*) as count from assessments where state = 'in-review' and (review_to is null or submitted_at is null or submitted_by is null)`.execute(db)) },
  { what: 'answers saved after their assessment was closed', broken: (db) => count(sql<{ count: number }>`select count(*) as count from assessments s join assessment_answers a on a.assessment_id = s.id where s.closed_at is not null and a.saved_at > s.closed_at`.execute(db)) },
  { what: 'delivered messages without their outbox line', broken: (db) => count(sql<{ count: number }>`select count(*) as count from messages left join outbox on outbox.id = messages.outbox_id where outbox.id is null or outbox.state <> 'done'`.execute(db)) },
  { what: 'firms without an active administrator', broken: (db) => count(sql<{ count: number }>`select count(*) as count from firms where not exists (select 1 from memberships m where m.firm_id = firms.id and m.role = 'administrator' and m.state = 'active')`.execute(db)) },
]

/** Every broken invariant, in words with its count; empty when all hold. */
export async function invariantProblems(db: Connection): Promise<string[]> {
  const problems: string[] = []
  for (const { what, broken } of invariants) {
    const found = await broken(db)
    if (found > 0) problems.push(`${found} ${what}`)
  }
  return problems
}
