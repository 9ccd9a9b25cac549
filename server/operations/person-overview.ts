// 我的个人信息: what is kept about somebody, who saw it, what they agreed to. Counts and titles only; what it says is in the copy.
import { sql } from 'kysely'
import type { KeptKind, MyConsent, MyData, Sight } from '#contract/accounts/person-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { fillLimits, type PersonKind } from '../content/persons.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { describeDeletion } from './person-deletion.ts'

const mostSights = 100
const filesLooked = 1000
const instant = (ms: number | string) => new Date(Number(ms)).toISOString()

/** Null: nothing to count. */
const counts: Readonly<Record<PersonKind, ((id: string) => ReturnType<typeof sql<{ n: number }>>) | null>> = {
  account: null,
  memberships: (id) => sql`select count(*) as n from memberships where account_id = ${id}`,
  consents: (id) => sql`select (select count(*) from consents where account_id = ${id}) + (select count(*) from financing_consents where given_by = ${id}) + (select count(*) from gap_consents where given_by = ${id}) as n`,
  sessions: (id) => sql`select count(*) as n from sessions where account_id = ${id}`,
  messages: (id) => sql`select count(*) as n from messages where account_id = ${id}`,
  channels: (id) => sql`select (select count(*) from push_subscriptions where account_id = ${id}) + (select count(*) from notification_choices where account_id = ${id}) + (select count(*) from notification_settings where account_id = ${id} and email is not null) as n`,
  follows: (id) => sql`select (select count(*) from follows where account_id = ${id}) + (select count(*) from notice_reads where account_id = ${id}) as n`,
  feeds: (id) => sql`select count(*) as n from calendar_feeds where account_id = ${id} and ended_at is null`,
  records: (id) => sql`select (select count(distinct case_id) from case_events where account_id = ${id}) + (select count(*) from cases where state = 'draft' and created_by = ${id}) + (select count(*) from bookings where created_by = ${id}) + (select count(*) from financing_requests where created_by = ${id}) + (select count(*) from assessments where created_by = ${id}) + (select count(*) from expert_questions where asked_by = ${id}) as n`,
  files: (id) => sql`select count(*) as n from files where account_id = ${id}`,
  objections: (id) => sql`select (select count(*) from disputes where account_id = ${id}) + (select count(*) from firm_appeals where account_id = ${id}) as n`,
  log: (id) => sql`select count(*) as n from audit where account_id = ${id}`,
  requests: (id) => sql`select count(*) as n from person_requests where account_id = ${id}`,
}

async function listKinds(connection: Connection, { content }: Pick<Deps, 'content'>, accountId: string): Promise<KeptKind[]> {
  const kinds: KeptKind[] = []
  for (const { kind, title, what, purpose, keep } of content.persons.kinds) {
    const { rows: [row] } = (await counts[kind]?.(accountId).execute(connection)) ?? { rows: [] }
    kinds.push({ kind, title, what, purpose, keep: fillLimits(content.retention, keep), count: row ? Number(row.n) : null })
  }
  return kinds
}

/** Banks and officers at requests this person filled in, handed in or agreed for. */
async function financingSights(connection: Connection, accountId: string): Promise<Sight[]> {
  const rows = await connection.selectFrom('financing_views as v').innerJoin('financing_requests as r', 'r.id', 'v.request_id').leftJoin('banks as b', 'b.id', 'v.bank_id').leftJoin('files as f', 'f.id', 'v.ref')
    .select(['v.side', 'v.what', 'v.day', 'b.name as bank_name', 'r.number', 'f.name as file_name', (eb) => eb.fn.sum<number>('v.times').as('times')])
    .where((eb) => eb.or([eb('r.created_by', '=', accountId), eb('r.submitted_by', '=', accountId), eb('r.id', 'in', eb.selectFrom('financing_consents').select('request_id').where('given_by', '=', accountId))]))
    .groupBy(['v.side', 'v.what', 'v.day', 'b.name', 'r.number', 'f.name']).orderBy('v.day', 'desc').orderBy('r.number').limit(mostSights + 1).execute()
  return rows.map((row) => ({ side: row.side, bankName: row.bank_name, what: row.what, title: row.file_name ?? row.number ?? '', day: row.day, times: Number(row.times) }))
}

