// Why two firms cannot be merged now. Each is something people have to settle first, and a link leads there; nothing of it is settled by the merge itself.
import { sql } from 'kysely'
import type { MergeBlock } from '#contract/accounts/firm-desk-schema.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { schemeOf } from '../subsidies/budget.ts'
import { firmProposalKinds } from './firm-changes-repository.ts'
import { livePairs } from './merge-assessments.ts'
import { renamedKey } from './merge-money.ts'
import { askingFor, rightPairs } from './merge-rights.ts'

interface Pair { connection: Connection; deps: Pick<Deps, 'content' | 'clock'>; keep: FirmRow; gone: FirmRow; /** The merge that is asked about, where it waits already. */ proposalId: string | null }
type Check = (pair: Pair) => Promise<MergeBlock[]>
const block = (code: MergeBlock['code'], params: MergeBlock['params'] = {}, link: string | null = null): MergeBlock => ({ code, params, link })

const ends: Check = ({ keep, gone }) => Promise.resolve([
  ...(keep.id === gone.id ? [block('same-firm')] : []),
  // One that was dissolved may go into another; nothing goes into one that ended.
  ...(keep.ended_kind !== null ? [block('ended', { firm: keep.name }, `/desk/firms/${keep.id}`)] : []),
  ...(gone.ended_kind === 'merged' ? [block('ended', { firm: gone.name }, `/desk/firms/${gone.id}`)] : []),
])

/** Its people would stand beside those of a firm anybody may have registered. */
const verifications: Check = ({ keep, gone }) => Promise.resolve(gone.verification === 'verified' && keep.verification !== 'verified' ? [block('verified-goes', { firm: keep.name, gone: gone.name })] : [])

const changes: Check = async ({ connection, keep, gone, proposalId }) => {
  const open = await connection.selectFrom('proposals').select('id').where('state', '=', 'open').where('kind', 'in', firmProposalKinds)
    .where((eb) => eb.or([keep.id, gone.id].flatMap((id) => [eb('subject', '=', `firm:${id}`), eb('payload', 'like', `%"${id}"%`)]))).execute()
  return open.some(({ id }) => id !== proposalId) ? [block('change-open', {}, '/desk/firms?waiting=true')] : []
}

const appeals: Check = async ({ connection, keep, gone }) => {
  const open = await connection.selectFrom('firm_appeals').innerJoin('firms', 'firms.id', 'firm_appeals.firm_id').select(['firm_appeals.id', 'firms.name']).where('firm_id', 'in', [keep.id, gone.id]).where('state', '=', 'open').execute()
  return open.map(({ id, name }) => block('appeal-open', { firm: name }, `/desk/appeals/${id}`))
}

const drafts: Check = async ({ connection, keep, gone }) => {
  const both = await connection.selectFrom('cases as k').innerJoin('cases as g', 'g.programme_id', 'k.programme_id').select('k.title').where('k.firm_id', '=', keep.id).where('g.firm_id', '=', gone.id).where('k.state', '=', 'draft').where('g.state', '=', 'draft').orderBy('k.title').execute()
  return both.map(({ title }) => block('drafts', { title }))
}

/** The same thing claimed by both, by the credit code too: P04 is once for a firm, whatever its code. */
const claims: Check = async ({ connection, keep, gone }) => {
  const read = (firmId: string) => connection.selectFrom('claims').innerJoin('cases', 'cases.id', 'claims.case_id').select(['claims.key', 'claims.label', 'cases.id', 'cases.number']).where('claims.firm_id', '=', firmId).execute()
  const own = new Map((await read(keep.id)).map((claim) => [claim.key, claim]))
  const found = (await read(gone.id)).flatMap((claim) => {
    const twin = own.get(renamedKey(claim.key, gone.uscc, keep.uscc))
    return twin ? [block('claims', { label: claim.label, number: claim.number ?? '', other: twin.number ?? '' }, `/desk/cases/${claim.id}`)] : []
  })
  return found
}

/** Together they would be promised more than a firm may get in a year; once everything is paid nothing can be undone here, and the sums simply count together. */
const caps: Check = async ({ connection, deps, keep, gone }) => {
  const rows = await connection.selectFrom('firm_awards as k').innerJoin('firm_awards as g', (join) => join.onRef('g.scheme', '=', 'k.scheme').onRef('g.year', '=', 'k.year')).select(['k.scheme', 'k.year', sql<number>`k.committed_fen + g.committed_fen`.as('sum')])
    .where('k.firm_id', '=', keep.id).where('g.firm_id', '=', gone.id).where('k.committed_fen', '>', 0).where('g.committed_fen', '>', 0).execute()
  const found: MergeBlock[] = []
  for (const { scheme, year, sum } of rows) {
    const awarded = await connection.selectFrom('cases').select(['id', 'programme_id']).where('firm_id', 'in', [keep.id, gone.id]).where('year', '=', year).where('state', 'in', ['approved', 'publicity']).orderBy('id').execute()
    const unpaid = awarded.find((one) => schemeOf(deps, one.programme_id) === scheme)
    const { amount, title } = (unpaid && deps.content.source(unpaid.programme_id)?.source) ?? {}
    const cap = amount && (amount.type === 'percent' || amount.type === 'interest') ? amount.capFenPerFirmPerYear : null
    if (unpaid && cap !== null && Number(sum) > cap) found.push(block('award-cap', { title: title ?? '', year, sumFen: Number(sum), capFen: cap }, `/desk/cases/${unpaid.id}`))
  }
  return found
}

const financingDrafts: Check = async ({ connection, keep, gone }) => {
  const rows = await connection.selectFrom('financing_requests').select('firm_id').where('firm_id', 'in', [keep.id, gone.id]).where('state', '=', 'draft').execute()
  return new Set(rows.map((row) => row.firm_id)).size === 2 ? [block('financing-drafts')] : []
}

/** One right, and two requests that go on; or two pledges that cannot both be true. */
const rights: Check = async ({ connection, keep, gone }) => {
  const found: MergeBlock[] = []
  for (const pair of await rightPairs(connection, keep.id, gone.id)) {
    const [own, other] = [await askingFor(connection, pair.kept), await askingFor(connection, pair.gone)]
    const asked = [own, other].find((one) => one !== undefined && one.state !== 'draft')
    if (own && other) found.push(block('right-asked-twice', { number: pair.kept.number, own: own.number ?? '', other: other.number ?? '' }, asked ? `/desk/financing/${asked.id}` : null))
    const isTwice = pair.kept.pledge === 'pledged' && pair.gone.pledge === 'pledged' && pair.kept.pledge_number !== pair.gone.pledge_number
    if (isTwice) found.push(block('right-pledged-twice', { number: pair.kept.number }, asked ? `/desk/financing/${asked.id}` : null))
  }
  return found
}

const reviews: Check = async ({ connection, keep, gone }) => {
  const both = (await livePairs(connection, keep.id, gone.id)).filter((pair) => pair.kept.state === 'in-review' && pair.gone.state === 'in-review')
  return both.map((pair) => block('reviews', {}, pair.gone.review_to === 'officer' ? `/desk/assessments/${pair.gone.id}` : null))
}

const checks: readonly Check[] = [ends, verifications, changes, appeals, drafts, claims, caps, financingDrafts, rights, reviews]

export async function mergeBlocks(pair: Pair): Promise<MergeBlock[]> {
  const found: MergeBlock[] = []
  for (const check of checks) {
    found.push(...(await check(pair)))
    // The rest would say of a firm and itself that everything is there twice.
    if (found.some(({ code }) => code === 'same-firm')) break
  }
  return found
}
