// A firm's bank account number: digits only, no check digit that every bank would share.
import { plainCode } from './text.ts'

export type AccountReason = 'account-character' | 'account-length'
export type ParsedAccount = { ok: true; value: string } | { ok: false; reason: AccountReason; limit?: number }

/** 8 to 32 digits; spaces and hyphens as printed on paper are taken off. `limit` of account-length: digits found. */
export function parseAccount(input: string): ParsedAccount {
  const value = plainCode(input).replace(/[\s\-‐-―−]/g, '')
  if (!/^[0-9]*$/.test(value)) return { ok: false, reason: 'account-character' }
  return value.length >= 8 && value.length <= 32 ? { ok: true, value } : { ok: false, reason: 'account-length', limit: value.length }
}
