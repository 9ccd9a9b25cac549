// The county's figures against its work plan: a year at a glance, one indicator in depth, the rows behind a number, a town's own part.
import { planStateOf } from '#contract/reports/county-rules.ts'
import type { CountyFigures, FigureRow, FigureRows, FigureRowsQuery, IndicatorFigures, TownFigures } from '#contract/reports/county-schema.ts'
import type { Indicator } from '#contract/reports/targets-schema.ts'
import { officerDuties } from '#contract/accounts/duties.ts'
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { listLive } from './county-entries.ts'
import { readingOf, type Reading } from './county-facts.ts'
import { pageOf, readCells, readLiveRows, type Cell } from './county-live.ts'
import { entriesBehind, figureOf, knownBy, monthsOf, shownValue, sincePlan, slicesBy, type Known } from './county-sums.ts'

const rowsPerPage = 50

/** Throws `not-found` for a year before the plan or to come. */
function frameOf({ content, clock }: Deps, asked: number | undefined) {
  const { plan } = content.targets
  const today = shanghaiDate(clock.now())
  const thisYear = yearOf(today)
  const year = asked ?? thisYear
  const first = Math.min(plan.fromYear, thisYear)
  if (year < first || year > thisYear) throw notFound(`no figures of ${year}`)
  return { plan, year, years: Array.from({ length: thisYear - first + 1 }, (_, index) => thisYear - index), state: planStateOf(plan, year), today, thisYear, first }
}

function indicatorOf({ content }: Deps, id: string): Indicator {
  const found = content.targets.indicators.find((indicator) => indicator.id === id)
  if (!found) throw notFound(`no indicator ${id}`)
  return found
}

function cellsOf(reading: Reading, { source, titles }: Indicator): Promise<Cell[]> {
  return source === undefined ? Promise.resolve([]) : readCells(reading, { source, titles })
}

/** What is known of these indicators for one year (of those that go on over the plan, for all years until then). */
async function readKnown(deps: Deps, indicators: readonly Indicator[], { first, year, thisYear }: { first: number; year: number; thisYear: number }): Promise<Known[]> {
  const [ofYear, sinceFirst] = [readingOf(deps.db, deps, year, year), readingOf(deps.db, deps, first, year)]
  const entries = Map.groupBy(await listLive(deps.db, { fromYear: first, toYear: year }), (entry) => entry.indicator)
  const known: Known[] = []
  // One after the other: each is one or a few statements, and on SQLite they would stand in line anyway.
  for (const indicator of indicators) known.push({ indicator, thisYear, entries: entries.get(indicator.id) ?? [], cells: await cellsOf(indicator.tally === 'plan' ? sinceFirst : ofYear, indicator) })
  return known
}

async function knownOf(deps: Deps, indicator: Indicator, { first, thisYear }: { first: number; thisYear: number }): Promise<Known> {
  const reading = readingOf(deps.db, deps, first, thisYear)
  return { indicator, thisYear, entries: await listLive(deps.db, { fromYear: first, toYear: thisYear, indicator: indicator.id }), cells: await cellsOf(reading, indicator) }
}

/** Every indicator of a year, with its parts: what the table that leaves is made of. Throws `not-found`. */
export async function readAllIndicators(deps: Deps, asked: number | undefined): Promise<{ overview: CountyFigures; parts: { indicator: Indicator; months: IndicatorFigures['months']; byTown: IndicatorFigures['byTown']; byIndustry: IndicatorFigures['byIndustry'] }[] }> {
  const { thisYear, first, ...frame } = frameOf(deps, asked)
  const { groups, indicators } = deps.content.targets
  const { towns, industries } = deps.content.county
  const known = await readKnown(deps, indicators, { first, year: frame.year, thisYear })
  return {
    overview: { ...frame, groups, indicators, figures: known.map((one) => figureOf(one, frame.plan.fromYear, frame.year)) },
    parts: known.map((one) => ({ indicator: one.indicator, months: monthsOf(one, frame.year), byTown: slicesBy(one, frame.year, 'town', towns), byIndustry: slicesBy(one, frame.year, 'industry', industries) })),
  }
}

/** Throws `not-found`. */
export async function readCountyFigures(deps: Deps, asked: number | undefined): Promise<CountyFigures> {
  return (await readAllIndicators(deps, asked)).overview
}

