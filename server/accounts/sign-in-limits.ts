// How often a code may be asked for and guessed (promises.md B, abuse cases 9 and 10). Nothing here depends on whether the number is known.
import { isIPv4, isIPv6 } from 'node:net'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import type { Limit } from '../http/limits.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

type Settings = Pick<Deps, 'config' | 'content'>

export interface CodePolicy { digits: number; lifeMs: number; guesses: number; resendAfterSeconds: number }

/** What the county says of codes (security.json). */
export function codePolicy({ content }: Pick<Deps, 'content'>): CodePolicy {
  const { digits, lifeMinutes, guesses, resendSeconds } = content.security.codes
  return { digits, lifeMs: lifeMinutes * minute, guesses, resendAfterSeconds: resendSeconds }
}

/** The block of numbers the demo accounts are in; their limits are wide, in the demo only. */
export function isDemoPhone(config: Config, phone: string): boolean {
  return config.demo && /^138000000\d\d$/.test(phone)
}

function expandIpv6(ip: string): string[] {
  const [head = '', tail = ''] = ip.replace(/%.*$/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const missing = Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array.from({ length: missing }, () => '0'), ...right].map((part) => part.toLowerCase().padStart(4, '0'))
}

/** What counts as one asker and as one neighbourhood: IPv4 address and /24, IPv6 /64 and /56. */
export function addressBlocks(ip: string): { address: string; block: string } {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIPv4(plain)) return { address: plain, block: plain.slice(0, plain.lastIndexOf('.')) }
  if (!isIPv6(plain)) return { address: plain, block: plain }
  const parts = expandIpv6(plain)
  return { address: parts.slice(0, 4).join(':'), block: `${parts.slice(0, 3).join(':')}:${parts[3]?.slice(0, 2) ?? ''}` }
}

/** Limits on asking from one address and its neighbours, whatever kind of code. In the demo, where one address is everybody, addresses count a hundredfold. */
export function addressLimits({ config, content }: Settings, ip: string): Limit[] {
  const { address, block } = addressBlocks(ip)
  const { codesPerAddressHour, codesPerBlockHour } = content.security.limits
  const wide = config.demo ? 100 : 1
  return [
    { key: `code:address:${address}`, windowMs: hour, most: codesPerAddressHour * wide },
    { key: `code:block:${block}`, windowMs: hour, most: codesPerBlockHour * wide },
  ]
}

/** Limits on asking for a code by SMS. */
export function codeRequestLimits(settings: Settings, phone: string, ip: string, sendsMessages: boolean): Limit[] {
  const { config, content } = settings
  const { codesPerHour, codesPerDay } = content.security.limits
  const wide = config.demo ? 100 : 1
  const limits = addressLimits(settings, ip)
  if (!isDemoPhone(config, phone)) {
    limits.push(
      { key: `code:phone:minute:${phone}`, windowMs: minute, most: 1 },
      { key: `code:phone:hour:${phone}`, windowMs: hour, most: codesPerHour },
      { key: `code:phone:day:${phone}`, windowMs: day, most: codesPerDay },
      { key: `code:prefix:${phone.slice(0, 7)}`, windowMs: hour, most: 100 * wide },
    )
  }
  if (sendsMessages) limits.push({ key: 'sms:all', windowMs: day, most: config.smsDailyBudget })
  return limits
}

/** Limits on guessing, over all codes of a number: asking for a new code gives no new guesses beyond these. */
export function guessLimits({ config, content }: Settings, phone: string, ip: string): Limit[] {
  const { address } = addressBlocks(ip)
  const { guessesPerHour, guessesPerDay } = content.security.limits
  const wide = config.demo ? 100 : 1
  const perPhone = isDemoPhone(config, phone) ? 1000 : 1
  return [
    { key: `guess:phone:hour:${phone}`, windowMs: hour, most: guessesPerHour * perPhone },
    { key: `guess:phone:day:${phone}`, windowMs: day, most: guessesPerDay * perPhone },
    { key: `guess:address:${address}`, windowMs: hour, most: 60 * wide },
  ]
}
