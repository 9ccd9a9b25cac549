// The desk home: what is open in all capabilities, by due date, page by page, and the counts of its groups. One statement each: the sources are laid under one another (server/cases/desk-source.ts).
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { officerDuties } from '#contract/accounts/duties.ts'
import { deskGroups, weekWorkdays, type DeskGroup, type WaitsFor } from '#contract/cases/desk.ts'
import type { DeskCounts, DeskHome, DeskItem, DeskQuery } from '#contract/cases/desk-schema.ts'
import { addWorkdays, isProvisional, isWorkday, workdaysLeft } from '#contract/cases/workdays.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { activeFirmIds } from '../accounts/access.ts'
import { mayApprove } from '../accounts/approvals.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { readDateCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { selectOpen, type DeskReader, type DeskRow, type DeskSource } from './desk-source.ts'
import { coverOf, listCovered, type Covered } from './leaves.ts'

const pageSize = 50
/** Where a thing without a date stands: after all others. */
const noDate = '9999-12-31'

export function readerOf(deps: Pick<Deps, 'clock' | 'content'>, { id, duty }: Pick<SignedIn, 'id' | 'duty'>): DeskReader {
  const now = deps.clock.now()
  return { accountId: id, now, today: shanghaiDate(now), mayApprove: mayApprove(deps, duty) }
}

/** All open things of these sources, with firm and whoever has them in hand; who has left the service has nothing in hand. */
export function openThings(connection: Connection, deps: Pick<Deps, 'content' | 'databaseKind'>, sources: readonly DeskSource[], reader: DeskReader) {
  const parts = sources.map((source) => selectOpen(source.kind, source.open(deps, reader)))
  return connection.selectFrom(sql<DeskRow>`(${sql.join(parts, sql` union all `)})`.as('item'))
    .leftJoin('desk_hands', (join) => join.onRef('desk_hands.kind', '=', 'item.kind').onRef('desk_hands.subject_id', '=', 'item.id'))
    .leftJoin('accounts as hand', (join) => join.on(sql<SqlBool>`hand.id = coalesce(item.hand_id, desk_hands.account_id)`).on('hand.disabled_at', 'is', null).on('hand.staff_role', 'in', officerDuties))
}

interface Judge { reader: DeskReader; hands: readonly string[]; ownFirms: readonly string[]; weekEnd: string }

const any = (ids: readonly string[]) => sql.join(ids.map((id) => sql`${id}`))

/** The reader has no part in it. */
function isOut({ ownFirms }: Judge): RawBuilder<SqlBool> {
  return ownFirms.length === 0 ? sql<SqlBool>`item.is_out = 1` : sql<SqlBool>`(item.is_out = 1 or coalesce(item.firm_id in (${any(ownFirms)}), false))`
}

/** They have no part in it, or it waits for a second person they cannot be. */
export function isBarredFrom(row: Pick<DeskRow, 'is_out' | 'had_hand' | 'firm_id' | 'waits_for'>, { mayApprove }: DeskReader, ownFirms: readonly string[]): boolean {
  return Number(row.is_out) === 1 || Number(row.had_hand) === 1 || (row.firm_id !== null && ownFirms.includes(row.firm_id)) || (row.waits_for === 'second' && !mayApprove)
}

const isOurs = sql<SqlBool>`item.waits_for in ('us', 'second')`

function inGroup(group: DeskGroup, judge: Judge): RawBuilder<SqlBool> {
  const { reader: { today }, hands, weekEnd } = judge
  switch (group) {
    case 'mine': return sql`(${isOurs} and hand.id in (${any(hands)}) and not ${isOut(judge)})`
    case 'overdue': return sql`(${isOurs} and item.due_on < ${today})`
    case 'today': return sql`(${isOurs} and item.due_on = ${today})`
    case 'week': return sql`(${isOurs} and item.due_on >= ${today} and item.due_on <= ${weekEnd})`
    case 'unassigned': return sql`(${isOurs} and hand.id is null and not ${isOut(judge)})`
    case 'second': return sql`item.waits_for = 'second'`
    case 'waiting': return sql`item.waits_for not in ('us', 'second')`
    case 'all': return sql`1 = 1`
  }
}

async function judgeOf(deps: Pick<Deps, 'db' | 'content'>, reader: DeskReader, covered: readonly Covered[]): Promise<Judge> {
  return {
    reader, hands: [reader.accountId, ...covered.map(({ id }) => id)], ownFirms: await activeFirmIds(deps.db, reader.accountId),
    weekEnd: addWorkdays(deps.content.calendar, reader.today, weekWorkdays),
  }
}

const sum = (condition: RawBuilder<SqlBool>) => sql<number>`sum(case when ${condition} then 1 else 0 end)`