/** Throws `not-found`. */
export async function readIndicator(deps: Deps, account: SignedIn, id: string, asked: number | undefined): Promise<IndicatorFigures> {
  const { thisYear, first, ...frame } = frameOf(deps, asked)
  const indicator = indicatorOf(deps, id)
  const known = await knownOf(deps, indicator, { first, thisYear })
  const { towns, industries } = deps.content.county
  const { year, plan } = frame
  const isBoth = indicator.kind === 'both'
  return {
    ...frame, indicator, figure: figureOf(known, plan.fromYear, year), byYear: frame.years.toReversed().map((one) => ({ year: one, value: shownValue(known, one), sincePlan: sincePlan(known, plan.fromYear, one) })),
    months: monthsOf(known, year), byTown: slicesBy(known, year, 'town', towns), byIndustry: slicesBy(known, year, 'industry', industries),
    knownByTown: isBoth ? knownBy(known, year, 'town', towns) : null, knownByIndustry: isBoth ? knownBy(known, year, 'industry', industries) : null,
    towns, industries, mayEnter: indicator.kind !== 'live' && officerDuties.some((duty) => duty === account.duty),
  }
}

async function enteredRows(deps: Deps, indicator: Indicator, thisYear: number, query: FigureRowsQuery): Promise<FigureRow[]> {
  const entries = await listLive(deps.db, { fromYear: query.year, toYear: query.year, indicator: indicator.id })
  const counted = new Set(entriesBehind({ indicator, entries, cells: [], thisYear }, query.year, query).map(({ id }) => id))
  return entries.filter(({ id }) => counted.has(id)).map((entry) => ({ id: entry.id, label: entry.title === '' ? indicator.word : entry.title, detail: `依据：${entry.basis}（${entry.by}录入）`, on: entry.on_date, link: null, town: entry.town, industry: entry.industry, value: entry.value }))
}

/** The rows behind one number; they add up to it. Firms are named, so it leaves a line in the audit. Throws `not-found`, `invalid-input` for a cursor that is none of ours. */
export async function readFigureRows(deps: Deps, account: SignedIn, id: string, query: FigureRowsQuery, requestId: string): Promise<FigureRows> {
  const { thisYear } = frameOf(deps, query.year)
  const indicator = indicatorOf(deps, id)
  const limit = query.limit ?? rowsPerPage
  const isLive = indicator.kind === 'live' || (indicator.kind === 'both' && query.of === 'known')
  if (!isLive || indicator.source === undefined) return pageOf(await enteredRows(deps, indicator, thisYear, query), { cursor: query.cursor, limit })
  const { source, titles } = indicator
  const { year, month, town, industry, cursor } = query
  const rows = await readLiveRows(readingOf(deps.db, deps, year, year), { source, titles }, { month, town, industry, cursor, limit })
  const filter = Object.fromEntries(Object.entries({ month, town, industry }).filter(([, value]) => value !== undefined))
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'reports.figure-rows', subject: `indicator:${id}`, requestId, details: { year, ...filter, shown: rows.items.length, total: rows.total } }))
  return rows
}

/** A town assistant's own town: counts, no money, no names. Throws `not-found`. */
export async function readTownFigures(deps: Deps, account: SignedIn, asked: number | undefined): Promise<TownFigures> {
  const { thisYear, first, ...frame } = frameOf(deps, asked)
  const { town } = await deps.db.selectFrom('accounts').select('town').where('id', '=', account.id).executeTakeFirstOrThrow()
  if (town === null) return { ...frame, town: null, figures: [] }
  const indicators = deps.content.targets.indicators.filter(({ unit, dimensions }) => unit !== 'fen' && dimensions.includes('town'))
  const known = await readKnown(deps, indicators, { first, year: frame.year, thisYear })
  const partOf = (slices: IndicatorFigures['byTown']) => slices?.find(({ id }) => id === town)
  return {
    ...frame, town,
    figures: known.map((one) => {
      const { id, word, unit, unitWord, definition, isConfirmed, kind } = one.indicator
      const own = partOf(slicesBy(one, frame.year, 'town', [town]))
      return { id, word, unit, unitWord, definition, isConfirmed, kind, value: kind !== 'live' && (own === undefined || own.rows === 0) ? null : (own?.value ?? null), known: kind === 'both' ? (partOf(knownBy(one, frame.year, 'town', [town]))?.value ?? null) : null }
    }),
  }
}
