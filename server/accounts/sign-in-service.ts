// Codes and sessions. Nothing in an answer, or in how long it takes, tells whether a number has an account.
import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type { CodeReply, Me, SignIn } from '#contract/accounts/schema.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { cleanText, plainCode } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { AccountRow, SignInCodeRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { createSession, type NewSession } from '../http/session.ts'
import { describeMe } from './me-service.ts'
import { addCode, addConsent, findNewestCode, findOrAddAccount, removeSession, replaceCodes, takeGuess, useCode } from './repository.ts'
import { codeLifeMs, codeRequestLimits, guessesPerCode, guessLimits, isDemoPhone, resendAfterSeconds } from './sign-in-limits.ts'

export interface Asker { ip: string; requestId: string }

function readPhone(text: string): string {
  const phone = parsePhone(text)
  if (!phone.ok) throw invalid({ field: 'phone', reason: phone.reason, ...(phone.limit === undefined ? {} : { limit: phone.limit }) })
  return phone.value
}

/** Only this is stored: bound to the one request by its id, useless without the server's secret. */
function hashCode(secret: Buffer, codeId: string, code: string): string {
  return createHmac('sha256', secret).update(`sign-in-code:${codeId}:${code}`).digest('hex')
}

function isSameHash(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'hex'), Buffer.from(right, 'hex'))
}

async function assertResendDue(tx: Tx, deps: Deps, phone: string, now: number): Promise<void> {
  const last = await findNewestCode(tx, phone)
  const waitMs = last ? last.created_at + resendAfterSeconds * 1000 - now : 0
  if (waitMs > 0 && !isDemoPhone(deps.config, phone)) throw new AppError('too-many-requests', { detail: 'one code a minute', retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

/** Sends a code; every older one of the number is dead. Throws `invalid-input`, `too-many-requests`, `unavailable` when the message did not leave. */
export async function requestCode(deps: Deps, input: string, asker: Asker): Promise<CodeReply> {
  const phone = readPhone(input)
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const id = randomUUID()
  const now = deps.clock.now()
  await deps.commands.run(async (tx) => {
    await countAgainst(tx, codeRequestLimits(deps.config, phone, asker.ip, !deps.sms.showsCode), now)
    await assertResendDue(tx, deps, phone, now)
    await replaceCodes(tx, phone, now)
    await addCode(tx, { id, phone, hash: hashCode(deps.config.secret, id, code), at: now, expiresAt: now + codeLifeMs })
    await recordAudit(tx, { at: now, accountId: null, role: null, action: 'accounts.request-code', subject: `code:${id}`, requestId: asker.requestId })
  })
  // After the commit: a message that went out always has its code. A lost one is asked for again, never sent twice.
  await deps.sms.sendCode(phone, code, id).catch((cause: unknown) => {
    throw new AppError('unavailable', { cause, retryAfterSeconds: resendAfterSeconds })
  })
  return { ...(deps.sms.showsCode ? { demoCode: code } : {}), resendAfterSeconds, expiresInSeconds: codeLifeMs / 1000 }
}

type Verdict = { ok: true } | { ok: false; error: AppError }

async function judgeCode(tx: Tx, deps: Deps, candidate: SignInCodeRow | undefined, typed: string, now: number): Promise<Verdict> {
  if (!candidate || candidate.used_at !== null || candidate.expires_at <= now) return { ok: false, error: new AppError('accounts.code-expired') }
  if (!(await takeGuess(tx, candidate.id, guessesPerCode))) return { ok: false, error: new AppError('accounts.code-expired', { detail: 'no guesses left' }) }
  if (!isSameHash(hashCode(deps.config.secret, candidate.id, typed), candidate.code_hash)) {
    const left = guessesPerCode - candidate.attempts - 1
    return { ok: false, error: left > 0 ? new AppError('accounts.code-wrong', { details: { left } }) : new AppError('accounts.code-expired', { detail: 'no guesses left' }) }
  }
  return (await useCode(tx, candidate.id, now)) ? { ok: true } : { ok: false, error: new AppError('accounts.code-expired') }
}

async function openSession(tx: Tx, request: { account: AccountRow; ownPhone: boolean; consentVersion: string | undefined; oldSessionId: string | null; now: number }): Promise<NewSession> {
  const { account, now } = request
  if (request.oldSessionId) await removeSession(tx, request.oldSessionId)
  if (request.consentVersion) await addConsent(tx, account.id, request.consentVersion, now)
  return createSession(tx, { id: account.id, role: account.staff_role }, request.ownPhone, now)
}

/** Proves the phone of a running session again. Throws `accounts.code-wrong`, `accounts.code-expired`, `too-many-requests`. */
export async function confirmSession(deps: Deps, account: SignedIn, code: string, asker: Asker): Promise<void> {
  const now = deps.clock.now()
  const verdict = await deps.commands.run(async (tx) => {
    await countAgainst(tx, guessLimits(deps.config, account.phone, asker.ip), now)
    const judged = await judgeCode(tx, deps, await findNewestCode(tx, account.phone), plainCode(code).replace(/\s/g, ''), now)
    if (judged.ok) await tx.updateTable('sessions').set({ confirmed_at: now }).where('id', '=', account.sessionId).execute()
    await recordAudit(tx, { at: now, accountId: account.id, role: account.role, action: 'accounts.confirm-session', outcome: judged.ok ? 'done' : 'refused', subject: `account:${account.id}`, requestId: asker.requestId })
    return judged
  })
  if (!verdict.ok) throw verdict.error
}

/** Exchanges a code for a session, making the account when the number is new. Throws `accounts.code-wrong`, `accounts.code-expired`, `accounts.disabled`, `too-many-requests`. */
export async function signIn(deps: Deps, input: SignIn, asker: Asker, oldSessionId: string | null): Promise<{ me: Me; session: NewSession }> {
  const phone = readPhone(input.phone)
  const typed = plainCode(input.code).replace(/\s/g, '')
  const consent = input.consentVersion === undefined ? undefined : cleanText(input.consentVersion, { singleLine: true })
  if (consent && !consent.ok) throw invalid({ field: 'consentVersion', reason: consent.reason })
  const now = deps.clock.now()
  // A wrong guess must stay counted, so it is returned out of the transaction and thrown after the commit.
  const outcome = await deps.commands.run(async (tx) => {
    await countAgainst(tx, guessLimits(deps.config, phone, asker.ip), now)
    const candidate = await findNewestCode(tx, phone)
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
    const session = await openSession(tx, { account, ownPhone: input.ownPhone ?? false, consentVersion: consent?.value || undefined, oldSessionId, now })
    if (isNew) await recordAudit(tx, { ...line, action: 'accounts.create' })
    await recordAudit(tx, { ...line, action: 'accounts.sign-in', details: { ownPhone: input.ownPhone ?? false, ...(consent?.value ? { consentVersion: consent.value } : {}) } })
    return { ok: true as const, session, me: await describeMe(tx, account, Math.min(session.endsAt, now + session.idleMs)) }
  })
  if (!outcome.ok) throw outcome.error
  return { me: outcome.me, session: outcome.session }
}

export async function signOut(deps: Deps, account: SignedIn, requestId: string): Promise<void> {
  await deps.commands.run(async (tx) => {
    await removeSession(tx, account.sessionId)
    await recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.role, action: 'accounts.sign-out', subject: `account:${account.id}`, requestId })
  })
}
