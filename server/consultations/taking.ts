// The one way to get an expert's time: locks, what has run out, the rules, then the claim. Hold, booking, move, replacement and desk all come through here.
import { quantaOf, refusalByRules, type SlotRefusal } from '#contract/consultations/slots.ts'
import type { Way } from '#contract/consultations/ways.ts'
import type { BookingSide } from '#contract/consultations/workflow.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { claimQuanta, lockExpert, passQuanta, releaseExpired } from './claiming.ts'
import { listFitting } from './experts.ts'
import { boundsOf, rankByLoad, requireWay, slotQuestion } from './hours.ts'
import { anyExpert, readSlotId, type SlotRef } from './slot-id.ts'
import { offerFreed } from './waiting-offers.ts'

export interface Wanted {
  /** Tried one after the other. */
  expertIds: readonly string[]
  startsAt: number
  way: Way
  /** Of a visit. */
  town: string | null
  by: BookingSide
  /** Whose the quarter-hours become: a hold or a booking. A booking that moves has given its old ones back already. */
  ownerId: string
  /** Not counted among the expert's meetings of the day: the hold it comes from, or itself. */
  exceptOwner?: string
  /** When it was kept for somebody: the notice counts from then, so that it does not run out while they fill in. */
  keptAt?: number
}
export interface Taken { expertId: string; endsAt: number; first: number; last: number }

/** As typed by this program. Throws `invalid-input` for anything else. */
export function requireSlot(id: string): SlotRef {
  const slot = readSlotId(id)
  if (!slot) throw invalid({ field: 'slotId', reason: 'option' })
  return slot
}

export function slotTaken(reason: SlotRefusal): AppError {
  return new AppError('consultations.slot-taken', { details: { reason } })
}

/** The experts a time stands for, least busy first: the one it names, or whoever fits; only those who fit the topic, the way and the firm. Throws `consultations.slot-taken` (closed) where nobody does. */
export async function expertsOf(tx: Tx, deps: Deps, { expertId, topic, way, firmId }: { expertId: string; topic: string; way: Way; firmId: string }): Promise<string[]> {
  const isAny = expertId === anyExpert
  const fitting = await listFitting(tx, deps.content.consultations, { topic, way, firmId, ...(isAny ? {} : { expertId }) })
  if (fitting.length === 0) throw slotTaken('closed')
  return isAny ? rankByLoad(tx, fitting.map(({ id }) => id), deps.clock.now()) : fitting.map(({ id }) => id)
}

/** In one order everywhere, so that nobody waits in a circle; before anything of theirs is read. Holds that have run out give their time back; whoever waits is offered it when the caller is done. */
export async function lockExperts(tx: Tx, deps: Deps, expertIds: readonly string[]): Promise<void> {
  for (const id of [...new Set(expertIds)].sort()) {
    if (await lockExpert(tx, id)) await releaseExpired(tx, id, deps.clock.now())
  }
}

type Attempt = { taken: Taken } | { refusal: SlotRefusal }

async function judge(tx: Tx, deps: Deps, expertId: string, { startsAt, way, town, by, exceptOwner, keptAt }: Wanted): Promise<{ refusal: SlotRefusal | null; taken: Taken }> {
  const now = deps.clock.now()
  const question = await slotQuestion(tx, deps, { expertId, way, town, now, by, ...(exceptOwner === undefined ? {} : { exceptOwner }) })
  const { first, last } = quantaOf(question.need, startsAt)
  const { consultations } = deps.content
  const notBefore = keptAt === undefined ? question.notBefore : Math.max(now, boundsOf(consultations, requireWay(consultations, way), keptAt, by).notBefore)
  return { refusal: refusalByRules({ ...question, notBefore }, startsAt), taken: { expertId, endsAt: startsAt + question.need.minutes * 60_000, first, last } }
}

async function attempt(tx: Tx, deps: Deps, expertId: string, wanted: Wanted): Promise<Attempt> {
  const { refusal, taken } = await judge(tx, deps, expertId, wanted)
  if (refusal !== null) return { refusal }
  return (await claimQuanta(tx, { ownerId: wanted.ownerId, ...taken })) ? { taken } : { refusal: 'taken' }
}

/** What a hold has becomes its new owner's, unless the expert has gone on leave or changed their hours meanwhile; a day that became full does not matter: the hold counted already. Throws `consultations.slot-taken`. */
export async function passTime(tx: Tx, deps: Deps, expertId: string, holdId: string, wanted: Omit<Wanted, 'expertIds'>): Promise<Taken> {
  const { refusal, taken } = await judge(tx, deps, expertId, { ...wanted, expertIds: [expertId] })
  if (refusal !== null && refusal !== 'full') throw slotTaken(refusal)
  await passQuanta(tx, holdId, wanted.ownerId)
  return taken
}

/** Claims the time with the first of these experts who has it. Their locks are the caller's (lockExperts). Throws `consultations.slot-taken` with the reason: taken where any of them would have come. */
export async function takeTime(tx: Tx, deps: Deps, wanted: Wanted): Promise<Taken> {
  const refusals: SlotRefusal[] = []
  for (const expertId of wanted.expertIds) {
    const outcome = await attempt(tx, deps, expertId, wanted)
    if ('taken' in outcome) return outcome.taken
    refusals.push(outcome.refusal)
  }
  throw slotTaken(refusals.includes('taken') ? 'taken' : (refusals[0] ?? 'closed'))
}

/** Whoever waits for one of these experts is offered what became free; the last thing of a transaction. */
export async function offerAround(tx: Tx, deps: Deps, expertIds: readonly string[]): Promise<void> {
  for (const expertId of [...new Set(expertIds)].sort()) await offerFreed(tx, deps, expertId)
}