async function countThings(deps: Deps, sources: readonly DeskSource[], judge: Judge): Promise<DeskCounts> {
  const { reader } = judge
  const rows = await openThings(deps.db, deps, sources, reader)
    .select([
      'item.kind', ...deskGroups.map((group) => sum(inGroup(group, judge)).as(group)),
      sum(sql`${isOurs} and not ${isOut(judge)}`).as('todo'), sum(reader.mayApprove ? sql`item.waits_for = 'second' and item.had_hand = 0 and not ${isOut(judge)}` : sql`1 = 0`).as('decidable'),
    ]).groupBy('item.kind').execute()
  const total = (group: DeskGroup) => rows.reduce((count, row) => count + Number(row[group]), 0)
  return {
    groups: { mine: total('mine'), overdue: total('overdue'), today: total('today'), week: total('week'), unassigned: total('unassigned'), second: total('second'), waiting: total('waiting'), all: total('all') },
    kinds: sources.map(({ kind, word }) => {
      const row = rows.find((one) => one.kind === kind)
      return { kind, word, todo: Number(row?.todo ?? 0), mine: Number(row?.mine ?? 0), second: Number(row?.decidable ?? 0), waiting: Number(row?.waiting ?? 0), all: Number(row?.all ?? 0) }
    }),
    today: reader.today, isWorkday: isWorkday(deps.content.calendar, reader.today),
  }
}

export async function countDesk(deps: Deps, sources: readonly DeskSource[], account: Pick<SignedIn, 'id' | 'duty'>): Promise<DeskCounts> {
  const reader = readerOf(deps, account)
  return countThings(deps, sources, await judgeOf(deps, reader, await listCovered(deps.db, account.id, reader.today)))
}

interface Shown extends DeskRow { sort: string; firm_name: string | null; firm_town: string | null; assignee_id: string | null; assignee_name: string | null }

function presentItem(deps: Deps, source: DeskSource, row: Shown, { reader, ownFirms }: Judge, covered: readonly Covered[]): DeskItem {
  const { calendar } = deps.content
  const since = Number(row.since)
  const standsInFor = covered.find(({ id }) => id === row.assignee_id)
  const isOursToDo: readonly WaitsFor[] = ['us', 'second']
  return {
    kind: row.kind, id: row.id, number: row.number, ...source.show(row, deps),
    firm: row.firm_id === null ? null : { id: row.firm_id, name: row.firm_name ?? '', town: row.firm_town ?? '' },
    dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(calendar, reader.today, row.due_on),
    provisional: row.due_on !== null && isProvisional(calendar, reader.today < row.due_on ? reader.today : row.due_on, reader.today < row.due_on ? row.due_on : reader.today), since: new Date(since).toISOString(),
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    standsInFor: standsInFor && isOursToDo.includes(row.waits_for) ? standsInFor.name : null, waitsFor: row.waits_for, isBarred: isBarredFrom(row, reader, ownFirms),
  }
}

/** One page of the desk home. Throws `invalid-input` on a cursor that is none. */
export async function listDesk(deps: Deps, sources: readonly DeskSource[], account: Pick<SignedIn, 'id' | 'duty'>, query: DeskQuery): Promise<DeskHome> {
  const { group = 'mine', kind, assignee, limit = pageSize } = query
  const after = readDateCursor(query.cursor)
  const reader = readerOf(deps, account)
  const covered = await listCovered(deps.db, account.id, reader.today)
  const judge = await judgeOf(deps, reader, covered)
  const asked = kind === undefined ? sources : sources.filter((source) => source.kind === kind)
  const sort = sql<string>`coalesce(item.due_on, ${sql.lit(noDate)})`
  const place = sql<string>`item.kind || ':' || item.id`
  const page = async (): Promise<Shown[]> => {
    if (asked.length === 0) return []
    let found = openThings(deps.db, deps, asked, reader).leftJoin('firms', 'firms.id', 'item.firm_id').selectAll('item')
      .select([sort.as('sort'), 'firms.name as firm_name', 'firms.town as firm_town', 'hand.id as assignee_id', 'hand.name as assignee_name']).where(inGroup(group, judge))
    if (assignee !== undefined) found = found.where('hand.id', '=', assignee)
    if (after) found = found.where(sql<SqlBool>`(${sort} > ${after[0]} or (${sort} = ${after[0]} and ${place} > ${after[1]}))`)
    return found.orderBy(sort).orderBy(place).limit(limit + 1).execute()
  }
  const [rows, counts, away] = [await page(), await countThings(deps, sources, judge), await coverOf(deps.db, account.id, reader.today)]
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.flatMap((row) => {
      const source = sources.find((one) => one.kind === row.kind)
      return source ? [presentItem(deps, source, row, judge, covered)] : []
    }),
    ...(last ? { next: writeCursor([last.sort, `${last.kind}:${last.id}`]) } : {}), counts,
    standsInFor: covered.map(({ name, toOn }) => ({ name, toOn })), away: away && { cover: away.name, toOn: away.toOn },
  }
}
