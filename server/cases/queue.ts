// The desk's queue: a group, narrowed by filters and search, page by page.
import { sql, type Expression, type SqlBool } from 'kysely'
import type { Queue, QueueGroup, QueueItem, QueueQuery } from '#contract/cases/schema.ts'
import { addWorkdays, isProvisional, isWorkday, workdaysLeft } from '#contract/cases/workdays.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { recordPhoneSearch } from '../audit/phone-search.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { readDateCursor, readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { countGroups, deskOf, inGroup, readStanding, type Desk } from './queue-groups.ts'
import { matches } from './queue-search.ts'

const pageSize = 50
/** Working days ahead that `week` means. */
const weekWorkdays = 5
/** Where a case without a date stands: after all others. A date, so that both databases sort it alike (they differ on null). */
const noDate = '9999-12-31'

/** What waits is sorted by when it is due, what is over by when it came in. */
function isByDue(group: QueueGroup): boolean {
  return group !== 'decided' && group !== 'all'
}

type Filters = Pick<QueueQuery, 'programmeId' | 'town' | 'state' | 'due' | 'assignee'>
type Place = [sort: string | number, id: string]

function filtered(connection: Connection, desk: Desk, group: QueueGroup, filters: Filters, weekEnd: string, search: Expression<SqlBool> | undefined) {
  let query = connection.selectFrom('cases').selectAll('cases').where(inGroup(group, desk))
  if (filters.programmeId !== undefined) query = query.where('cases.programme_id', '=', filters.programmeId)
  if (filters.town !== undefined) query = query.where('cases.firm_id', 'in', connection.selectFrom('firms').select('firms.id').where('firms.town', '=', filters.town))
  if (filters.state !== undefined) query = query.where('cases.state', '=', filters.state)
  if (filters.due === 'overdue') query = query.where('cases.due_on', '<', desk.today)
  if (filters.due === 'today') query = query.where('cases.due_on', '=', desk.today)
  if (filters.due === 'week') query = query.where('cases.due_on', '>=', desk.today).where('cases.due_on', '<=', weekEnd)
  if (filters.assignee === 'me') query = query.where('cases.assigned_to', '=', desk.accountId)
  if (filters.assignee === 'none') query = query.where('cases.assigned_to', 'is', null)
  if (filters.assignee === 'others') query = query.where('cases.assigned_to', '<>', desk.accountId)
  return search ? query.where(search) : query
}

/** Sort key first, then the id. */
function orderOf(group: QueueGroup) {
  return isByDue(group)
    ? { keys: sql`(coalesce(cases.due_on, ${sql.lit(noDate)}), cases.id)`, beyond: sql.raw('>'), order: sql`coalesce(cases.due_on, ${sql.lit(noDate)}), cases.id` }
    : { keys: sql`(cases.submitted_at, cases.id)`, beyond: sql.raw('<'), order: sql`cases.submitted_at desc, cases.id desc` }
}

/** The page is found among the cases alone; firms and people are looked up for its lines, not for all that wait. */
async function listRows(connection: Connection, query: ReturnType<typeof filtered>, group: QueueGroup, after: Place | undefined, limit: number) {
  const { keys, beyond, order } = orderOf(group)
  const rest = after ? query.where(sql<SqlBool>`${keys} ${beyond} (${after[0]}, ${after[1]})`) : query
  return connection.selectFrom(rest.orderBy(order).limit(limit).as('cases')).innerJoin('firms', 'firms.id', 'cases.firm_id').leftJoin('accounts as assignee', 'assignee.id', 'cases.assigned_to').selectAll('cases')
    .select(['firms.name as firm_name', 'firms.town as firm_town', 'firms.verification as firm_verification', 'assignee.name as assignee_name'])
    .orderBy(order).execute()
}

type Row = Awaited<ReturnType<typeof listRows>>[number]

function itemOf({ content }: Deps, row: Row, today: string, standing: Awaited<ReturnType<typeof readStanding>>): QueueItem {
  const { calendar } = content
  return {
    id: row.id, number: row.number ?? '', title: row.title, programmeId: row.programme_id, firmId: row.firm_id, firmName: row.firm_name, town: row.firm_town,
    firmVerified: row.firm_verification === 'verified', state: row.state, submittedAt: new Date(row.submitted_at ?? row.created_at).toISOString(),
    dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(calendar, today, row.due_on),
    provisional: row.due_from !== null && row.due_on !== null && isProvisional(calendar, row.due_from, row.due_on), amountFen: row.approved_fen ?? row.amount_fen,
    assignee: row.assigned_to === null || row.assignee_name === null ? null : { id: row.assigned_to, name: row.assignee_name },
    rounds: row.rounds, canBePaid: standing.payable.has(row.id), disputes: standing.disputes.get(row.id) ?? 0,
  }
}

/** One page of the queue for this officer, with the counts of all groups. Looking for a phone is written down. */
export async function readQueue(deps: Deps, account: SignedIn, query: QueueQuery & { cursor?: string; limit?: number }, requestId: string): Promise<Queue> {
  const { group = 'todo', limit = pageSize } = query
  const today = shanghaiDate(deps.clock.now())
  const { calendar } = deps.content
  const desk = deskOf(deps, account.id, today)
  const after = isByDue(group) ? readDateCursor(query.cursor) : readInstantCursor(query.cursor)
  await recordPhoneSearch(deps, account, 'cases', query.q, requestId)
  const search = query.q === undefined ? undefined : await matches(deps.db, query.q)
  const [rows, counts] = await Promise.all([
    listRows(deps.db, filtered(deps.db, desk, group, query, addWorkdays(calendar, today, weekWorkdays), search), group, after, limit + 1),
    countGroups(deps.db, desk),
  ])
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const standing = await readStanding(deps.db, desk, page.map((row) => row.id))
  return {
    items: page.map((row) => itemOf(deps, row, today, standing)),
    ...(last ? { next: writeCursor([isByDue(group) ? (last.due_on ?? noDate) : (last.submitted_at ?? 0), last.id]) } : {}),
    counts, today, isWorkday: isWorkday(calendar, today),
  }
}
