// The limits as the desk sees them: what each is, what is past it now, what was run. A run is started by a system administrator, for limits the county has confirmed.
import type { RetentionLimit, RetentionRun, RetentionView } from '#contract/accounts/retention-schema.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { sayLimit } from '../content/persons.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { countOutdated, outdatedWords } from '../retention.ts'
import { kindOf, limitBefore, runRetention, type RetentionLine } from './retention-run.ts'

const dayMs = 86_400_000
const soonDays = 90
const runsShown = 20
/** Things of one kind in one run from the page; the next goes on. */
const mostFromThePage = 500

/** What comes within 90 days; drafts are told of first, so theirs are the ones to tell. */
async function countSoon(deps: Deps, line: RetentionLine): Promise<number> {
  const row = deps.content.retention.rows.find(({ kind }) => kind === line.kind)
  if (!row || row.kind === 'logs') return 0
  if (line.toTell !== undefined) return line.toTell
  const now = deps.clock.now()
  const kind = kindOf(deps, row, now)
  return kind ? (await kind.due(deps.db, limitBefore(row, now) + soonDays * dayMs)).length - line.due : 0
}

async function limitOf(deps: Deps, line: RetentionLine): Promise<RetentionLimit> {
  const { retention } = deps.content
  const row = retention.rows.find(({ kind }) => kind === line.kind)
  return {
    kind: line.kind, title: line.title, keep: sayLimit(retention, line.kind), from: row?.from ?? '', reason: row?.reason ?? '', mark: line.mark, due: line.due, soon: await countSoon(deps, line), oldest: line.oldest,
    standing: line.kind === 'logs' ? 'never' : line.note === undefined ? 'run' : 'unconfirmed', toTell: line.toTell ?? null,
  }
}

interface RunDetails { reason: string; forgotten: Record<string, number>; told: number; isUnfinished: boolean }

async function listRuns(connection: Connection): Promise<RetentionRun[]> {
  const rows = await connection.selectFrom('audit').leftJoin('accounts', 'accounts.id', 'audit.account_id').select(['audit.at', 'audit.details', 'audit.role', 'accounts.name'])
    .where('audit.action', '=', 'operations.retention').orderBy('audit.id', 'desc').limit(runsShown).execute()
  return rows.map((row) => {
    const { reason, forgotten, told, isUnfinished } = readStoredJson<RunDetails>(row.details)
    return { at: new Date(Number(row.at)).toISOString(), by: row.name, isOperator: row.role === 'operator', reason, forgotten: Object.values(forgotten).reduce((sum, n) => sum + n, 0), told, isUnfinished }
  })
}

export async function getRetention(deps: Deps, account: SignedIn): Promise<RetentionView> {
  const { rows } = await runRetention(deps, 'dry-run')
  const counts = await countOutdated(deps)
  const limits: RetentionLimit[] = []
  for (const line of rows) limits.push(await limitOf(deps, line))
  return {
    source: deps.content.retention.source, countedAt: new Date(deps.clock.now()).toISOString(), rows: limits, draftDaysBefore: deps.content.retention.draftReminder.daysBefore,
    shortLived: outdatedWords.map(({ table, title, keep }) => ({ title, keep, due: counts[table] ?? 0 })), runs: await listRuns(deps.db), mayRun: account.duty === 'administrator',
  }
}

/** Forgets what is past confirmed limits. Throws `accounts.fresh-code-needed`, `invalid-input`: the reason stands in the audit. */
export async function runFromThePage(deps: Deps, account: SignedIn, { reason: typed, requestId }: { reason: string; requestId: string }): Promise<RetentionView> {
  assertFreshCode(account, deps.clock.now())
  const reason = cleanText(typed)
  if (!reason.ok) throw invalid({ field: 'reason', reason: reason.reason })
  if (reason.value === '') throw invalid({ field: 'reason', reason: 'required' })
  await runRetention(deps, 'run', { accountId: account.id, role: 'administrator', reason: reason.value, requestId, most: mostFromThePage })
  return getRetention(deps, account)
}
