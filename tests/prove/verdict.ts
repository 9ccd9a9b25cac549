// Compares what people were told with what is in the database. The server is dead while this reads.
import { sql, type Kysely } from 'kysely'
import { verifyAudit } from '#server/audit/chain.ts'
import type { DatabaseKind } from '#server/db/open.ts'
import type { Database } from '#server/db/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import type { Saver, Submitter } from './people.ts'

export interface Verdict {
  lost: string[]
  torn: string[]
  /** integrity_check, foreign keys, audit chain. */
  bad: string[]
}

type Db = Kysely<Database>

async function lostSaves(db: Db, savers: readonly Saver[]): Promise<string[]> {
  const lost: string[] = []
  for (const { draft, acknowledged, unknown } of savers) {
    const row = await db.selectFrom('cases').innerJoin('applications', 'applications.case_id', 'cases.id').select(['cases.version', 'applications.answers']).where('cases.id', '=', draft.id).executeTakeFirst()
    const text = row === undefined ? undefined : (JSON.parse(row.answers) as Record<string, unknown>)[draft.field]
    const isAcknowledged = row?.version === acknowledged.version && (text ?? '') === acknowledged.text
    const isUnknown = unknown !== undefined && row?.version === unknown.version && text === unknown.text
    if (!isAcknowledged && !isUnknown) lost.push(`draft ${draft.id}: told version ${acknowledged.version} "${acknowledged.text}", found ${row?.version} "${String(text)}"`)
  }
  return lost
}

async function lostActs(db: Db, submitters: readonly Submitter[]): Promise<string[]> {
  const lost: string[] = []
  for (const act of submitters.flatMap((submitter) => submitter.acknowledged)) {
    const row = await db.selectFrom('cases').innerJoin('case_events', 'case_events.case_id', 'cases.id').select('cases.number')
      .where('cases.id', '=', act.applicationId).where('case_events.action', '=', act.action).execute()
    if (row.length !== 1 || row[0]?.number !== act.number) lost.push(`${act.action} of ${act.applicationId}: told ${act.number}, found ${row.map(({ number }) => number).join() || 'nothing'}`)
  }
  return lost
}

interface CaseFacts {
  id: string
  state: string
  number: string | null
  version: number
  events: number
  last: string | null
  audited: number
  saves: number
  submits: number
  messages: number
  has_snapshot: number
}

/** Every effect belongs to one transaction: event, audit line, message, number and snapshot stand together or not at all. */
async function tornCases(db: Db): Promise<string[]> {
  const { rows } = await sql<CaseFacts>`
    select c.id, c.state, c.number, c.version,
      (select count(*) from case_events e where e.case_id = c.id) as events,
      (select e.state from case_events e where e.case_id = c.id order by e.seq desc limit 1) as last,
      (select count(*) from audit a where a.subject = 'case:' || c.id and a.action in ('subsidies.submit', 'subsidies.withdraw') and a.outcome = 'done') as audited,
      (select count(*) from case_events e where e.case_id = c.id and e.action = 'submit') as submits,
      (select count(distinct o.dedupe_key) from outbox o where o.dedupe_key like 'case:' || c.id || ':%:submit:%') as messages,
      (select count(*) from applications p where p.case_id = c.id and p.snapshot is not null) as has_snapshot
    from cases c where c.created_by in (select id from accounts where phone like '139%')`.execute(db)
  return rows.flatMap((row) => {
    const isDraft = row.state === 'draft'
    const problems = [
      Number(row.events) !== Number(row.audited) && `${row.events} events, ${row.audited} audit lines`,
      !isDraft && row.last !== row.state && `state ${row.state}, last event ${row.last}`,
      isDraft !== (Number(row.events) === 0) && `${row.state} with ${row.events} events`,
      isDraft !== (row.number === null) && `${row.state} with number ${row.number}`,
      isDraft !== (Number(row.has_snapshot) === 0) && `${row.state} with ${row.has_snapshot} snapshots`,
      !isDraft && Number(row.submits) !== 1 && `submitted ${row.submits} times`,
      !isDraft && Number(row.messages) === 0 && 'no message about it',
    ]
    return problems.filter((problem) => typeof problem === 'string').map((problem) => `case ${row.id}: ${problem}`)
  })
}

async function tornTables(db: Db): Promise<string[]> {
  const problems = await invariantProblems(db)
  const half = await db.selectFrom('idempotency').select('key').where((eb) => eb.or([eb('status', 'is', null), eb('body', 'is', null)])).execute()
  if (half.length > 0) problems.push(`${half.length} keys without a stored reply`)
  const numbers = await db.selectFrom('cases').select((eb) => [eb.fn.count<number>('number').as('all'), eb.fn.count<number>('number').distinct().as('different')]).executeTakeFirstOrThrow()
  if (Number(numbers.all) !== Number(numbers.different)) problems.push('a case number was given twice')
  const twice = await db.selectFrom('messages').select('outbox_id').groupBy('outbox_id').having((eb) => eb.fn.countAll(), '>', 1).execute()
  if (twice.length > 0) problems.push(`${twice.length} messages delivered twice`)
  const orphans = await sql<{ n: number }>`select count(*) as n from case_counters k where k.last <> (select count(*) from (select number from cases union all select number from bookings union all select number from expert_questions union all select number from financing_requests union all select number from financing_leads union all select number from person_requests) c where c.number like '%' || k.year || '-' || k.kind || '-%')`.execute(db)
  if (Number(orphans.rows[0]?.n) > 0) problems.push('a case number is missing or was skipped')
  return problems
}

async function badPages(db: Db, kind: DatabaseKind): Promise<string[]> {
  const bad: string[] = []
  if (kind === 'sqlite') {
    const integrity = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
    if (integrity.rows[0]?.integrity_check !== 'ok') bad.push(`integrity_check: ${JSON.stringify(integrity.rows.slice(0, 5))}`)
    const keys = await sql`pragma foreign_key_check`.execute(db)
    if (keys.rows.length > 0) bad.push(`${keys.rows.length} rows point nowhere`)
  }
  const chain = await verifyAudit(db)
  if (!chain.isWhole) bad.push(...chain.problems.map((problem) => `audit: ${problem}`))
  return bad
}

export async function judge(db: Db, kind: DatabaseKind, savers: readonly Saver[], submitters: readonly Submitter[]): Promise<Verdict> {
  return {
    lost: [...(await lostSaves(db, savers)), ...(await lostActs(db, submitters))],
    torn: [...(await tornCases(db)), ...(await tornTables(db))],
    bad: await badPages(db, kind),
  }
}
