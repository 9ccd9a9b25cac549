// The waiting list as firms keep it: joined for a topic, a way and a period, left, and an offered time declined.
import { randomUUID } from 'node:crypto'
import type { Waiting, WaitingInput, WaitingList } from '#contract/consultations/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { addDays, daysBetween, parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { assertGoesOn, requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { WaitingEntryRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { lockExpert } from './claiming.ts'
import { listFitting } from './experts.ts'
import { letGo, offerFreed } from './waiting-offers.ts'
import { entriesWithFirms, findEntry, latestOffer, type EntryOfFirm, type OfferOfExpert } from './waiting-repository.ts'
import { topicTitle } from './words.ts'

const live: WaitingEntryRow['state'][] = ['waiting', 'offered']
/** The longest period to wait for, and how long an ended entry is still shown. */
const [longestDays, shownDays] = [92, 30]
const dayMs = 24 * 3_600_000

function presentOffer(offer: OfferOfExpert): NonNullable<Waiting['offer']> {
  const [startsAt, endsAt, expiresAt] = [offer.starts_at, offer.ends_at, offer.expires_at].map((at) => new Date(at).toISOString())
  return { holdId: offer.id, expiresAt: expiresAt ?? '', expertId: offer.expert_id, expertName: offer.expert_name, way: offer.way, startsAt: startsAt ?? '', endsAt: endsAt ?? '' }
}

/** An offer that has run out is none, although nobody has passed it on yet. */
async function presentWaiting(connection: Connection, { content, clock }: Pick<Deps, 'content' | 'clock'>, entry: EntryOfFirm): Promise<Waiting> {
  const offer = entry.state === 'offered' ? await latestOffer(connection, entry) : undefined
  const isKept = offer?.state === 'held' && offer.expires_at > clock.now()
  return {
    id: entry.id, firmId: entry.firm_id, topic: entry.topic, topicTitle: topicTitle(content.consultations, entry.topic), way: entry.way, town: entry.town, fromDate: entry.from_date, toDate: entry.to_date, part: entry.part,
    state: entry.state === 'offered' && !isKept ? 'waiting' : entry.state, ended: entry.ended, offer: offer && isKept ? presentOffer(offer) : null, createdAt: new Date(entry.created_at).toISOString(),
  }
}

/** What still waits, in the order of joining, then what ended within a month, the latest first. */
export async function listWaiting(deps: Deps, account: SignedIn, firmId: string): Promise<WaitingList> {
  await requireMember(deps.db, account, firmId)
  const own = entriesWithFirms(deps.db).where('waiting_entries.firm_id', '=', firmId)
  const waiting = await own.where('waiting_entries.state', 'in', live).orderBy('waiting_entries.created_at').orderBy('waiting_entries.id').execute()
  const ended = await own.where('waiting_entries.state', 'not in', live).where('waiting_entries.changed_at', '>', deps.clock.now() - shownDays * dayMs).orderBy('waiting_entries.changed_at', 'desc').orderBy('waiting_entries.id').execute()
  const items: Waiting[] = []
  for (const entry of [...waiting, ...ended]) items.push(await presentWaiting(deps.db, deps, entry))
  return { items }
}

type Wanted = Pick<WaitingEntryRow, 'topic' | 'way' | 'town' | 'from_date' | 'to_date' | 'part'>

/** Throws `invalid-input` naming every field. A town is kept for a visit only. */
function readWaiting({ topics, ways, towns }: Deps['content']['consultations'], input: WaitingInput, today: string): Wanted {
  const problems: FieldProblem[] = []
  if (!topics.some(({ id }) => id === input.topic)) problems.push({ field: 'topic', reason: 'option' })
  if (!ways.some(({ id }) => id === input.way)) problems.push({ field: 'way', reason: 'option' })
  if (input.town !== undefined && !towns.some(({ town }) => town === input.town)) problems.push({ field: 'town', reason: 'town' })
  const [from, to] = [parseDate(input.fromDate), parseDate(input.toDate)]
  if (!from.ok) problems.push({ field: 'fromDate', reason: from.reason })
  if (!to.ok) problems.push({ field: 'toDate', reason: to.reason })
  if (from.ok && from.value < today) problems.push({ field: 'fromDate', reason: 'date-early', limit: today })
  else if (from.ok && to.ok && to.value < from.value) problems.push({ field: 'toDate', reason: 'date-early', limit: from.value })
  else if (to.ok && daysBetween(today, to.value) > longestDays) problems.push({ field: 'toDate', reason: 'days-max', limit: longestDays })
  if (problems.length > 0) throw invalid(...problems)
  return { topic: input.topic, way: input.way, town: input.way === 'visit' ? (input.town ?? null) : null, from_date: input.fromDate, to_date: input.toDate, part: input.part }
}

const isSame = (entry: WaitingEntryRow, wanted: Wanted) =>
  entry.topic === wanted.topic && entry.way === wanted.way && entry.town === wanted.town && entry.from_date === wanted.from_date && entry.to_date === wanted.to_date && entry.part === wanted.part

/** Experts whose time may be offered at once stand still meanwhile, so that none is freed unseen. */
async function offerAtOnce(tx: Tx, deps: Deps, { topic, way, firm_id }: Pick<WaitingEntryRow, 'topic' | 'way' | 'firm_id'>): Promise<void> {
  for (const { id } of await listFitting(tx, deps.content.consultations, { topic, way, firmId: firm_id })) await offerFreed(tx, deps, id)
}

