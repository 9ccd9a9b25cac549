// What officers read of schemes: each with its versions, its draft, and who is in flight under it.
import type { Scheme, SchemeRow, SchemeVersion } from '#contract/subsidies/scheme-schema.ts'
import { approverIds } from '../accounts/approvals.ts'
import type { Connection } from '../db/commands.ts'
import type { SchemeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { offeredIn } from './scheme-copies.ts'
import { problemsOf } from './scheme-problems.ts'
import { listCurrent, listVersions, sourceOf } from './scheme-repository.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** Names and hands, read once for a list. */
interface Desk { names: ReadonlyMap<string, string>; hands: ReadonlyMap<string, string[]>; approvers: readonly string[]; accountId: string }

async function readDesk(deps: Deps, connection: Connection, rows: readonly SchemeVersionRow[], accountId: string): Promise<Desk> {
  const open = rows.filter(({ state }) => state === 'draft' || state === 'proposed').map(({ id }) => id)
  const hands = open.length === 0 ? [] : await connection.selectFrom('scheme_hands').selectAll().where('version_id', 'in', open).execute()
  const people = [...new Set([...hands.map((hand) => hand.account_id), ...rows.flatMap((row) => [row.saved_by, row.proposed_by, row.published_by])])].filter((id) => id !== null)
  const named = people.length === 0 ? [] : await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', people).execute()
  const byVersion = new Map<string, string[]>()
  for (const { version_id: version, account_id: account } of hands) byVersion.set(version, [...(byVersion.get(version) ?? []), account])
  return { names: new Map(named.map(({ id, name }) => [id, name])), hands: byVersion, approvers: open.length === 0 ? [] : await approverIds(connection, deps), accountId }
}

function viewVersion(row: SchemeVersionRow, { names, hands, approvers, accountId }: Desk): SchemeVersion {
  const name = (id: string | null) => (id === null ? null : (names.get(id) ?? ''))
  const mine = hands.get(row.id) ?? []
  const isOpen = row.state === 'draft' || row.state === 'proposed'
  const free = isOpen ? approvers.filter((id) => !mine.includes(id)) : []
  return {
    programmeId: row.programme_id, number: row.number, state: row.state, origin: row.origin, title: sourceOf(row).title, savedBy: name(row.saved_by) ?? '', savedAt: iso(row.saved_at),
    proposedBy: row.state === 'draft' ? null : name(row.proposed_by), byMe: mine.includes(accountId), proposedByMe: row.state === 'proposed' && row.proposed_by === accountId,
    hands: mine.map((id) => name(id) ?? ''), approvers: free.length, mayApprove: free.includes(accountId),
    publishedBy: name(row.published_by), publishedAt: row.published_at === null ? null : iso(row.published_at), note: row.note, revision: row.revision,
  }
}

interface Counts { drafts: number; cases: number }

async function countCases(connection: Connection, programmeId?: string): Promise<Map<string, Counts>> {
  let query = connection.selectFrom('cases').select((eb) => ['programme_id', 'state', eb.fn.countAll<number>().as('count')]).groupBy(['programme_id', 'state'])
  if (programmeId !== undefined) query = query.where('programme_id', '=', programmeId)
  const counts = new Map<string, Counts>()
  for (const { programme_id: id, state, count } of await query.execute()) {
    const so = counts.get(id) ?? { drafts: 0, cases: 0 }
    counts.set(id, state === 'draft' ? { ...so, drafts: so.drafts + Number(count) } : { ...so, cases: so.cases + Number(count) })
  }
  return counts
}

const none: Counts = { drafts: 0, cases: 0 }

/** Throws `not-found` for an id no scheme and no draft has. */
export async function viewScheme(deps: Deps, connection: Connection, id: string, accountId: string): Promise<Scheme> {
  const rows = await listVersions(connection, id)
  if (rows.length === 0) throw notFound(`no scheme ${id}`)
  const desk = await readDesk(deps, connection, rows, accountId)
  const draft = rows.find(({ state }) => state === 'draft' || state === 'proposed')
  const live = rows.find(({ state }) => state === 'live')
  const source = draft && sourceOf(draft)
  const counts = (await countCases(connection, id)).get(id) ?? none
  return {
    programmeId: id, live: live ? offeredIn(live, deps.clock.now(), deps.config.demo) : null, draft: source ?? null, versions: rows.map((row) => viewVersion(row, desk)), problems: source ? problemsOf(deps, source) : [],
    draftsInFlight: counts.drafts, cases: counts.cases, availability: deps.content.programme(id, deps.clock.now())?.availability ?? null, demo: deps.config.demo,
  }
}

/** What is left of the batch that counts now. */
async function moneyOf(deps: Deps, connection: Connection): Promise<Map<string, { totalFen: number; leftFen: number }>> {
  const committed = new Map((await connection.selectFrom('budgets').select(['programme_id', 'batch_id', 'committed_fen']).execute()).map((row) => [`${row.programme_id} ${row.batch_id}`, row.committed_fen]))
  return new Map(deps.content.programmes(deps.clock.now()).flatMap(({ id, batch }) => {
    if (batch === null || batch.budgetFen === null) return []
    return [[id, { totalFen: batch.budgetFen, leftFen: Math.max(0, batch.budgetFen - (committed.get(`${id} ${batch.id}`) ?? 0)) }] as const]
  }))
}

export async function viewSchemes(deps: Deps, connection: Connection, accountId: string): Promise<SchemeRow[]> {
  const rows = await listCurrent(connection)
  const desk = await readDesk(deps, connection, rows, accountId)
  const [counts, money] = [await countCases(connection), await moneyOf(deps, connection)]
  return [...new Set(rows.map((row) => row.programme_id))].flatMap((id) => {
    const own = rows.filter((row) => row.programme_id === id)
    const draft = own.find(({ state }) => state === 'draft' || state === 'proposed')
    const live = own.find(({ state }) => state === 'live')
    const offered = deps.content.programme(id, deps.clock.now())
    const face = live ?? draft
    // A scheme whose file was taken away: its versions stay, nothing is offered.
    if (!face) return []
    const { title, category } = sourceOf(face)
    return [{
      programmeId: id, title, category, availability: offered?.availability ?? 'not-open', closesOn: offered?.closesOn ?? null, example: offered?.example ?? false, liveNumber: live?.number ?? null,
      draft: draft ? viewVersion(draft, desk) : null, draftsInFlight: counts.get(id)?.drafts ?? 0, cases: counts.get(id)?.cases ?? 0, totalFen: money.get(id)?.totalFen ?? null, leftFen: money.get(id)?.leftFen ?? null,
    }]
  })
}
