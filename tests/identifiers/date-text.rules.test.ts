import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, parseDate, shanghaiDate, shanghaiDayStart, weekdayOf } from '#contract/identifiers/date.ts'
import { cleanText, compareText, textLength } from '#contract/identifiers/text.ts'

describe('a date', () => {
  it.each(['2026-11-23', '2024-02-29', '2000-02-29', '1900-01-01', '2100-12-31'])('%s is taken', (text) => {
    expect(parseDate(text)).toEqual({ ok: true, value: text })
  })

  it.each([
    ['2026-02-29', 'date-calendar'],
    ['2026-13-01', 'date-calendar'],
    ['2026-04-31', 'date-calendar'],
    ['2026-00-10', 'date-calendar'],
    ['2100-02-29', 'date-calendar'],
    ['0001-01-01', 'date-range'],
    ['9999-12-31', 'date-range'],
    ['1899-12-31', 'date-range'],
    ['2101-01-01', 'date-range'],
    ['24:00', 'date-format'],
    ['1795536000000', 'date-format'],
    ['2026-11-30T23:59:59Z', 'date-format'],
    ['2026-11-30T23:59:59+08:00', 'date-format'],
    ['31/11/2026', 'date-format'],
    ['丙午年十月十五', 'date-format'],
    ['2026-1-1', 'date-format'],
    ['２０２６-11-23', 'date-format'],
    ['', 'date-format'],
    ['2026-11-23\n', 'date-format'],
  ])('%j is refused with %s', (text, reason) => {
    expect(parseDate(text)).toEqual({ ok: false, reason })
  })

  it('in Shanghai changes at 16:00 UTC, to the millisecond', () => {
    expect(shanghaiDate(Date.UTC(2026, 10, 30, 15, 59, 59, 999))).toBe('2026-11-30')
    expect(shanghaiDate(Date.UTC(2026, 10, 30, 16))).toBe('2026-12-01')
    expect(shanghaiDayStart('2026-12-01')).toBe(Date.UTC(2026, 10, 30, 16))
  })

  it('is counted across months, leap days and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(daysBetween('2025-11-20', '2026-11-20')).toBe(365)
    expect(daysBetween('2026-11-23', '2026-11-20')).toBe(-3)
  })

  it('2026-11-23 is a Monday and 1970-01-01 was a Thursday', () => {
    expect(weekdayOf('2026-11-23')).toBe(1)
    expect(weekdayOf('1970-01-01')).toBe(4)
    expect(weekdayOf('1969-12-28')).toBe(0)
  })
})

describe('typed text', () => {
  it.each([
    '<script>alert(1)</script>',
    '"><svg onload=alert(1)>',
    'javascript:alert(1)',
    '{{7*7}}',
    '${jndi:ldap://x}',
    "' OR 1=1--",
    "%' ; DROP TABLE",
    '100%_"*NEAR -',
    "=cmd|' /C calc'!A0",
    '👨‍👩‍👧',
    '𠮷野家',
    '㛃',
    '\uE000',
    'fdp\u202Eexe',
    'Акционерное а',
    'z̡̛͖a̶l̵g̷o',
  ])('%j is kept as typed', (text) => {
    expect(cleanText(text)).toEqual({ ok: true, value: text.normalize('NFC') })
  })

  it.each(['a\u0000b', '\uD800', 'x\uDC00y', 'a\u0007'])('%j is refused: no file or database could hold it', (text) => {
    expect(cleanText(text)).toEqual({ ok: false, reason: 'text-invalid' })
  })

  it('is stored in one composed form whatever the keyboard sent', () => {
    expect(cleanText('e\u0301')).toEqual({ ok: true, value: '\u00e9' })
  })

  it('on one line loses its line ends, so that no header can be slipped in', () => {
    expect(cleanText(' 名称\r\nBcc: x ', { singleLine: true })).toEqual({ ok: true, value: '名称 Bcc: x' })
    expect(cleanText('一\r\n二\r三')).toEqual({ ok: true, value: '一\n二\n三' })
  })

  it('is empty when only spaces, also wide and invisible ones, were typed', () => {
    expect(cleanText(' \u3000\u00A0\uFEFF\t')).toEqual({ ok: true, value: '' })
  })

  it.each([' ', '\u200B', '\n', '\u3000'])('is read in no time although it holds 200,000 times %j', (space) => {
    const text = `名${space.repeat(200_000)}称`
    const began = performance.now()
    expect(cleanText(text)).toEqual({ ok: true, value: text })
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('compares alike in full and half width and with invisible characters, but not across scripts', () => {
    expect(compareText('桓台（示例）新材料有限公司')).toBe(compareText('桓台(示例)新材料有限\u200B公司'))
    expect(compareText('ＡＢＣ')).toBe('ABC')
    expect(compareText('а')).not.toBe(compareText('a'))
  })

  it('is counted in characters, not in UTF-16 units', () => {
    expect(textLength('𠮷野')).toBe(2)
  })
})
