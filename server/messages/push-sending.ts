// One push to one phone. What the push service answers decides: gone, too much, busy, taken. Redirects are not followed.
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { PushConfig } from '../config.ts'
import { encryptPayload, vapidHeader, type Subscriber } from './push-encryption.ts'
import { isPushEndpoint, publicLookup } from './push-guard.ts'
import { wasNeverSent, whyOf, type Outcome } from './outcome.ts'

export interface Push extends Subscriber {
  endpoint: string
  text: string
  /** A later one under the same topic takes the place of an earlier one that has not arrived. At most 32 characters of base64url. */
  topic: string
  isUrgent: boolean
  ttlSeconds: number
  at: number
}

export interface PushSender {
  readonly publicKey: string
  /** Never throws. */
  send(push: Push): Promise<Outcome>
}

const timeoutMs = 10_000
/** A host nobody reaches (FCM from mainland China) is left alone for a while instead of costing every push its time-out. */
const breakAfter = 5
const breakMs = 5 * 60_000
const longestWaitMs = 24 * 3_600_000

function waitOf(header: string | undefined, at: number): number {
  const seconds = Number(header)
  const ms = header === undefined ? 60_000 : Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - at
  return Math.min(Math.max(Number.isFinite(ms) ? ms : 60_000, 1000), longestWaitMs)
}

function judge(status: number, retryAfter: string | undefined, at: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'accepted', isFinal: true }
  if (status === 404 || status === 410) return { kind: 'refused', why: `answered ${status}`, isGone: true }
  if (status === 429 || status >= 500) return { kind: 'later', why: `answered ${status}`, ...(status === 429 || retryAfter !== undefined ? { afterMs: waitOf(retryAfter, at) } : {}) }
  return { kind: 'refused', why: `answered ${status}` }
}

interface Answer { status: number; retryAfter: string | undefined }

function post(endpoint: string, headers: Record<string, string>, body: Buffer): Promise<Answer> {
  const url = new URL(endpoint)
  const isLoopback = url.protocol === 'http:'
  return new Promise((fulfil, reject) => {
    const request = (isLoopback ? httpRequest : httpsRequest)(url, { method: 'POST', headers: { ...headers, 'content-length': String(body.length) }, timeout: timeoutMs, agent: false, ...(isLoopback ? {} : { lookup: publicLookup }) })
    // Of the whole exchange, not only of a silent socket.
    const limit = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs)
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.on('close', () => clearTimeout(limit))
    request.on('error', reject)
    request.on('response', (response) => {
      const header = response.headers['retry-after']
      response.destroy()
      fulfil({ status: response.statusCode ?? 0, retryAfter: header })
    })
    request.end(body)
  })
}

export function createPushSender(config: PushConfig, allowed: readonly string[]): PushSender {
  const failures = new Map<string, { count: number; until: number }>()
  function note(host: string, isReached: boolean, at: number): void {
    const count = isReached ? 0 : (failures.get(host)?.count ?? 0) + 1
    if (count === 0) failures.delete(host)
    else failures.set(host, { count, until: count >= breakAfter ? at + breakMs : 0 })
  }
  return {
    publicKey: config.publicKey,
    async send({ endpoint, text, topic, isUrgent, ttlSeconds, at, ...subscriber }) {
      // The list may have become shorter since the phone subscribed.
      if (!isPushEndpoint(endpoint, allowed, config.loopback)) return { kind: 'refused', why: 'no push service we call', isGone: true }
      const { host } = new URL(endpoint)
      const broken = failures.get(host)
      if (broken && broken.until > at) return { kind: 'later', why: 'this push service cannot be reached', afterMs: broken.until - at }
      try {
        const body = encryptPayload(text, subscriber)
        const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'aes128gcm', ttl: String(ttlSeconds), urgency: isUrgent ? 'high' : 'normal', topic, authorization: vapidHeader(endpoint, config, config.subject, at) }
        const { status, retryAfter } = await post(endpoint, headers, body)
        note(host, true, at)
        return judge(status, retryAfter, at)
      } catch (error) {
        note(host, false, at)
        return wasNeverSent(error) ? { kind: 'later', why: whyOf(error) } : { kind: 'unknown', why: whyOf(error) }
      }
    },
  }
}
