// What everybody may see of publicity: firm, scheme, sum and dates, from the row that froze them. No account, phone, person or town is read here.
import type { Publicity, PublicityItem, PublicityList, PublicityPage, PublicityPlan } from '#contract/subsidies/handling.ts'
import type { Step } from '#contract/subsidies/programme.ts'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { addWorkdays, isProvisional, workdaysLeft } from '#contract/cases/workdays.ts'
import { findMove, pathOf, type CaseState } from '#contract/cases/workflow.ts'
import { getPublicity as getPublicityEndpoint, listPublicity as listPublicityEndpoint } from '#contract/subsidies/endpoints.ts'
import type { Connection } from '../db/commands.ts'
import type { PublicityRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { findPublicity } from './publicity.ts'
import { readSnapshot } from './snapshot.ts'

/** Ended ones the page lists at most; those that run are all there. */
const endedShown = 200

/** How many objected to each of these publicities. */
async function countObjections(connection: Connection, publicityIds: string[]): Promise<Map<string | null, number>> {
  if (publicityIds.length === 0) return new Map()
  const rows = await connection.selectFrom('disputes').select(['publicity_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where('publicity_id', 'in', publicityIds).where('kind', '=', 'objection').groupBy('publicity_id').execute()
  return new Map(rows.map((row) => [row.publicity_id, Number(row.count)]))
}

function presentPublicity({ content }: Pick<Deps, 'content'>, row: PublicityRow, objections: number, today: string): Publicity {
  const { calendar } = content
  return {
    startsOn: row.starts_on, endsOn: row.ends_on, workdays: row.workdays, workdaysLeft: workdaysLeft(calendar, today, row.ends_on),
    provisional: isProvisional(calendar, row.starts_on, row.ends_on), state: row.state, objections,
  }
}

/** The case's publicity as its own readers see it (the latest where it was publicised again), or null when there was none. */
export async function viewPublicity(deps: Pick<Deps, 'content'>, connection: Connection, caseId: string, today: string): Promise<Publicity | null> {
  const row = await findPublicity(connection, caseId)
  if (!row) return null
  const counts = await countObjections(connection, [row.id])
  return presentPublicity(deps, row, counts.get(row.id) ?? 0, today)
}

/** When a publicity begun today would run; undefined where the scheme's next step is another one. */
export function planPublicity({ content }: Pick<Deps, 'content'>, state: CaseState, steps: readonly Step[], today: string): PublicityPlan | undefined {
  const step = steps.find((one) => one.state === 'publicity')
  if (!step || !findMove('publicise', 'officer', state, pathOf(steps))) return undefined
  const endsOn = addWorkdays(content.calendar, today, step.workdays)
  return { startsOn: today, endsOn, workdays: step.workdays, provisional: isProvisional(content.calendar, today, endsOn) }
}

/** Of each case the latest publicity, with what the public page says of it. */
function publicised(connection: Connection) {
  return connection.selectFrom('publicities').innerJoin('cases', 'cases.id', 'publicities.case_id').innerJoin('applications', 'applications.case_id', 'cases.id')
    .selectAll('publicities').select(['cases.number', 'cases.programme_id', 'applications.snapshot'])
    .where(({ not, exists, selectFrom }) => not(exists(
      selectFrom('publicities as later').select('later.id').whereRef('later.case_id', '=', 'publicities.case_id').whereRef('later.created_at', '>', 'publicities.created_at'),
    )))
}
type Publicised = PublicityRow & { number: string | null; programme_id: string; snapshot: string | null }

async function presentItems(deps: Pick<Deps, 'content'>, connection: Connection, rows: Publicised[], today: string): Promise<PublicityItem[]> {
  const counts = await countObjections(connection, rows.map((row) => row.id))
  return rows.map((row) => ({
    id: row.case_id, number: row.number ?? '', firmName: row.firm_name, programmeId: row.programme_id, title: row.title,
    amountFen: row.amount_fen, illustrative: readSnapshot(row.snapshot)?.amount.illustrative ?? true,
    ...presentPublicity(deps, row, counts.get(row.id) ?? 0, today),
  }))
}

/** Running ones first, the earliest to end on top; then those that ended within the days the county shows them, the latest on top. */
export async function listPublicity(deps: Pick<Deps, 'db' | 'content' | 'clock'>): Promise<PublicityList> {
  const today = shanghaiDate(deps.clock.now())
  const since = addDays(today, -deps.content.casework.publicityShownDays)
  const running = await publicised(deps.db).where('publicities.state', '=', 'running').orderBy('publicities.ends_on').orderBy('publicities.id').execute()
  const ended = await publicised(deps.db).where('publicities.state', '!=', 'running').where('publicities.ended_at', '>=', shanghaiDayStart(since))
    .orderBy('publicities.ended_at', 'desc').orderBy('publicities.id').limit(endedShown).execute()
  return { items: await presentItems(deps, deps.db, [...running, ...ended], today), today }
}

/** One of them by its case, also long after it ended: an answer's link must lead somewhere (pitfall C26). Undefined for what never was public. */
export async function findPublicityPage(deps: Pick<Deps, 'db' | 'content' | 'clock'>, caseId: string): Promise<PublicityPage | undefined> {
  const today = shanghaiDate(deps.clock.now())
  const rows = await publicised(deps.db).where('publicities.case_id', '=', caseId).limit(1).execute()
  const [item] = await presentItems(deps, deps.db, rows, today)
  return item && { ...item, today }
}

/** A case's id as this program makes them; anything else is not asked of the database. */
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What the pages the server draws may read beside the content, by the endpoint's path: the same answers as a request gets. */
export function publicReadings(deps: Pick<Deps, 'db' | 'content' | 'clock'>): Map<string, (params: Record<string, string>) => Promise<unknown>> {
  return new Map<string, (params: Record<string, string>) => Promise<unknown>>([
    [listPublicityEndpoint.path, () => listPublicity(deps)],
    [getPublicityEndpoint.path, async ({ id = '' }) => (idPattern.test(id) ? findPublicityPage(deps, id) : undefined)],
  ])
}