/** By the role the audit has: members of a firm are written as firm or by their duty there. */
const sides: ReadonlyMap<string | null, Sight['side']> = new Map([['officer', 'officer'], ['approver', 'officer'], ['auditor', 'officer'], ['bank', 'bank'], ['expert', 'expert'], ['assistant', 'assistant']])
const sideOfRole = (role: string | null): Sight['side'] => sides.get(role) ?? 'member'

/** Who opened files this person uploaded. */
async function fileSights(connection: Connection, accountId: string): Promise<Sight[]> {
  const { rows } = await sql<{ role: string | null; at: number; name: string }>`
    select a.role, a.at, f.name from audit a join (select id, name, 'file:' || id as subject from files where account_id = ${accountId} order by created_at desc limit ${filesLooked}) f on f.subject = a.subject
    where a.action = 'files.read' and a.outcome = 'done' and a.account_id <> ${accountId} order by a.id desc limit ${mostSights * 3}`.execute(connection)
  const byDay = new Map<string, Sight>()
  for (const { role, at, name } of rows) {
    const sight: Sight = { side: sideOfRole(role), bankName: null, what: 'file', title: name, day: shanghaiDate(Number(at)), times: 1 }
    const key = `${sight.day} ${sight.side} ${name}`
    const seen = byDay.get(key)
    if (seen) seen.times += 1
    else byDay.set(key, sight)
  }
  return [...byDay.values()]
}

async function listConsents(connection: Connection, { content }: Pick<Deps, 'content'>, accountId: string): Promise<MyConsent[]> {
  const privacy = await connection.selectFrom('consents').select(['version', 'accepted_at']).where('account_id', '=', accountId).execute()
  const gaps = await connection.selectFrom('gap_consents').innerJoin('firms', 'firms.id', 'gap_consents.firm_id').select(['firms.name', 'text_version', 'given_at', 'gap_consents.ended_at']).where('given_by', '=', accountId).execute()
  const banks = await connection.selectFrom('financing_consents as k').innerJoin('banks', 'banks.id', 'k.bank_id').select(['k.id', 'banks.name', 'k.text_version', 'k.given_at', 'k.revoked_at']).where('k.given_by', '=', accountId).execute()
  const ended = (at: number | null) => (at === null ? null : instant(at))
  const all: MyConsent[] = [
    ...privacy.map((row): MyConsent => ({ kind: 'privacy', version: row.version, title: content.county.privacy.title, givenAt: instant(row.accepted_at), endedAt: null, link: null })),
    ...gaps.map((row): MyConsent => ({ kind: 'gaps', version: row.text_version, title: row.name, givenAt: instant(row.given_at), endedAt: ended(row.ended_at), link: row.ended_at === null ? '/notices/follows' : null })),
    ...banks.map((row): MyConsent => ({ kind: 'bank', version: row.text_version, title: row.name, givenAt: instant(row.given_at), endedAt: ended(row.revoked_at), link: row.revoked_at === null ? `/financing/consents/${row.id}` : null })),
  ]
  return all.sort((a, b) => (a.givenAt < b.givenAt ? 1 : -1))
}

export async function getMyData(deps: Deps, account: SignedIn): Promise<MyData> {
  const { db, content } = deps
  const sights = [...(await financingSights(db, account.id)), ...(await fileSights(db, account.id))].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))
  const firms = await db.selectFrom('memberships').innerJoin('firms', 'firms.id', 'memberships.firm_id').select(['firms.id', 'firms.name', 'memberships.role']).where('account_id', '=', account.id).where('state', '=', 'active').orderBy('firms.name').execute()
  return {
    kinds: await listKinds(db, deps, account.id), sights: sights.slice(0, mostSights), hasMoreSights: sights.length > mostSights, consents: await listConsents(db, deps, account.id),
    deletion: await describeDeletion(db, deps, { id: account.id, name: account.name, phone: account.phone, staff_role: account.duty }),
    workdays: content.persons.workdays, copyDays: content.persons.copyDays, firms: firms.map(({ id, name, role }) => ({ id, name, isAdministrator: role === 'administrator' })),
  }
}
