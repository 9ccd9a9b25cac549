// Before an account goes: what has to be done first, and what stays by law. Asked before anybody asks, and again in the transaction that carries it out.
import type { Blocker, Deletion, Hold } from '#contract/accounts/person-schema.ts'
import { sql } from 'kysely'
import type { HoldKind } from '../content/persons.ts'
import { sayLimit } from '../content/persons.ts'
import type { Connection } from '../db/commands.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import type { Deps } from '../deps.ts'
import { openWish } from '../financing/sealed.ts'

export interface Subject { id: string; name: string; phone: string; staff_role: StaffRole | null }
type Needs = Pick<Deps, 'content' | 'config'>

/** Firms that go on and have nobody else to decide. */
async function onlyAdministratorOf(connection: Connection, accountId: string): Promise<Blocker[]> {
  const firms = await connection.selectFrom('memberships as m').innerJoin('firms', 'firms.id', 'm.firm_id').select(['firms.id', 'firms.name'])
    .where('m.account_id', '=', accountId).where('m.state', '=', 'active').where('m.role', '=', 'administrator').where('firms.ended_kind', 'is', null)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('memberships as o').select('o.id').whereRef('o.firm_id', '=', 'm.firm_id').where('o.account_id', '<>', accountId).where('o.state', '=', 'active').where('o.role', '=', 'administrator'))))
    .orderBy('firms.name').execute()
  return firms.map(({ id, name }) => ({ reason: 'administrator', title: name, link: `/firms/${id}/members` }))
}

/** Visits that are still to come name the person to be called. */
async function contactOfBookings(connection: Connection, { phone }: Subject): Promise<Blocker[]> {
  const rows = await connection.selectFrom('bookings').select(['id', 'number']).where('contact_phone', '=', phone).where('state', 'in', ['booked', 'confirmed', 'arrived', 'recorded']).orderBy('number').limit(50).execute()
  return rows.map(({ id, number }) => ({ reason: 'booking', title: number, link: `/consultations/bookings/${id}` }))
}

/** Requests banks are at: whom they call rests sealed. */
async function contactOfFinancing(connection: Connection, deps: Needs, { id, phone }: Subject): Promise<Blocker[]> {
  const rows = await connection.selectFrom('financing_requests').select(['id', 'number', 'wish', 'firm_id']).where('state', '<>', 'draft').where('ended_at', 'is', null)
    .where('firm_id', 'in', connection.selectFrom('memberships').select('firm_id').where('account_id', '=', id)).orderBy('number').execute()
  return rows.filter((row) => openWish(deps.config.secret, row).wish.contactPhone === phone).map((row) => ({ reason: 'financing', title: row.number ?? '', link: `/financing/requests/${row.id}` }))
}

async function openDisputes(connection: Connection, { id }: Subject): Promise<Blocker[]> {
  const disputes = await connection.selectFrom('disputes').innerJoin('cases', 'cases.id', 'disputes.case_id').select(['cases.title', 'disputes.kind', 'cases.id']).where('disputes.account_id', '=', id).where('disputes.state', '=', 'open').where('disputes.kind', '=', 'objection').execute()
  const appeals = await connection.selectFrom('firm_appeals').innerJoin('firms', 'firms.id', 'firm_appeals.firm_id').select('firms.name').where('firm_appeals.account_id', '=', id).where('firm_appeals.state', '=', 'open').execute()
  return [...disputes.map(({ title, id: caseId }): Blocker => ({ reason: 'objection', title, link: `/publicity/${caseId}` })), ...appeals.map(({ name }): Blocker => ({ reason: 'appeal', title: name, link: null }))]
}

export async function findBlockers(connection: Connection, deps: Needs, subject: Subject): Promise<Blocker[]> {
  return [
    ...(await onlyAdministratorOf(connection, subject.id)), ...(await contactOfBookings(connection, subject)),
    ...(await contactOfFinancing(connection, deps, subject)), ...(await openDisputes(connection, subject)),
  ]
}

const counts: Readonly<Record<HoldKind, (accountId: string) => ReturnType<typeof sql<{ n: number }>>>> = {
  cases: (id) => sql`select count(distinct case_id) as n from case_events where account_id = ${id} and exists (select 1 from cases c where c.id = case_events.case_id and c.state <> 'draft')`,
  financing: (id) => sql`select count(*) as n from financing_requests where state <> 'draft' and (created_by = ${id} or submitted_by = ${id} or exists (select 1 from financing_consents k where k.request_id = financing_requests.id and k.given_by = ${id}))`,
  consultations: (id) => sql`select count(*) as n from bookings where created_by = ${id} or exists (select 1 from visit_records v where v.booking_id = bookings.id and v.confirmed_by = ${id})`,
  objectors: (id) => sql`select count(*) as n from disputes where account_id = ${id} and name <> ''`,
  consents: (id) => sql`select count(*) as n from consents where account_id = ${id}`,
  logs: (id) => sql`select count(*) as n from audit where account_id = ${id}`,
  requests: (id) => sql`select count(*) as n from person_requests where account_id = ${id}`,
}

/** In the county's order; kinds of which there is nothing are left out. */
async function listHolds(connection: Connection, { content }: Needs, accountId: string): Promise<Hold[]> {
  const holds: Hold[] = []
  for (const { kind, title, reason } of content.persons.holds) {
    const { rows: [row] } = await counts[kind](accountId).execute(connection)
    const count = Number(row?.n ?? 0)
    if (count > 0) holds.push({ title, count, keep: sayLimit(content.retention, kind), reason })
  }
  return holds
}

export async function describeDeletion(connection: Connection, deps: Needs, subject: Subject): Promise<Deletion> {
  return { isStaff: subject.staff_role !== null, blockers: await findBlockers(connection, deps, subject), holds: await listHolds(connection, deps, subject.id) }
}
