// Requests with their leads as lines of the desk's list.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { workdaysLeft } from '#contract/cases/workdays.ts'
import type { DeskLead, DeskRequest } from '#contract/financing/desk-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { FinancingRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { dayOf } from './calendar-turn.ts'
import { openCard, openWish } from './sealed.ts'
import { isStalled, isToCall, isUnanswered, type Day } from './standings.ts'

const instant = (at: number) => new Date(at).toISOString()

/** Of each lead the newest call. */
async function lastCallsOf(connection: Connection, leadIds: readonly string[]): Promise<Map<string, DeskLead['lastCall']>> {
  if (leadIds.length === 0) return new Map()
  const rows = await connection.selectFrom('financing_calls').innerJoin('accounts', 'accounts.id', 'financing_calls.account_id').select(['financing_calls.lead_id', 'financing_calls.outcome', 'financing_calls.note', 'financing_calls.at', 'accounts.name'])
    .where('financing_calls.lead_id', 'in', leadIds).orderBy('financing_calls.at').orderBy('financing_calls.id').execute()
  return new Map(rows.map((row) => [row.lead_id, { at: instant(row.at), by: row.name, outcome: row.outcome, note: row.note }]))
}

/** People of these banks in service, then the bank's own number. */
async function phonesOf(connection: Connection, bankIds: readonly string[]): Promise<Map<string, DeskLead['phones']>> {
  if (bankIds.length === 0) return new Map()
  const people = await connection.selectFrom('bank_contacts').innerJoin('accounts', 'accounts.id', 'bank_contacts.account_id').select(['bank_contacts.bank_id', 'accounts.name', 'accounts.phone'])
    .where('bank_contacts.bank_id', 'in', bankIds).where('bank_contacts.ended_at', 'is', null).where('accounts.disabled_at', 'is', null).orderBy('bank_contacts.added_at').orderBy('bank_contacts.id').execute()
  const own = await connection.selectFrom('banks').select(['id as bank_id', 'phone']).where('id', 'in', bankIds).where('phone', 'is not', null).execute()
  const found = Map.groupBy([...people, ...own.map((bank) => ({ ...bank, name: null }))], (row) => row.bank_id)
  return new Map([...found].map(([bankId, rows]) => [bankId, rows.flatMap(({ name, phone }) => (phone === null ? [] : [{ name, phone }]))]))
}

async function leadsOf(connection: Connection, requestIds: readonly string[], day: Day): Promise<Map<string, DeskLead[]>> {
  const rows = await connection.selectFrom('financing_leads').innerJoin('banks', 'banks.id', 'financing_leads.bank_id')
    .select(['financing_leads.id', 'financing_leads.request_id', 'financing_leads.number', 'financing_leads.bank_id', 'financing_leads.state', 'financing_leads.offered_at', 'financing_leads.stage_at', 'banks.name as bank_name'])
    .select([sql<boolean | number>`${isToCall(day)}`.as('to_call'), sql<boolean | number>`${isStalled(day)}`.as('stalled')])
    .where('financing_leads.request_id', 'in', requestIds).orderBy('financing_leads.offered_at').orderBy('financing_leads.number').execute()
  const calls = await lastCallsOf(connection, rows.map(({ id }) => id))
  const isUrgent = (row: (typeof rows)[number]) => Boolean(row.to_call) || Boolean(row.stalled)
  const phones = await phonesOf(connection, [...new Set(rows.filter(isUrgent).map((row) => row.bank_id))])
  const found = Map.groupBy(rows, (row) => row.request_id)
  return new Map([...found].map(([id, own]) => [id, own.map((row): DeskLead => ({
    id: row.id, number: row.number, bankId: row.bank_id, bankName: row.bank_name, state: row.state, offeredAt: instant(row.offered_at), stageAt: instant(row.stage_at), needsCall: Boolean(row.to_call), isStalled: Boolean(row.stalled), phones: isUrgent(row) ? (phones.get(row.bank_id) ?? []) : [], lastCall: calls.get(row.id) ?? null,
  }))]))
}

export async function presentDeskRequests(connection: Connection, deps: Deps, rows: readonly FinancingRequestRow[]): Promise<DeskRequest[]> {
  if (rows.length === 0) return []
  const day = dayOf(deps)
  const ids = rows.map(({ id }) => id)
  const firms = new Map((await connection.selectFrom('firms').select(['id', 'name', 'uscc', 'town', 'industry', 'verification']).where('id', 'in', [...new Set(rows.map((row) => row.firm_id))]).execute()).map((firm) => [firm.id, firm]))
  const unanswered = new Set((await connection.selectFrom('financing_requests').select('id').where('id', 'in', ids).where(isUnanswered(day)).execute()).map(({ id }) => id))
  const leads = await leadsOf(connection, ids, day)
  return rows.map((row) => {
    const firm = firms.get(row.firm_id)
    if (!firm || row.number === null || row.submitted_at === null) throw new Error(`request ${row.id} was never handed in, or has no firm`)
    return {
      id: row.id, number: row.number, firmId: firm.id, firmName: firm.name, uscc: firm.uscc, town: firm.town, industry: firm.industry, isVerified: firm.verification === 'verified', state: row.state, verdict: row.verdict,
      amountFen: (openCard(deps.config.secret, row)?.sent ?? openWish(deps.config.secret, row)).wish.amountFen, submittedAt: instant(row.submitted_at), dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(day.calendar, day.today, row.due_on),
      isUnanswered: unanswered.has(row.id), leads: leads.get(row.id) ?? [],
    }
  })
}

/** Whose name and amount stood on the page was seen: once a day each, and one line in the audit for the page. */
export async function seeDeskRequests({ commands, clock }: Deps, account: SignedIn, rows: readonly FinancingRequestRow[], requestId: string): Promise<void> {
  if (rows.length === 0) return
  const at = clock.now()
  await commands.run(async (tx) => {
    await tx.insertInto('financing_views')
      .values(rows.map(({ id }) => ({ id: randomUUID(), request_id: id, lead_id: '', account_id: account.id, bank_id: null, side: 'officer' as const, what: 'request' as const, ref: '', day: shanghaiDate(at), first_at: at, last_at: at, times: 1 })))
      .onConflict((conflict) => conflict.columns(['request_id', 'lead_id', 'account_id', 'what', 'ref', 'day']).doNothing()).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'financing.read', subject: 'financing:list', requestId, details: { count: rows.length } })
  })
}
