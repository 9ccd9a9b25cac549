import { describe, expect, it } from 'vitest'
import { parsePatentNumber, patentCheckCharacter } from '#contract/identifiers/patent.ts'

const parse = (text: string) => parsePatentNumber(text, 2026)

describe('a patent number', () => {
  it.each([
    ['ZL200480001590.4', '发明', 2004],
    ['ZL201710601862.3', '发明', 2017],
    ['ZL201911044411.X', '发明', 2019],
    ['ZL200510030457.8', '发明', 2005],
    ['ZL202011313113.9', '发明', 2020],
    ['ZL201020643383.1', '实用新型', 2010],
    ['ZL202020773489.7', '实用新型', 2020],
    ['ZL201730610076.0', '外观设计', 2017],
    ['ZL95115608.X', '发明', 1995],
    ['ZL97101765.4', '发明', 1997],
  ])('%s tells its kind %s and its filing year %i', (number, kind, filingYear) => {
    expect(parse(number)).toMatchObject({ ok: true, value: number, kind, filingYear, check: 'ok' })
  })

  it('157 modulo 11 is 3, and 186 modulo 11 is 10, written X', () => {
    expect(patentCheckCharacter('201710601862')).toBe('3')
    expect(patentCheckCharacter('95115608')).toBe('X')
  })

  it.each([
    '201710601862.3',
    'ZL 2017 1 0601862.3',
    'CN201710601862.3',
    'ZL201710601862．3',
    'zl201710601862.3',
    '2017106018623',
    'ＺＬ２０１７１０６０１８６２.３',
    '\uFEFFZL201710601862.3',
    'ZL201710601862。3',
    '专利号：ZL201710601862.3',
  ])('%s is read as ZL201710601862.3', (typed) => {
    expect(parse(typed)).toMatchObject({ ok: true, value: 'ZL201710601862.3', check: 'ok' })
  })

  it('of the old kind is read with a small x and without its dot', () => {
    expect(parse('95115608x')).toMatchObject({ ok: true, value: 'ZL95115608.X', check: 'ok' })
  })

  it('of type 8 is an invention and of type 9 a utility model, both by way of the PCT', () => {
    expect(parse('ZL200480001590.4')).toMatchObject({ kind: '发明' })
    expect(parse(`ZL201490000123.${patentCheckCharacter('201490000123')}`)).toMatchObject({ kind: '实用新型', check: 'ok' })
  })

  it('with a wrong check digit is kept, to be looked at, and the fitting digit is named', () => {
    expect(parse('ZL201710601862.4')).toMatchObject({ ok: true, check: 'mismatch', expectedCheck: '3' })
    expect(parse('ZL201310123456.7')).toMatchObject({ ok: true, check: 'mismatch', expectedCheck: '2' })
  })

  it.each(['CN110941994B', 'CN 110941994 B', 'CN203812345U', 'CN306123456S', 'CN110941994', 'WO2021123456A1'])(
    '%s is a publication number and refused as one',
    (typed) => {
      expect(parse(typed)).toMatchObject({ ok: false, reason: 'patent-publication' })
    },
  )

  it.each(['PCT/CN2021/123456', 'pct/cn2021/123456', 'CN2021/123456'])(
    '%s is an international application number and refused as one',
    (typed) => {
      expect(parse(typed)).toMatchObject({ ok: false, reason: 'patent-pct' })
    },
  )

  it('filed this year is taken, next year refused, and the year comes from the caller', () => {
    expect(parse('ZL202610601862.3')).toMatchObject({ ok: true })
    expect(parse('ZL202710601862.3')).toEqual({ ok: false, reason: 'patent-year', limit: 2026 })
    expect(parsePatentNumber('ZL202710601862.3', 2027)).toMatchObject({ ok: true })
  })

  it('of the new kind is not older than 2003, of the old kind not younger', () => {
    expect(parse('ZL200210601862.3')).toMatchObject({ ok: false, reason: 'patent-year' })
    expect(parse('ZL84115608.X')).toMatchObject({ ok: false, reason: 'patent-year' })
    expect(parse('ZL03115608.1')).toMatchObject({ ok: true, filingYear: 2003 })
  })

  it.each(['4', '5', '6', '7', '0'])('with type digit %s is refused', (digit) => {
    expect(parse(`ZL2017${digit}0601862.3`)).toEqual({ ok: false, reason: 'patent-type', limit: digit })
  })

  it.each([
    ['', 'patent-length'],
    ['ZL2017106018', 'patent-length'],
    ['ZL20171060186233.1', 'patent-length'],
    ['ZL201710601862', 'patent-check-missing'],
    ['ZL20171060186A.3', 'patent-character'],
    ['一种密封装置', 'patent-character'],
    ['ZL201710601862.3\u0000', 'patent-character'],
  ])('%j is refused with %s', (typed, reason) => {
    expect(parse(typed)).toMatchObject({ ok: false, reason })
  })
})
