// The county's report of a month: live while it runs, fixed by an officer or the calendar once it is over, and the same ever after.
import { figureOf, measureIds, measureOf, measures, perMeasure, type MeasureId } from '#contract/reports/measures.ts'
import type { MonthReport, Months, ReportRow, ReportRows } from '#contract/reports/schema.ts'
import { addMonths, shanghaiDate } from '#contract/identifiers/date.ts'
import { atMostEvery } from '../at-most-every.ts'
import { recordAudit } from '../audit/record.ts'
import { isReminderTime } from '../cases/reminder-time.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { MonthReportRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { readParts, readPartsOf, type Parts, type ReportPart } from './parts.ts'

type Figures = Record<MeasureId, number | null>
const rowsPerPage = 50
const hour = 3_600_000

const monthBefore = (month: string) => addMonths(`${month}-01`, -1).slice(0, 7)
const monthAfter = (month: string) => addMonths(`${month}-01`, 1).slice(0, 7)
const monthOf = (deps: Pick<Deps, 'clock'>) => shanghaiDate(deps.clock.now()).slice(0, 7)

function figuresFrom(parts: Parts): Figures {
  return perMeasure((id) => figureOf(measureOf(id).unit, parts[id]))
}

/** Of the first case, visit or wish for a loan; this month where there is none. */
async function firstMonth(deps: Deps): Promise<string> {
  const { db } = deps
  const found = [
    (await db.selectFrom('case_events').select((eb) => eb.fn.min('at').as('at')).executeTakeFirst())?.at,
    (await db.selectFrom('bookings').select((eb) => eb.fn.min('starts_at').as('at')).executeTakeFirst())?.at,
    (await db.selectFrom('financing_events').select((eb) => eb.fn.min('at').as('at')).executeTakeFirst())?.at,
  ].flatMap((at) => (at === null || at === undefined ? [] : [shanghaiDate(Number(at)).slice(0, 7)]))
  const now = monthOf(deps)
  return found.reduce((least, month) => (month < least ? month : least), now)
}

function findMade(connection: Connection, month: string): Promise<MonthReportRow | undefined> {
  return connection.selectFrom('month_reports').selectAll().where('month', '=', month).executeTakeFirst()
}

/** Throws `not-found` for a month before the first or after this one. */
async function requireMonth(deps: Deps, month: string): Promise<void> {
  if (month > monthOf(deps) || month < (await firstMonth(deps))) throw notFound(`no report of ${month}`)
}

export async function listMonths(deps: Deps): Promise<Months> {
  const made = new Set((await deps.db.selectFrom('month_reports').select('month').execute()).map(({ month }) => month))
  const [first, now] = [await firstMonth(deps), monthOf(deps)]
  const items: Months['items'] = []
  for (let month = now; month >= first; month = monthBefore(month)) items.push({ month, state: month === now ? 'running' : made.has(month) ? 'made' : 'open' })
  return { items }
}

/** As fixed; else as the database says now. */
async function figuresAndCounts(connection: Connection, deps: Deps, month: string): Promise<{ figures: Figures; counts: Record<MeasureId, number>; made: MonthReportRow | undefined }> {
  const made = await findMade(connection, month)
  if (made) {
    const rows = await connection.selectFrom('month_report_rows').select((eb) => ['measure', eb.fn.countAll<number>().as('count')]).where('month', '=', month).groupBy('measure').execute()
    const counted = new Map(rows.map(({ measure, count }) => [measure, Number(count)]))
    return { figures: readStoredJson<Figures>(made.figures), counts: perMeasure((id) => counted.get(id) ?? 0), made }
  }
  const parts = await readParts(connection, deps, month)
  return { figures: figuresFrom(parts), counts: perMeasure((id) => parts[id].length), made }
}

const keptMs = 60_000
const keptFigures = new WeakMap<Deps, Map<string, { at: number; figures: Figures }>>()

/** Of the month before, for comparison: fixed ones as they are; one that is over and waits to be fixed is counted once a minute, not at every look. */
async function figuresBefore(deps: Deps, month: string): Promise<Figures> {
  const made = await findMade(deps.db, month)
  if (made) return readStoredJson<Figures>(made.figures)
  const now = deps.clock.now()
  const kept = keptFigures.get(deps) ?? new Map<string, { at: number; figures: Figures }>()
  const known = kept.get(month)
  if (known && known.at <= now && now - known.at < keptMs) return known.figures
  const figures = figuresFrom(await readParts(deps.db, deps, month))
  keptFigures.set(deps, kept.set(month, { at: now, figures }))
  return figures
}

