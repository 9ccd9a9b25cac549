// A bank's own leads: groups, counts, search, pages. What waits for an answer comes first, the longest waiting before all.
import { sql, type SqlBool } from 'kysely'
import type { BankLead, BankLeads, LeadGroup, LeadsQuery } from '#contract/financing/lead-schema.ts'
import { leadGroups } from '#contract/financing/stages.ts'
import { goneLeadStates, leadStates, openedLeadStates, type LeadState } from '#contract/financing/workflow.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { compareText } from '#contract/identifiers/text.ts'
import { firmWords, isNamed } from '../accounts/firm-words.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { likePattern } from '../db/like-pattern.ts'
import type { FinancingLeadRow, FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { bankOf, openLead, type FirmOfRequest } from './access.ts'
import { presentBankLead, presentBankLine } from './bank-view.ts'
import { seeLead, seeLines } from './sights.ts'

const pageSize = 20
const running: readonly LeadState[] = ['taken', 'due-diligence', 'approved', 'signed', 'registered']
const statesOf: Readonly<Record<LeadGroup, readonly LeadState[]>> = {
  open: ['offered'], running, lent: ['lent', 'disbursed'], ended: ['settled', 'refused', 'failed', 'expired'],
  all: leadStates.filter((state) => !goneLeadStates.includes(state)),
}

export interface LineFacts { row: FinancingLeadRow; request: FinancingRequestRow; firm: FirmOfRequest }

/** Rising: those that wait by when they were asked, then the rest, the latest step first. */
const place = sql<number>`case when financing_leads.state = 'offered' then financing_leads.offered_at else 4000000000000000 - financing_leads.stage_at end`

/** A firm is found only where this bank may see it: of any other, its name finds what no name finds. */
function found(typed: string) {
  const pattern = likePattern(compareText(typed))
  const opened = sql.join(openedLeadStates.map((state) => sql.lit(state)))
  return sql<SqlBool>`(financing_leads.number like ${pattern.toUpperCase()} escape '!' or (financing_leads.state in (${opened}) and exists (select 1 from financing_requests q join firms f on f.id = q.firm_id where q.id = financing_leads.request_id and ${isNamed('f', firmWords(typed))})))`
}

interface Page { bankId: string; query: Pick<LeadsQuery, 'group' | 'q' | 'cursor'>; limit: number | null }

/** Of this bank, and never one that was taken away from it. */
async function readRows(connection: Connection, { bankId, query: { group = 'all', q = '', cursor }, limit }: Page): Promise<(FinancingLeadRow & { place: number })[]> {
  const after = readInstantCursor(cursor)
  let rows = connection.selectFrom('financing_leads').selectAll().select(place.as('place')).where('bank_id', '=', bankId).where('state', 'in', statesOf[group])
  if (compareText(q) !== '') rows = rows.where(found(q))
  if (after) rows = rows.where(sql<SqlBool>`(${place} > ${after[0]} or (${place} = ${after[0]} and financing_leads.id > ${after[1]}))`)
  const ordered = rows.orderBy(place).orderBy('financing_leads.id')
  return (await (limit === null ? ordered : ordered.limit(limit)).execute()).map((row) => ({ ...row, place: Number(row.place) }))
}

async function factsOf(connection: Connection, rows: readonly FinancingLeadRow[]): Promise<LineFacts[]> {
  if (rows.length === 0) return []
  const requests = await connection.selectFrom('financing_requests').selectAll().where('id', 'in', [...new Set(rows.map((row) => row.request_id))]).execute()
  const firms: FirmOfRequest[] = await connection.selectFrom('firms').select(['id', 'name', 'uscc', 'town', 'industry', 'scale', 'legal_person', 'verification']).where('id', 'in', [...new Set(requests.map((request) => request.firm_id))]).execute()
  return rows.flatMap((row) => {
    const request = requests.find(({ id }) => id === row.request_id)
    const firm = firms.find(({ id }) => id === request?.firm_id)
    return request && firm ? [{ row, request, firm }] : []
  })
}

/** All that match, for the table; in the order of the list. */
export async function listLeadFacts(connection: Connection, bankId: string, query: Pick<LeadsQuery, 'group' | 'q'>): Promise<LineFacts[]> {
  return factsOf(connection, await readRows(connection, { bankId, query, limit: null }))
}

/** Whatever was searched for, so that numbers say nothing about names. */
async function countGroups(connection: Connection, bankId: string): Promise<Record<LeadGroup, number>> {
  const rows = await connection.selectFrom('financing_leads').select(['state', (eb) => eb.fn.countAll<number>().as('count')]).where('bank_id', '=', bankId).groupBy('state').execute()
  const counts: Record<LeadGroup, number> = { open: 0, running: 0, lent: 0, ended: 0, all: 0 }
  for (const group of leadGroups) for (const { state, count } of rows) if (statesOf[group].includes(state)) counts[group] += Number(count)
  return counts
}

/** Throws `financing.no-bank`, `invalid-input` for a cursor that is not ours. Each line shown is a sight of that day. */
export async function listLeads(deps: Deps, account: SignedIn, query: LeadsQuery, requestId: string): Promise<BankLeads> {
  const at = deps.clock.now()
  const { limit = pageSize } = query
  return deps.commands.run(async (tx) => {
    const bank = await bankOf(tx, account)
    const rows = await readRows(tx, { bankId: bank.id, query, limit: limit + 1 })
    const shown = rows.slice(0, limit)
    await seeLines(tx, shown, account.id, at, requestId)
    const items = (await factsOf(tx, shown)).map((facts) => presentBankLine(deps, facts))
    const last = rows.length > limit ? shown.at(-1) : undefined
    return { bank: { id: bank.id, name: bank.name, isOpen: bank.closed_at === null }, items, ...(last ? { next: writeCursor([last.place, last.id]) } : {}), counts: await countGroups(tx, bank.id), today: shanghaiDate(at) }
  })
}

/** For a contact of its bank; a firm's people and officers read the request. Throws `not-found`. Looking decides nothing. */
export async function getLead(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<BankLead> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx: Tx) => {
    const opened = await openLead(tx, account, id)
    if (opened.side !== 'bank') throw notFound(`lead ${id} is read as a bank's only by its bank`)
    await seeLead(tx, opened, at, requestId)
    return presentBankLead(tx, deps, opened)
  })
}
