// Codes sent by SMS: one purpose, one use. Signing in and help on the spot share the limits, the hashing and the guesses.
import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import { plainCode } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { SignInCodeRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import { addCode, findNewestCode, replaceCodes, takeGuess, useCode, type CodePurpose } from './repository.ts'
import { addressLimits, codePolicy, codeRequestLimits, isDemoPhone } from './sign-in-limits.ts'

export interface Asker { ip: string; requestId: string }
/** byMail: it costs no SMS and reaches no number; its sender limits it. about: what exactly is agreed to with this code, kept beside it for whoever judges it. */
export interface CodeOrder { phone: string; purpose: CodePurpose; about?: string; isDead?: boolean; byMail?: boolean; audit: { accountId: string | null; role: string | null; action: string } }
export interface IssuedCode { id: string; code: string }

/** Only this is stored: bound to the one request by its id and to its purpose, useless without the server's secret. */
function hashCode(secret: Buffer, purpose: CodePurpose, codeId: string, code: string): string {
  return createHmac('sha256', secret).update(`${purpose ?? 'sign-in-code'}:${codeId}:${code}`).digest('hex')
}

function isSameHash(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'hex'), Buffer.from(right, 'hex'))
}

async function assertResendDue(tx: Tx, deps: Deps, { phone, purpose }: CodeOrder, now: number): Promise<void> {
  const last = await findNewestCode(tx, phone, purpose)
  const waitMs = last ? last.created_at + codePolicy(deps).resendAfterSeconds * 1000 - now : 0
  if (waitMs > 0 && !isDemoPhone(deps.config, phone)) throw new AppError('too-many-requests', { detail: 'one code at a time', retryAfterSeconds: Math.ceil(waitMs / 1000) })
}

/**
 * Makes a code in the caller's transaction; every older one of the number and purpose is dead. `isDead`: all the same work for a code nobody can
 * use, so that its asker learns nothing. The message goes out after the commit. Throws `too-many-requests`.
 */
export async function issueCode(deps: Deps, tx: Tx, order: CodeOrder, asker: Asker): Promise<IssuedCode> {
  const { phone, purpose } = order
  const now = deps.clock.now()
  const { digits, lifeMs } = codePolicy(deps)
  const code = String(randomInt(0, 10 ** digits)).padStart(digits, '0')
  const id = randomUUID()
  await countAgainst(tx, order.byMail ? addressLimits(deps, asker.ip) : codeRequestLimits(deps, phone, asker.ip, !deps.sms.showsCode), now)
  await assertResendDue(tx, deps, order, now)
  await replaceCodes(tx, phone, purpose, now)
  await addCode(tx, { id, phone, purpose, about: order.about ?? null, hash: hashCode(deps.config.secret, order.isDead ? 'dead' : purpose, id, code), at: now, expiresAt: now + lifeMs })
  await recordAudit(tx, { at: now, ...order.audit, subject: `code:${id}`, requestId: asker.requestId })
  return { id, code }
}

export type Verdict = { ok: true } | { ok: false; error: AppError }

/** As typed, however it was typed. */
export function readCode(input: string): string {
  return plainCode(input).replace(/\s/g, '')
}

/** Takes a guess and, if it is right, the code. A wrong guess must stay counted: the verdict is returned, to be thrown after the commit. `accounts.code-wrong` with what is left, `accounts.code-expired`. */
export async function judgeCode(tx: Tx, deps: Deps, candidate: SignInCodeRow | undefined, typed: string, now: number): Promise<Verdict> {
  if (!candidate || candidate.used_at !== null || candidate.expires_at <= now) return { ok: false, error: new AppError('accounts.code-expired') }
  const { guesses } = codePolicy(deps)
  if (!(await takeGuess(tx, candidate.id, guesses))) return { ok: false, error: new AppError('accounts.code-expired', { detail: 'no guesses left' }) }
  if (!isSameHash(hashCode(deps.config.secret, candidate.purpose, candidate.id, typed), candidate.code_hash)) {
    const left = guesses - candidate.attempts - 1
    return { ok: false, error: left > 0 ? new AppError('accounts.code-wrong', { details: { left } }) : new AppError('accounts.code-expired', { detail: 'no guesses left' }) }
  }
  return (await useCode(tx, candidate.id, now)) ? { ok: true } : { ok: false, error: new AppError('accounts.code-expired') }
}