/** The same wish again is the entry there is. Throws `consultations.waiting-limit` with the most there may be, `invalid-input` by field, `not-found`. */
export async function joinWaiting(deps: Deps, account: SignedIn, input: WaitingInput, requestId: string): Promise<{ waiting: Waiting; isNew: boolean }> {
  const at = deps.clock.now()
  const { firmId } = input
  return deps.commands.run(async (tx) => {
    await requireMember(tx, account, firmId)
    await assertGoesOn(tx, firmId)
    const wanted = readWaiting(deps.content.consultations, input, shanghaiDate(at))
    const own = await entriesWithFirms(tx).where('waiting_entries.firm_id', '=', firmId).where('waiting_entries.state', 'in', live).execute()
    const same = own.find((entry) => isSame(entry, wanted))
    if (same) return { waiting: await presentWaiting(tx, deps, same), isNew: false }
    const { waiting: most } = deps.content.consultations.limits
    if (own.length >= most) throw new AppError('consultations.waiting-limit', { details: { limit: most } })
    const fitting = await listFitting(tx, deps.content.consultations, { topic: wanted.topic, way: wanted.way, firmId })
    for (const { id } of fitting) await lockExpert(tx, id)
    const id = randomUUID()
    await tx.insertInto('waiting_entries').values({ id, firm_id: firmId, account_id: account.id, ...wanted, state: 'waiting', ended: null, missed: 0, passed: '[]', created_at: at, changed_at: at }).execute()
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'consultations.join-waiting', subject: `waiting:${id}`, firmId, requestId, details: { topic: wanted.topic, way: wanted.way } })
    await offerAtOnce(tx, deps, { ...wanted, firm_id: firmId })
    return { waiting: await viewEntry(tx, deps, id), isNew: true }
  })
}

async function viewEntry(tx: Tx, deps: Deps, id: string): Promise<Waiting> {
  const entry = await findEntry(tx, id)
  if (!entry) throw notFound(`no waiting entry ${id}`)
  return presentWaiting(tx, deps, entry)
}

/** The entry and the time kept for it, whose expert stands still until the transaction ends. Throws `not-found` for everybody but its firm. */
async function lockEntry(tx: Tx, account: SignedIn, id: string): Promise<{ entry: EntryOfFirm; offer: OfferOfExpert | undefined }> {
  const seen = await findEntry(tx, id)
  if (!seen) throw notFound(`no waiting entry ${id}`)
  await requireMember(tx, account, seen.firm_id)
  const offered = seen.state === 'offered' ? await latestOffer(tx, seen) : undefined
  if (offered) await lockExpert(tx, offered.expert_id)
  // Nobody else changes the entry from here on; what was read before may be old.
  await tx.updateTable('waiting_entries').set((eb) => ({ missed: eb.ref('missed') })).where('id', '=', id).execute()
  const entry = (await findEntry(tx, id)) ?? seen
  return { entry, offer: entry.state === 'offered' ? await latestOffer(tx, entry) : undefined }
}

/** A kept time goes on to the next at once. Nothing for an entry that ended before. */
export async function leaveWaiting(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const { entry, offer } = await lockEntry(tx, account, id)
    if (!live.includes(entry.state)) return
    await tx.updateTable('waiting_entries').set({ state: 'ended', ended: 'left', changed_at: at }).where('id', '=', id).execute()
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'consultations.leave-waiting', subject: `waiting:${id}`, firmId: entry.firm_id, requestId })
    if (offer && (await letGo(tx, offer.id, 'released'))) await offerFreed(tx, deps, offer.expert_id)
  })
}

/** The firm waits on, for another time; what it declined goes to the next. Without an offer the entry is answered as it is. */
export async function declineOffer(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Waiting> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { entry, offer } = await lockEntry(tx, account, id)
    // One that has run out is missed, not declined: whoever passes it on says so.
    if (offer && offer.expires_at > at && (await letGo(tx, offer.id, 'released'))) {
      await tx.updateTable('waiting_entries').set({ state: 'waiting', changed_at: at }).where('id', '=', id).execute()
      await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'consultations.decline-offer', subject: `waiting:${id}`, firmId: entry.firm_id, requestId, details: { expertId: offer.expert_id, startsAt: offer.starts_at } })
      await offerFreed(tx, deps, offer.expert_id)
    }
    return viewEntry(tx, deps, id)
  })
}

/** Periods that are over, in the order of joining; the firms are told. */
export async function listOver(connection: Connection, deps: Pick<Deps, 'content' | 'clock'>): Promise<EntryOfFirm[]> {
  const now = deps.clock.now()
  const entries = await entriesWithFirms(connection).where('waiting_entries.state', '=', 'waiting').where('waiting_entries.to_date', '<=', addDays(shanghaiDate(now), 12)).orderBy('waiting_entries.created_at').execute()
  return entries.filter(({ way, to_date }) => {
    const hours = deps.content.consultations.ways.find(({ id }) => id === way)?.noticeHours ?? 0
    return to_date < shanghaiDate(now + hours * 3_600_000)
  })
}
