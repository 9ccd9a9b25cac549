// How every scheme stands, for everybody: few queries whatever the number of schemes, kept for some seconds.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Pause } from '#contract/cases/workdays.ts'
import { batchInstant, batchState } from '#contract/subsidies/availability.ts'
import type { Batch, Programme } from '#contract/subsidies/programme.ts'
import type { BatchStanding, Standing } from '#contract/subsidies/standing.ts'
import { handlingWorkdays, medianWorkdays } from '#contract/subsidies/standing-rules.ts'
import type { Connection } from '../db/commands.ts'
import type { BudgetRow, CaseEventRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { undecided } from './budget.ts'

const keptMs = 3_000
/** Decisions of two years are read again only this often; they change by a case or two a day. */
const processingKeptMs = 60_000
const lookBackMs = 2 * 365 * 86_400_000

export interface Standings { items: Standing[]; now: string }
interface Counts { budgets: readonly Pick<BudgetRow, 'programme_id' | 'batch_id' | 'committed_fen' | 'paid_fen'>[]; waiting: readonly { programme_id: string; batch_id: string | null; count: number }[] }
type Processing = ReadonlyMap<string, NonNullable<Standing['processing']>>

/** What `read` answers, kept for `lifeMs` by the server's clock; whoever asks while a reading is under way gets the same one, a failed one is not kept. */
function keptFor<T>({ clock }: Pick<Deps, 'clock'>, lifeMs: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; value: Promise<T> } | undefined
  return () => {
    const age = kept ? clock.now() - kept.at : -1
    if (kept && age >= 0 && age < lifeMs) return kept.value
    const fresh = { at: clock.now(), value: read() }
    kept = fresh
    fresh.value.catch(() => {
      if (kept === fresh) kept = undefined
    })
    return fresh.value
  }
}

/** One for each application. Whether a batch is open is never kept: it turns to the second. */
export function standingsReader(deps: Deps): () => Promise<Standings> {
  const counts = keptFor(deps, keptMs, () => readCounts(deps.db))
  const processing = keptFor(deps, processingKeptMs, () => readProcessing(deps, deps.db, deps.clock.now()))
  return async () => {
    const known = { ...(await counts()), processing: await processing() }
    const at = deps.clock.now()
    return { items: deps.content.programmes(at).map((programme) => standingOf(deps, programme, known, at)), now: new Date(at).toISOString() }
  }
}

async function readCounts(connection: Connection): Promise<Counts> {
  const budgets = await connection.selectFrom('budgets').select(['programme_id', 'batch_id', 'committed_fen', 'paid_fen']).execute()
  const waiting = await connection.selectFrom('applications').innerJoin('cases', 'cases.id', 'applications.case_id').select((eb) => ['cases.programme_id', 'applications.batch_id', eb.fn.countAll<number>().as('count')])
    .where('cases.state', 'in', undecided).where('cases.decided_at', 'is', null).where('applications.batch_id', 'is not', null).groupBy(['cases.programme_id', 'applications.batch_id']).execute()
  return { budgets, waiting }
}

function standingOf(deps: Deps, programme: Programme, { budgets, waiting, processing }: Counts & { processing: Processing }, at: number): Standing {
  const viewBatch = (batch: Batch): BatchStanding => {
    const isOf = (row: { programme_id: string; batch_id: string | null }) => row.programme_id === programme.id && row.batch_id === batch.id
    const row = budgets.find(isOf)
    const committedFen = row?.committed_fen ?? 0
    return {
      id: batch.id, name: batch.name, opensAt: isoOf(batch.opensAt), closesAt: isoOf(batch.closesAt), state: batchState(batch, at),
      totalFen: batch.budgetFen, committedFen, paidFen: row?.paid_fen ?? 0, leftFen: batch.budgetFen === null ? null : Math.max(0, batch.budgetFen - committedFen), waiting: Number(waiting.find(isOf)?.count ?? 0),
    }
  }
  return {
    programmeId: programme.id, batches: deps.content.batches(programme.id, at).map(viewBatch), processing: processing.get(programme.id) ?? null,
    // The demonstration's money is made up, whatever the scheme says of itself.
    example: programme.example || (deps.config.demo && deps.content.source(programme.id)?.isPublished !== true),
  }
}

function isoOf(local: string): string {
  return new Date(batchInstant(local) ?? 0).toISOString()
}

/** Approvals and refusals of the last two years, by scheme. */
async function readProcessing({ content: { calendar } }: Deps, connection: Connection, at: number): Promise<Processing> {
  const decided = await connection.selectFrom('cases').select(['id', 'programme_id', 'submitted_at', 'decided_at']).where('decided_at', '>=', at - lookBackMs).where('decided_at', '<=', at).where('submitted_at', 'is not', null).execute()
  const events = await connection.selectFrom('case_events').innerJoin('cases', 'cases.id', 'case_events.case_id').select(['case_events.case_id', 'case_events.action', 'case_events.at'])
    .where('case_events.action', 'in', ['return', 'resubmit', 'take-back']).where('cases.decided_at', '>=', at - lookBackMs).whereRef('case_events.at', '<=', 'cases.decided_at').orderBy('case_events.case_id').orderBy('case_events.seq').execute()
  const byCase = new Map<string, typeof events>()
  for (const event of events) byCase.set(event.case_id, [...(byCase.get(event.case_id) ?? []), event])
  const days = new Map<string, number[]>()
  for (const one of decided) {
    const taken = handlingWorkdays(calendar, shanghaiDate(one.submitted_at ?? 0), shanghaiDate(one.decided_at ?? 0), pausesOf(byCase.get(one.id) ?? []))
    days.set(one.programme_id, [...(days.get(one.programme_id) ?? []), taken])
  }
  return new Map([...days].flatMap(([programmeId, list]) => {
    const median = medianWorkdays(list)
    return median === null ? [] : [[programmeId, { medianWorkdays: median, cases: list.length }] as const]
  }))
}

/** From each return to what ended it. */
function pausesOf(events: readonly Pick<CaseEventRow, 'action' | 'at'>[]): Pause[] {
  const pauses: Pause[] = []
  let from: number | undefined
  for (const { action, at } of events) {
    if (action === 'return') from = at
    else if (from !== undefined) {
      pauses.push([shanghaiDate(from), shanghaiDate(at)])
      from = undefined
    }
  }
  return pauses
}
