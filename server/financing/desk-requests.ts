// Requests as officers look for them: a group, narrowed by year, bank, town, industry, stage of the funnel and words, page by page. Drafts are nobody's but the firm's.
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { DeskGroup, DeskRequests, DeskRequestsQuery } from '#contract/financing/desk-schema.ts'
import { deskGroups } from '#contract/financing/stages.ts'
import { shanghaiDate, shanghaiDayStart, yearOf } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import type { Database } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { readDateCursor, readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { dayOf } from './calendar-turn.ts'
import { matches } from './desk-search.ts'
import { presentDeskRequests, seeDeskRequests } from './desk-view.ts'
import { requestIdsAtStage } from './funnel.ts'
import { hasLead, isStalled, isToCall, isUnanswered, type Day } from './standings.ts'

const pageSize = 50
const eb = expressionBuilder<Database, 'financing_requests'>()
const leads = expressionBuilder<Database, 'financing_leads'>()

function inGroup(group: DeskGroup, day: Day): Expression<SqlBool> {
  switch (group) {
    case 'screen': return eb('financing_requests.state', '=', 'submitted')
    case 'returned': return eb('financing_requests.state', '=', 'returned')
    case 'unanswered': return isUnanswered(day)
    case 'calls': return eb.and([eb('financing_requests.state', '=', 'accepted'), hasLead(isToCall(day))])
    case 'stalled': return eb.and([eb('financing_requests.state', '=', 'accepted'), hasLead(isStalled(day))])
    case 'open': return eb('financing_requests.state', '=', 'accepted')
    case 'loans': return hasLead(leads('financing_leads.state', 'in', ['lent', 'disbursed', 'settled']))
    case 'ended': return eb('financing_requests.state', 'in', ['declined', 'withdrawn', 'closed'])
    case 'all': return eb('financing_requests.state', '<>', 'draft')
  }
}

async function countGroups(connection: Connection, day: Day): Promise<Record<DeskGroup, number>> {
  const counts = { screen: 0, returned: 0, unanswered: 0, calls: 0, stalled: 0, open: 0, loans: 0, ended: 0, all: 0 }
  for (const group of deskGroups) {
    const { count } = await connection.selectFrom('financing_requests').select((one) => one.fn.countAll().as('count')).where('number', 'is not', null).where(inGroup(group, day)).executeTakeFirstOrThrow()
    counts[group] = Number(count)
  }
  return counts
}

/** Of the firm; an empty industry: none was chosen. */
function ofFirms({ town, industry }: DeskRequestsQuery): Expression<SqlBool> | undefined {
  if (town === undefined && industry === undefined) return undefined
  let firms = eb.selectFrom('firms').select('firms.id')
  if (town !== undefined) firms = firms.where('firms.town', '=', town)
  if (industry !== undefined) firms = industry === '' ? firms.where((one) => one.or([one('firms.industry', 'is', null), one('firms.industry', '=', '')])) : firms.where('firms.industry', '=', industry)
  return eb('financing_requests.firm_id', 'in', firms)
}

/** What narrows the list, beside the group. */
async function conditions(deps: Deps, query: DeskRequestsQuery, today: string): Promise<Expression<SqlBool>[]> {
  const { year, stage, bankId, q = '' } = query
  const wanted = [ofFirms(query), matches(q)].filter((one) => one !== undefined)
  if (bankId !== undefined) wanted.push(hasLead(leads('financing_leads.bank_id', '=', bankId)))
  if (stage !== undefined) {
    const ids = await requestIdsAtStage(deps.db, deps, { stage, year: year ?? yearOf(today), bankId })
    wanted.push(ids.length === 0 ? sql<SqlBool>`1 = 0` : eb('financing_requests.id', 'in', ids))
  } else if (year !== undefined) {
    wanted.push(eb('financing_requests.submitted_at', '>=', shanghaiDayStart(`${year}-01-01`)), eb('financing_requests.submitted_at', '<', shanghaiDayStart(`${year + 1}-01-01`)))
  }
  return wanted
}

/** One page for officers: by due date where something is due, else newest first. What stands in it was seen by them. */
export async function listDeskRequests(deps: Deps, account: SignedIn, query: DeskRequestsQuery, requestId: string): Promise<DeskRequests> {
  const { stage, limit = pageSize, cursor } = query
  const group = query.group ?? (stage === undefined ? 'screen' : 'all')
  const day = dayOf(deps)
  if (query.only === 'counts') return { items: [], counts: await countGroups(deps.db, day), today: day.today }
  const isByDue = group === 'screen'
  let found = deps.db.selectFrom('financing_requests').selectAll('financing_requests').where('financing_requests.number', 'is not', null).where(inGroup(group, day))
  for (const condition of await conditions(deps, query, shanghaiDate(deps.clock.now()))) found = found.where(condition)
  if (isByDue) {
    const after = readDateCursor(cursor)
    const dueOn = sql<string>`coalesce(due_on, '')`
    if (after) found = found.where(sql<SqlBool>`(coalesce(due_on, ''), id) > (${after[0]}, ${after[1]})`)
    found = found.orderBy(dueOn).orderBy('id')
  } else {
    const after = readInstantCursor(cursor)
    if (after) found = found.where(sql<SqlBool>`(submitted_at, id) < (${after[0]}, ${after[1]})`)
    found = found.orderBy('submitted_at', 'desc').orderBy('id', 'desc')
  }
  const rows = await found.limit(limit + 1).execute()
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  await seeDeskRequests(deps, account, page, requestId)
  return {
    items: await presentDeskRequests(deps.db, deps, page), ...(last ? { next: writeCursor([isByDue ? (last.due_on ?? '') : Number(last.submitted_at), last.id]) } : {}), counts: await countGroups(deps.db, day), today: day.today,
  }
}
