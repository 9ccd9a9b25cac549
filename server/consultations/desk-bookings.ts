// Bookings as officers look for them: a group, narrowed by expert, town and words, page by page. The list and its counts are read from the same conditions.
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { DeskBookings, DeskBookingsQuery } from '#contract/consultations/schema.ts'
import { quantumMs } from '#contract/consultations/ways.ts'
import { comingStates } from '#contract/consultations/workflow.ts'
import { plainCode } from '#contract/identifiers/text.ts'
import { phonePattern, recordPhoneSearch } from '../audit/phone-search.ts'
import type { Connection } from '../db/commands.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { Database } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { bookingsWithNames } from './access.ts'
import { presentSummaries } from './view.ts'

type Group = NonNullable<DeskBookingsQuery['group']>
const groups = ['coming', 'over-leave', 'unconfirmed', 'unrecorded', 'revisit', 'past', 'cancelled'] as const satisfies readonly Group[]
const pageSize = 50
const eb = expressionBuilder<Database, 'bookings'>()

function isOverLeave(now: number): Expression<SqlBool> {
  return eb.exists(eb.selectFrom('expert_leaves').select('expert_leaves.id').whereRef('expert_leaves.expert_id', '=', 'bookings.expert_id').where('expert_leaves.removed_at', 'is', null).where('expert_leaves.ends_at', '>', now)
    .where(sql<SqlBool>`expert_leaves.starts_at < (bookings.last_quantum + 1) * cast(${quantumMs} as bigint) and bookings.first_quantum * cast(${quantumMs} as bigint) < expert_leaves.ends_at`))
}

/** Nobody would come: the firm needs another expert. */
function isAbandoned(): Expression<SqlBool> {
  return eb.not(eb.exists(eb.selectFrom('accounts').select('accounts.id').whereRef('accounts.id', '=', 'bookings.expert_id').where('accounts.staff_role', '=', 'expert').where('accounts.disabled_at', 'is', null)))
}

export function inGroup(group: Group, now: number): Expression<SqlBool> {
  switch (group) {
    case 'coming': return eb.and([eb('bookings.state', 'in', [...comingStates, 'arrived']), eb('bookings.ends_at', '>', now)])
    case 'over-leave': return eb.and([eb('bookings.state', 'in', comingStates), eb('bookings.starts_at', '>', now), eb.or([isOverLeave(now), isAbandoned()])])
    case 'unconfirmed': return eb.and([eb('bookings.state', '=', 'booked'), eb('bookings.starts_at', '>', now)])
    // It is over, and nobody has said who came or written what was advised.
    case 'unrecorded': return eb.and([eb('bookings.state', 'in', [...comingStates, 'arrived']), eb('bookings.ends_at', '<=', now)])
    // Asked whether it helped, and not answered: somebody calls.
    case 'revisit': return eb.and([eb('bookings.state', '=', 'done'), eb('bookings.id', 'in', eb.selectFrom('booking_revisits').select('booking_revisits.booking_id').where('booking_revisits.result', 'is', null))])
    case 'past': return eb.and([eb('bookings.state', '<>', 'cancelled'), eb('bookings.ends_at', '<=', now)])
    case 'cancelled': return eb('bookings.state', '=', 'cancelled')
  }
}

/** What is over is shown from its end. */
const isLatestFirst = (group: Group) => group === 'past' || group === 'cancelled'

function matches(connection: Connection, typed: string): Expression<SqlBool> {
  const pattern = likePattern(typed.normalize('NFKC').trim().toLowerCase())
  const code = likePattern(plainCode(typed).replace(/[\s-]/g, '').toUpperCase())
  const firms = connection.selectFrom('firms').select('firms.id').where(sql<SqlBool>`(lower(firms.name) like ${pattern} escape '!' or firms.uscc like ${code} escape '!')`)
  const phone = phonePattern(typed)
  const experts = connection.selectFrom('accounts').select('accounts.id').where(sql<SqlBool>`lower(accounts.name) like ${pattern} escape '!' and accounts.staff_role = 'expert'`)
  return eb.or([
    sql<SqlBool>`lower(bookings.number) like ${pattern} escape '!'`, sql<SqlBool>`lower(bookings.contact_name) like ${pattern} escape '!'`,
    ...(phone === undefined ? [] : [eb('bookings.contact_phone', phone.startsWith('%') ? 'like' : '=', phone)]),
    eb('bookings.firm_id', 'in', firms), eb('bookings.expert_id', 'in', experts),
  ])
}

async function countGroups(connection: Connection, now: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const group of groups) {
    const { count } = await connection.selectFrom('bookings').select((one) => one.fn.countAll().as('count')).where(inGroup(group, now)).executeTakeFirstOrThrow()
    counts[group] = Number(count)
  }
  return counts
}

/** One page for officers. Looking for a phone is written down. */
export async function listDeskBookings(deps: Deps, account: SignedIn, query: DeskBookingsQuery, requestId: string): Promise<DeskBookings> {
  const { group = 'coming', limit = pageSize, expertId, town, q } = query
  const now = deps.clock.now()
  const after = readInstantCursor(query.cursor)
  await recordPhoneSearch(deps, account, 'bookings', q, requestId)
  let found = bookingsWithNames(deps.db).where(inGroup(group, now))
  if (expertId !== undefined) found = found.where('bookings.expert_id', '=', expertId)
  if (town !== undefined) found = found.where('bookings.town', '=', town)
  if (q !== undefined && q.trim() !== '') found = found.where(matches(deps.db, q))
  const direction = isLatestFirst(group) ? 'desc' : 'asc'
  if (after) found = found.where(isLatestFirst(group) ? sql<SqlBool>`(bookings.starts_at, bookings.id) < (${after[0]}, ${after[1]})` : sql<SqlBool>`(bookings.starts_at, bookings.id) > (${after[0]}, ${after[1]})`)
  const rows = await found.orderBy('bookings.starts_at', direction).orderBy('bookings.id', direction).limit(limit + 1).execute()
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: await presentSummaries(deps.db, deps, page), ...(last ? { next: writeCursor([last.starts_at, last.id]) } : {}), now: new Date(now).toISOString(), counts: await countGroups(deps.db, now),
  }
}
