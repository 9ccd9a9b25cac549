// From an outcome to the next state: when it is tried again, when it is given up, when it is final. Pure.
import { afterQuiet, type QuietHours } from '#contract/messages/channels.ts'
import type { DeliveryRow } from '../db/schema.ts'
import type { DeliveryChange } from './deliveries.ts'
import type { Known } from './outcome.ts'
import type { SentBy } from './sms-sending.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const maxAttempts = 8
/** Between a call without an answer and the question what became of it; and between two questions. */
const askAfterMs = minute
const askAgainMs = 5 * minute
const asksBeforeResending = 2
/** A receipt is asked for once after an hour; carriers try for three days, then nobody will ever know. */
const receiptAskMs = hour
const receiptEndsMs = 72 * hour

const final = (state: DeliveryRow['state'], why: string | null, now: number): DeliveryChange => ({ state, why, finished_at: now })

function tryAgain(row: DeliveryRow, why: string, waitMs: number, now: number, quiet: QuietHours): DeliveryChange {
  const runAt = afterQuiet(now + waitMs, quiet)
  if (row.purpose === 'code' || row.attempts >= maxAttempts || runAt > row.expires_at) return final('failed-temporary', why, now)
  return { state: 'failed-temporary', why, run_at: runAt }
}

/** After a call. A code is never tried again: its asker asks for another. */
export function afterSending(row: DeliveryRow, { outcome, provider }: SentBy, now: number, quiet: QuietHours): DeliveryChange {
  switch (outcome.kind) {
    case 'accepted': {
      const taken = { provider, provider_id: outcome.providerId ?? null, accepted_at: now }
      return outcome.isFinal ? { ...taken, ...final('delivered', null, now) } : { ...taken, state: 'sending', why: null, run_at: now + receiptAskMs }
    }
    case 'refused': return { provider, ...final('failed-permanent', outcome.why, now) }
    case 'later': return { provider, ...tryAgain(row, outcome.why, Math.max(outcome.afterMs ?? 0, Math.min(2 ** row.attempts * 15 * second, hour)), now, quiet) }
    case 'unknown': return { provider, state: 'unknown', why: outcome.why, run_at: row.channel === 'sms' ? now + askAfterMs : now }
  }
}

/** Sent once more, if it is worth it: never a code, and never a second time. What a provider has never seen of a sender that died was never sent: that one does not count. */
function resend(row: DeliveryRow, known: 'never-seen' | 'cannot-say', now: number, quiet: QuietHours): DeliveryChange {
  if (row.purpose === 'code') return known === 'never-seen' ? final('failed-temporary', 'the provider never saw it', now) : final('unknown', row.why, now)
  const runAt = afterQuiet(now, quiet)
  const diedBefore = known === 'never-seen' && row.provider === null && row.attempts < maxAttempts
  if (diedBefore && runAt <= row.expires_at) return { state: 'queued', asked: 0, why: 'its sender died before it left', run_at: runAt }
  if (row.resent > 0 || runAt > row.expires_at) return final('unknown', row.why, now)
  return { state: 'queued', resent: 1, asked: 0, provider: null, why: 'sent again: nobody knows whether the first one left', run_at: runAt }
}

/** After the provider was asked. */
export function afterAsking(row: DeliveryRow, known: Known, now: number, quiet: QuietHours): DeliveryChange {
  if (known === 'delivered') return final('delivered', null, now)
  if (known === 'failed') return final('failed-permanent', 'the provider could not deliver it', now)
  const acceptedAt = row.accepted_at ?? (known === 'pending' ? now : null)
  if (acceptedAt !== null) {
    if (now - acceptedAt >= receiptEndsMs) return final('unknown', 'no receipt', now)
    const next = now - acceptedAt < receiptAskMs ? acceptedAt + receiptAskMs : acceptedAt + receiptEndsMs
    return { state: 'sending', accepted_at: acceptedAt, run_at: Math.max(next, now + minute) }
  }
  // A provider's own books may be some minutes behind: one answer does not count.
  if (row.channel === 'sms' && row.asked < asksBeforeResending) return { state: 'unknown', run_at: now + askAgainMs }
  return resend(row, known === 'never-seen' ? 'never-seen' : 'cannot-say', now, quiet)
}
