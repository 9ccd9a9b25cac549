// What is kept no longer than it is needed (promises.md B2, ASVS 14.2.7): counters that name phones and addresses, codes, ended sessions, who looked at what, replies to repeats, times held while filling in, drafts of financing nobody goes on with, what left by SMS, push and e-mail.
import { atMostEvery } from './at-most-every.ts'
import { forgetPresence } from './cases/presence.ts'
import type { Deps } from './deps.ts'
import { forgetDrafts } from './financing/request-retention.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const everyMs = hour

/** Days after which each goes. A phone that was offline for weeks still gets the reply to what it sent before. */
const kept = { counts: 2 * day, codes: day, sessions: day, replies: 30 * day, holds: 30 * day, deliveries: 90 * day } as const

/** Windows of http/limits.ts: a bucket counts windows since 1970, so its size tells which window it is of. */
const windows = [[minute, hour], [hour, day], [day, Infinity]] as const

/** One round. Returns how many rows went. */
export async function removeOutdated(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const codes = await tx.deleteFrom('sign_in_codes').where('expires_at', '<', now - kept.codes).executeTakeFirst()
    const sessions = await tx.deleteFrom('sessions')
      .where((eb) => eb.or([eb('ends_at', '<', now - kept.sessions), eb(eb('last_seen_at', '+', eb.ref('idle_ms')), '<', now - kept.sessions)])).executeTakeFirst()
    const replies = await tx.deleteFrom('idempotency').where('created_at', '<', now - kept.replies).executeTakeFirst()
    // Offers of the waiting list stay: they say what became of an entry.
    const holds = await tx.deleteFrom('consultation_holds').where('kind', '=', 'hold').where('state', '<>', 'held').where('expires_at', '<', now - kept.holds).executeTakeFirst()
    const deliveries = await tx.deleteFrom('deliveries').where('finished_at', '<', now - kept.deliveries).executeTakeFirst()
    let removed = [codes, sessions, replies, holds, deliveries].reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), (await forgetPresence(tx, now)) + (await forgetDrafts(tx, now)))
    for (const [window, next] of windows) {
      const counts = await tx.deleteFrom('rate_counts').where('bucket', '>', Math.floor(now / next)).where('bucket', '<', Math.floor((now - kept.counts) / window)).executeTakeFirst()
      removed += Number(counts.numDeletedRows)
    }
    return removed
  })
}

/** `removeOutdated`, at most every hour however often the worker asks. */
export const forgetOutdated = atMostEvery(everyMs, removeOutdated)
