// A mainland mobile number. No list of prefixes: new ones are issued every year.
import { plainCode } from './text.ts'

export type PhoneReason = 'phone-length' | 'phone-country' | 'phone-list' | 'phone-masked' | 'phone-landline' | 'phone-format'
export type ParsedPhone = { ok: true; value: string } | { ok: false; reason: PhoneReason; limit?: number }

/** Eleven digits beginning 13–19; +86, 0086, spaces, hyphens and full width are taken off. One number only. */
export function parsePhone(input: string): ParsedPhone {
  if (/[\r\n\u0085\u2028\u2029]/.test(input)) return { ok: false, reason: 'phone-format' }
  const typed = plainCode(input).replace(/[\s\-‐-―−()]/g, '')
  if (/[,、;/]/.test(typed)) return { ok: false, reason: 'phone-list' }
  if (typed.includes('*')) return { ok: false, reason: 'phone-masked' }
  if (/^(\+|00)/.test(typed) && !/^(\+|00)86/.test(typed)) return { ok: false, reason: 'phone-country' }
  const bare = typed.replace(/^(\+86|0086|86(?=1\d{10}$))/, '')
  if (!/^[0-9]+$/.test(bare)) return { ok: false, reason: 'phone-format' }
  if (/^(0\d{9,11}|400\d{7}|800\d{7})$/.test(bare)) return { ok: false, reason: 'phone-landline' }
  if (bare.length !== 11) return { ok: false, reason: 'phone-length', limit: bare.length }
  return /^1[3-9]/.test(bare) ? { ok: true, value: bare } : { ok: false, reason: 'phone-format' }
}
