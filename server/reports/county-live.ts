// What the portal knows, added up by year, month, town and industry, and the rows it is made of. Firms count where they are now: a firm that moves takes its past along, so that a town's figures and its list of firms agree.
import { liveSources, type LiveSourceId } from '#contract/reports/live-sources.ts'
import type { FigureRow } from '#contract/reports/county-schema.ts'
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import type { PatentKind } from '#contract/identifiers/patent.ts'
import type { RightKind } from '#contract/portfolio/schema.ts'
import { sql } from 'kysely'
import { readDateCursor, writeCursor } from '../http/cursor.ts'
import { readFacts, spanOfYears, type Fact, type FactSourceId, type Reading } from './county-facts.ts'

/** month 0: of no month. */
export interface Cell { year: number; month: number; town: string | null; industry: string | null; value: number; rows: number }
export interface RowsFilter { month?: number | undefined; town?: string | undefined; industry?: string | undefined; cursor?: string | undefined; limit: number }
export interface Rows { items: FigureRow[]; next?: string; total: number; sum: number }
export interface LiveOf { source: LiveSourceId; titles?: readonly string[] | undefined }

const registered: Partial<Record<LiveSourceId, { kind: RightKind; patentKind?: PatentKind; detail: string }>> = {
  trademarks: { kind: 'trademark', detail: '商标' },
  'invention-patents': { kind: 'patent', patentKind: '发明', detail: '发明专利' },
  software: { kind: 'software', detail: '软件著作权' },
}
type Registered = NonNullable<(typeof registered)[LiveSourceId]>

async function countsOf(reading: Reading, of: Registered) {
  return (await reading.rights()).filter(({ kind, patent_kind: patentKind }) => kind === of.kind && (of.patentKind === undefined || patentKind === of.patentKind))
}

function isFactSource(source: LiveSourceId): source is FactSourceId {
  return source !== 'self-checks' && registered[source] === undefined
}

function rightsOf({ connection }: Reading, { kind, patentKind }: Registered, { town, industry }: { town?: string | undefined; industry?: string | undefined }) {
  let query = connection.selectFrom('rights').innerJoin('firms', 'firms.id', 'rights.firm_id').where('rights.kind', '=', kind).where('rights.state', '=', 'live').where('firms.ended_kind', 'is', null)
  if (patentKind !== undefined) query = query.where('rights.patent_kind', '=', patentKind)
  if (town !== undefined) query = query.where('firms.town', '=', town)
  if (industry !== undefined) query = query.where((eb) => eb(eb.fn.coalesce('firms.industry', sql<string>`''`), '=', industry))
  return query
}

/** Firms that agreed to be counted, each once a year. */
async function checkedFirms(reading: Reading): Promise<Cell[]> {
  const { from, to } = spanOfYears(reading)
  const rows = await reading.connection.selectFrom('assessments').select(['firm_id', 'closed_at'])
    // Written out, not bound, for the partial index.
    .where(sql<boolean>`is_shared = 1 and state = 'closed' and score_tenths is not null`).where('closed_at', '>=', from).where('closed_at', '<', to).execute()
  const firms = Map.groupBy(rows, (row) => yearOf(shanghaiDate(Number(row.closed_at))))
  return [...firms].map(([year, of]) => ({ year, month: 0, town: null, industry: null, value: new Set(of.map((row) => row.firm_id)).size, rows: 0 }))
}

function addUp(facts: readonly Fact[], yearsOf: (fact: Fact) => number, monthOf: (fact: Fact) => number): Cell[] {
  const cells = new Map<string, Cell>()
  for (const fact of facts) {
    const cell: Cell = { year: yearsOf(fact), month: monthOf(fact), town: fact.town, industry: fact.industry, value: 0, rows: 0 }
    const key = JSON.stringify([cell.year, cell.month, cell.town, cell.industry])
    const sum = cells.get(key) ?? cell
    sum.value += fact.value
    sum.rows += 1
    cells.set(key, sum)
  }
  return [...cells.values()]
}

