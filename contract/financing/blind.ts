// What a bank gets to know of a firm before it takes a lead: bands, kinds, ages and lights. Pure; made from nothing a person typed.
import { daysBetween } from '../identifiers/date.ts'
import type { PledgedRight, SentCard } from './card-schema.ts'
import type { FinancingCasework } from './casework-schema.ts'
import type { Blind } from './lead-schema.ts'

export interface BlindFacts {
  /** Of the firm; an industry that is not one of the county's list is not shown. */
  industry: string | null; town: string; industries: readonly string[]
  amountFen: number; months: number | null; use: string | null
  rights: readonly PledgedRight[]; card: SentCard; today: string
}
type Bands = Pick<FinancingCasework, 'amountBands' | 'townBands' | 'uses'>

/** The last band that begins at or below it. */
export function amountBand({ amountBands }: Pick<FinancingCasework, 'amountBands'>, fen: number): string {
  return amountBands.findLast(({ fromFen }) => fromFen <= fen)?.word ?? ''
}

export function townBand({ townBands }: Pick<FinancingCasework, 'townBands'>, town: string): string {
  return townBands.find(({ towns }) => towns.includes(town))?.word ?? '县内'
}

/** Whole years since it was filed, else since it was registered; null where neither is known. */
export function ageOf({ filedOn, grantedOn }: Pick<PledgedRight, 'filedOn' | 'grantedOn'>, today: string): number | null {
  const since = filedOn ?? grantedOn
  return since === null || since > today ? null : Math.floor(daysBetween(since, today) / 365.25)
}

export function blindOf(casework: Bands, facts: BlindFacts): Blind {
  const { industry, industries, card, today } = facts
  const lights = [...card.rights.flatMap((right) => right.lights), ...card.firm].map(({ id, title, verdict }) => ({ id, title, verdict }))
  return {
    industry: industry !== null && industries.includes(industry) ? industry : null, townBand: townBand(casework, facts.town), amountBand: amountBand(casework, facts.amountFen), months: facts.months,
    use: casework.uses.find(({ id }) => id === facts.use)?.word ?? null,
    rights: facts.rights.map((right) => ({ type: right.type, ageYears: ageOf(right, today) })), verdict: card.verdict, lights,
  }
}

/** `新材料 · 300—500 万元 · 城区街道`: what a lead is called before anybody may know its name. */
export function blindTitle({ industry, amountBand: band, townBand: place }: Pick<Blind, 'industry' | 'amountBand' | 'townBand'>): string {
  return [industry ?? '其他行业', band, place].join(' · ')
}
