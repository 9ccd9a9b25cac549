// Those who work for the county, as system administrators see them: who, what for, since when, last seen. What they work on is not asked.
import { officerDuties } from '#contract/accounts/duties.ts'
import type { StaffRole } from '#contract/accounts/schema.ts'
import { kindOfDuty, kindOfReset, staffActionsOf, staffProposalKinds } from '#contract/accounts/staff-rules.ts'
import type { StaffDeed, StaffDetail, StaffList, StaffPerson, StaffPhone, StaffQuery } from '#contract/accounts/staff-schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { sql, type SqlBool } from 'kysely'
import { phonePattern, recordPhoneSearch } from '../audit/phone-search.ts'
import { recordAudit } from '../audit/record.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import type { StaffDeps } from './staff-hands.ts'

const perPage = 50
const mostDeeds = 30
const duties: readonly StaffRole[] = [...officerDuties, 'auditor', 'administrator', 'assistant', 'expert', 'bank']
const deedActions = ['accounts.add-staff', 'accounts.disable', 'accounts.enable', 'staff.change', 'staff.shut', 'staff.reopen', 'staff.end-sessions', 'staff.reset-factor', 'staff.show-phone', ...staffProposalKinds.flatMap((kind) => ['propose', 'agree', 'refuse', 'withdraw'].map((step) => `${kind}.${step}`))]
const iso = (ms: number) => new Date(Number(ms)).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

function staffQuery(connection: Connection, now: number) {
  return connection.selectFrom('accounts').select(['accounts.id', 'accounts.name', 'accounts.phone', 'accounts.staff_role', 'accounts.town', 'accounts.disabled_at', 'accounts.created_at', 'accounts.last_seen_at'])
    .select((eb) => [
      eb.selectFrom('sessions').select((one) => one.fn.countAll<number>().as('count')).whereRef('sessions.account_id', '=', 'accounts.id').where('sessions.ends_at', '>', now)
        .where(sql<SqlBool>`sessions.last_seen_at + sessions.idle_ms > ${now}`).as('sessions'),
      eb.selectFrom('second_factors').select('second_factors.confirmed_at').whereRef('second_factors.account_id', '=', 'accounts.id').as('factor_at'),
      eb.selectFrom('bank_contacts').innerJoin('banks', 'banks.id', 'bank_contacts.bank_id').select('banks.name').whereRef('bank_contacts.account_id', '=', 'accounts.id').where('bank_contacts.ended_at', 'is', null).limit(1).as('bank'),
      eb.selectFrom('bank_contacts').select('bank_contacts.id').whereRef('bank_contacts.account_id', '=', 'accounts.id').whereRef('bank_contacts.ended_at', '=', 'accounts.disabled_at').limit(1).as('let_go'),
      eb.selectFrom('expert_profiles').select('expert_profiles.organisation').whereRef('expert_profiles.account_id', '=', 'accounts.id').as('house'),
      eb.selectFrom('proposals').select('proposals.kind').where('proposals.state', '=', 'open').where('proposals.kind', 'in', [...staffProposalKinds]).where(sql<SqlBool>`proposals.subject = 'account:' || accounts.id`).orderBy('proposals.proposed_at').limit(1).as('waiting'),
    ])
    .where('accounts.staff_role', 'is not', null)
}

type Row = Awaited<ReturnType<ReturnType<typeof staffQuery>['execute']>>[number]

function viewPerson(row: Row, duty: StaffRole, me: string): StaffPerson {
  const [isMe, isShut, hasFactor, sessions] = [row.id === me, row.disabled_at !== null, row.factor_at !== null, Number(row.sessions ?? 0)]
  return {
    id: row.id, name: row.name, phoneMasked: maskPhone(row.phone), duty, town: row.town, shutAt: isoOrNull(row.disabled_at), addedAt: iso(row.created_at), lastSeenAt: isoOrNull(row.last_seen_at), sessions,
    hasFactor, of: (duty === 'bank' ? row.bank : duty === 'expert' ? row.house : null) || null, isMe,
    actions: staffActionsOf({ duty, isMe, isShut, hasFactor, isLetGo: row.let_go !== null, sessions }), waiting: staffProposalKinds.find((kind) => kind === row.waiting) ?? null,
  }
}

/** By a part of the name, a whole number, or its last four digits. */
function asked(connection: Connection, { q = '', duty, state }: StaffQuery, now: number) {
  let query = staffQuery(connection, now).where('accounts.disabled_at', state === 'shut' ? 'is not' : 'is', null)
  if (duty) query = query.where('accounts.staff_role', '=', duty)
  const words = q.trim()
  if (words === '') return query
  const phone = phonePattern(words)
  if (phone !== undefined) return query.where('accounts.phone', phone.startsWith('%') ? 'like' : '=', phone)
  return query.where(sql<SqlBool>`lower(accounts.name) like ${likePattern(words.toLowerCase())} escape '!'`)
}

