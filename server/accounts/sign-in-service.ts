// Codes and sessions. Nothing in an answer, or in how long it takes, tells whether a number has an account.
import type { CodeReply, FreshCode, Me, SignIn } from '#contract/accounts/schema.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { AccountRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { createSession, type NewSession } from '../http/session.ts'
import { issueCode, judgeCode, readCode, type Asker, type Verdict } from './codes.ts'
import { beginFactorStep, judgeFactor } from './second-factor.ts'
import { describeMe } from './me-service.ts'
import { addConsent, findNewestCode, findOrAddAccount, removeSession } from './repository.ts'
import { codePolicy, guessLimits } from './sign-in-limits.ts'

function readPhone(text: string): string {
  const phone = parsePhone(text)
  if (!phone.ok) throw invalid({ field: 'phone', reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  return phone.value
}

/** Sends a code; every older one of the number is dead. Throws `invalid-input`, `too-many-requests`, `unavailable` when the message did not leave. */
export async function requestCode(deps: Deps, input: string, asker: Asker): Promise<CodeReply> {
  const phone = readPhone(input)
  const { id, code } = await deps.commands.run((tx) => issueCode(deps, tx, { phone, purpose: null, audit: { accountId: null, role: null, action: 'accounts.request-code' } }, asker))
  const { lifeMs, resendAfterSeconds } = codePolicy(deps)
  // After the commit: a message that went out always has its code. A lost one is asked for again, never sent twice.
  await deps.sms.sendCode(phone, code, id).catch((cause: unknown) => {
    throw new AppError('unavailable', { cause, retryAfterSeconds: resendAfterSeconds })
  })
  return { ...(deps.sms.showsCode ? { demoCode: code } : {}), resendAfterSeconds, expiresInSeconds: lifeMs / 1000 }
}

async function openSession(deps: Deps, tx: Tx, request: { account: AccountRow; ownPhone: boolean; consentVersion: string | undefined; oldSessionId: string | null; now: number }): Promise<NewSession> {
  const { account, now } = request
  if (request.oldSessionId) await removeSession(tx, request.oldSessionId)
  if (request.consentVersion) await addConsent(tx, account.id, request.consentVersion, now)
  return createSession(deps, tx, { id: account.id, role: account.staff_role }, request.ownPhone, now)
}

async function judgeSmsCode(deps: Deps, tx: Tx, account: SignedIn, code: string, ip: string, now: number): Promise<Verdict> {
  await countAgainst(tx, guessLimits(deps, account.phone, ip), now)
  return judgeCode(tx, deps, await findNewestCode(tx, account.phone, null), readCode(code), now)
}

/** Proves the phone, or the second factor, of a running session again. Throws `accounts.code-wrong`, `accounts.code-expired`, `accounts.factor-wrong`, `accounts.factor-state`, `too-many-requests`. */
export async function confirmSession(deps: Deps, account: SignedIn, { code, by = 'sms' }: FreshCode, asker: Asker): Promise<void> {
  const now = deps.clock.now()
  const verdict = await deps.commands.run(async (tx) => {
    const judged = by === 'factor' ? await judgeFactor(deps, tx, account, code, now, asker.requestId) : await judgeSmsCode(deps, tx, account, code, asker.ip, now)
    if (judged.ok) await tx.updateTable('sessions').set({ confirmed_at: now }).where('id', '=', account.sessionId).execute()
    await recordAudit(tx, { at: now, accountId: account.id, role: account.duty, action: 'accounts.confirm-session', outcome: judged.ok ? 'done' : 'refused', subject: `account:${account.id}`, requestId: asker.requestId, details: { by } })
    return judged
  })
  if (!verdict.ok) throw verdict.error
}

/** Exchanges a code for a session, making the account when the number is new. Throws `accounts.code-wrong`, `accounts.code-expired`, `accounts.disabled`, `too-many-requests`. */
export async function signIn(deps: Deps, input: SignIn, asker: Asker, oldSessionId: string | null): Promise<{ me: Me; session: NewSession }> {
  const phone = readPhone(input.phone)
  const typed = readCode(input.code)
  const consent = input.consentVersion === undefined ? undefined : cleanText(input.consentVersion, { singleLine: true })
  if (consent && !consent.ok) throw invalid({ field: 'consentVersion', reason: consent.reason })
  const now = deps.clock.now()
  // A wrong guess must stay counted, so it is returned out of the transaction and thrown after the commit.
  const outcome = await deps.commands.run(async (tx) => {
    await countAgainst(tx, guessLimits(deps, phone, asker.ip), now)
    const candidate = await findNewestCode(tx, phone, null)
    const verdict = await judgeCode(tx, deps, candidate, typed, now)
    if (!verdict.ok) {
      await recordAudit(tx, { at: now, accountId: null, role: null, action: 'accounts.sign-in', outcome: 'refused', subject: `code:${candidate?.id ?? 'none'}`, requestId: asker.requestId, details: { code: verdict.error.code } })
      return verdict
    }
    const { account, isNew } = await findOrAddAccount(tx, { phone, name: '', role: null, at: now })
    const line = { at: now, accountId: account.id, role: account.staff_role, subject: `account:${account.id}`, requestId: asker.requestId }
    if (account.disabled_at !== null) {
      await recordAudit(tx, { ...line, action: 'accounts.sign-in', outcome: 'refused', details: { code: 'accounts.disabled' } })
      return { ok: false as const, error: new AppError('accounts.disabled') }
    }
    const session = await openSession(deps, tx, { account, ownPhone: input.ownPhone ?? false, consentVersion: consent?.value || undefined, oldSessionId, now })
    const factor = await beginFactorStep(deps, tx, account, now)
    if (isNew) await recordAudit(tx, { ...line, action: 'accounts.create' })
    await recordAudit(tx, { ...line, action: 'accounts.sign-in', details: { ownPhone: input.ownPhone ?? false, ...(consent?.value ? { consentVersion: consent.value } : {}) } })
    return { ok: true as const, session, me: await describeMe(tx, account, { endsAt: Math.min(session.endsAt, now + session.idleMs), seenAt: now }, factor) }
  })
  if (!outcome.ok) throw outcome.error
  return { me: outcome.me, session: outcome.session }
}

export async function signOut(deps: Deps, account: SignedIn, requestId: string): Promise<void> {
  await deps.commands.run(async (tx) => {
    await removeSession(tx, account.sessionId)
    // The next person on this phone does not see that messages came for this one.
    await tx.deleteFrom('push_subscriptions').where('account_id', '=', account.id).where('session_id', '=', account.sessionId).execute()
    await recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'accounts.sign-out', subject: `account:${account.id}`, requestId })
  })
}
