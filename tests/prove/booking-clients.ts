// Fifty clients who want the same twenty times: they hold, book, confirm, move, cancel and give back at random, and write down what they asked and what they were told.
import { randomUUID } from 'node:crypto'
import { actOnBooking, createBooking, holdSlot, releaseHold } from '#contract/consultations/endpoints.ts'
import type { BookingActionInput } from '#contract/consultations/schema.ts'
import { quantumMs, type Way } from '#contract/consultations/ways.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { slotIdOf } from '#server/consultations/slot-id.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { Line } from './booking-history.ts'

export const topic = 'patent-mining'
/** What a way keeps free after it, in minutes; both of the demonstration. */
const ways = [{ id: 'office', after: 15 }, { id: 'phone', after: 0 }] as const satisfies readonly { id: Way; after: number }[]

export interface Slot { expertId: string; startsAt: number }
export interface Player { n: number; client: Client; firmId: string; officer: Client; experts: ReadonlyMap<string, Client> }
export interface Stage { slots: readonly Slot[]; lines: Line[]; /** Operations still to be done. */ left: number; /** Answers 503: the machine was too busy for a connection within five seconds. */ busy: number }
interface Owned { id: string; kind: 'hold' | 'booking'; way: (typeof ways)[number]; slot: Slot }
type Span = { expertId?: string; expert?: { id: string }; startsAt: string; endsAt: string }

const now = () => performance.timeOrigin + performance.now()
const pick = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(Math.random() * list.length)]
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}
const nameOf = ({ expertId, startsAt }: Slot) => `${expertId}@${startsAt}`

function heldIn(reply: Span, { after }: (typeof ways)[number]): NonNullable<Line['held']> {
  return { expertId: reply.expertId ?? reply.expert?.id ?? '', first: Date.parse(reply.startsAt) / quantumMs, last: Math.ceil((Date.parse(reply.endsAt) + after * 60_000) / quantumMs) - 1 }
}

/** One in sixty answers nobody waits for: the phone lost its network. */
const deafness = 1 / 60
const unheard = Symbol('nobody heard it')

/** A server that has no connection left says so within seconds; a phone asks again, with the same key. */
async function patiently<T>(call: () => Promise<Reply<T>>, stage: Stage): Promise<Reply<T>> {
  for (let again = 0; ; again += 1) {
    const reply = await call()
    if (reply.status !== 503 || again >= 20) return reply
    stage.busy += 1
    await new Promise((go) => setTimeout(go, 200 + Math.random() * 300))
  }
}

async function ask<T>(call: () => Promise<Reply<T>>, stage: Stage): Promise<Reply<T> | typeof unheard> {
  const answer = patiently(call, stage)
  if (Math.random() >= deafness) return answer
  // It may still arrive there, whenever it does.
  answer.catch(() => undefined)
  await new Promise((go) => setTimeout(go, Math.random() * 3))
  return unheard
}

