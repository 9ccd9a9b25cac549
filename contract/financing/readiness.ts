// The readiness card: whether rights can be pledged for a loan of this firm, light by light. Pure: today always comes from the caller.
// What is not known is amber, never green; the worst light is the card's.
import { addDays, addMonths } from '../identifiers/date.ts'
import { compareText } from '../identifiers/text.ts'
import { patentYearOn } from '../portfolio/annuities.ts'
import type { Right } from '../portfolio/schema.ts'
import type { LifeRule, LightId, LightInfo, Option, Question, ReadinessRules, Verdict } from './readiness-schema.ts'
import type { RightType } from './words-schema.ts'

/** The option chosen, by the question's id; what names no option of today is as good as unanswered. */
export type ReadyAnswers = Readonly<Record<string, string>>
/** `months`: for how long the firm wants to borrow, where it has said so in figures; the answers may only name less. */
export interface ReadyFacts { rights: readonly Right[]; firmName: string; answers: ReadyAnswers; today: string; months?: number | null }

/** Why a light is as it is. `fee-due` and `fee-late` name the day until which the fee may be paid, and how much that is today. */
export type Reason =
  | { code: 'owner-same' | 'owner-unknown' | 'co-owners-none' | 'fee-paid' | 'fee-unknown' | 'fee-pending' | 'fee-lapsed' | 'fee-over' | 'pledge-none' | 'life-unknown' | 'life-pending' | 'life-ended' | 'number-mismatch' }
  | { code: 'owner-shared' | 'owner-other' | 'pledge-there'; name: string | null }
  | { code: 'co-owners'; names: readonly string[] }
  | { code: 'fee-due' | 'fee-late' | 'fee-unsaid'; on: string | null; fen: number | null }
  /** on: null where the reader was not given the terms of the rights. */
  | { code: 'life-long' | 'life-tight' | 'life-short' | 'life-renew' | 'life-over'; on: string | null }
  | { code: 'answered' | 'unanswered'; text: string }

export interface Finding { verdict: Verdict; reason: Reason }
export interface Light {
  id: LightId; title: string; verdict: Verdict
  /** What made it so, worst first; a light that is not green has at least one finding that is not. */
  findings: readonly Finding[]
  paper: string | null
  /** What to do; null when green. */
  advice: string | null
}
export interface RightCard { right: Right; verdict: Verdict; lights: readonly Light[] }
/** Without a right the card is amber at best. `papers`: what to have ready for these rights, each once. */
export interface Card { verdict: Verdict; rights: readonly RightCard[]; firm: readonly Light[]; counts: Record<Verdict, number>; papers: readonly string[] }

const rank: Record<Verdict, number> = { green: 0, amber: 1, red: 2 }
const rightLights = ['owner', 'coOwners', 'fees', 'pledge', 'life'] as const satisfies readonly LightId[]
const firmLights = ['revenue', 'dispute', 'years'] as const satisfies readonly LightId[]

/** The worst of them; green when there are none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce<Verdict>((most, verdict) => (rank[verdict] > rank[most] ? verdict : most), 'green')
}

/** A patent of a kind its number does not tell is looked at like any other right. */
export function rightType(right: Pick<Right, 'kind' | 'patentKind'>): RightType {
  return right.kind === 'patent' ? (right.patentKind ?? 'other') : right.kind
}

/** The questions that count for these rights, in the order of the content. */
export function questionsFor({ questions }: Pick<ReadinessRules, 'questions'>, rights: readonly Right[], firmName: string): Question[] {
  const isShared = rights.some((right) => othersOf(right, firmName).length > 0)
  return questions.filter(({ light }) => light !== 'coOwners' || isShared)
}

/** Judges every right by itself and the firm once. The order of the rights changes nothing but the order of their cards. */
export function readinessOf(rules: ReadinessRules, facts: ReadyFacts): Card {
  const rights = facts.rights.map((right) => rightCard(rules, right, facts))
  const firm = firmLights.map((id) => lightOf(rules, id, [], facts.answers))
  const lights = [...rights.flatMap((card) => card.lights), ...firm]
  const counts = { green: 0, amber: 0, red: 0 }
  for (const { verdict } of lights) counts[verdict] += 1
  return { verdict: worst([...(rights.length === 0 ? (['amber'] as const) : []), ...lights.map(({ verdict }) => verdict)]), rights, firm, counts, papers: papersFor(rules, facts.rights, lights) }
}

