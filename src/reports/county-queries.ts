// The county's figures at the desk: what is asked, what is entered, and where the rows behind a number are.
import { useQueryCache } from '@pinia/colada'
import {
  addEntry,
  getCountyFigures,
  getCountySheet,
  getIndicator,
  getTownFigures,
  listEntries,
  listFigureRows,
  removeEntry,
  replaceEntry,
} from '#contract/reports/county-endpoints.ts'
import type {
  CountyFigures,
  Entries,
  Entry,
  EntryInput,
  FigureRow,
  FigureRows,
  FigureRowsQuery,
  IndicatorFigures,
  TownFigures,
} from '#contract/reports/county-schema.ts'
import { call, toApiError } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

const ofYear = (year: number | undefined) => (year === undefined ? {} : { year })

/** `year` undefined: the one we are in. */
export function useCountyFigures(year: () => number | undefined): Load<CountyFigures> {
  return useLoad({
    key: () => ['reports', 'county', year() ?? 0],
    query: (read) => read(getCountyFigures, { query: ofYear(year()) }),
    staleTime: 30_000,
  })
}

export function useIndicator(id: () => string, year: () => number | undefined): Load<IndicatorFigures> {
  return useLoad({
    key: () => ['reports', 'county', 'indicator', id(), year() ?? 0],
    query: (read) => read(getIndicator, { params: { id: id() }, query: ofYear(year()) }),
    staleTime: 30_000,
  })
}

export function useTownFigures(year: () => number | undefined): Load<TownFigures> {
  return useLoad({
    key: () => ['reports', 'town', year() ?? 0],
    query: (read) => read(getTownFigures, { query: ofYear(year()) }),
    staleTime: 30_000,
  })
}

export function useFigureRows(id: () => string, asked: () => FigureRowsQuery): Pages<FigureRow, FigureRows> {
  return usePages<FigureRow, FigureRows>({
    key: () => ['reports', 'county', 'rows', id(), JSON.stringify(asked())],
    query: (read, cursor) =>
      read(listFigureRows, { params: { id: id() }, query: { ...asked(), ...(cursor === undefined ? {} : { cursor }) } }),
    staleTime: 30_000,
  })
}

export function useEntries(indicator: () => string, year: () => number): Pages<Entry, Entries> {
  return usePages<Entry, Entries>({
    key: () => ['reports', 'county', 'entries', indicator(), year()],
    query: (read, cursor) =>
      read(listEntries, { query: { indicator: indicator(), year: year(), ...(cursor === undefined ? {} : { cursor }) } }),
    staleTime: 10_000,
  })
}

/** As useSubmit; everything of the county's figures is asked anew afterwards, and where somebody else was faster. */
function useDeed<A extends unknown[], R>(run: (key: string, ...args: A) => Promise<R>): Submit<A, R> {
  const cache = useQueryCache()
  const refresh = () => cache.invalidateQueries({ key: ['reports', 'county'] })
  return useSubmit(async (key, ...args: A) => {
    try {
      const reply = await run(key, ...args)
      await refresh()
      return reply
    } catch (caught) {
      if ([404, 409].includes(toApiError(caught).status)) void refresh()
      throw caught
    }
  })
}
export const useEntryAdd = (): Submit<[indicator: string, EntryInput], Entry> =>
  useDeed((key, id, body) => call(addEntry, { params: { id }, body, idempotencyKey: key }))
export const useEntryReplace = (): Submit<[entry: string, EntryInput], Entry> =>
  useDeed((key, id, body) => call(replaceEntry, { params: { id }, body, idempotencyKey: key }))
export const useEntryRemove = (): Submit<[entry: string, reason: string], Entry> =>
  useDeed((_key, id, reason) => call(removeEntry, { params: { id }, body: { reason } }))

export async function saveCountySheet(year: number): Promise<true> {
  saveFile(await call(getCountySheet, { query: { year }, asBytes: true, timeoutMs: 60_000 }), `全县知识产权指标-${year}.xlsx`)
  return true
}
