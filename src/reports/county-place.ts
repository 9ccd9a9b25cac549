// What the address says of a page of the county's figures: which year, and which number's rows are open.
import type { LocationQuery } from 'vue-router'
import type { FigureRowsQuery } from '#contract/reports/county-schema.ts'

export function yearIn(query: LocationQuery): number | undefined {
  const { year } = query
  return typeof year === 'string' && /^20\d\d$/.test(year) ? Number(year) : undefined
}

/** Of which number the rows are shown. */
export interface RowsPlace {
  of?: 'known'
  month?: number
  town?: string
  industry?: string
}

/** all · known · month-5 · town-马桥镇 · industry- · known-town-马桥镇 */
export function rowsIn(query: LocationQuery): RowsPlace | null {
  const { rows } = query
  if (typeof rows !== 'string' || rows === '') return null
  const isKnown = rows === 'known' || rows.startsWith('known-')
  const of = isKnown ? { of: 'known' as const } : {}
  const part = isKnown ? rows.slice('known-'.length) : rows
  const month = /^month-(1[0-2]|[1-9])$/.exec(part)?.[1]
  if (month !== undefined) return { ...of, month: Number(month) }
  if (part.startsWith('town-')) return { ...of, town: part.slice(5) }
  return part.startsWith('industry-') ? { ...of, industry: part.slice(9) } : of
}

export function rowsWord({ of, month, town, industry }: RowsPlace): string {
  const part =
    month !== undefined ? `month-${month}` : town !== undefined ? `town-${town}` : industry !== undefined ? `industry-${industry}` : ''
  if (of === undefined) return part === '' ? 'all' : part
  return part === '' ? 'known' : `known-${part}`
}

export function rowsQuery(year: number, place: RowsPlace): FigureRowsQuery {
  return { year, ...place }
}

export function indicatorPage(id: string, year: number, place?: RowsPlace) {
  return { path: `/desk/figures/${id}`, query: { year: String(year), ...(place ? { rows: rowsWord(place) } : {}) } }
}
