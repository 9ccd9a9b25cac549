// Freed time goes to who waits: one firm at a time, in the order of joining, as a hold under the same primary key as any other claim. Whoever frees an expert's time calls offerFreed in that transaction.
import { randomUUID } from 'node:crypto'
import { freeStarts, isInPart, quantaOf, refusalByRules, type Need } from '#contract/consultations/slots.ts'
import { comingStates } from '#contract/consultations/workflow.ts'
import { shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { quantumMs } from '#contract/consultations/ways.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { ConsultationHoldRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { claimQuanta, freeQuanta, listTaken, lockExpert, releaseExpired } from './claiming.ts'
import { expertsInService, usableWays, type ExpertRow } from './experts.ts'
import { questionOf, readDayRules, readDiaries, requireWay, slotQuestion } from './hours.ts'
import { tellOffer, tellWaiting } from './waiting-telling.ts'
import { findEntry, latestOffer, listPassed, listWaiters, offerName, passedOf, type EntryOfFirm } from './waiting-repository.ts'
import { leastToDecideMs, offerDeadline } from './waiting-rules.ts'

type Offering = Pick<Deps, 'content' | 'clock'>

interface PlannedOffer { entry: EntryOfFirm; expert: ExpertRow; need: Need; startsAt: number; expiresAt: number }

async function findOpenExpert(connection: Connection, expertId: string): Promise<ExpertRow | undefined> {
  return expertsInService(connection).where('expert_profiles.account_id', '=', expertId).where('expert_profiles.is_open', '=', 1).executeTakeFirst()
}

/** Coming bookings and live offers of these firms: who could not book it is not offered it. */
async function countOfFirms(connection: Connection, firmIds: readonly string[], now: number): Promise<Map<string, number>> {
  const counts = new Map(firmIds.map((id) => [id, 0]))
  if (firmIds.length === 0) return counts
  const bookings = await connection.selectFrom('bookings').select('firm_id').where('firm_id', 'in', firmIds).where('state', 'in', comingStates).where('starts_at', '>', now).execute()
  const offers = await connection.selectFrom('consultation_holds').select('firm_id').where('firm_id', 'in', firmIds).where('kind', '=', 'offer').where('state', '=', 'held').where('expires_at', '>', now).execute()
  for (const { firm_id } of [...bookings, ...offers]) counts.set(firm_id, (counts.get(firm_id) ?? 0) + 1)
  return counts
}

/** Who would be offered what of this expert's time, the first to join first; each time once. */
export async function planOffers(connection: Connection, deps: Offering, expertId: string): Promise<PlannedOffer[]> {
  const now = deps.clock.now()
  const { content } = deps
  const expert = await findOpenExpert(connection, expertId)
  const entries = expert ? await listWaiters(connection, expertId, readStoredJson<string[]>(expert.topics), usableWays(content.consultations, expert)) : []
  const diary = entries.length > 0 ? (await readDiaries(connection, [expertId], { now })).get(expertId) : undefined
  if (!expert || !diary) return []
  const days = await readDayRules(connection, deps)
  const [first, last] = [now, shanghaiDayStart(shanghaiDate(now)) + (content.consultations.limits.horizonDays + 2) * 96 * quantumMs].map((at) => Math.floor(at / quantumMs))
  const taken = await listTaken(connection, expertId, first ?? 0, last ?? 0)
  const firmIds = [...new Set(entries.map(({ firm_id }) => firm_id))]
  const counts = await countOfFirms(connection, firmIds, now)
  const today = shanghaiDate(now)
  const passed = await listPassed(connection, firmIds, today)
  return entries.flatMap((entry): PlannedOffer[] => {
    if ((counts.get(entry.firm_id) ?? 0) >= content.consultations.limits.liveBookings) return []
    const question = { ...questionOf(content.consultations, days, diary, { way: entry.way, town: entry.town ?? entry.firm_town, now, by: 'firm' }), taken }
    const deadline = (startsAt: number) => offerDeadline({ now, offerHours: content.consultations.limits.offerHours, startsAt, noticeHours: requireWay(content.consultations, entry.way).noticeHours })
    const startsAt = freeStarts(question, entry.from_date > today ? entry.from_date : today, entry.to_date)
      .find((start) => isInPart(entry.part, start) && deadline(start) - now >= leastToDecideMs && passed.get(entry.firm_id)?.has(offerName(expertId, start)) !== true)
    if (startsAt === undefined) return []
    const claim = quantaOf(question.need, startsAt)
    for (let quantum = claim.first; quantum <= claim.last; quantum += 1) taken.add(quantum)
    diary.counts.set(shanghaiDate(startsAt), (diary.counts.get(shanghaiDate(startsAt)) ?? 0) + 1)
    counts.set(entry.firm_id, (counts.get(entry.firm_id) ?? 0) + 1)
    return [{ entry, expert, need: question.need, startsAt, expiresAt: deadline(startsAt) }]
  })
}

async function makeOffer(tx: Tx, deps: Offering, { entry, expert, need, startsAt, expiresAt }: PlannedOffer): Promise<void> {
  const at = deps.clock.now()
  const expertId = expert.account_id
  const passed = JSON.stringify([...passedOf(entry), offerName(expertId, startsAt)])
  // False when the firm has left meanwhile, or another expert's time was offered to it: this one is for the next round.
  const isMine = await tx.updateTable('waiting_entries').set({ state: 'offered', passed, changed_at: at }).where('id', '=', entry.id).where('state', '=', 'waiting').where('passed', '=', entry.passed).executeTakeFirst()
  if (Number(isMine.numUpdatedRows) === 0) return
  const hold: ConsultationHoldRow = {
    id: randomUUID(), kind: 'offer', firm_id: entry.firm_id, account_id: null, waiting_id: entry.id, expert_id: expertId, way: entry.way, town: entry.town ?? entry.firm_town,
    starts_at: startsAt, ends_at: startsAt + need.minutes * 60_000, expires_at: expiresAt, state: 'held', created_at: at,
  }
  if (!(await claimQuanta(tx, { ownerId: hold.id, expertId, ...quantaOf(need, startsAt) }))) {
    await tx.updateTable('waiting_entries').set({ state: 'waiting', passed: entry.passed }).where('id', '=', entry.id).execute()
    return
  }
  await tx.insertInto('consultation_holds').values(hold).execute()
  await recordAudit(tx, { at, accountId: null, role: 'system', action: 'consultations.offer', subject: `waiting:${entry.id}`, firmId: entry.firm_id, details: { expertId, startsAt, expiresAt } })
  await tellOffer(tx, deps, entry, { ...hold, expert_name: expert.name })
}

/** The firm waits on, or is off the list once it has missed too many; it is told. */
async function passOn(tx: Tx, deps: Offering, entry: EntryOfFirm, hold: ConsultationHoldRow, isMissed: boolean): Promise<void> {
  const at = deps.clock.now()
  const missed = entry.missed + (isMissed ? 1 : 0)
  const isEnded = missed >= deps.content.consultations.limits.offersMissed
  const result = await tx.updateTable('waiting_entries').set({ state: isEnded ? 'ended' : 'waiting', ended: isEnded ? 'missed' : null, missed, changed_at: at })
    .where('id', '=', entry.id).where('state', '=', 'offered').where('passed', '=', entry.passed).executeTakeFirst()
  if (Number(result.numUpdatedRows) === 0) return
  await recordAudit(tx, { at, accountId: null, role: 'system', action: isMissed ? 'consultations.offer-missed' : 'consultations.offer-withdrawn', subject: `waiting:${entry.id}`, firmId: entry.firm_id, details: { expertId: hold.expert_id, startsAt: hold.starts_at, missed } })
  await tellWaiting(tx, deps, entry, isEnded ? 'ended' : 'over', hold)
}

/** Entries whose offer has run out, whoever let it go. */
export async function settleMissed(tx: Tx, deps: Offering): Promise<void> {
  const rows = await tx.selectFrom('waiting_entries').select('id').where('state', '=', 'offered')
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('consultation_holds').select('consultation_holds.id').whereRef('consultation_holds.waiting_id', '=', 'waiting_entries.id').where('consultation_holds.state', '=', 'held'))))
    .orderBy('created_at').orderBy('id').execute()
  for (const { id } of rows) {
    const entry = await findEntry(tx, id)
    const hold = entry && (await latestOffer(tx, entry))
    if (entry && hold?.state === 'expired') await passOn(tx, deps, entry, hold, true)
  }
}

