// What a capability gives the desk home: its open things as rows of one shape, and the words and links of those that are shown. This layer knows no capability; server/app.ts hands them in.
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Found } from '#contract/cases/desk-schema.ts'
import type { WaitsFor } from '#contract/cases/desk.ts'
import { addWorkdays, type WorkCalendar } from '#contract/cases/workdays.ts'
import { addDays, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Tx } from '../db/commands.ts'
import type { DatabaseKind } from '../db/open.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'

/** Whose part in things is judged, and when. */
export interface DeskReader { accountId: string; today: string; now: number; /** May be the second person at all (accounts/approvals.ts). */ mayApprove: boolean }

/** One SELECT. Everything but `from`, `where`, `id`, `title`, `since`, `state` may be left out. */
export interface OpenRows {
  from: RawBuilder<unknown>
  where: Expression<SqlBool>
  id: RawBuilder<string>
  number?: RawBuilder<string | null>
  title: RawBuilder<string>
  firmId?: RawBuilder<string | null>
  /** YYYY-MM-DD; an instant and an aim become one by `dueAfter`. */
  dueOn?: RawBuilder<string | null>
  since: RawBuilder<number>
  /** Read by `show` alone. */
  state: RawBuilder<string>
  waitsFor: WaitsFor | RawBuilder<string>
  /** What else `show` needs for its link. */
  about?: RawBuilder<string | null>
  /** Who has it in hand, where the capability keeps that itself; then it also has `assign`. */
  hand?: RawBuilder<string | null>
  /** The reader has no part in it: declared a conflict of interest, or once acted in it for the firm. (Of the firm now: the desk home asks that itself.) */
  isOut?: Expression<SqlBool>
  /** The reader prepared it, so somebody else decides. */
  hadHand?: Expression<SqlBool>
}

export interface DeskRow {
  kind: string; id: string; number: string | null; title: string; firm_id: string | null; due_on: string | null; since: number; state: string; waits_for: WaitsFor; about: string | null
  hand_id: string | null; is_out: number; had_hand: number
}

export interface DeskSource {
  kind: string
  /** In the filter of the desk home, e.g. 申报办件. */
  word: string
  open(deps: Pick<Deps, 'content' | 'databaseKind'>, reader: DeskReader): OpenRows
  show(row: DeskRow, deps: Pick<Deps, 'content'>): { title: string; state: string; link: string }
  /** What its lines in the audit are about, where that is not kind:id. */
  subject?(row: Pick<DeskRow, 'id' | 'about'>): string
  /** Puts these into one hand, or back into nobody's, where the capability keeps hands itself. */
  assign?(tx: Tx, ids: readonly string[], to: string | null): Promise<void>
}

/** What a line of the audit about this row stands under. */
export function subjectOf(sources: readonly DeskSource[], row: Pick<DeskRow, 'kind' | 'id' | 'about'>): string {
  return sources.find(({ kind }) => kind === row.kind)?.subject?.(row) ?? `${row.kind}:${row.id}`
}

/** What was typed, in every form it may be. */
export interface Sought {
  typed: string
  /** LIKE … escape '!', of lower-case words. */
  words: string
  /** Set when all of it is one, in the form it is stored in. */
  phone: string | null
  patent: string | null
  /** Patterns of numbers of ours; none where no digit was typed. */
  numbers: readonly string[]
  /** Firms it fits, looked up once for all finders; the newest where they are very many. */
  firms: readonly string[]
}
export interface DeskFinder {
  kind: string
  word: string
  /** At most `limit`, the newest first. */
  find(asking: Asking, sought: Sought, limit: number): Promise<Omit<Found, 'kind'>[]>
}
/** Who looks, for what writes down who saw what. */
export interface Asking { deps: Deps; account: SignedIn; requestId: string }

/** Firms found by name, code, or a name or code they had before; also by the phone of somebody who acts for them, and by a patent of theirs. */
export function isOfSought(firmId: RawBuilder<unknown>, { firms }: Sought): RawBuilder<SqlBool> {
  return firms.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`${firmId} in (${sql.join(firms)})`
}