export async function play(player: Player, stage: Stage): Promise<void> {
  const { n, client, firmId, officer, experts } = player
  let owned: Owned[] = []
  const forget = (id: string) => (owned = owned.filter((one) => one.id !== id))

  /** Does it, writes it down, and says what came back; undefined where that was no. */
  async function say<T>(line: Pick<Line, 'op' | 'slot' | 'owner'> & Partial<Line>, call: () => Promise<Reply<T>>, told: (body: T) => Partial<Line>): Promise<T | undefined | typeof unheard> {
    const t0 = now()
    const reply = await ask(call, stage)
    const t1 = now()
    const base = { client: n, ...line, t0, t1 }
    if (reply === unheard) {
      stage.lines.push({ ...base, result: 'info', status: 0, code: '' })
      return unheard
    }
    const isOk = reply.status < 300
    stage.lines.push({ ...base, ...(isOk ? told(reply.body) : {}), result: isOk ? 'ok' : 'fail', status: reply.status, code: isOk ? '' : (reply.error?.code ?? '') })
    return isOk ? reply.body : undefined
  }

  async function hold(): Promise<void> {
    const [slot, way] = [pick(stage.slots), pick(ways)]
    const body = { firmId, slotId: slotIdOf({ ...slot, way: way.id, topic }) }
    const held = await say({ op: 'hold', slot: nameOf(slot), owner: null }, () => client.call(holdSlot, { body }), (reply) => ({ owner: reply.holdId, held: heldIn(reply, way), expiresAt: Date.parse(reply.expiresAt) }))
    if (held && held !== unheard && owned.every(({ id }) => id !== held.holdId)) owned.push({ id: held.holdId, kind: 'hold', way, slot })
  }

  async function book(from?: Owned): Promise<void> {
    const [slot, way] = from ? [from.slot, Math.random() < 0.8 ? from.way : pick(ways)] : [pick(stage.slots), pick(ways)]
    const isAny = !from && Math.random() < 0.2
    const by = !from && Math.random() < 0.2 ? officer : client
    const body = { firmId, topic, way: way.id, description: '想知道能不能申请', ...(from ? { holdId: from.id } : { slotId: slotIdOf({ ...slot, way: way.id, topic, ...(isAny ? { expertId: 'any' } : {}) }) }) }
    const key = randomUUID()
    if (from) forget(from.id)
    const booked = await say({ op: from ? 'claim' : 'book', slot: nameOf(slot), owner: null, ...(from ? { from: from.id } : {}) }, () => by.call(createBooking, { body, key }), (reply) => ({ owner: reply.id, held: heldIn(reply, way) }))
    if (booked && booked !== unheard) owned.push({ id: booked.id, kind: 'booking', way, slot: { expertId: booked.expert.id, startsAt: Date.parse(booked.startsAt) } })
  }

  function act(by: Client, id: string, action: BookingAction, body: BookingActionInput) {
    const key = randomUUID()
    return () => by.call(actOnBooking, { params: { id, action }, body, key })
  }

  async function change(mine: Owned): Promise<void> {
    const { id, way, slot } = mine
    const expert = experts.get(slot.expertId) ?? officer
    const roll = Math.random()
    if (roll < 0.2) return void (await say({ op: 'confirm', slot: nameOf(slot), owner: id }, act(Math.random() < 0.5 ? expert : officer, id, 'confirm', {}), () => ({})))
    if (roll < 0.45) return move(mine)
    if (roll < 0.55) return replace(mine)
    forget(id)
    const cancelled = await say({ op: 'cancel', slot: nameOf(slot), owner: id }, act(pick([client, officer, expert]), id, 'cancel', { reason: '情况有变' }), () => ({}))
    if (cancelled === undefined) owned.push({ id, kind: 'booking', way, slot })
  }

  async function move(mine: Owned): Promise<void> {
    const choices = stage.slots.filter(({ expertId, startsAt }) => expertId === mine.slot.expertId && startsAt !== mine.slot.startsAt)
    await moveTo(mine, pick(choices), 'reschedule', pick([client, officer, experts.get(mine.slot.expertId) ?? officer]))
  }

  async function replace(mine: Owned): Promise<void> {
    await moveTo(mine, pick(stage.slots.filter(({ expertId }) => expertId !== mine.slot.expertId)), 'replace', officer)
  }

  async function moveTo(mine: Owned, slot: Slot, action: 'reschedule' | 'replace', by: Client): Promise<void> {
    const body = { reason: '情况有变', slotId: slotIdOf({ ...slot, way: mine.way.id, topic }) }
    const moved = await say({ op: 'move', slot: nameOf(slot), owner: mine.id }, act(by, mine.id, action, body), (reply) => ({ held: heldIn(reply, mine.way) }))
    // Where it stands now is not known any more: it is left alone.
    if (moved === unheard) forget(mine.id)
    else if (moved) mine.slot = { expertId: moved.expert.id, startsAt: Date.parse(moved.startsAt) }
  }

  async function release(mine: Owned): Promise<void> {
    forget(mine.id)
    await say({ op: 'release', slot: nameOf(mine.slot), owner: mine.id }, () => client.call(releaseHold, { params: { id: mine.id } }), () => ({}))
  }

  while (stage.left > 0) {
    stage.left -= 1
    const mine = owned.length > 0 && Math.random() < 0.7 ? pick(owned) : undefined
    if (!mine) await (Math.random() < 0.4 ? hold() : book())
    else if (mine.kind === 'booking') await change(mine)
    else await (Math.random() < 0.8 ? book(mine) : release(mine))
  }
}
