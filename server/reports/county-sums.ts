// One indicator out of what the portal knows and what was typed in: its figure of a year, its months and parts. Whatever nobody entered is null and stays it.
import { smallestGroup } from '#contract/reports/county-rules.ts'
import type { Figure, Slice } from '#contract/reports/county-schema.ts'
import { liveSources } from '#contract/reports/live-sources.ts'
import type { Indicator } from '#contract/reports/targets-schema.ts'
import type { CountyEntryRow } from '../db/schema.ts'
import type { Cell } from './county-live.ts'

export type EntryOf = Pick<CountyEntryRow, 'id' | 'indicator' | 'year' | 'on_date' | 'town' | 'industry' | 'value' | 'people'>
/** Everything that is known of one indicator; entries by day, and within a day as they were entered. */
export interface Known { indicator: Indicator; cells: readonly Cell[]; entries: readonly EntryOf[]; /** Only of it does the portal know a stock. */ thisYear: number }
type Side = 'town' | 'industry'

const sumOf = (values: readonly { value: number }[]) => values.reduce((sum, { value }) => sum + value, 0)
const rowsOf = (cells: readonly Cell[]) => cells.reduce((sum, { rows }) => sum + rows, 0)

/** The entries a year's figure is made of: of a stock the newest one of the whole county, of everything else all. */
export function countedEntries({ indicator, entries }: Known, year: number): EntryOf[] {
  const of = entries.filter((entry) => entry.year === year)
  return indicator.tally === 'stock' ? of.filter(({ town, industry }) => town === null && industry === null).slice(-1) : of
}

/** Of a stock the newest one of every town (or industry) by itself. */
function partEntries({ indicator, entries }: Known, year: number, side: Side): EntryOf[] {
  const of = entries.filter((entry) => entry.year === year)
  if (indicator.tally !== 'stock') return of
  const other = side === 'town' ? 'industry' : 'town'
  return [...new Map(of.filter((entry) => entry[side] !== null && entry[other] === null).map((entry) => [entry[side], entry])).values()]
}

/** Entries behind a part or a month of a figure. */
export function entriesBehind(known: Known, year: number, { month, town, industry }: { month?: number | undefined; town?: string | undefined; industry?: string | undefined }): EntryOf[] {
  const of = town !== undefined ? partEntries(known, year, 'town') : industry !== undefined ? partEntries(known, year, 'industry') : countedEntries(known, year)
  return of.filter((entry) => (month === undefined || Number(entry.on_date.slice(5, 7)) === month) && (town === undefined || (entry.town ?? '') === town) && (industry === undefined || (entry.industry ?? '') === industry))
}

function liveValue({ indicator, cells, thisYear }: Known, year: number): number | null {
  if (indicator.source === undefined) return null
  if (liveSources[indicator.source].tally === 'stock' && year !== thisYear) return null
  return sumOf(cells.filter((cell) => cell.year === year))
}

/** What counts of a year. */
export function valueOf(known: Known, year: number): number | null {
  if (known.indicator.kind === 'live') return liveValue(known, year)
  const entries = countedEntries(known, year)
  return entries.length === 0 ? null : sumOf(entries)
}

/** All years from the plan's first one; of other tallies null. */
export function sincePlan(known: Known, fromYear: number, year: number): number | null {
  if (known.indicator.tally !== 'plan' || year < fromYear) return null
  const values = Array.from({ length: year - fromYear + 1 }, (_, index) => valueOf(known, fromYear + index)).filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
}

/** Of firms that agreed to be counted only: whether too few to be shown. */
function isTooFew({ indicator }: Known, value: number | null): boolean {
  return indicator.source !== undefined && liveSources[indicator.source].isAnonymous === true && value !== null && value > 0 && value < smallestGroup
}

export function shownValue(known: Known, year: number): number | null {
  const value = valueOf(known, year)
  return isTooFew(known, value) ? null : value
}

export function figureOf(known: Known, fromYear: number, year: number): Figure {
  const { indicator, cells } = known
  const value = valueOf(known, year)
  const isSmall = isTooFew(known, value)
  const entries = indicator.kind === 'live' ? [] : countedEntries(known, year)
  const ofYear = rowsOf(cells.filter((cell) => cell.year === year))
  const people = entries.flatMap((entry) => (entry.people === null ? [] : [entry.people]))
  return {
    id: indicator.id, value: isSmall ? null : value, isSmall, sincePlan: sincePlan(known, fromYear, year), asOf: indicator.tally === 'stock' ? (entries.at(-1)?.on_date ?? null) : null, people: people.length === 0 ? null : people.reduce((sum, one) => sum + one, 0),
    known: indicator.kind === 'both' ? liveValue(known, year) : null, rows: indicator.kind === 'live' ? ofYear : entries.length, knownRows: indicator.kind === 'both' ? ofYear : 0, entries: known.entries.filter((entry) => entry.year === year).length,
  }
}

interface Part { key: string; value: number; rows: number }

/** In the county's order, all of them; then whatever else there is, then those of none. */
function slicesOf(parts: readonly Part[], words: readonly string[], noneWord: string): Slice[] {
  const found = new Map<string, Part>()
  for (const part of parts) {
    const sum = found.get(part.key)
    found.set(part.key, sum ? { key: part.key, value: sum.value + part.value, rows: sum.rows + part.rows } : part)
  }
  const others = [...found.keys()].filter((key) => key !== '' && !words.includes(key)).toSorted()
  const none = found.get('')
  return [...[...words, ...others].map((word) => ({ id: word, word, value: found.get(word)?.value ?? 0, rows: found.get(word)?.rows ?? 0 })), ...(none && none.rows > 0 ? [{ id: '', word: noneWord, value: none.value, rows: none.rows }] : [])]
}

/** What was entered, or of kind `live` what the portal knows; null where it is not known that way. */
export function slicesBy(known: Known, year: number, side: Side, words: readonly string[]): Slice[] | null {
  const { indicator } = known
  if (!indicator.dimensions.includes(side)) return null
  if (indicator.kind === 'live') return knownBy(known, year, side, words)
  return slicesOf(partEntries(known, year, side).map((entry) => ({ key: entry[side] ?? '', value: entry.value, rows: 1 })), words, side === 'town' ? '不分镇街' : '不分行业')
}

/** What the portal knows. */
export function knownBy({ indicator, cells, thisYear }: Known, year: number, side: Side, words: readonly string[]): Slice[] | null {
  if (indicator.source === undefined) return null
  const { dimensions, tally } = liveSources[indicator.source]
  if (!dimensions.includes(side) || (tally === 'stock' && year !== thisYear)) return null
  return slicesOf(cells.filter((cell) => cell.year === year).map((cell) => ({ key: cell[side] ?? '', value: cell.value, rows: cell.rows })), words, side === 'town' ? '没有填镇街' : '没有填行业')
}

/** Twelve, or null. */
export function monthsOf(known: Known, year: number): { month: number; value: number; rows: number }[] | null {
  const { indicator, cells } = known
  if (!indicator.dimensions.includes('month')) return null
  const parts = indicator.kind === 'live' ? cells.filter((cell) => cell.year === year) : countedEntries(known, year).map((entry) => ({ month: Number(entry.on_date.slice(5, 7)), value: entry.value, rows: 1 }))
  return Array.from({ length: 12 }, (_, index) => {
    const of = parts.filter(({ month }) => month === index + 1)
    return { month: index + 1, value: sumOf(of), rows: of.reduce((sum, { rows }) => sum + rows, 0) }
  })
}
