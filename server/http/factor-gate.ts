// The second factor stands before everything: whoever needs one and has not proven it in this session reaches their own session and the factor itself, nothing else (decision 0023).
import type { FastifyRequest } from 'fastify'
import type { FactorStep, StaffRole } from '#contract/accounts/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { SignedIn } from './route.ts'

const day = 86_400_000
type Policy = Pick<Deps, 'config' | 'content'>

/** What a session knows of its person's factor. */
export interface FactorFacts { duty: StaffRole | null; isSetUp: boolean; provenAt: number | null; /** When they were first asked to set one up. */ askedAt: number | null }

export function isFactorDemanded({ config, content }: Policy, duty: StaffRole | null): boolean {
  return config.secondFactor === 'demanded' && duty !== null && content.security.secondFactor.duties.includes(duty)
}

/** Until when they may still work without one; epoch ms. */
export function graceEndOf({ content }: Pick<Deps, 'content'>, askedAt: number): number {
  return askedAt + content.security.secondFactor.graceDays * day
}

/** What is missing; null: nothing. Who has set one up is asked for it, whether they had to or not. */
export function factorStepOf(policy: Policy, { duty, isSetUp, provenAt, askedAt }: FactorFacts, now: number): FactorStep | null {
  if (isSetUp) return provenAt === null ? 'prove' : null
  if (!isFactorDemanded(policy, duty)) return null
  return askedAt === null || graceEndOf(policy, askedAt) <= now ? 'set-up' : null
}

/**
 * Who asks, as far as they have shown it: null stands for a stranger, which is what somebody half signed in is to public reading. Throws `accounts.factor-needed` for every other
 * route that does not say `beforeFactor`, also for one that says nothing of its access.
 */
export function throughFactorGate(request: FastifyRequest, account: SignedIn): SignedIn | null {
  const step = account.factor?.step ?? null
  const { access, beforeFactor } = request.routeOptions.config
  if (step === null || beforeFactor || request.is404) return account
  if (access === 'public') return null
  throw new AppError('accounts.factor-needed', { details: { step } })
}