/** Offers this expert's rules no longer allow (leave, other hours, a holiday): taken back, which is not the firm's fault. For whoever holds the expert's lock. */
export async function withdrawForbidden(tx: Tx, deps: Offering, expertId: string): Promise<void> {
  const now = deps.clock.now()
  const holds = await tx.selectFrom('consultation_holds').selectAll().where('expert_id', '=', expertId).where('kind', '=', 'offer').where('state', '=', 'held').where('expires_at', '>', now).orderBy('starts_at').execute()
  if (holds.length === 0) return
  const isOpen = (await findOpenExpert(tx, expertId)) !== undefined
  for (const hold of holds) {
    const question = await slotQuestion(tx, deps, { expertId, way: hold.way, town: hold.town, now, by: 'officer', exceptOwner: hold.id })
    if (isOpen && refusalByRules(question, hold.starts_at) === null) continue
    await letGo(tx, hold.id, 'released')
    const entry = hold.waiting_id === null ? undefined : await findEntry(tx, hold.waiting_id)
    if (entry) await passOn(tx, deps, entry, hold, false)
  }
}

/** False when it was used, released or ran out before. */
export async function letGo(tx: Tx, holdId: string, state: 'released' | 'expired'): Promise<boolean> {
  const result = await tx.updateTable('consultation_holds').set({ state }).where('id', '=', holdId).where('state', '=', 'held').executeTakeFirst()
  if (Number(result.numUpdatedRows) === 0) return false
  await freeQuanta(tx, holdId)
  return true
}

/** Offers whatever is free of this expert's time to who waits for it, in the transaction that freed it. Takes the expert's lock where the caller has not. */
export async function offerFreed(tx: Tx, deps: Offering, expertId: string): Promise<void> {
  if (!(await lockExpert(tx, expertId))) return
  await releaseExpired(tx, expertId, deps.clock.now())
  await settleMissed(tx, deps)
  for (const offer of await planOffers(tx, deps, expertId)) await makeOffer(tx, deps, offer)
}

/** The kept time was booked: its firm is off the list. For whoever has just used the hold; nothing for one that is no offer. */
export async function takeOffer(tx: Tx, holdId: string, at: number): Promise<void> {
  const hold = await tx.selectFrom('consultation_holds').select('waiting_id').where('id', '=', holdId).where('kind', '=', 'offer').executeTakeFirst()
  if (!hold?.waiting_id) return
  await tx.updateTable('waiting_entries').set({ state: 'taken', changed_at: at }).where('id', '=', hold.waiting_id).where('state', '=', 'offered').execute()
}