function rightCard(rules: ReadinessRules, right: Right, facts: ReadyFacts): RightCard {
  const found: Record<(typeof rightLights)[number], Finding[] | null> = {
    owner: [ownerFinding(right, facts.firmName)],
    coOwners: [coOwnersFinding(right, facts.firmName)],
    fees: right.kind === 'patent' ? [feeFinding(rules, right, facts.today)] : null,
    pledge: [pledgeFinding(right)],
    life: lifeFindings(rules, right, facts),
  }
  const lights = rightLights.flatMap((id) => {
    const findings = found[id]
    if (findings === null) return []
    // Nobody else to ask: the question does not count for this right.
    const isAsked = id !== 'coOwners' || othersOf(right, facts.firmName).length > 0
    return [lightOf(rules, id, findings, isAsked ? facts.answers : null)]
  })
  return { right, verdict: worst(lights.map(({ verdict }) => verdict)), lights }
}

/** `answers` null: the questions of this light are not asked. */
function lightOf(rules: ReadinessRules, id: LightId, known: readonly Finding[], answers: ReadyAnswers | null): Light {
  const asked = answers === null ? [] : rules.questions.filter(({ light }) => light === id).map((question) => answerFinding(question, answers))
  const findings = [...known, ...asked].toSorted((a, b) => rank[b.verdict] - rank[a.verdict])
  const verdict = worst(findings.map((finding) => finding.verdict))
  const info: LightInfo | undefined = rules.lights.find((light) => light.id === id)
  return { id, title: info?.title ?? id, verdict, findings, paper: info?.paper ?? null, advice: verdict === 'green' ? null : (info?.[verdict] ?? null) }
}

export function chosenOption(question: Question, answers: ReadyAnswers): Option | undefined {
  return question.options.find(({ id }) => id === answers[question.id])
}

function answerFinding(question: Question, answers: ReadyAnswers): Finding {
  const option = chosenOption(question, answers)
  if (!option) return { verdict: 'amber', reason: { code: 'unanswered', text: question.text } }
  return { verdict: option.verdict, reason: { code: 'answered', text: option.reason ?? option.word } }
}

/** Names as two eyes compare them: full-width brackets, spaces and letters in either case are no difference. */
function sameName(a: string, b: string): boolean {
  const plain = (text: string) => compareText(text).replace(/\s/g, '').toUpperCase()
  return plain(a) !== '' && plain(a) === plain(b)
}

/** Who holds the right beside the firm. Of a right of somebody else, that one is no co-owner but the owner. */
function othersOf({ owner, coOwners }: Right, firmName: string): string[] {
  const others = coOwners.filter((name) => name.trim() !== '' && !sameName(name, firmName) && !sameName(name, owner))
  const isJoint = owner.trim() !== '' && !sameName(owner, firmName) && coOwners.some((name) => sameName(name, firmName))
  return isJoint ? [owner, ...others] : others
}

function ownerFinding(right: Right, firmName: string): Finding {
  if (right.owner.trim() === '' || firmName.trim() === '') return { verdict: 'amber', reason: { code: 'owner-unknown' } }
  if (sameName(right.owner, firmName)) return { verdict: 'green', reason: { code: 'owner-same' } }
  const isCoOwner = right.coOwners.some((name) => sameName(name, firmName))
  return isCoOwner ? { verdict: 'amber', reason: { code: 'owner-shared', name: right.owner } } : { verdict: 'red', reason: { code: 'owner-other', name: right.owner } }
}

function coOwnersFinding(right: Right, firmName: string): Finding {
  const names = othersOf(right, firmName)
  // With others it is their consent that counts, and that is asked.
  return { verdict: 'green', reason: names.length === 0 ? { code: 'co-owners-none' } : { code: 'co-owners', names } }
}

function pledgeFinding({ pledge, pledgee }: Right): Finding {
  return pledge === 'pledged' ? { verdict: 'red', reason: { code: 'pledge-there', name: pledgee } } : { verdict: 'green', reason: { code: 'pledge-none' } }
}

