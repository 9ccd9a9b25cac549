// What a scheme is to everybody on a given day. In the demo demoStatus counts, with the whole current year as its window.
import type { AmountRule, Programme, ProgrammeSource, ProgrammeSummary } from '#contract/subsidies/programme.ts'
import { yearOf } from '#contract/identifiers/date.ts'

export interface LoadedProgramme {
  source: ProgrammeSource
  version: string
}
type Opening = Pick<Programme, 'availability' | 'opensOn' | 'closesOn'>

export function programmeOn(loaded: LoadedProgramme, today: string, demo: boolean): Programme {
  const {
    schemaVersion: _schema,
    status: _status,
    demoStatus: _demoStatus,
    validFrom: _from,
    validTo: _to,
    window: _window,
    changes: _changes,
    ...rest
  } = loaded.source
  return { ...rest, version: loaded.version, example: isExample(loaded.source), ...openingOn(loaded.source, today, demo) }
}

export function summaryOf(programme: Programme): ProgrammeSummary {
  const { id, title, summary, level, category, amount, example, availability, opensOn, closesOn } = programme
  return {
    id,
    title,
    summary,
    level,
    category,
    amountSummary: amount.summary,
    maxFen: maxFenOf(amount),
    example,
    availability,
    opensOn,
    closesOn,
  }
}

/** Its sum or its time limits have no document behind them. */
function isExample(source: ProgrammeSource): boolean {
  return source.amount.illustrative || source.processNote.includes('示例')
}

function openingOn(source: ProgrammeSource, today: string, demo: boolean): Opening {
  const status = demo ? source.demoStatus : source.status
  if (status === 'closed') return { availability: 'closed', opensOn: null, closesOn: null }
  const window = demo ? yearWindow(today) : source.window
  if ((status !== 'open' && status !== 'guide') || !window) return { availability: 'not-open', opensOn: null, closesOn: null }
  const { opensOn, closesOn } = demo
    ? window
    : { opensOn: later(window.opensOn, source.validFrom), closesOn: earlier(window.closesOn, source.validTo) }
  return { availability: today < opensOn ? 'soon' : today > closesOn ? 'over' : 'taking', opensOn, closesOn }
}

function yearWindow(today: string): { opensOn: string; closesOn: string } {
  const year = yearOf(today)
  return { opensOn: `${year}-01-01`, closesOn: `${year}-12-31` }
}

function later(a: string, b: string): string {
  return a > b ? a : b
}

function earlier(a: string, b: string | null): string {
  return b !== null && b < a ? b : a
}

/** The most the rule can give, in fen; null where the scheme pays nothing any more. */
function maxFenOf(amount: AmountRule): number | null {
  switch (amount.type) {
    case 'percent':
    case 'interest':
      return amount.capFenPerFirmPerYear
    case 'percentWithTierCap':
      return Math.max(...amount.tiers.map((tier) => Math.max(tier.capFen, tier.capFenUplift ?? 0)))
    case 'fixedByTier':
      return amount.combine === 'sum'
        ? amount.tiers.reduce((sum, tier) => sum + tier.fen, 0)
        : Math.max(...amount.tiers.map((tier) => tier.fen))
    case 'guidance':
      return amount.capFen
    case 'closed':
      return null
  }
}
