// Leads of a request as its firm and officers see them; the bank's own view is bank-view.ts.
import type { ConsentField } from '#contract/financing/casework-schema.ts'
import type { FirmLead, LeadRating } from '#contract/financing/lead-schema.ts'
import { endedLeadStates, leadActionsFor } from '#contract/financing/workflow.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { BankRow, FinancingConsentRow, FinancingLeadRow, FinancingRatingRow, FinancingRequestRow } from '../db/schema.ts'
import { listFinancingEvents } from './events.ts'
import { instant, instantOrNull, listLeadFiles, namesOf, presentFile, presentLeadEvents, reasonWord, termsOf, type LeadDeps } from './lead-parts.ts'

export { presentBankLead } from './bank-view.ts'
export type FirmSide = 'firm' | 'officer'

/** Paid out, or ended after a bank had taken it. */
export function mayRate({ state, taken_at }: Pick<FinancingLeadRow, 'state' | 'taken_at'>): boolean {
  return state === 'disbursed' || (taken_at !== null && endedLeadStates.includes(state))
}

/** Paid out, and the county has an interest subsidy. */
export function maySubsidise({ content }: Pick<LeadDeps, 'content'>, { state }: Pick<FinancingLeadRow, 'state'>): boolean {
  return content.financingCasework.subsidyProgrammeId !== null && (state === 'disbursed' || state === 'settled')
}

function ratingOf(row: FinancingRatingRow | undefined): LeadRating | null {
  return row ? { speed: row.speed, attitude: row.attitude, result: row.result, words: row.words } : null
}

function consentOf({ id, fields, given_at, revoked_at }: FinancingConsentRow): FirmLead['consent'] {
  return { id, fields: readStoredJson<ConsentField[]>(fields), givenAt: instant(given_at), revokedAt: instantOrNull(revoked_at) }
}

function reasonOf(deps: LeadDeps, row: FinancingLeadRow): FirmLead['reason'] {
  const word = reasonWord(deps, row)
  return word === null && row.reason === null ? null : { word, words: row.reason }
}

function need<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`a lead without its ${what}`)
  return found
}

/** All of a request in the order the banks were asked. `side`: whose eyes; of the firm only its own people may be the caller's readers. `mayAct`: stake.ts mayDecide. */
export async function presentFirmLeads(connection: Connection, deps: LeadDeps, request: Pick<FinancingRequestRow, 'id'>, side: FirmSide, mayAct: boolean): Promise<FirmLead[]> {
  const rows = await connection.selectFrom('financing_leads').selectAll().where('request_id', '=', request.id).orderBy('offered_at').orderBy('number').execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const events = await listFinancingEvents(connection, request.id)
  const banks: Map<string, BankRow> = new Map((await connection.selectFrom('banks').selectAll().where('id', 'in', [...new Set(rows.map((row) => row.bank_id))]).execute()).map((bank) => [bank.id, bank]))
  const consents = new Map((await connection.selectFrom('financing_consents').selectAll().where('lead_id', 'in', ids).execute()).map((consent) => [consent.lead_id, consent]))
  const ratings = new Map((await connection.selectFrom('financing_ratings').selectAll().where('lead_id', 'in', ids).execute()).map((rating) => [rating.lead_id, rating]))
  const files = await listLeadFiles(connection, ids)
  const people = await namesOf(connection, [...events.map((event) => event.account_id), ...rows.map((row) => row.taken_by)])
  const names = { people, banks: new Map([...banks].map(([id, { name }]) => [id, name])) }
  return rows.map((row) => {
    const bank = need(banks.get(row.bank_id), 'bank')
    return {
      id: row.id, number: row.number, state: row.state, version: row.version, offeredAt: instant(row.offered_at), takenAt: instantOrNull(row.taken_at), endedAt: instantOrNull(row.ended_at), reason: reasonOf(deps, row), terms: termsOf(deps, row),
      files: files.filter((file) => file.lead_id === row.id).map((file) => presentFile(file, side)), events: presentLeadEvents(events.filter((event) => event.lead_id === row.id), side, names), actions: mayAct ? leadActionsFor(side, row.state) : [],
      bankId: bank.id, bankName: bank.name, bankPhone: bank.phone, contact: row.taken_by === null ? null : (people.get(row.taken_by) ?? null), consent: consentOf(need(consents.get(row.id), 'consent')),
      rating: ratingOf(ratings.get(row.id)), mayRate: side === 'firm' && mayRate(row), maySubsidise: side === 'firm' && maySubsidise(deps, row), subsidyCaseId: row.subsidy_case_id,
    }
  })
}

/** One of them, for whoever has just moved it. */
export async function presentFirmLead(connection: Connection, deps: LeadDeps, request: Pick<FinancingRequestRow, 'id'>, leadId: string, side: FirmSide): Promise<FirmLead> {
  return need((await presentFirmLeads(connection, deps, request, side, true)).find(({ id }) => id === leadId), 'row')
}