/** A late fee (滞纳期) keeps the pledge from being registered; one that nobody has said is paid may be late. */
function feeFinding(rules: ReadinessRules, right: Right, today: string): Finding {
  const { annuity } = right
  const next = annuity?.next ?? null
  switch (annuity?.status) {
    case 'lapsed':
      return { verdict: 'red', reason: { code: 'fee-lapsed' } }
    case 'expired':
    case 'ended':
      return { verdict: 'red', reason: { code: 'fee-over' } }
    case 'grace':
      return { verdict: 'red', reason: { code: 'fee-late', on: next?.graceEndsOn ?? null, fen: next?.totalFen ?? null } }
    case 'pending':
      return { verdict: 'amber', reason: { code: 'fee-pending' } }
    case 'upcoming':
    case 'settled':
      if (isUnsaid(right)) return { verdict: 'amber', reason: { code: 'fee-unsaid', on: annuity.unconfirmed?.graceEndsOn ?? null, fen: annuity.unconfirmed?.totalFen ?? null } }
      if (next?.dueOn && next.dueOn <= addDays(today, rules.feeSoonDays)) return { verdict: 'amber', reason: { code: 'fee-due', on: next.dueOn, fen: next.totalFen } }
      return { verdict: 'green', reason: { code: 'fee-paid' } }
    default:
      return { verdict: 'amber', reason: { code: 'fee-unknown' } }
  }
}

/** The firm has not said what is paid, and since the year of the grant something fell due. */
function isUnsaid({ annuity, paidYear, filedOn, grantedOn }: Right): boolean {
  if (annuity?.unconfirmed) return true
  if (paidYear !== null || !filedOn || !grantedOn) return false
  return annuity?.next?.year !== patentYearOn(filedOn, grantedOn) + 1
}

function lifeFindings(rules: ReadinessRules, right: Right, { answers, today, months }: ReadyFacts): Finding[] {
  const check: Finding[] = right.check === 'mismatch' ? [{ verdict: 'amber', reason: { code: 'number-mismatch' } }] : []
  const status = right.annuity?.status
  if (right.state === 'ended' || status === 'lapsed' || status === 'ended') return [...check, { verdict: 'red', reason: { code: 'life-ended' } }]
  if (right.state === 'pending') return [...check, { verdict: 'red', reason: { code: 'life-pending' } }]
  if (right.lastDay === null) return [...check, status === 'expired' ? { verdict: 'red', reason: { code: 'life-ended' } } : { verdict: 'amber', reason: { code: 'life-unknown' } }]
  const rule = rules.life.find(({ type }) => type === rightType(right))
  return [...check, rule ? termFinding(rule, right.lastDay, Math.max(months ?? 0, loanMonths(rules, answers)), today) : { verdict: 'amber', reason: { code: 'life-unknown' } }]
}

/** A debt that runs longer than the right cannot be registered. */
function termFinding({ stopMonths, marginMonths, isRenewable }: LifeRule, lastDay: string, loan: number, today: string): Finding {
  const needed = Math.max(stopMonths, loan)
  if (lastDay < today) return { verdict: 'red', reason: { code: 'life-over', on: lastDay } }
  if (lastDay < addMonths(today, needed)) return isRenewable ? { verdict: 'amber', reason: { code: 'life-renew', on: lastDay } } : { verdict: 'red', reason: { code: 'life-short', on: lastDay } }
  if (lastDay < addMonths(today, needed + marginMonths)) return { verdict: 'amber', reason: { code: isRenewable ? 'life-renew' : 'life-tight', on: lastDay } }
  return { verdict: 'green', reason: { code: 'life-long', on: lastDay } }
}

/** The longest loan the answers speak of; 0 while nobody has said. */
function loanMonths({ questions }: ReadinessRules, answers: ReadyAnswers): number {
  return Math.max(0, ...questions.filter(({ light }) => light === 'life').map((question) => chosenOption(question, answers)?.months ?? 0))
}

function papersFor({ papers, lights: infos }: ReadinessRules, rights: readonly Right[], lights: readonly Light[]): string[] {
  const types = new Set(rights.map(rightType))
  const byType = papers.byType.filter((group) => group.types.some((type) => types.has(type))).flatMap((group) => group.papers)
  const byLight = infos.flatMap(({ id, paper }) => (paper !== null && lights.some((light) => light.id === id && light.verdict !== 'green') ? [paper] : []))
  return [...new Set([...papers.base, ...byType, ...byLight])]
}
