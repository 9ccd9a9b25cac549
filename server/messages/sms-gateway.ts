// A gateway of our own shape, for whatever a county has behind it: POST {phone, template, params, reference} with a bearer token;
// GET ?reference= answers {state: delivered | failed | pending}, 404 for what it never saw, anything else: it cannot be asked.
import type { SmsGatewayConfig } from '../config.ts'
import { wasNeverSent, whyOf, type Known, type Outcome } from './outcome.ts'
import type { SmsOrder, SmsProvider, SmsQuestion } from './sms-provider.ts'

export const callTimeoutMs = 10_000

function judge(status: number, retryAfter: string | null): Outcome {
  if (status >= 200 && status < 300) return { kind: 'accepted', isFinal: false }
  if (status >= 500) return { kind: 'later', why: `answered ${status}`, isProviderDown: true }
  if (status === 429) return { kind: 'later', why: 'answered 429', afterMs: Math.min(Number(retryAfter) || 60, 3600) * 1000 }
  // 401 and 403 are our settings, not this number's fault.
  if (status === 401 || status === 403 || status === 404) return { kind: 'later', why: `answered ${status}`, isProviderDown: true }
  return { kind: 'refused', why: `answered ${status}` }
}

function readState(body: unknown): Known {
  const state = typeof body === 'object' && body !== null && 'state' in body ? body.state : undefined
  return state === 'delivered' || state === 'failed' || state === 'pending' ? state : 'cannot-say'
}

export function gatewayProvider(gateway: SmsGatewayConfig, timeoutMs = callTimeoutMs): SmsProvider {
  const authorization = `Bearer ${gateway.token}`
  return {
    name: 'gateway',
    async send({ phone, template, params, reference }: SmsOrder): Promise<Outcome> {
      try {
        const response = await fetch(gateway.url, {
          method: 'POST', redirect: 'error', signal: AbortSignal.timeout(timeoutMs),
          headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify({ phone, template, params, reference }),
        })
        await response.arrayBuffer()
        return judge(response.status, response.headers.get('retry-after'))
      } catch (error) {
        return wasNeverSent(error) ? { kind: 'later', why: whyOf(error), isProviderDown: true } : { kind: 'unknown', why: whyOf(error) }
      }
    },
    async ask({ reference }: SmsQuestion): Promise<Known> {
      const url = new URL(gateway.url)
      url.searchParams.set('reference', reference)
      try {
        const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs), headers: { authorization } })
        if (response.status === 404) return 'never-seen'
        return response.ok ? readState(await response.json()) : 'cannot-say'
      } catch {
        return 'cannot-say'
      }
    },
  }
}
