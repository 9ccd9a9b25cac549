import { endpoint } from '../endpoint.ts'
import type { CountyFigures, Entries, EntriesQuery, Entry, EntryInput, EntryRemoval, FigureRows, FigureRowsQuery, IndicatorFigures, TownFigures } from './county-schema.ts'

/** Officers' side, but for the town's. `year` left out: this one. 404 for a year before the plan or to come. */
export const getCountyFigures = endpoint<{ query: { year?: number }; reply: CountyFigures }>('GET', '/api/reports/county')
export const getCountySheet = endpoint<{ query: { year?: number }; reply: ArrayBuffer }>('GET', '/api/reports/county/figures.xlsx')
export const getIndicator = endpoint<{ params: { id: string }; query: { year?: number }; reply: IndicatorFigures }>('GET', '/api/reports/county/indicators/:id')
/** Leaves a line in the audit. 404 where the indicator shows no rows. */
export const listFigureRows = endpoint<{ params: { id: string }; query: FigureRowsQuery; reply: FigureRows }>('GET', '/api/reports/county/indicators/:id/rows')
export const listEntries = endpoint<{ query: EntriesQuery; reply: Entries }>('GET', '/api/reports/county/entries')
/** Idempotency-Key. */
export const addEntry = endpoint<{ params: { id: string }; body: EntryInput; reply: Entry }>('POST', '/api/reports/county/indicators/:id/entries')
/** A new row in place of this one; it stays to be seen. Idempotency-Key. 409 `reports.entry-replaced`: somebody was first, or it is taken out. */
export const replaceEntry = endpoint<{ params: { id: string }; body: EntryInput; reply: Entry }>('POST', '/api/reports/county/entries/:id/corrections')
/** Taken out, with a reason; the row stays to be seen. 409 `reports.entry-replaced`. */
export const removeEntry = endpoint<{ params: { id: string }; body: EntryRemoval; reply: Entry }>('POST', '/api/reports/county/entries/:id/removal')
/** Town assistants: counts of their own town. */
export const getTownFigures = endpoint<{ query: { year?: number }; reply: TownFigures }>('GET', '/api/reports/town')