/** Throws `not-found`. */
export async function readMonthReport(deps: Deps, month: string): Promise<MonthReport> {
  await requireMonth(deps, month)
  const { figures, counts, made } = await figuresAndCounts(deps.db, deps, month)
  const before = await figuresBefore(deps, monthBefore(month))
  const by = made?.made_by === null || made === undefined ? null : ((await deps.db.selectFrom('accounts').select('name').where('id', '=', made.made_by).executeTakeFirst())?.name ?? null)
  return {
    month, state: made ? 'made' : month === monthOf(deps) ? 'running' : 'open', madeAt: made ? new Date(made.made_at).toISOString() : null, madeBy: by,
    lines: measures.map(({ id }) => ({ id, value: figures[id], before: before[id], rows: counts[id] })), today: shanghaiDate(deps.clock.now()),
  }
}

/** Figures and rows together, out of one transaction; false when somebody was first. */
async function fix(tx: Tx, deps: Deps, { month, by, requestId }: { month: string; by: Pick<SignedIn, 'id' | 'duty'> | null; requestId?: string }): Promise<boolean> {
  const at = deps.clock.now()
  if (await findMade(tx, month)) return false
  const parts = await readParts(tx, deps, month)
  const { numInsertedOrUpdatedRows } = await tx.insertInto('month_reports').values({ month, figures: JSON.stringify(figuresFrom(parts)), made_at: at, made_by: by?.id ?? null }).onConflict((conflict) => conflict.column('month').doNothing()).executeTakeFirstOrThrow()
  if (Number(numInsertedOrUpdatedRows) === 0) return false
  const rows = measureIds.flatMap((measure) => parts[measure].map((part, position) => ({ month, measure, position, label: part.label, detail: part.detail, on_date: part.on, link: part.link, count: part.count, share: part.share })))
  for (let start = 0; start < rows.length; start += 500) await tx.insertInto('month_report_rows').values(rows.slice(start, start + 500)).execute()
  await recordAudit(tx, { at, accountId: by?.id ?? null, role: by === null ? 'calendar' : by.duty, action: 'reports.make', subject: `month:${month}`, ...(requestId === undefined ? {} : { requestId }), details: { rows: rows.length } })
  return true
}

/** Fixes a month that is over; one that is fixed stays as it is. Throws `not-found`, `reports.month-running`. */
export async function makeMonthReport(deps: Deps, account: SignedIn, month: string, requestId: string): Promise<MonthReport> {
  await requireMonth(deps, month)
  if (month === monthOf(deps)) throw new AppError('reports.month-running')
  await deps.commands.run((tx) => fix(tx, deps, { month, by: account, requestId }))
  return readMonthReport(deps, month)
}

function rowOf(id: MeasureId, part: ReportPart, position: number): ReportRow {
  const { unit } = measureOf(id)
  const value = part.share === null ? null : unit === 'marks' || unit === 'percent' ? Math.round((part.share * 10 * (unit === 'percent' ? 100 : 1)) / part.count) / 10 : part.share
  return { id: String(position), label: part.label, detail: part.detail, on: part.on, link: part.link, count: part.count, value }
}

/** The rows behind one figure: they add up to it. Throws `not-found`, `invalid-input` for a cursor that is none of ours. */
export async function readReportRows(deps: Deps, month: string, query: { id: MeasureId; cursor?: string; limit?: number }): Promise<ReportRows> {
  await requireMonth(deps, month)
  const [start = 0] = readInstantCursor(query.cursor) ?? []
  const limit = query.limit ?? rowsPerPage
  const made = await findMade(deps.db, month)
  const all = made
    ? (await deps.db.selectFrom('month_report_rows').selectAll().where('month', '=', month).where('measure', '=', query.id).orderBy('position').execute()).map((row) => ({ label: row.label, detail: row.detail, on: row.on_date, link: row.link, count: row.count, share: row.share === null ? null : Number(row.share) }))
    : await readPartsOf(deps.db, deps, month, query.id)
  const from = Math.max(0, start)
  return { items: all.slice(from, from + limit).map((part, index) => rowOf(query.id, part, from + index)), total: all.length, ...(from + limit < all.length ? { next: writeCursor([from + limit, '']) } : {}) }
}

/** On the first working day after a month's end, from nine: fixes what is over and nobody has fixed. Returns how many months. */
export async function fixMonthsOver(deps: Deps): Promise<number> {
  if (!isReminderTime(deps, deps.clock.now())) return 0
  const made = new Set((await deps.db.selectFrom('month_reports').select('month').execute()).map(({ month }) => month))
  let fixed = 0
  for (let month = await firstMonth(deps); month < monthOf(deps); month = monthAfter(month)) {
    if (!made.has(month) && (await deps.commands.run((tx) => fix(tx, deps, { month, by: null })))) fixed += 1
  }
  return fixed
}

/** `fixMonthsOver`, at most once an hour. */
export const makeDueReports = atMostEvery(hour, fixMonthsOver)
