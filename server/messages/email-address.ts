// A person's e-mail address: it counts once a code that was sent there has been put in.
import type { Notifications } from '#contract/messages/notifications-schema.ts'
import type { CodeReply } from '#contract/accounts/schema.ts'
import { codePolicy } from '../accounts/sign-in-limits.ts'
import { issueCode, judgeCode, readCode, type Asker } from '../accounts/codes.ts'
import { findNewestCode } from '../accounts/repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { countAgainst, type Limit } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { mailState } from './channels.ts'
import { codeMailText } from './channel-words.ts'
import { sendMailCode } from './code-sending.ts'
import { cancelDeliveries } from './deliveries.ts'
import { findSettings } from './delivery-plan.ts'
import { changeSettings, readNotifications } from './preferences.ts'

const hour = 3_600_000
const day = 24 * hour
const purpose = 'email'

/** One plain address of ASCII: no list, no name, no comment, nothing that could become a header. Lower case after the @. */
export function readAddress(input: string): string | undefined {
  const address = input.trim()
  const match = /^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})$/.exec(address)
  const [, local = '', domain = ''] = match ?? []
  if (!match || address.length > 254 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined
  return `${local}@${domain.toLowerCase()}`
}

/** Nobody's mailbox is filled by us: per person, per address, and over all. */
function limitsOf(accountId: string, address: string): Limit[] {
  return [
    { key: `email:account:${accountId}`, windowMs: hour, most: 5 },
    { key: `email:address:${address.toLowerCase()}`, windowMs: day, most: 5 },
    { key: 'email:all', windowMs: day, most: 2000 },
  ]
}

/** Throws `invalid-input`, `too-many-requests`, `unavailable` when the mail did not leave. */
export async function requestEmailCode(deps: Deps, account: SignedIn, input: string, asker: Asker): Promise<CodeReply> {
  const state = mailState(deps.channels)
  if (state === 'off') throw new AppError('unavailable', { detail: 'e-mail is not set up' })
  const address = readAddress(input)
  if (address === undefined) throw invalid({ field: 'address', reason: 'format' })
  const now = deps.clock.now()
  const { id, code } = await deps.commands.run(async (tx) => {
    await countAgainst(tx, limitsOf(account.id, address), now)
    const issued = await issueCode(deps, tx, { phone: account.phone, purpose, about: address, byMail: true, audit: { accountId: account.id, role: account.duty, action: 'messages.request-email-code' } }, asker)
    await changeSettings(tx, account.id, { email_waiting: address }, now)
    return issued
  })
  const { email } = deps.content.channels
  const { lifeMs, resendAfterSeconds } = codePolicy(deps)
  const subject = `${deps.content.county.serviceName}：${email.codeSubject}`
  await sendMailCode(deps, { reference: id, accountId: account.id, to: address, subject, text: codeMailText(deps.content.channels, code, lifeMs / 60_000) }).catch((cause: unknown) => {
    throw new AppError('unavailable', { cause, retryAfterSeconds: resendAfterSeconds })
  })
  return { ...(state === 'demo' ? { demoCode: code } : {}), resendAfterSeconds, expiresInSeconds: lifeMs / 1000 }
}

/** Throws `accounts.code-wrong`, `accounts.code-expired`. */
export async function confirmEmail(deps: Deps, account: SignedIn, input: string, requestId: string): Promise<Notifications> {
  const now = deps.clock.now()
  const outcome = await deps.commands.run(async (tx) => {
    const candidate = await findNewestCode(tx, account.phone, purpose)
    const verdict = await judgeCode(tx, deps, candidate, readCode(input), now)
    const address = candidate?.about ?? null
    await recordAudit(tx, { at: now, accountId: account.id, role: account.duty, action: 'messages.confirm-email', outcome: verdict.ok ? 'done' : 'refused', subject: `account:${account.id}`, requestId })
    if (!verdict.ok) return verdict
    await changeSettings(tx, account.id, { email: address, email_waiting: null, email_bounced_at: null }, now)
    return { ok: true as const, reply: await readNotifications(tx, deps, account) }
  })
  if (!outcome.ok) throw outcome.error
  return outcome.reply
}

/** Takes the address away, and a waiting one; what has not left yet stays. */
export async function removeEmail(deps: Deps, account: SignedIn, requestId: string): Promise<Notifications> {
  const now = deps.clock.now()
  return deps.commands.run(async (tx) => {
    if (await findSettings(tx, account.id)) await changeSettings(tx, account.id, { email: null, email_waiting: null, email_bounced_at: null }, now)
    await cancelDeliveries(tx, account.id, 'email', undefined, now)
    await recordAudit(tx, { at: now, accountId: account.id, role: account.duty, action: 'messages.remove-email', subject: `account:${account.id}`, requestId })
    return readNotifications(tx, deps, account)
  })
}
