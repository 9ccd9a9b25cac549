// 动态口令: setting it up, proving it, recovery codes. Where it is demanded and what is closed before it is proven: http/factor-gate.ts.
import type { FactorConfirmed, FactorProven, FactorSetUp, RecoveryCodes, SecondFactor } from '#contract/accounts/factor-schema.ts'
import type { FactorStep } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { AccountRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { countAgainst, giveBack, type Limit } from '../http/limits.ts'
import { factorStepOf, graceEndOf, isFactorDemanded } from '../http/factor-gate.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshFactor } from '../http/session.ts'
import type { Asker, Verdict } from './codes.ts'
import { appAddress, hashRecoveryCode, judgeAppCode, isAppCode, makeRecoveryCodes, makeSecret, openSecret, readFactorCode, sealSecret, writeRecoveryCode, type CodeJudgement } from './factor-codes.ts'
import { tellOfFactor } from './factor-telling.ts'
import { confirmPending, countRecoveryCodes, findFactor, dropFactor, keepPending, markFactor, removeOtherSessions, replaceRecoveryCodes, takeRecoveryCode, takeStep } from './factor-repository.ts'
import { getMe } from './me-service.ts'
import { isDemoPhone } from './sign-in-limits.ts'

const hour = 3_600_000
const pendingFor = hour / 2

type FactorAction = 'start' | 'set-up' | 'prove' | 'codes' | 'remove'
const lineOf = (account: SignedIn, action: FactorAction, at: number, requestId: string) => ({ at, accountId: account.id, role: account.duty, action: `accounts.factor-${action}`, subject: `account:${account.id}`, requestId })

/** Per person, over all sessions; right ones are given back. */
function guessLimitsOf({ config, content }: Deps, account: SignedIn): Limit[] {
  const wide = isDemoPhone(config, account.phone) ? 100 : 1
  const { secondFactor, limits } = content.security
  return [{ key: `factor:hour:${account.id}`, windowMs: hour, most: secondFactor.guessesPerHour * wide }, { key: `factor:day:${account.id}`, windowMs: 24 * hour, most: limits.guessesPerDay * wide }]
}

/** What is missing of somebody who signs in now; their days of grace begin when they are first asked. */
export async function beginFactorStep(deps: Deps, tx: Tx, account: AccountRow, now: number): Promise<{ isSetUp: boolean; step: FactorStep | null }> {
  const isSetUp = ((await findFactor(tx, account.id))?.confirmed_at ?? null) !== null
  const isAsked = !isSetUp && account.factor_asked_at === null && isFactorDemanded(deps, account.staff_role)
  if (isAsked) await tx.updateTable('accounts').set({ factor_asked_at: now }).where('id', '=', account.id).where('factor_asked_at', 'is', null).execute()
  return { isSetUp, step: factorStepOf(deps, { duty: account.staff_role, isSetUp, provenAt: null, askedAt: account.factor_asked_at ?? now }, now) }
}

export async function describeFactor(deps: Deps, account: SignedIn): Promise<SecondFactor> {
  const factor = await findFactor(deps.db, account.id)
  const setUpAt = factor?.confirmed_at ?? null
  const isDemanded = isFactorDemanded(deps, account.duty)
  const { factor_asked_at: askedAt } = await deps.db.selectFrom('accounts').select('factor_asked_at').where('id', '=', account.id).executeTakeFirstOrThrow()
  const grace = isDemanded && setUpAt === null && askedAt !== null && account.factor?.step !== 'set-up' ? graceEndOf(deps, askedAt) : null
  return {
    isSetUp: setUpAt !== null, isDemanded, setUpAt: setUpAt === null ? null : new Date(setUpAt).toISOString(),
    recoveryLeft: (await countRecoveryCodes(deps.db, account.id)).left, graceUntil: grace === null ? null : new Date(grace).toISOString(),
  }
}

/** Makes a secret and shows it once. Throws `accounts.fresh-code-needed`: a second factor is given to whoever holds the phone, a new one to whoever has the old one. */
export async function startSetUp(deps: Deps, account: SignedIn, requestId: string): Promise<FactorSetUp> {
  const at = deps.clock.now()
  assertFreshFactor(account, at)
  const secret = makeSecret()
  await deps.commands.run(async (tx) => {
    await keepPending(tx, account.id, sealSecret(deps.config.secret, secret), at)
    await recordAudit(tx, lineOf(account, 'start', at, requestId))
  })
  const address = appAddress(secret, deps.content.county.serviceName, maskPhone(account.phone))
  return { address, secret, expiresAt: new Date(at + pendingFor).toISOString() }
}

async function newRecoveryCodes(deps: Deps, tx: Tx, accountId: string, at: number): Promise<string[]> {
  const codes = makeRecoveryCodes(deps.content.security.secondFactor.recoveryCodes)
  await replaceRecoveryCodes(tx, accountId, codes.map((code) => hashRecoveryCode(deps.config.secret, accountId, code)), at)
  return codes.map(writeRecoveryCode)
}

const proven = (account: SignedIn, at: number): SignedIn => ({ ...account, factor: { isSetUp: true, provenAt: at, step: null } })

/** Makes the secret shown last the factor. Throws `accounts.factor-state` when none waits (any more), `accounts.factor-wrong`, `too-many-requests`. */
export async function confirmSetUp(deps: Deps, account: SignedIn, typed: string, asker: Asker): Promise<FactorConfirmed> {
  const at = deps.clock.now()
  assertFreshFactor(account, at)
  const limits = guessLimitsOf(deps, account)
  // As with codes by SMS, a wrong guess must stay counted: the verdict leaves the transaction and is thrown after the commit.
  const outcome = await deps.commands.run(async (tx) => {
    await countAgainst(tx, limits, at)
    const factor = await findFactor(tx, account.id)
    if (!factor?.pending_secret || (factor.pending_at ?? 0) + pendingFor <= at) return { ok: false as const, error: new AppError('accounts.factor-state', { detail: 'no set-up waits' }) }
    const judged = judgeAppCode(openSecret(deps.config.secret, factor.pending_secret), readFactorCode(typed), { now: at, lastStep: null })
    if (!judged.ok || !(await confirmPending(tx, account.id, { pending: factor.pending_secret, step: judged.step, at }))) {
      await recordAudit(tx, { ...lineOf(account, 'set-up', at, asker.requestId), outcome: 'refused' })
      return { ok: false as const, error: wrong(judged, at) }
    }
    await giveBack(tx, limits, at)
    const recoveryCodes = await newRecoveryCodes(deps, tx, account.id, at)
    await markFactor(tx, account.sessionId, at)
    const ended = await removeOtherSessions(tx, account.id, account.sessionId)
    await recordAudit(tx, { ...lineOf(account, 'set-up', at, asker.requestId), details: { isNew: factor.confirmed_at === null, endedSessions: ended } })
    await tellOfFactor(deps, tx, account.id, { deed: factor.confirmed_at === null ? 'set-up' : 'set-anew' }, at)
    return { ok: true as const, recoveryCodes, me: await getMe(tx, proven(account, at)) }
  })
  if (!outcome.ok) throw outcome.error
  return { recoveryCodes: outcome.recoveryCodes, me: outcome.me }
}

/** details: `now` by this clock, seconds; `behindSeconds` where the app's clock is slow, `used` where the code was taken before. */
function wrong(judged: CodeJudgement, at: number): AppError {
  const details: Record<string, number> = { now: Math.floor(at / 1000) }
  if (!judged.ok && judged.behindSeconds !== undefined) details.behindSeconds = judged.behindSeconds
  if (!judged.ok && judged.isUsed) details.used = 1
  return new AppError('accounts.factor-wrong', { details })
}

/** Takes the app's code or a recovery code, each once, and marks the session. A wrong guess must stay counted: thrown after the commit. */
export async function judgeFactor(deps: Deps, tx: Tx, account: SignedIn, typed: string, at: number, requestId: string): Promise<Verdict & { recoveryLeft?: number }> {
  const limits = guessLimitsOf(deps, account)
  await countAgainst(tx, limits, at)
  const factor = await findFactor(tx, account.id)
  if (!factor?.secret || factor.confirmed_at === null) return { ok: false, error: new AppError('accounts.factor-state', { detail: 'no factor is set up' }) }
  const code = readFactorCode(typed)
  const line = lineOf(account, 'prove', at, requestId)
  const byApp = isAppCode(code)
  const judged = byApp ? judgeAppCode(openSecret(deps.config.secret, factor.secret), code, { now: at, lastStep: factor.last_step }) : { ok: false as const }
  const isTaken = byApp ? judged.ok && (await takeStep(tx, account.id, judged.step)) : await takeRecoveryCode(tx, account.id, hashRecoveryCode(deps.config.secret, account.id, code), at)
  if (!isTaken) {
    await recordAudit(tx, { ...line, outcome: 'refused', details: { by: byApp ? 'app' : 'recovery' } })
    return { ok: false, error: wrong(judged.ok ? { ok: false, isUsed: true } : judged, at) }
  }
  await giveBack(tx, limits, at)
  await markFactor(tx, account.sessionId, at)
  await recordAudit(tx, { ...line, details: { by: byApp ? 'app' : 'recovery' } })
  if (byApp) return { ok: true }
  const { left } = await countRecoveryCodes(tx, account.id)
  await tellOfFactor(deps, tx, account.id, { deed: 'code-used', left }, at)
  return { ok: true, recoveryLeft: left }
}

/** Throws `accounts.factor-state` where none is set up, `accounts.factor-wrong`, `too-many-requests`. */
export async function proveFactor(deps: Deps, account: SignedIn, typed: string, asker: Asker): Promise<FactorProven> {
  const at = deps.clock.now()
  const outcome = await deps.commands.run(async (tx) => {
    const verdict = await judgeFactor(deps, tx, account, typed, at, asker.requestId)
    return verdict.ok ? { ...verdict, me: await getMe(tx, proven(account, at)) } : verdict
  })
  if (!outcome.ok) throw outcome.error
  return { me: outcome.me, ...(outcome.recoveryLeft === undefined ? {} : { recoveryLeft: outcome.recoveryLeft }) }
}

async function assertSetUp(connection: Connection, account: SignedIn): Promise<void> {
  if (((await findFactor(connection, account.id))?.confirmed_at ?? null) === null) throw new AppError('accounts.factor-state', { detail: 'no factor is set up' })
}

/** New ones; the old ones are dead. Throws `accounts.fresh-code-needed`, `accounts.factor-state`. */
export async function makeNewRecoveryCodes(deps: Deps, account: SignedIn, requestId: string): Promise<RecoveryCodes> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await assertSetUp(tx, account)
    assertFreshFactor(account, at)
    await recordAudit(tx, lineOf(account, 'codes', at, requestId))
    await tellOfFactor(deps, tx, account.id, { deed: 'codes-renewed' }, at)
    return { recoveryCodes: await newRecoveryCodes(deps, tx, account.id, at) }
  })
}

/** Throws `accounts.factor-demanded` where the duty needs it, `accounts.fresh-code-needed`, `accounts.factor-state`. */
export async function removeFactor(deps: Deps, account: SignedIn, requestId: string): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    await assertSetUp(tx, account)
    if (isFactorDemanded(deps, account.duty)) throw new AppError('accounts.factor-demanded')
    assertFreshFactor(account, at)
    await dropFactor(tx, account.id)
    await markFactor(tx, account.sessionId, null)
    await recordAudit(tx, lineOf(account, 'remove', at, requestId))
    await tellOfFactor(deps, tx, account.id, { deed: 'removed' }, at)
  })
}
