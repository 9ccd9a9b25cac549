// What is past its limit (retention.json), and its end, thing by thing with a line of the audit each: by npm run cli -- retention, or by a system administrator on /desk/retention.
import { sql } from 'kysely'
import { addMonths, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { RetentionKind, RetentionRow } from '../content/retention.ts'
import type { Deps } from '../deps.ts'
import { countOutdated, removeOutdated } from '../retention.ts'
import { drafts, draftsToTell, tellOfDraft } from './forget-drafts.ts'
import { kinds, type Kind } from './forgetting.ts'

const dayMs = 86_400_000
/** A run ends after so many things of one kind; the next goes on. */
const mostAtOnce = 10_000

export interface RetentionLine {
  kind: RetentionKind
  title: string
  /** E.g. "10 years". */
  limit: string
  mark: RetentionRow['mark']
  /** Past the limit now. */
  due: number
  /** Day (Shanghai) since when the oldest of them is over. */
  oldest: string | null
  forgotten: number
  /** Drafts only: firms to be told first, and told by this run. */
  toTell?: number
  told?: number
  /** Why nothing goes, where that needs a word. */
  note?: string
}
export interface RetentionReport { mode: 'dry-run' | 'run'; source: string; rows: RetentionLine[]; /** Rows kept for days only (counters, codes, ended sessions …), by table; the worker removes them every hour. */ shortLived: Record<string, number> }

export function limitBefore({ keep }: RetentionRow, now: number): number {
  return 'years' in keep ? shanghaiDayStart(addMonths(shanghaiDate(now), -12 * keep.years)) : now - keep.days * dayMs
}

/** Who has it done; the operator at the command line where nobody else. */
export interface RunBy { accountId: string | null; role: string; reason: string; requestId?: string; /** Things of one kind; the next run goes on. */ most: number }
const operator: RunBy = { accountId: null, role: 'operator', reason: '', most: mostAtOnce }

/** Forgets one thing if it still is due; false when somebody did something with it meanwhile. */
async function forgetOne(deps: Deps, row: RetentionRow, kind: Kind, { before, id, by }: { before: number; id: string; by: RunBy }): Promise<boolean> {
  return deps.commands.run(async (tx) => {
    // Two runs at once (the page's and the command line's, of two processes) would both find it due and both say that they forgot it, and give back its money twice.
    if (deps.databaseKind === 'postgres') await sql`select pg_advisory_xact_lock(hashtext(${`forget ${row.kind} ${id}`}))`.execute(tx)
    const [due] = await kind.due(tx, before, id)
    if (!due) return false
    await kind.forget(tx, id, deps)
    await recordAudit(tx, { at: deps.clock.now(), accountId: by.accountId, role: by.role, action: 'operations.forget', subject: due.subject, firmId: due.firmId, ...(by.requestId === undefined ? {} : { requestId: by.requestId }), details: { kind: row.kind, since: new Date(due.since).toISOString() } })
    return true
  })
}

const kept = 'never cut: the chain of the audit is proof only as long as it is whole; it holds ids, no telephones'

/** An example or unverified limit is nobody's decision yet. */
export function whyNot(deps: Deps, row: RetentionRow): string | undefined {
  if (row.kind === 'logs') return kept
  return row.mark === 'confirmed' || deps.config.demo ? undefined : `the limit is marked ${row.mark}: only counted until the county confirms it in retention.json`
}

export function kindOf(deps: Deps, row: RetentionRow, now: number): Kind | undefined {
  if (row.kind === 'logs') return undefined
  return row.kind === 'drafts' ? drafts(now - deps.content.retention.draftReminder.daysBefore * dayMs) : kinds[row.kind]
}

async function tell(deps: Deps, row: RetentionRow, isRun: boolean, most: number): Promise<{ toTell: number; told: number }> {
  const { daysBefore } = deps.content.retention.draftReminder
  const now = deps.clock.now()
  const keptDays = Math.round((now - limitBefore(row, now)) / dayMs)
  const waiting = await draftsToTell(deps.db, now - (keptDays - daysBefore) * dayMs)
  let told = 0
  if (isRun) for (const draft of waiting.slice(0, most)) told += (await tellOfDraft(deps, draft, keptDays)) ? 1 : 0
  return { toTell: waiting.length, told }
}

async function lineOf(deps: Deps, row: RetentionRow, isRun: boolean, by: RunBy): Promise<RetentionLine> {
  const now = deps.clock.now()
  const before = limitBefore(row, now)
  const note = whyNot(deps, row)
  const kind = kindOf(deps, row, now)
  const mayRun = isRun && note === undefined
  const base = { kind: row.kind, title: row.title, limit: 'years' in row.keep ? `${row.keep.years} years` : `${row.keep.days} days`, mark: row.mark, ...(note === undefined ? {} : { note }) }
  if (row.kind === 'logs') {
    const { count, first } = await deps.db.selectFrom('audit').select((eb) => [eb.fn.countAll().as('count'), eb.fn.min('at').as('first')]).where('at', '<', before).executeTakeFirstOrThrow()
    return { ...base, due: Number(count), oldest: first === null ? null : shanghaiDate(Number(first)), forgotten: 0 }
  }
  if (!kind) return { ...base, due: 0, oldest: null, forgotten: 0 }
  const telling = row.kind === 'drafts' ? await tell(deps, row, mayRun, by.most) : {}
  const due = await kind.due(deps.db, before)
  let forgotten = 0
  if (mayRun) for (const { id } of due.slice(0, by.most)) forgotten += (await forgetOne(deps, row, kind, { before, id, by })) ? 1 : 0
  const [oldest] = due.map(({ since }) => since).sort((a, b) => a - b)
  return { ...base, due: due.length, oldest: oldest === undefined ? null : shanghaiDate(oldest), forgotten, ...telling }
}

/**
 * Counts what is past its limit and, unless it is a dry run, forgets it: never what is live or disputed, never a line of the audit, nothing by a limit nobody confirmed
 * (but in the demonstration). A run leaves one line of its own in the audit, whatever it found.
 */
export async function runRetention(deps: Deps, mode: RetentionReport['mode'], by: RunBy = operator): Promise<RetentionReport> {
  const rows: RetentionLine[] = []
  const shortLived = await countOutdated(deps)
  for (const row of deps.content.retention.rows) rows.push(await lineOf(deps, row, mode === 'run', by))
  if (mode === 'run') {
    await removeOutdated(deps)
    const forgotten = Object.fromEntries(rows.filter((row) => row.forgotten > 0).map((row) => [row.kind, row.forgotten]))
    const told = rows.reduce((sum, row) => sum + (row.told ?? 0), 0)
    const isUnfinished = rows.some((row) => row.note === undefined && row.due > row.forgotten)
    await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: by.accountId, role: by.role, action: 'operations.retention', ...(by.requestId === undefined ? {} : { requestId: by.requestId }), details: { reason: by.reason, forgotten, told, isUnfinished } }))
  }
  return { mode, source: deps.content.retention.source, rows, shortLived }
}
