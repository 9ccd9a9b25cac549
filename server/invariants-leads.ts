// What must be true of consents and leads at any moment; part of invariants.ts.
import { sql } from 'kysely'
import { hashOf } from './financing/consents.ts'
import { count, type Invariant } from './invariant.ts'

export const leadInvariants: Invariant[] = [
  { what: 'leads that go on of a request that is not accepted', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads l join financing_requests r on r.id = l.request_id where l.ended_at is null and r.state <> 'accepted'`.execute(db)) },
  { what: 'leads that have ended without an instant, or others with one', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads where (state in ('settled', 'refused', 'failed', 'revoked', 'expired', 'withdrawn')) <> (ended_at is not null)`.execute(db)) },
  { what: 'banks asked twice at a time for one request', broken: (db) => count(sql<{ count: number }>`select count(*) as count from (select request_id, bank_id from financing_leads where ended_at is null group by request_id, bank_id having count(*) > 1) twice`.execute(db)) },
  { what: 'leads without their one consent, for the same bank and request', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads l where 1 <> (select count(*) from financing_consents c where c.lead_id = l.id and c.id = l.consent_id and c.bank_id = l.bank_id and c.request_id = l.request_id)`.execute(db)) },
  { what: 'consents without their lead', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_consents c left join financing_leads l on l.id = c.lead_id and l.consent_id = c.id where l.id is null`.execute(db)) },
  { what: 'revoked leads whose consent still stands, or the other way round', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads l join financing_consents c on c.id = l.consent_id where (l.state = 'revoked') <> (c.revoked_at is not null) or (c.revoked_at is null) <> (c.revoked_by is null)`.execute(db)) },
  { what: 'leads whose first line of history is not the consent, or whose last move is another state', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads l where coalesce((select e.action from financing_events e where e.lead_id = l.id order by e.seq limit 1), '') <> 'consent' or l.state <> (select e.state from financing_events e where e.lead_id = l.id order by e.seq desc limit 1)`.execute(db)) },
  { what: 'leads a bank sees the firm of that nobody took, or offered ones somebody did', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads where (state in ('taken', 'due-diligence', 'approved', 'signed', 'registered', 'lent', 'disbursed', 'settled', 'failed') and taken_at is null) or (state in ('offered', 'refused', 'expired') and taken_at is not null) or (taken_at is null) <> (taken_by is null)`.execute(db)) },
  { what: 'refused leads without a reason of the list, or failed ones', broken: (db) => count(sql<{ count: number }>`select count(*) as count from financing_leads where state in ('refused', 'failed') and reason_code is null`.execute(db)) },
  { what: 'numbers of leads beyond their counter', broken: (db) => count(sql<{ count: number }>`select count(*) as count from case_counters k where k.kind = 'DJ' and k.last < (select count(*) from financing_leads l where l.number like '%' || k.year || '-DJ-%')`.execute(db)) },
  {
    what: 'consents whose receipt is not what was agreed to',
    async broken(db) {
      const rows = await db.selectFrom('financing_consents').select(['canonical', 'hash']).execute()
      return rows.filter(({ canonical, hash }) => hashOf(canonical) !== hash).length
    },
  },
]