/** The newest first. Looking for a phone is written down. */
export async function listStaffPeople(deps: Deps, account: SignedIn, query: StaffQuery, requestId: string): Promise<StaffList> {
  const { db, content, clock } = deps
  const me = account.id
  await recordPhoneSearch(deps, account, 'staff', query.q, requestId)
  const limit = query.limit ?? perPage
  const after = readInstantCursor(query.cursor)
  let page = asked(db, query, clock.now())
  if (after) page = page.where((eb) => eb.or([eb('accounts.created_at', '<', after[0]), eb.and([eb('accounts.created_at', '=', after[0]), eb('accounts.id', '>', after[1])])]))
  const rows = await page.orderBy('accounts.created_at', 'desc').orderBy('accounts.id').limit(limit + 1).execute()
  const last = rows.length > limit ? rows[limit - 1] : undefined
  const counts = await db.selectFrom('accounts').select((eb) => ['staff_role', 'disabled_at', eb.fn.countAll<number>().as('count')]).where('staff_role', 'is not', null).groupBy(['staff_role', 'disabled_at']).execute()
  const inService = (duty: StaffRole) => counts.filter((one) => one.staff_role === duty && one.disabled_at === null).reduce((sum, { count }) => sum + Number(count), 0)
  const guards = (kind: ReturnType<typeof kindOfDuty>) => kind !== null && needsFourEyes(content.security, kind)
  return {
    items: rows.slice(0, limit).flatMap((row) => (row.staff_role ? [viewPerson(row, row.staff_role, me)] : [])), ...(last ? { next: writeCursor([Number(last.created_at), last.id]) } : {}),
    counts: duties.map((duty) => ({ duty, count: inService(duty) })), shut: counts.filter((one) => one.disabled_at !== null).reduce((sum, { count }) => sum + Number(count), 0),
    otherAdministrators: Math.max(0, inService('administrator') - 1), guarded: duties.filter((duty) => guards(kindOfDuty(duty))), guardsReset: guards(kindOfReset('administrator')),
  }
}

/** Throws `not-found` for whoever has no duty, the same as for nobody. */
export async function viewStaffPerson(connection: Connection, me: string, id: string, now: number): Promise<StaffPerson> {
  const row = await staffQuery(connection, now).where('accounts.id', '=', id).executeTakeFirst()
  if (!row?.staff_role) throw notFound(`no duty of account ${id}`)
  return viewPerson(row, row.staff_role, me)
}

interface DeedDetails { reason?: string; before?: StaffRole; after?: StaffRole; role?: StaffRole }
const known = (duty: StaffRole | undefined): StaffRole | null => duties.find((one) => one === duty) ?? null

export async function readStaffPerson(deps: StaffDeps, me: string, id: string): Promise<StaffDetail> {
  const person = await viewStaffPerson(deps.db, me, id, deps.clock.now())
  const rows = await deps.db.selectFrom('audit').leftJoin('accounts', 'accounts.id', 'audit.account_id').select(['audit.at', 'audit.action', 'audit.role', 'audit.details', 'accounts.name'])
    .where('audit.subject', '=', `account:${id}`).where('audit.action', 'in', deedActions).where('audit.outcome', '=', 'done').orderBy('audit.at', 'desc').orderBy('audit.id', 'desc').limit(mostDeeds).execute()
  const deeds = rows.map(({ at, action, role, details, name }): StaffDeed => {
    const { reason, before, after, role: given } = readStoredJson<DeedDetails>(details)
    return { at: iso(at), by: name ?? (role === 'operator' ? '运维人员（命令行）' : ''), action, reason: reason ?? null, before: known(before), after: known(after ?? given) }
  })
  return { person, held: person.shutAt === null ? await deps.hands.held(deps.db, deps, { id, duty: person.duty }) : { things: 0, visits: 0 }, deeds }
}

/** Each look is written down. Throws `not-found`. */
export async function showPhone(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<StaffPhone> {
  return deps.commands.run(async (tx) => {
    const row = await tx.selectFrom('accounts').select('phone').where('id', '=', id).where('staff_role', 'is not', null).executeTakeFirst()
    if (!row) throw notFound(`no duty of account ${id}`)
    await recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'staff.show-phone', subject: `account:${id}`, requestId })
    return { phone: row.phone }
  })
}
