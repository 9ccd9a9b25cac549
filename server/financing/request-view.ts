// Requests as their firm and officers see them.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { FinancingEvent, FinancingRequest, RequestLine, Requests, ReturnedItem } from '#contract/financing/request-schema.ts'
import { requestActionsFor } from '#contract/financing/workflow.ts'
import { requireMember } from '../accounts/access.ts'
import { dueOfCase } from '../cases/due.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import type { OpenedRequest } from './access.ts'
import { listFinancingEvents } from './events.ts'
import { presentFirmLeads } from './lead-view.ts'
import { countLive, listFirmRequests, listLeadStates } from './request-repository.ts'
import { openCard, openWish } from './sealed.ts'
import { mayDecide } from './stake.ts'

const instant = (at: number) => new Date(at).toISOString()
const instantOrNull = (at: number | null) => (at === null ? null : instant(at))

export function rightIdsOf(row: Pick<FinancingRequestRow, 'right_ids'>): string[] {
  return readStoredJson<string[]>(row.right_ids)
}

export function itemsOf(row: Pick<FinancingRequestRow, 'items'>): ReturnedItem[] {
  return readStoredJson<ReturnedItem[]>(row.items)
}

/** Of those ids what the firm still has, in their order. */
async function keptRights(connection: Connection, firmId: string, ids: readonly string[]): Promise<{ id: string; title: string }[]> {
  if (ids.length === 0) return []
  const rows = await connection.selectFrom('rights').select(['id', 'title']).where('firm_id', '=', firmId).where('id', 'in', ids).execute()
  return ids.flatMap((id) => rows.filter((row) => row.id === id))
}

/** What the county noted of a call is between officers. A person of the other side stands under the side, not the name. */
async function presentEvents(connection: Connection, { row, side }: OpenedRequest): Promise<FinancingEvent[]> {
  const events = await listFinancingEvents(connection, row.id)
  const accountIds = [...new Set(events.flatMap(({ account_id: id }) => (id === null ? [] : [id])))]
  const names = accountIds.length === 0 ? [] : await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', accountIds).execute()
  const banks = await connection.selectFrom('financing_leads').innerJoin('banks', 'banks.id', 'financing_leads.bank_id').select(['financing_leads.id', 'banks.name']).where('financing_leads.request_id', '=', row.id).execute()
  return events.map((event) => {
    const bankName = event.lead_id === null ? null : (banks.find(({ id }) => id === event.lead_id)?.name ?? null)
    const isNamed = event.side === side || event.side === 'officer'
    return {
      id: event.id, at: instant(event.at), action: event.action, side: event.side, leadId: event.lead_id, bankName, state: event.state,
      who: event.side === 'bank' ? bankName : isNamed ? (names.find(({ id }) => id === event.account_id)?.name ?? null) : null,
      note: event.action === 'call' && side === 'firm' ? null : event.note,
    }
  })
}

/** All of it, for this reader. */
export async function presentRequest(connection: Connection, deps: Deps, opened: OpenedRequest): Promise<FinancingRequest> {
  const { row, firm, side } = opened
  const today = shanghaiDate(deps.clock.now())
  const sent = openCard(deps.config.secret, row)
  const filledIn = openWish(deps.config.secret, row)
  // What the firm is still mending is its own until it hands it in again.
  const { wish, answers } = side === 'officer' ? (sent?.sent ?? filledIn) : filledIn
  const mayAct = await mayDecide(connection, opened)
  const leads = await presentFirmLeads(connection, deps, row, side, mayAct)
  return {
    id: row.id, number: row.number, firmId: firm.id, firmName: firm.name, uscc: firm.uscc, town: firm.town, industry: firm.industry, isVerified: firm.verification === 'verified',
    state: row.state, version: row.version, wish, rightIds: side === 'officer' && sent ? sent.rights.map(({ id }) => id) : (await keptRights(connection, firm.id, rightIdsOf(row))).map(({ id }) => id), answers,
    rights: sent?.rights ?? [], card: sent?.card ?? null, items: itemsOf(row), due: dueOfCase({ ...row, state: 'submitted', due_pauses: null, held_due: null }, deps.content.calendar, today), reason: row.reason,
    savedAt: instant(row.saved_at), submittedAt: instantOrNull(row.submitted_at), acceptedAt: instantOrNull(row.accepted_at),
    leads, events: await presentEvents(connection, opened), actions: mayAct ? requestActionsFor(side, row.state, leads.map(({ state }) => state)) : [], today,
  }
}

/** Newest first. Throws `not-found` for who is not of the firm. */
export async function listRequests(deps: Deps, account: SignedIn, firmId: string): Promise<Requests> {
  await requireMember(deps.db, account, firmId)
  const rows = await listFirmRequests(deps.db, firmId)
  const leads = await listLeadStates(deps.db, rows.map(({ id }) => id))
  const items: RequestLine[] = []
  for (const row of rows) {
    const sent = openCard(deps.config.secret, row)
    const titles = row.state === 'draft' || sent === null ? await keptRights(deps.db, firmId, rightIdsOf(row)) : sent.rights
    items.push({
      id: row.id, number: row.number, state: row.state, amountFen: openWish(deps.config.secret, row).wish.amountFen, verdict: row.verdict, rightTitles: titles.map(({ title }) => title),
      leads: leads.filter(({ requestId }) => requestId === row.id).map(({ bankName, state }) => ({ bankName, state })), savedAt: instant(row.saved_at), submittedAt: instantOrNull(row.submitted_at),
    })
  }
  const room = deps.content.financingCasework.requestsPerFirm - (await countLive(deps.db, firmId))
  return { items, draftId: rows.find(({ state }) => state === 'draft')?.id ?? null, room: Math.max(0, room) }
}
