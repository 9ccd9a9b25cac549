// What the portal counts by itself for the county's figures. Values only: a phone imports this file.

export const liveSourceIds = [
  'loans', 'lent', 'registrations', 'pledged-patents', 'first-loans', 'interest-subsidy', 'visits', 'self-checks', 'cases-accepted', 'cases-approved', 'approved-amount', 'paid-amount',
  'notices-published', 'notices-told', 'trademarks', 'invention-patents', 'software', 'titled-firms',
] as const
export type LiveSourceId = (typeof liveSourceIds)[number]

export const dimensions = ['town', 'industry', 'month'] as const
export type Dimension = (typeof dimensions)[number]
/** times: a count · fen: money · hundredths: a count with two decimals, kept times a hundred. */
export const units = ['times', 'fen', 'hundredths'] as const
export type Unit = (typeof units)[number]
/** year: counted anew every year · plan: goes on from the plan's first year · stock: what there is on a day. */
export const tallies = ['year', 'plan', 'stock'] as const
export type Tally = (typeof tallies)[number]

export interface LiveSource {
  unit: Exclude<Unit, 'hundredths'>
  tally: Exclude<Tally, 'plan'>
  dimensions: readonly Dimension[]
  /** Firms agreed to be counted and no more: no rows, no parts, nothing of fewer than smallestGroup. */
  isAnonymous?: true
}

const all = dimensions
const ofFirms = ['town', 'industry'] as const

export const liveSources: Readonly<Record<LiveSourceId, LiveSource>> = {
  loans: { unit: 'times', tally: 'year', dimensions: all },
  lent: { unit: 'fen', tally: 'year', dimensions: all },
  registrations: { unit: 'times', tally: 'year', dimensions: all },
  'pledged-patents': { unit: 'times', tally: 'year', dimensions: all },
  'first-loans': { unit: 'times', tally: 'year', dimensions: all },
  'interest-subsidy': { unit: 'fen', tally: 'year', dimensions: all },
  visits: { unit: 'times', tally: 'year', dimensions: all },
  'self-checks': { unit: 'times', tally: 'year', dimensions: [], isAnonymous: true },
  'cases-accepted': { unit: 'times', tally: 'year', dimensions: all },
  'cases-approved': { unit: 'times', tally: 'year', dimensions: all },
  'approved-amount': { unit: 'fen', tally: 'year', dimensions: all },
  'paid-amount': { unit: 'fen', tally: 'year', dimensions: all },
  'notices-published': { unit: 'times', tally: 'year', dimensions: ['month'] },
  'notices-told': { unit: 'times', tally: 'year', dimensions: ['month'] },
  trademarks: { unit: 'times', tally: 'stock', dimensions: ofFirms },
  'invention-patents': { unit: 'times', tally: 'stock', dimensions: ofFirms },
  software: { unit: 'times', tally: 'stock', dimensions: ofFirms },
  'titled-firms': { unit: 'times', tally: 'stock', dimensions: ofFirms },
}
