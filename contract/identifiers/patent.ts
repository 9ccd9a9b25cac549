// 专利号 (ZC 0006-2003 and the numbers before it). The number tells kind, filing year and a check digit; it says nothing of legal status.
import { plainCode } from './text.ts'

export type PatentKind = '发明' | '实用新型' | '外观设计'
export type PatentReason =
  'patent-publication' | 'patent-pct' | 'patent-character' | 'patent-length' | 'patent-check-missing' | 'patent-year' | 'patent-type'
/** `value` is the one written form, e.g. ZL201710601862.3. `check: mismatch` is kept and marked 待核, never refused. */
export type ParsedPatent =
  | { ok: true; value: string; kind: PatentKind; filingYear: number; check: 'ok' | 'mismatch'; expectedCheck: string }
  /** `limit` of patent-length: digits found; patent-year: the current year; patent-type: the digit; patent-character: the character. */
  | { ok: false; reason: PatentReason; limit?: string | number }

const kinds: Record<string, PatentKind> = { 1: '发明', 2: '实用新型', 3: '外观设计', 8: '发明', 9: '实用新型' }

/** Takes ZL or CN before the number, spaces, a full-width dot, a missing dot, a small x. `currentYear` is the server's. */
export function parsePatentNumber(input: string, currentYear: number): ParsedPatent {
  const typed = plainCode(input)
    .toUpperCase()
    .replace(/[。・·]/g, '.')
    .replace(/[\s\-‐-―−_]/g, '')
  if (/^WO/.test(typed)) return { ok: false, reason: 'patent-publication' }
  if (/^PCT/.test(typed) || /^[A-Z]{2}\d{4}\/\d+$/.test(typed)) return { ok: false, reason: 'patent-pct' }
  const bare = typed.replace(/^专利号:?/, '').replace(/^(ZL|CN)+/, '')
  if (isPublicationNumber(bare)) return { ok: false, reason: 'patent-publication' }
  const strange = /[^\dX.]/.exec(bare)
  if (strange) return { ok: false, reason: 'patent-character', limit: strange[0] }
  return parseBare(bare, currentYear)
}

/** 公告号 or 公开号: seven to nine digits and a kind letter, or nine digits of a row that no application number uses. */
function isPublicationNumber(bare: string): boolean {
  return /^\d{7,12}[A-WYZ]\d?$/.test(bare) || /^[123]\d{8}$/.test(bare)
}

function parseBare(bare: string, currentYear: number): ParsedPatent {
  if (/^(\d{12}|\d{8})\.?$/.test(bare)) return { ok: false, reason: 'patent-check-missing' }
  const match = /^(\d{12}|\d{8})\.?([\dX])$/.exec(bare)
  const [serial, check] = [match?.[1], match?.[2]]
  if (!serial || !check) return { ok: false, reason: 'patent-length', limit: bare.replace(/[^\dX]/g, '').length }
  const filingYear = serial.length === 12 ? Number(serial.slice(0, 4)) : oldFilingYear(serial)
  if (!isFilingYear(serial, filingYear, currentYear)) return { ok: false, reason: 'patent-year', limit: currentYear }
  const typeDigit = serial.charAt(serial.length === 12 ? 4 : 2)
  const kind = kinds[typeDigit]
  if (!kind) return { ok: false, reason: 'patent-type', limit: typeDigit }
  const expectedCheck = patentCheckCharacter(serial)
  return { ok: true, value: `ZL${serial}.${check}`, kind, filingYear, check: check === expectedCheck ? 'ok' : 'mismatch', expectedCheck }
}

function oldFilingYear(serial: string): number {
  const year = Number(serial.slice(0, 2))
  return year >= 85 ? 1900 + year : 2000 + year
}

/** Eight-digit numbers were given from 1985 to September 2003, twelve-digit ones from October 2003. */
function isFilingYear(serial: string, year: number, currentYear: number): boolean {
  if (serial.length === 8) return year >= 1985 && year <= 2003
  return year >= 2003 && year <= currentYear
}

/** Check character of the 8 or 12 digits before the dot: weights 2–9, then 2–5 again, modulo 11, ten written X. */
export function patentCheckCharacter(serial: string): string {
  const sum = [...serial].reduce((total, digit, index) => total + Number(digit) * (2 + (index % 8)), 0)
  return sum % 11 === 10 ? 'X' : String(sum % 11)
}
