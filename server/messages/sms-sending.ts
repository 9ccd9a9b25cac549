// One SMS through whichever provider is well; a notice within the budget, a code at once and never again.
import type { Deps, Log } from '../deps.ts'
import type { DeliveryRow } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { countAgainst, type Limit } from '../http/limits.ts'
import type { Known, Outcome } from './outcome.ts'
import { inOrder, markDown } from './sms-health.ts'
import type { SmsOrder, SmsProvider } from './sms-provider.ts'

const day = 24 * 3_600_000

export type SmsDeps = Pick<Deps, 'db' | 'commands' | 'channels' | 'clock'> & { log: Log }
export interface SentBy { outcome: Outcome; provider: string | null }

/** Goes on to the next provider where one has trouble of its own. Where one may have taken it, no other is tried: nobody gets it twice. */
export async function sendThrough(deps: SmsDeps, order: SmsOrder): Promise<SentBy> {
  let last: SentBy = { outcome: { kind: 'later', why: 'no provider' }, provider: null }
  for (const provider of await inOrder(deps.db, deps.channels.sms, deps.clock.now())) {
    const outcome = await provider.send(order)
    last = { outcome, provider: provider.name }
    const isTrouble = outcome.kind === 'unknown' || (outcome.kind === 'later' && outcome.isProviderDown === true)
    if (!isTrouble) return last
    deps.log.warn({ provider: provider.name, why: outcome.why }, 'SMS provider in trouble')
    await deps.commands.run((tx) => markDown(tx, provider.name, outcome.why, deps.clock.now()))
    if (outcome.kind === 'unknown') return last
  }
  return last
}

const certain: readonly Known[] = ['delivered', 'failed', 'pending']

/** Whoever may have taken it is asked; where nobody is written down (the sender died in the call), all are. */
export async function askAbout(deps: SmsDeps, row: DeliveryRow, phone: string): Promise<Known> {
  const asked: SmsProvider[] = deps.channels.sms.filter((provider) => row.provider === null || provider.name === row.provider)
  const answers: Known[] = []
  for (const provider of asked) {
    const known = await provider.ask({ reference: row.id, phone, sentAt: row.accepted_at ?? row.run_at, now: deps.clock.now() })
    if (certain.includes(known)) return known
    answers.push(known)
  }
  return answers.length > 0 && answers.every((known) => known === 'never-seen') ? 'never-seen' : 'cannot-say'
}

/** Limits on notices; codes are counted where they are asked for, under the same `sms:all`. */
export function noticeLimits(budget: number, perNumber: number, phone: string): Limit[] {
  return [
    { key: 'sms:notices', windowMs: day, most: Math.floor(budget / 2) },
    { key: 'sms:all', windowMs: day, most: budget },
    { key: `sms:number:${phone}`, windowMs: day, most: perNumber },
  ]
}

/** Counts one notice to this number; milliseconds to wait where the day has no more. */
export async function takeAllowance(deps: Pick<Deps, 'commands' | 'clock'>, limits: Limit[]): Promise<number> {
  try {
    await deps.commands.run((tx) => countAgainst(tx, limits, deps.clock.now()))
    return 0
  } catch (error) {
    if (error instanceof AppError && error.code === 'too-many-requests') return (error.retryAfterSeconds ?? 3600) * 1000
    throw error
  }
}
