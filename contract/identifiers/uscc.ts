// 统一社会信用代码, GB 32100-2015. Only form and the 18th character are judged; the inner organisation code is not (some real codes break it).
import { plainCode } from './text.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const length = 18

export type UsccReason = 'uscc-length' | 'uscc-character' | 'uscc-region'
/** `check: mismatch` is not a refusal: a few issued codes carry a wrong check character, so it is shown and looked at by an officer (待核). */
export type ParsedUscc =
  | { ok: true; value: string; check: 'ok' | 'mismatch' }
  /** `limit` of uscc-length: characters found; of uscc-character: position (from 1) and character, e.g. `17:Z`; of uscc-region: the six characters. */
  | { ok: false; reason: UsccReason; limit: string | number }

/** Takes any common way of writing: lower case, full width, spaces, hyphens, invisible characters. */
export function parseUscc(input: string): ParsedUscc {
  const value = plainCode(input)
    .replace(/[\s\-‐-―−_.·]/g, '')
    .toUpperCase()
  const characters = [...value]
  const wrong = characters.findIndex((character) => !alphabet.includes(character))
  if (wrong >= 0) return { ok: false, reason: 'uscc-character', limit: `${wrong + 1}:${characters[wrong]}` }
  if (characters.length !== length) return { ok: false, reason: 'uscc-length', limit: characters.length }
  const region = value.slice(2, 8)
  if (!/^\d{6}$/.test(region) || region === '000000') return { ok: false, reason: 'uscc-region', limit: region }
  return { ok: true, value, check: value[length - 1] === usccCheckCharacter(value) ? 'ok' : 'mismatch' }
}

/** The 18th character that belongs to the first 17 of a well-formed code. */
export function usccCheckCharacter(code: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(code.charAt(index)), 0)
  return alphabet.charAt((31 - (sum % 31)) % 31)
}
