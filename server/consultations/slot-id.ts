// The opaque id of a free time. It promises nothing: hold and claim check everything again.
import { ways, type Way } from '#contract/consultations/ways.ts'

export interface SlotRef {
  /** An expert, or `any`: whoever is least busy. */
  expertId: string
  /** Epoch ms. */
  startsAt: number
  /** What is kept free when it is held before a way is known: the one that takes most. */
  way: Way
  /** What it is about: decides who fits where any expert may come. */
  topic: string
}

export const anyExpert = 'any'

export function slotIdOf({ expertId, startsAt, way, topic }: SlotRef): string {
  return Buffer.from(`${expertId}~${startsAt}~${way}~${topic}`).toString('base64url')
}

/** Undefined for anything this program did not make. */
export function readSlotId(id: string): SlotRef | undefined {
  const [expertId = '', start = '', named = '', topic = '', ...rest] = Buffer.from(id, 'base64url').toString('utf8').split('~')
  const way = ways.find((one) => one === named)
  const startsAt = /^\d{1,15}$/.test(start) ? Number(start) : Number.NaN
  if (expertId === '' || topic === '' || way === undefined || rest.length > 0 || !Number.isSafeInteger(startsAt)) return undefined
  return { expertId, startsAt, way, topic }
}
