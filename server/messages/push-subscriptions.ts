// Phones that take pushes. One endpoint belongs to one person: who signs in on a phone somebody else used takes it over.
import { randomUUID } from 'node:crypto'
import type { PushSubscriptionInput } from '#contract/messages/notifications-schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { areSubscriberKeys, isPushEndpoint } from './push-guard.ts'

/** The oldest goes when one more comes. */
const phonesAtMost = 5
const hour = 3_600_000

/** Throws `invalid-input` for an address we would not call or keys that are none, `unavailable` where push is not set up. */
export async function subscribe(deps: Deps, account: SignedIn, { endpoint, keys }: PushSubscriptionInput, requestId: string): Promise<{ id: string }> {
  if (!deps.channels.push) throw new AppError('unavailable', { detail: 'push is not set up' })
  const wrong = [
    ...(isPushEndpoint(endpoint, deps.content.channels.pushServices, deps.config.push?.loopback ?? false) ? [] : [{ field: 'endpoint', reason: 'format' }]),
    ...(areSubscriberKeys(keys.p256dh, keys.auth) ? [] : [{ field: 'keys', reason: 'format' }]),
  ]
  if (wrong.length > 0) throw invalid(...wrong)
  const now = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await countAgainst(tx, [{ key: `push:account:${account.id}`, windowMs: hour, most: 30 }], now)
    const own = { account_id: account.id, session_id: account.sessionId, p256dh: keys.p256dh, auth: keys.auth, seen_at: now }
    const { id } = await tx.insertInto('push_subscriptions').values({ id: randomUUID(), endpoint, ...own, created_at: now, wait_until: 0 })
      .onConflict((conflict) => conflict.column('endpoint').doUpdateSet(own)).returning('id').executeTakeFirstOrThrow()
    const all = await tx.selectFrom('push_subscriptions').select('id').where('account_id', '=', account.id).where('id', '<>', id).orderBy('seen_at', 'desc').orderBy('id').execute()
    const tooMany = all.slice(phonesAtMost - 1).map((row) => row.id)
    if (tooMany.length > 0) await tx.deleteFrom('push_subscriptions').where('id', 'in', tooMany).execute()
    await recordAudit(tx, { at: now, accountId: account.id, role: account.duty, action: 'messages.subscribe-push', subject: `account:${account.id}`, requestId, details: { host: new URL(endpoint).host } })
    return { id }
  })
}

/** Only one's own; an endpoint that is not there, or somebody else's, is answered the same. */
export async function unsubscribe(deps: Deps, account: SignedIn, endpoint: string, requestId: string): Promise<void> {
  await deps.commands.run(async (tx) => {
    const gone = await tx.deleteFrom('push_subscriptions').where('account_id', '=', account.id).where('endpoint', '=', endpoint).executeTakeFirst()
    await recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role: account.duty, action: 'messages.unsubscribe-push', subject: `account:${account.id}`, requestId, details: { count: Number(gone.numDeletedRows) } })
  })
}
