// One scheme as 我能领什么 shows it: judged, counted, and what may be done about it.
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { highestFen } from '#contract/subsidies/amount.ts'
import { amountLines } from '#contract/subsidies/amount-lines.ts'
import type { FirmFacts } from '#contract/subsidies/eligibility.ts'
import { matchProgramme, type Match } from '#contract/subsidies/matching.ts'
import type { Matches, MatchItem } from '#contract/subsidies/matching-schema.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { firmLeft, leftInBatch } from './budget.ts'
import type { ApplicationCase } from './repository.ts'

export interface Candidate {
  answers: Answers
  facts: FirmFacts
  /** Whose yearly cap counts; null for a visitor. */
  firmId: string | null
  own: ApplicationCase | undefined
}

/** The schemes to judge: not the closed ones, and of a scheme and its copy for the next year not the one that is over. */
export function judgedProgrammes({ content, clock }: Pick<Deps, 'content' | 'clock'>): Programme[] {
  const programmes = content.programmes(clock.now())
  const copied = new Set(programmes.flatMap(({ copyOf, availability }) => (copyOf === undefined || availability === 'closed' ? [] : [copyOf])))
  return programmes.filter(({ id, availability }) => availability !== 'closed' && !(availability === 'over' && copied.has(id)))
}

export async function judge(deps: Deps, connection: Connection, programme: Programme, { answers, facts, firmId, own }: Candidate): Promise<MatchItem> {
  const match = matchProgramme(programme, answers, facts)
  const year = yearOf(shanghaiDate(deps.clock.now()))
  const yearLeft = firmId === null ? null : await firmLeft(deps, connection, firmId, programme.id, year, programme.amount)
  return {
    programmeId: programme.id, title: programme.title, verdict: match.verdict, reasons: match.reasons, ...afterCap(match, yearLeft),
    maxFen: highestFen(programme.amount), example: programme.example, availability: programme.availability, closesOn: programme.closesOn,
    leftFen: programme.batch === null ? null : await leftInBatch(connection, programme.id, programme.batch),
    asks: match.asks, known: answers, application: own ? { id: own.id, state: own.state, number: own.number, approvedFen: own.approved_fen } : null,
  }
}

/** The estimate, no more than the firm may still get this year; none for a firm that is ruled out. */
function afterCap({ verdict, amount }: Match, yearLeft: number | null): Pick<MatchItem, 'amount' | 'amountFen'> {
  if (verdict === 'ineligible' || amount.amountFen === null) return { amount }
  if (yearLeft === null || amount.amountFen <= yearLeft) return { amount, amountFen: amount.amountFen }
  return { amount: { ...amount, lines: [...amount.lines, amountLines.yearLeft(yearLeft)] }, amountFen: yearLeft }
}

const groups: readonly MatchItem['verdict'][] = ['eligible', 'check', 'ineligible']

/** In the order they are shown: 符合, 需核实, 不符合, each by what it may bring. */
export function matchesOf({ content, clock }: Pick<Deps, 'content' | 'clock'>, items: MatchItem[], rights: number): Matches {
  const sum = (verdict: MatchItem['verdict']) => items.reduce((total, item) => total + (item.verdict === verdict && isToBeHad(item) ? (item.amountFen ?? 0) : 0), 0)
  const sorted = items.toSorted((a, b) => groups.indexOf(a.verdict) - groups.indexOf(b.verdict) || (b.amountFen ?? 0) - (a.amountFen ?? 0) || (b.maxFen ?? 0) - (a.maxFen ?? 0) || (a.programmeId < b.programmeId ? -1 : 1))
  const closed = content.programmes(clock.now()).filter(({ availability }) => availability === 'closed')
  return {
    items: sorted, eligibleFen: sum('eligible'), checkFen: sum('check'), today: shanghaiDate(clock.now()), rights,
    closed: closed.map(({ id, title }) => ({ programmeId: id, title, since: content.source(id)?.source.validTo ?? null })),
  }
}

/** May be applied for now, and this year's is not granted already. */
function isToBeHad({ availability, application }: MatchItem): boolean {
  return availability === 'taking' && (application === null || application.approvedFen === null)
}
