// What a scheme is to everybody at a given instant. In the demo the files' demoStatus counts, with the whole current year as their one batch.
import { parseDate, shanghaiDate, shanghaiDayStart, yearOf } from '../identifiers/date.ts'
import type { AmountRule, Batch, Programme, ProgrammeSource, ProgrammeSummary } from './programme.ts'

export interface LoadedProgramme {
  source: ProgrammeSource
  version: string
  /** Published at the desk: its own status and batches count in the demonstration, too. */
  isPublished: boolean
}
/** Epoch ms; a Shanghai date stands for its noon. */
export type Moment = number | string
type Opening = Pick<Programme, 'availability' | 'batch' | 'opensOn' | 'closesOn'>

const second = 1_000
const noon = 12 * 3_600 * second

export function instantOf(moment: Moment): number {
  return typeof moment === 'number' ? moment : shanghaiDayStart(moment) + noon
}

/** Epoch ms of a local time YYYY-MM-DDTHH:MM:SS in Shanghai; undefined when it is none. */
export function batchInstant(local: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(local)
  const [, date = '', hours, minutes, seconds] = match ?? []
  if (!match || !parseDate(date).ok) return undefined
  return shanghaiDayStart(date) + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * second
}

/** soon, taking or over at this instant; the second it closes in is still inside. */
export function batchState(batch: Pick<Batch, 'opensAt' | 'closesAt'>, at: number): 'soon' | 'taking' | 'over' {
  const [opens, closes] = [batchInstant(batch.opensAt) ?? Infinity, batchInstant(batch.closesAt) ?? -Infinity]
  if (at < opens) return 'soon'
  return at < closes + second ? 'taking' : 'over'
}

export function programmeOn(loaded: LoadedProgramme, moment: Moment, demo: boolean): Programme {
  const { schemaVersion: _schema, status: _status, demoStatus: _demoStatus, validFrom: _from, validTo: _to, batches: _batches, demoBudgetFen: _budget, changes: _changes, ...rest } = loaded.source
  return { ...rest, version: loaded.version, example: isExample(loaded.source), ...openingOn(loaded, instantOf(moment), demo) }
}

/** The batches everybody is shown; in the demonstration a file's one batch is the current year. */
export function batchesOf({ source, isPublished }: Omit<LoadedProgramme, 'version'>, at: number, demo: boolean): readonly Batch[] {
  if (!demo || isPublished) return source.batches
  const year = yearOf(shanghaiDate(at))
  return [{ id: String(year), name: `${year}年`, opensAt: `${year}-01-01T00:00:00`, closesAt: `${year}-12-31T23:59:59`, budgetFen: source.demoBudgetFen ?? null }]
}

export function summaryOf(programme: Programme): ProgrammeSummary {
  const { id, title, summary, level, category, amount, example, availability, opensOn, closesOn } = programme
  return { id, title, summary, level, category, amountSummary: amount.summary, maxFen: maxFenOf(amount), example, availability, opensOn, closesOn }
}

/** Its sum or its time limits have no document behind them. */
function isExample(source: ProgrammeSource): boolean {
  return source.amount.illustrative || source.processNote.includes('示例')
}

/** The batch that is open, else the next to open, else the last that was. */
function batchAt(batches: readonly Batch[], at: number): Batch | undefined {
  const of = (state: ReturnType<typeof batchState>) => batches.filter((batch) => batchState(batch, at) === state).sort((a, b) => (a.opensAt < b.opensAt ? -1 : 1))
  return of('taking')[0] ?? of('soon')[0] ?? of('over').at(-1)
}

function openingOn(loaded: LoadedProgramme, at: number, demo: boolean): Opening {
  const { source } = loaded
  const status = demo && !loaded.isPublished ? source.demoStatus : source.status
  const nothing = { batch: null, opensOn: null, closesOn: null }
  if (status === 'closed') return { ...nothing, availability: 'closed' }
  const batch = batchAt(batchesOf(loaded, at, demo), at)
  if ((status !== 'open' && status !== 'guide') || !batch) return { ...nothing, availability: 'not-open' }
  return { availability: batchState(batch, at), batch, opensOn: batch.opensAt.slice(0, 10), closesOn: batch.closesAt.slice(0, 10) }
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
      return amount.combine === 'sum' ? amount.tiers.reduce((sum, tier) => sum + tier.fen, 0) : Math.max(...amount.tiers.map((tier) => tier.fen))
    case 'guidance':
      return amount.capFen
    case 'closed':
      return null
  }
}