/** A part of a number of ours (they are upper-case), with or without its hyphens. */
export function numberSought(column: RawBuilder<unknown>, { numbers }: Sought): RawBuilder<SqlBool> {
  if (numbers.length === 0) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`(${sql.join(numbers.map((pattern) => sql`${column} like ${pattern} escape '!'`), sql` or `)})`
}

const missing = sql<string | null>`cast(null as text)`
const flag = (condition: Expression<SqlBool> | undefined) => (condition ? sql<number>`case when ${condition} then 1 else 0 end` : sql<number>`0`)

/** The rows of a source as one SELECT, the columns in the order of DeskRow. */
export function selectOpen(kind: string, rows: OpenRows): RawBuilder<DeskRow> {
  const waits = typeof rows.waitsFor === 'string' ? sql<string>`cast(${sql.lit(rows.waitsFor)} as text)` : rows.waitsFor
  return sql<DeskRow>`select cast(${sql.lit(kind)} as text) as kind, ${rows.id} as id, ${rows.number ?? missing} as number, ${rows.title} as title, ${rows.firmId ?? missing} as firm_id, ${rows.dueOn ?? missing} as due_on, ${rows.since} as since,
    ${rows.state} as state, ${waits} as waits_for, ${rows.about ?? missing} as about, ${rows.hand ?? missing} as hand_id, ${flag(rows.isOut)} as is_out, ${flag(rows.hadHand)} as had_hand from ${rows.from} where ${rows.where}`
}

/** Days looked back: what began earlier counts as begun then, and is long overdue. */
const daysBack = 60
interface Arm { from: string; due: string }
const known = new WeakMap<WorkCalendar, Map<string, Arm[]>>()

/** Spans of days with the same nth working day after them, the latest first. */
function armsOf(calendar: WorkCalendar, today: string, workdays: number): Arm[] {
  const ofCalendar = known.get(calendar) ?? new Map<string, Arm[]>()
  known.set(calendar, ofCalendar)
  const key = `${today} ${workdays}`
  const made = ofCalendar.get(key)
  if (made) return made
  // Another day: the older ones are asked for no more.
  if (ofCalendar.size > 60) ofCalendar.clear()
  const arms: Arm[] = []
  for (let back = 0; back <= daysBack; back += 1) {
    const from = addDays(today, -back)
    const due = addWorkdays(calendar, from, workdays)
    const last = arms.at(-1)
    if (last?.due === due) last.from = from
    else arms.push({ from, due })
  }
  ofCalendar.set(key, arms)
  return arms
}

/** The base stands in the statement once, the arms are plain text: fifteen such lists would otherwise cost more to write down than to answer. Dates and numbers of the calendar only. */
function dueBy(arms: readonly Arm[], base: RawBuilder<unknown>, isFrom: (arm: Arm) => string): RawBuilder<string> {
  const oldest = arms.at(-1)?.due ?? ''
  return sql<string>`(select case ${sql.raw(arms.map((arm) => `when base.at >= ${isFrom(arm)} then '${arm.due}'`).join(' '))} else ${sql.lit(oldest)} end from (select ${base} as at) as base)`
}

/** The nth working day after the day of an instant (epoch ms), as a date. */
export function dueAfter(calendar: WorkCalendar, today: string, since: RawBuilder<number>, workdays: number): RawBuilder<string> {
  return dueBy(armsOf(calendar, today, workdays), since, ({ from }) => String(shanghaiDayStart(from)))
}

/** The same after a date. */
export function dueAfterDate(calendar: WorkCalendar, today: string, date: RawBuilder<string>, workdays: number): RawBuilder<string> {
  return dueBy(armsOf(calendar, today, workdays), date, ({ from }) => `'${from}'`)
}

/** The day of an instant on a wall calendar in Shanghai. */
export function dayText(kind: DatabaseKind, at: RawBuilder<number>): RawBuilder<string> {
  return kind === 'sqlite' ? sql<string>`strftime('%Y-%m-%d', ${at} / 1000 + 28800, 'unixepoch')` : sql<string>`to_char(timestamp '1970-01-01' + (${at} / 1000 + 28800) * interval '1 second', 'YYYY-MM-DD')`
}
