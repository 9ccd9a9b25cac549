// Figures the portal cannot know: typed in with their basis, corrected by a new row, taken out with a reason. No row is ever changed into another or deleted.
import { randomUUID } from 'node:crypto'
import type { FieldProblem } from '#contract/errors.ts'
import { parseDate, shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import type { Entries, EntriesQuery, Entry, EntryInput, EntryRemoval } from '#contract/reports/county-schema.ts'
import type { Indicator } from '#contract/reports/targets-schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { CountyEntryRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'

const limits = { title: 60, basis: 200, reason: 200 } as const
const mostCounted = 1_000_000_000
const perPage = 50
type Values = Pick<CountyEntryRow, 'indicator' | 'year' | 'on_date' | 'town' | 'industry' | 'title' | 'value' | 'people' | 'basis'>

function readText(problems: FieldProblem[], field: keyof typeof limits, typed: string, isNeeded: boolean): string {
  const cleaned = cleanText(typed, { singleLine: field === 'title' })
  if (!cleaned.ok) problems.push({ field, reason: cleaned.reason })
  else if (cleaned.value === '' && isNeeded) problems.push({ field, reason: 'required' })
  else if (textLength(cleaned.value) > limits[field]) problems.push({ field, reason: 'too-long', limit: limits[field] })
  return cleaned.ok ? cleaned.value : ''
}

function readDay(problems: FieldProblem[], { content, clock }: Deps, typed: string): string {
  const day = parseDate(typed.trim())
  const first = `${content.targets.plan.fromYear}-01-01`
  if (!day.ok) problems.push({ field: 'on', reason: typed.trim() === '' ? 'required' : day.reason })
  else if (day.value > shanghaiDate(clock.now())) problems.push({ field: 'on', reason: 'date-future' })
  else if (day.value < first) problems.push({ field: 'on', reason: 'date-early', limit: first })
  return day.ok ? day.value : ''
}

/** One of a list, or none; what the indicator is not counted by takes none. */
function readChoice(problems: FieldProblem[], field: 'town' | 'industry', typed: string | null | undefined, choices: readonly string[], isAsked: boolean): string | null {
  const given = typed ?? ''
  if (given === '') return null
  if (!isAsked) problems.push({ field, reason: 'unknown' })
  else if (!choices.includes(given)) problems.push({ field, reason: field === 'town' ? 'town' : 'option' })
  return given
}

function readValue(problems: FieldProblem[], { unit, entry }: Indicator, typed: number | null | undefined): number {
  if (entry === 'event') {
    if (typed !== undefined && typed !== null && typed !== 1) problems.push({ field: 'value', reason: 'number-max', limit: 1 })
    return 1
  }
  if (typed === undefined || typed === null) problems.push({ field: 'value', reason: 'required' })
  else if (entry === 'headcount' && typed < 1) problems.push({ field: 'value', reason: 'number-min', limit: 1 })
  else if (unit !== 'fen' && typed > mostCounted) problems.push({ field: 'value', reason: 'number-max', limit: unit === 'hundredths' ? mostCounted / 100 : mostCounted })
  return typed ?? 0
}

function readPeople(problems: FieldProblem[], { entry }: Indicator, typed: number | null | undefined, value: number): number | null {
  if (entry !== 'headcount') {
    if (typed !== undefined && typed !== null) problems.push({ field: 'people', reason: 'unknown' })
    return null
  }
  if (typed === undefined || typed === null) problems.push({ field: 'people', reason: 'required' })
  else if (typed < 1) problems.push({ field: 'people', reason: 'number-min', limit: 1 })
  else if (value > 0 && typed > value) problems.push({ field: 'people', reason: 'number-max', limit: value })
  return typed ?? null
}

/** Throws `invalid-input` by field. */
function readValues(deps: Deps, indicator: Indicator, input: EntryInput): Values {
  const problems: FieldProblem[] = []
  const { county } = deps.content
  const on = readDay(problems, deps, input.on)
  const value = readValue(problems, indicator, input.value)
  const values: Values = {
    indicator: indicator.id, year: on === '' ? 0 : yearOf(on), on_date: on, value, people: readPeople(problems, indicator, input.people, value),
    town: readChoice(problems, 'town', input.town, county.towns, indicator.dimensions.includes('town')), industry: readChoice(problems, 'industry', input.industry, county.industries, indicator.dimensions.includes('industry')),
    title: readText(problems, 'title', input.title ?? '', indicator.entry !== 'figure'), basis: readText(problems, 'basis', input.basis, true),
  }
  if (problems.length > 0) throw invalid(...problems)
  return values
}

/** Throws `not-found`: no such indicator, or nothing is entered for it. */
export function enteredIndicator({ content }: Pick<Deps, 'content'>, id: string): Indicator {
  const found = content.targets.indicators.find((indicator) => indicator.id === id)
  if (!found || found.kind === 'live') throw notFound(`nothing is entered for ${id}`)
  return found
}

export interface EntryRequest { input: EntryInput; key: string; bodyHash: string; requestId: string }

async function insert(tx: Tx, deps: Deps, account: SignedIn, values: Values, replacesId: string | null): Promise<string> {
  const id = randomUUID()
  const { numInsertedOrUpdatedRows } = await tx.insertInto('county_entries').values({ ...values, id, entered_by: account.id, entered_at: deps.clock.now(), replaces_id: replacesId, removed_at: null, removed_by: null, removed_reason: null })
    .onConflict((conflict) => conflict.column('replaces_id').doNothing()).executeTakeFirstOrThrow()
  if (Number(numInsertedOrUpdatedRows) === 0) throw new AppError('reports.entry-replaced')
  return id
}

function auditOf(deps: Deps, account: SignedIn, requestId: string) {
  return { at: deps.clock.now(), accountId: account.id, role: account.duty, requestId }
}

/** Throws `not-found`, `invalid-input`, `key-reused`. */
export async function addEntry(deps: Deps, account: SignedIn, indicatorId: string, { input, key, bodyHash, requestId }: EntryRequest): Promise<Entry> {
  const indicator = enteredIndicator(deps, indicatorId)
  const values = readValues(deps, indicator, input)
  return (await deps.commands.run((tx) => once<Entry>(tx, { accountId: account.id, route: 'reports.enter', key, bodyHash, at: deps.clock.now() }, async () => {
    const id = await insert(tx, deps, account, values, null)
    await recordAudit(tx, { ...auditOf(deps, account, requestId), action: 'reports.figure-entered', subject: `entry:${id}`, details: { indicator: indicator.id, on: values.on_date, value: values.value } })
    return { status: 201, body: await presentEntry(tx, id) }
  }))).body
}

/** The row, locked until the end of the transaction. Throws `not-found`; `reports.entry-replaced` when it is not the one in force. */
async function lockLive(tx: Tx, id: string): Promise<CountyEntryRow> {
  // Setting it to what it is takes the row's lock on PostgreSQL, so that a correction and a removal stand in one line.
  await tx.updateTable('county_entries').set((eb) => ({ title: eb.ref('title') })).where('id', '=', id).execute()
  const row = await tx.selectFrom('county_entries').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no entry ${id}`)
  const later = await tx.selectFrom('county_entries').select('id').where('replaces_id', '=', id).executeTakeFirst()
  if (later || row.removed_at !== null) throw new AppError('reports.entry-replaced')
  return row
}

/** Throws `not-found`, `invalid-input`, `reports.entry-replaced`, `key-reused`. */
export async function replaceEntry(deps: Deps, account: SignedIn, id: string, { input, key, bodyHash, requestId }: EntryRequest): Promise<Entry> {
  const known = await deps.db.selectFrom('county_entries').select('indicator').where('id', '=', id).executeTakeFirst()
  if (!known) throw notFound(`no entry ${id}`)
  const indicator = enteredIndicator(deps, known.indicator)
  const values = readValues(deps, indicator, input)
  return (await deps.commands.run((tx) => once<Entry>(tx, { accountId: account.id, route: 'reports.correct', key, bodyHash, at: deps.clock.now() }, async () => {
    const before = await lockLive(tx, id)
    const newId = await insert(tx, deps, account, values, id)
    const changed = (['on_date', 'value', 'people', 'town', 'industry', 'title', 'basis'] as const).filter((field) => before[field] !== values[field])
    await recordAudit(tx, { ...auditOf(deps, account, requestId), action: 'reports.figure-corrected', subject: `entry:${newId}`, details: { replaces: id, indicator: indicator.id, fields: changed } })
    return { status: 201, body: await presentEntry(tx, newId) }
  }))).body
}

/** Again by whoever took it out already: refused as anybody's. Throws `not-found`, `invalid-input`, `reports.entry-replaced`. */
export async function removeEntry(deps: Deps, account: SignedIn, id: string, { reason: typed }: EntryRemoval, requestId: string): Promise<Entry> {
  const problems: FieldProblem[] = []
  const reason = readText(problems, 'reason', typed, true)
  if (problems.length > 0) throw invalid(...problems)
  return deps.commands.run(async (tx) => {
    const row = await lockLive(tx, id)
    await tx.updateTable('county_entries').set({ removed_at: deps.clock.now(), removed_by: account.id, removed_reason: reason }).where('id', '=', id).execute()
    await recordAudit(tx, { ...auditOf(deps, account, requestId), action: 'reports.figure-removed', subject: `entry:${id}`, details: { indicator: row.indicator, reason } })
    return presentEntry(tx, id)
  })
}

function entriesWithNames(connection: Connection) {
  return connection.selectFrom('county_entries as e').innerJoin('accounts', 'accounts.id', 'e.entered_by').leftJoin('accounts as remover', 'remover.id', 'e.removed_by').leftJoin('county_entries as later', 'later.replaces_id', 'e.id')
    .selectAll('e').select(['accounts.name as by', 'remover.name as remover', 'later.id as later_id'])
}
type NamedRow = Awaited<ReturnType<ReturnType<typeof entriesWithNames>['execute']>>[number]

function entryOf(row: NamedRow): Entry {
  return {
    id: row.id, indicator: row.indicator, state: row.later_id !== null ? 'replaced' : row.removed_at !== null ? 'removed' : 'live', on: row.on_date, value: row.value, people: row.people, town: row.town, industry: row.industry, title: row.title, basis: row.basis,
    by: row.by, at: new Date(row.entered_at).toISOString(), replaces: row.replaces_id, replacedBy: row.later_id, removedBy: row.remover, removedAt: row.removed_at === null ? null : new Date(row.removed_at).toISOString(), removedReason: row.removed_reason,
  }
}

async function presentEntry(connection: Connection, id: string): Promise<Entry> {
  return entryOf(await entriesWithNames(connection).where('e.id', '=', id).executeTakeFirstOrThrow())
}

/** Newest first, with what was replaced and taken out. Throws `not-found`, `invalid-input` for a cursor that is none of ours. */
export async function listEntries(deps: Deps, { indicator, year, cursor, limit = perPage }: EntriesQuery): Promise<Entries> {
  let query = entriesWithNames(deps.db).where('e.indicator', '=', enteredIndicator(deps, indicator).id)
  if (year !== undefined) query = query.where('e.year', '=', year)
  const after = readInstantCursor(cursor)
  if (after) query = query.where((eb) => eb.or([eb('e.entered_at', '<', after[0]), eb.and([eb('e.entered_at', '=', after[0]), eb('e.id', '<', after[1])])]))
  const rows = await query.orderBy('e.entered_at', 'desc').orderBy('e.id', 'desc').limit(limit + 1).execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(entryOf), ...(last && rows.length > limit ? { next: writeCursor([last.entered_at, last.id]) } : {}) }
}

/** Those in force of these years, by day. */
export async function listLive(connection: Connection, { fromYear, toYear, indicator }: { fromYear: number; toYear: number; indicator?: string }): Promise<NamedRow[]> {
  const query = entriesWithNames(connection).where('e.year', '>=', fromYear).where('e.year', '<=', toYear).where('e.removed_at', 'is', null).where('later.id', 'is', null).orderBy('e.on_date').orderBy('e.entered_at').orderBy('e.id')
  return (indicator === undefined ? query : query.where('e.indicator', '=', indicator)).execute()
}

/** All of a year, whatever became of them, in order of their indicators and days. */
export async function listEntriesOfYear(connection: Connection, year: number): Promise<Entry[]> {
  return (await entriesWithNames(connection).where('e.year', '=', year).orderBy('e.indicator').orderBy('e.on_date').orderBy('e.entered_at').orderBy('e.id').execute()).map(entryOf)
}
