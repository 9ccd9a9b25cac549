// Where requests and leads stand that somebody of the county must look after, as conditions both for the list of the desk and for what the calendar does.
import { expressionBuilder, type Expression, type SqlBool } from 'kysely'
import { addWorkdays, type WorkCalendar } from '#contract/cases/workdays.ts'
import type { FinancingCasework } from '#contract/financing/casework-schema.ts'
import { askedUntil, quietSince } from '#contract/financing/ladder.ts'
import { callOutcomes } from '#contract/financing/stages.ts'
import { openedLeadStates, type LeadState } from '#contract/financing/workflow.ts'
import { addDays, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Database } from '../db/schema.ts'

export interface Day { calendar: WorkCalendar; casework: FinancingCasework; today: string }
const requests = expressionBuilder<Database, 'financing_requests'>()
const leads = expressionBuilder<Database, 'financing_leads'>()

/** Ended, and not by the firm: a bank's no, or silence. */
const unluckyStates: readonly LeadState[] = ['refused', 'failed', 'expired']
/** Taken, and the next step is the bank's. */
export const bankTurnStates = ['taken', 'due-diligence', 'approved', 'signed', 'registered'] as const satisfies readonly LeadState[]

function leadsOfRequest() {
  return requests.selectFrom('financing_leads').select('financing_leads.id').whereRef('financing_leads.request_id', '=', 'financing_requests.id')
}

/** Whether the request has a lead of which this is true. */
export function hasLead(condition: Expression<SqlBool>): Expression<SqlBool> {
  return requests.exists(leadsOfRequest().where(condition))
}

/** 无人接单: no bank is at it, and what was asked came to nothing or waits too long. What the firm took back itself counts for nothing. */
export function isUnanswered({ calendar, casework, today }: Day): Expression<SqlBool> {
  const until = askedUntil(calendar, today, 'escalate', casework.ladder)
  const isHopeless = leads.or([leads('financing_leads.state', 'in', unluckyStates), leads.and([leads('financing_leads.state', '=', 'offered'), leads('financing_leads.offered_on', '<=', until)])])
  const isHopeful = leads.or([leads('financing_leads.state', 'in', openedLeadStates), leads.and([leads('financing_leads.state', '=', 'offered'), leads('financing_leads.offered_on', '>', until)])])
  return requests.and([requests('financing_requests.state', '=', 'accepted'), hasLead(isHopeless), requests.not(hasLead(isHopeful))])
}

/** As needsCall of contract/financing/ladder.ts. */
export function isToCall({ calendar, casework: { ladder }, today }: Day): Expression<SqlBool> {
  const quiet = callOutcomes.flatMap((outcome) => {
    const since = quietSince(calendar, today, outcome, ladder)
    return since === null ? [] : [{ outcome, since: shanghaiDayStart(since) }]
  })
  const calls = leads.selectFrom('financing_calls').select('financing_calls.id').whereRef('financing_calls.lead_id', '=', 'financing_leads.id')
    .where((eb) => eb.or(quiet.map(({ outcome, since }) => eb.and([eb('financing_calls.outcome', '=', outcome), eb('financing_calls.at', '>=', since)]))))
  return leads.and([leads('financing_leads.state', '=', 'offered'), leads('financing_leads.offered_on', '<=', askedUntil(calendar, today, 'call', ladder)), leads.not(leads.exists(calls))])
}

/** Instant before which a lead must have come to its stage to have stood still. */
export function stalledBefore({ calendar, casework, today }: Day): number {
  return shanghaiDayStart(addDays(addWorkdays(calendar, today, -casework.stalledWorkdays), 1))
}

/** A bank has taken it, and nothing has happened since. */
export function isStalled(day: Day): Expression<SqlBool> {
  return leads.and([leads('financing_leads.state', 'in', bankTurnStates), leads('financing_leads.stage_at', '<', stalledBefore(day))])
}
