// What the figures of loans are counted from: every request that was handed in, with its banks. Amounts rest encrypted, so they are added here and not by the database.
import { workdaysBetween } from '#contract/cases/workdays.ts'
import type { FunnelStage } from '#contract/financing/desk-schema.ts'
import { atStage, type LeadFacts, type RequestFacts } from '#contract/financing/funnel.ts'
import type { PledgedRight } from '#contract/financing/card-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import { openCard, openTerms, openWish } from './sealed.ts'

export interface FactsFilter { bankId?: string | undefined; town?: string | undefined; industry?: string | undefined }

const patentTypes: readonly string[] = ['发明', '实用新型', '外观设计']

/** The newest word on the payment of the interest subsidy decides. */
function listLeadRows(connection: Connection) {
  return connection.selectFrom('financing_leads').innerJoin('banks', 'banks.id', 'financing_leads.bank_id').leftJoin('cases', 'cases.id', 'financing_leads.subsidy_case_id')
    .leftJoin('payments', (join) => join.onRef('payments.case_id', '=', 'cases.id').on('payments.state', '=', 'paid')
      .on((eb) => eb.not(eb.exists(eb.selectFrom('payments as later').select('later.id').whereRef('later.case_id', '=', 'payments.case_id').whereRef('later.at', '>', 'payments.at')))))
    .selectAll('financing_leads').select(['banks.name as bank_name', 'payments.paid_on', 'cases.approved_fen as subsidy_fen']).orderBy('financing_leads.offered_at').orderBy('financing_leads.id').execute()
}
type LeadRow = Awaited<ReturnType<typeof listLeadRows>>[number]

const dayOf = (at: number | null) => (at === null ? null : shanghaiDate(at))

function leadFacts({ content, config }: Deps, row: LeadRow, rights: readonly PledgedRight[]): LeadFacts {
  const terms = openTerms(config.secret, row)
  const takenOn = dayOf(row.taken_at)
  const refusedOn = row.state === 'refused' ? dayOf(row.ended_at) : null
  const answeredOn = takenOn ?? refusedOn
  const registered = readStoredJson<string[]>(row.registered_right_ids)
  const isPaid = row.confirmed_at !== null
  return {
    id: row.id, bankId: row.bank_id, bankName: row.bank_name, askedOn: row.offered_on, takenOn, refusedOn, refusal: row.state === 'refused' ? row.reason_code : null, expiredOn: row.state === 'expired' ? dayOf(row.ended_at) : null,
    approvedOn: dayOf(row.approved_at), registeredOn: row.registered_on, disbursedOn: isPaid ? row.lent_on : null, subsidisedOn: row.paid_on,
    approvedFen: terms.approvedFen, disbursedFen: isPaid ? terms.disbursedFen : null, subsidyFen: row.paid_on === null ? null : row.subsidy_fen,
    rights: registered.length, patents: rights.filter(({ id, type }) => registered.includes(id) && patentTypes.includes(type)).length,
    answerWorkdays: answeredOn === null ? null : workdaysBetween(content.calendar, row.offered_on, answeredOn),
  }
}

/** In order of the first handing in. With `bankId`: requests that asked this bank, and of their banks this one. */
export async function readRequestFacts(connection: Connection, deps: Deps, filter: FactsFilter = {}): Promise<RequestFacts[]> {
  let query = connection.selectFrom('financing_requests').innerJoin('firms', 'firms.id', 'financing_requests.firm_id')
    .select(['financing_requests.id', 'financing_requests.firm_id', 'firms.town', 'firms.industry', 'financing_requests.wish', 'financing_requests.card', 'financing_requests.accepted_at'])
    .select((eb) => eb.selectFrom('financing_events').select((inner) => inner.fn.min('financing_events.at').as('at')).whereRef('financing_events.request_id', '=', 'financing_requests.id').where('financing_events.action', '=', 'submit').as('intent_at'))
    .where('financing_requests.number', 'is not', null)
  if (filter.town !== undefined) query = query.where('firms.town', '=', filter.town)
  if (filter.industry !== undefined) query = query.where('firms.industry', '=', filter.industry)
  const [requests, leads] = [await query.execute(), await listLeadRows(connection)]
  const byRequest = Map.groupBy(leads, (lead) => lead.request_id)
  return requests.flatMap((row) => {
    const own = (byRequest.get(row.id) ?? []).filter((lead) => filter.bankId === undefined || lead.bank_id === filter.bankId)
    if (row.intent_at === null || (filter.bankId !== undefined && own.length === 0)) return []
    // As it was handed in: what the firm is mending may be half empty.
    const handedIn = openCard(deps.config.secret, row)
    const wish = (handedIn?.sent ?? openWish(deps.config.secret, row)).wish
    const rights = handedIn?.rights ?? []
    return [{
      id: row.id, firmId: row.firm_id, town: row.town, industry: row.industry, intendedFen: wish.amountFen ?? 0,
      intentOn: shanghaiDate(Number(row.intent_at)), acceptedOn: dayOf(row.accepted_at), leads: own.map((lead) => leadFacts(deps, lead, rights)),
    }]
  }).toSorted((a, b) => (a.intentOn < b.intentOn ? -1 : a.intentOn > b.intentOn ? 1 : a.id < b.id ? -1 : 1))
}

/** Ids of the requests behind one figure of the funnel. */
export async function requestIdsAtStage(connection: Connection, deps: Deps, { stage, year, ...filter }: FactsFilter & { stage: FunnelStage; year: number }): Promise<string[]> {
  return atStage(await readRequestFacts(connection, deps, filter), stage, year).map(({ id }) => id)
}