/** Of a stock only this year has any: nobody knows what a firm's list looked like then. */
export async function readCells(reading: Reading, { source, titles }: LiveOf): Promise<Cell[]> {
  const thisYear = yearOf(shanghaiDate(reading.deps.clock.now()))
  const { tally } = liveSources[source]
  if (tally === 'stock' && thisYear > reading.toYear) return []
  if (source === 'self-checks') return checkedFirms(reading)
  if (isFactSource(source)) {
    const facts = await readFacts(reading, source, titles)
    return tally === 'stock' ? addUp(facts, () => thisYear, () => 0) : addUp(facts, ({ on }) => yearOf(on), ({ on }) => Number(on.slice(5, 7)))
  }
  const of = registered[source]
  if (!of) return []
  return (await countsOf(reading, of)).map(({ town, industry, count }) => ({ year: thisYear, month: 0, town, industry, value: Number(count), rows: Number(count) }))
}

const isOf = (fact: Fact, { month, town, industry }: RowsFilter) => (month === undefined || Number(fact.on.slice(5, 7)) === month) && (town === undefined || (fact.town ?? '') === town) && (industry === undefined || (fact.industry ?? '') === industry)

/** One page of rows that are all there, in order of day and id; a cursor is the row it came after. */
export function pageOf(rows: readonly FigureRow[], { cursor, limit }: Pick<RowsFilter, 'cursor' | 'limit'>): Rows {
  const sorted = rows.toSorted((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : (a.on ?? '') > (b.on ?? '') ? 1 : a.id < b.id ? -1 : 1))
  const [day, id] = readDateCursor(cursor) ?? ['', '']
  const from = sorted.filter((row) => (row.on ?? '') > day || ((row.on ?? '') === day && row.id > id))
  const items = from.slice(0, limit)
  const last = items.at(-1)
  return { items, total: rows.length, sum: rows.reduce((sum, row) => sum + row.value, 0), ...(last && from.length > items.length ? { next: writeCursor([last.on ?? '', last.id]) } : {}) }
}

async function pageOfRights(reading: Reading, of: Registered, filter: RowsFilter): Promise<Rows> {
  const after = readDateCursor(filter.cursor)?.[1] ?? ''
  const total = (await countsOf(reading, of)).filter(({ town, industry }) => (filter.town === undefined || town === filter.town) && (filter.industry === undefined || (industry ?? '') === filter.industry)).reduce((sum, { count }) => sum + Number(count), 0)
  const found = await rightsOf(reading, of, filter).select(['rights.id', 'rights.number', 'rights.title', 'rights.granted_on', 'firms.name as firm', 'firms.town', 'firms.industry']).where('rights.id', '>', after).orderBy('rights.id').limit(filter.limit + 1).execute()
  const items = found.slice(0, filter.limit).map((row): FigureRow => ({ id: row.id, label: `${row.number} ${row.title}`, detail: `${of.detail}，${row.firm}`, on: row.granted_on, link: null, town: row.town, industry: row.industry, value: 1 }))
  const last = items.at(-1)
  return { items, total, sum: total, ...(last && found.length > filter.limit ? { next: writeCursor(['', last.id]) } : {}) }
}

/** Of the years of the reading; nothing of firms that agreed to be counted only. Throws `invalid-input` for a cursor that is none of ours. */
export async function readLiveRows(reading: Reading, { source, titles }: LiveOf, filter: RowsFilter): Promise<Rows> {
  const { tally, isAnonymous } = liveSources[source]
  const isPast = tally === 'stock' && yearOf(shanghaiDate(reading.deps.clock.now())) > reading.toYear
  if (isAnonymous || isPast || (tally === 'stock' && filter.month !== undefined)) return pageOf([], filter)
  const of = registered[source]
  if (of) return pageOfRights(reading, of, filter)
  if (!isFactSource(source)) return pageOf([], filter)
  return pageOf((await readFacts(reading, source, titles)).filter((fact) => isOf(fact, filter)), filter)
}
