// The county's figures of loans, counted from facts. Pure. A step counts in the year it was taken (Asia/Shanghai), whenever the request began.
// Amounts are three columns and stay three: what was asked for, what was granted, what was paid out.
import { daysBetween, yearOf } from '../identifiers/date.ts'
import type { FunnelRow, FunnelStage } from './desk-schema.ts'
import { funnelStages } from './stages.ts'

/** One bank of one request. Days are null where it did not come to that. */
export interface LeadFacts {
  id: string; bankId: string; bankName: string; askedOn: string; takenOn: string | null; refusedOn: string | null; refusal: string | null; expiredOn: string | null
  approvedOn: string | null; registeredOn: string | null
  /** Paid out, and the firm said so. */
  disbursedOn: string | null; subsidisedOn: string | null
  approvedFen: number | null; disbursedFen: number | null; subsidyFen: number | null
  /** Registered; of these patents. */
  rights: number; patents: number
  /** Working days from asked to its answer; null while there is none. */
  answerWorkdays: number | null
}
export interface RequestFacts { id: string; firmId: string; town: string; industry: string | null; intendedFen: number; intentOn: string; acceptedOn: string | null; leads: readonly LeadFacts[] }

function first(days: readonly (string | null)[]): string | null {
  return days.reduce<string | null>((least, day) => (day !== null && (least === null || day < least) ? day : least), null)
}

/** The day the request came to this step: of several banks the first. */
export function reachedOn(request: RequestFacts, stage: FunnelStage): string | null {
  switch (stage) {
    case 'intent': return request.intentOn
    case 'accepted': return request.acceptedOn
    case 'taken': return first(request.leads.map(({ takenOn }) => takenOn))
    case 'approved': return first(request.leads.map(({ approvedOn }) => approvedOn))
    case 'registered': return first(request.leads.map(({ registeredOn }) => registeredOn))
    case 'disbursed': return first(request.leads.map(({ disbursedOn }) => disbursedOn))
    case 'subsidised': return first(request.leads.map(({ subsidisedOn }) => subsidisedOn))
  }
}

/** Requests that came to this step in that year. */
export function atStage(requests: readonly RequestFacts[], stage: FunnelStage, year: number): RequestFacts[] {
  return requests.filter((request) => isIn(reachedOn(request, stage), year))
}

function isIn(day: string | null, year: number): boolean {
  return day !== null && yearOf(day) === year
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0]
  return (low + high) / 2
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}

/** Days since the step before, of those that took it; of the first step none. A step entered later than its successor (a bank writes up an older day) counts as 0. */
function daysSince(requests: readonly RequestFacts[], stage: FunnelStage): number[] {
  const before = funnelStages[funnelStages.indexOf(stage) - 1]
  if (before === undefined) return []
  return requests.flatMap((request) => {
    const [from, to] = [reachedOn(request, before), reachedOn(request, stage)]
    return from === null || to === null ? [] : [Math.max(0, daysBetween(from, to))]
  })
}

const granted: readonly FunnelStage[] = ['approved', 'registered', 'disbursed', 'subsidised']
const paid: readonly FunnelStage[] = ['disbursed', 'subsidised']

/** One row a step, in order. Of the banks of a request only those that came to the step themselves add their amounts. */
export function funnelOf(requests: readonly RequestFacts[], year: number): FunnelRow[] {
  return funnelStages.map((stage) => {
    const reached = atStage(requests, stage, year)
    const leads = reached.flatMap((request) => request.leads.filter((lead) => reachedOn({ ...request, leads: [lead] }, stage) !== null))
    const days = daysSince(reached, stage)
    return {
      stage, count: reached.length, intendedFen: sum(reached.map(({ intendedFen }) => intendedFen)),
      approvedFen: granted.includes(stage) ? sum(leads.map(({ approvedFen }) => approvedFen)) : null, disbursedFen: paid.includes(stage) ? sum(leads.map(({ disbursedFen }) => disbursedFen)) : null,
      medianDays: median(days), longestDays: days.length === 0 ? null : Math.max(...days),
    }
  })
}

export interface LoanLine { request: RequestFacts; lead: LeadFacts; on: string; fen: number }

/** Loans of the year: registered, paid out and confirmed; one contract is one loan, however many rights it has (facts.md 5.4). By day. */
export function loansIn(requests: readonly RequestFacts[], year: number): LoanLine[] {
  return allLoans(requests).filter(({ on }) => yearOf(on) === year)
}

/** As loansIn, of all years. */
export function allLoans(requests: readonly RequestFacts[]): LoanLine[] {
  return requests.flatMap((request) => request.leads.flatMap((lead) => (lead.disbursedOn !== null && lead.registeredOn !== null && lead.disbursedFen !== null ? [{ request, lead, on: lead.disbursedOn, fen: lead.disbursedFen }] : [])))
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.lead.id < b.lead.id ? -1 : 1))
}

/** Sums of the loans of the year; first-timers: firms without a loan through this service before that one. */
export function loanSums(requests: readonly RequestFacts[], year: number) {
  const loans = loansIn(requests, year)
  const earlier = new Set(allLoans(requests).filter(({ on }) => yearOf(on) < year).map(({ request }) => request.firmId))
  const firms = new Set(loans.map(({ request }) => request.firmId))
  return {
    count: loans.length, disbursedFen: sum(loans.map(({ fen }) => fen)), rights: sum(loans.map(({ lead }) => lead.rights)), patents: sum(loans.map(({ lead }) => lead.patents)),
    firstTimers: [...firms].filter((firm) => !earlier.has(firm)).length, banks: new Set(loans.map(({ lead }) => lead.bankId)).size,
    subsidyFen: sum(requests.flatMap(({ leads }) => leads.filter(({ subsidisedOn }) => isIn(subsidisedOn, year)).map(({ subsidyFen }) => subsidyFen))),
    byMonth: Array.from({ length: 12 }, (_, index) => {
      const month = loans.filter(({ on }) => Number(on.slice(5, 7)) === index + 1)
      return { month: index + 1, count: month.length, disbursedFen: sum(month.map(({ fen }) => fen)) }
    }),
  }
}

/** How each bank answered what it was asked in the year, by name. */
export function answersIn(requests: readonly RequestFacts[], year: number) {
  const asked = requests.flatMap(({ leads }) => leads.filter(({ askedOn }) => yearOf(askedOn) === year))
  const banks = new Map(asked.map(({ bankId, bankName }) => [bankId, bankName]))
  return [...banks].toSorted(([, a], [, b]) => (a < b ? -1 : 1)).map(([bankId, bankName]) => {
    const own = asked.filter((lead) => lead.bankId === bankId)
    const count = (what: (lead: LeadFacts) => boolean) => own.filter(what).length
    const [taken, refused, expired] = [count(({ takenOn }) => takenOn !== null), count(({ refusedOn }) => refusedOn !== null), count(({ expiredOn }) => expiredOn !== null)]
    return { bankId, bankName, asked: own.length, taken, refused, expired, waiting: own.length - taken - refused - expired, medianWorkdays: median(own.flatMap(({ answerWorkdays }) => (answerWorkdays === null ? [] : [answerWorkdays]))) }
  })
}

/** Refusals of the year by reason; reasons nobody gave are 0. */
export function refusalsIn(requests: readonly RequestFacts[], year: number, reasons: readonly { id: string; word: string }[]) {
  const given = requests.flatMap(({ leads }) => leads.filter(({ refusedOn }) => isIn(refusedOn, year)).map(({ refusal }) => refusal))
  return reasons.map(({ id, word }) => ({ id, word, count: given.filter((reason) => reason === id).length }))
}
