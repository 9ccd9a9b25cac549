import { describe, expect, it } from 'vitest'
import { dateProblems, lastDayOf, lifeByYear, parseRightNumber, patentLastDay, reductionPercent, warningsOf } from '#contract/portfolio/rules.ts'
import { loadContent } from '#server/content.ts'

const rules = loadContent('content/huantai', { demo: true }).portfolio

describe('a number', () => {
  it.each([
    ['patent', 'ＺＬ２０１７１０６０１８６２．３', 'ZL201710601862.3'],
    ['patent', '2017106018623', 'ZL201710601862.3'],
    ['patent', 'CN 95115608.x', 'ZL95115608.X'],
    ['patent', '201710601862.3', 'ZL201710601862.3'],
    ['patent', 'ZL 2017 1 0601862.3', 'ZL201710601862.3'],
    ['patent', 'CN201710601862．3', 'ZL201710601862.3'],
    ['patent', '95115608.X', 'ZL95115608.X'],
    ['patent', '97101765.4', 'ZL97101765.4'],
    ['patent', 'zl201911044411.x', 'ZL201911044411.X'],
    ['patent', 'ZL200480001590.4', 'ZL200480001590.4'],
    ['patent', '201710601862.4', 'ZL201710601862.4'],
    ['trademark', '第8661190号', '8661190'],
    ['trademark', '8661190', '8661190'],
    ['trademark', ' ８６６１１９０ ', '8661190'],
    ['trademark', 'g1234567', 'G1234567'],
    ['trademark', '第 8661190A 号', '8661190A'],
    ['software', '2020sr0661990', '2020SR0661990'],
    ['software', '登记号：2014SR001852', '2014SR001852'],
    ['software', '软著登字第4317518号', '软著登字第4317518号'],
    ['software', '软著登字 第 0650314 号', '软著登字第0650314号'],
    ['software', '软著登字第2016SR172900号', '2016SR172900'],
    ['other', '国作登字-2020-F-01234567', '国作登字-2020-F-01234567'],
  ] as const)('of a %s typed as %s is kept as %s', (kind, typed, value) => {
    expect(parseRightNumber(kind, typed, 2026)).toMatchObject({ ok: true, value })
  })

  it.each([
    ['patent', '', 'required'],
    ['patent', ' \u3000\u200b', 'required'],
    ['patent', 'CN110941994B', 'patent-publication'],
    ['patent', 'PCT/CN2021/070001', 'patent-pct'],
    ['patent', '201740601862.3', 'patent-type'],
    ['patent', '202710601862.3', 'patent-year'],
    ['patent', '201710601862', 'patent-check-missing'],
    ['patent', '20171060186.3', 'patent-length'],
    ['trademark', '1234567890', 'trademark-format'],
    ['trademark', 'ZL201710601862.3', 'trademark-format'],
    ['trademark', '866119O', null],
    ['software', '2020SR066', 'software-format'],
    ['software', '软著登字第12号', 'software-format'],
    ['other', 'x'.repeat(61), 'too-long'],
    ['other', 'a\u0000b', 'text-invalid'],
  ] as const)('of a %s typed as %j is judged %s', (kind, typed, reason) => {
    const parsed = parseRightNumber(kind, typed, 2026)
    expect(parsed.ok ? null : parsed.reason).toBe(reason)
  })

  it('of a patent tells kind, filing year and whether the check digit fits', () => {
    expect(parseRightNumber('patent', 'ZL202020773489.7', 2026)).toEqual({ ok: true, value: 'ZL202020773489.7', patent: { patentKind: '实用新型', filingYear: 2020, check: 'ok', expectedCheck: '7' } })
    expect(parseRightNumber('patent', 'ZL201310123456.7', 2026)).toMatchObject({ ok: true, patent: { check: 'mismatch', expectedCheck: '2' } })
  })
})

describe('the term', () => {
  it.each([
    ['发明', '2017-07-13', '2037-07-12', 'twenty years'],
    ['实用新型', '1999-09-06', '2009-09-05', 'ten years'],
    ['外观设计', '2021-05-31', '2031-05-30', 'ten years up to 31 May 2021'],
    ['外观设计', '2021-06-01', '2036-05-31', 'fifteen from 1 June 2021'],
    ['发明', '2020-02-29', '2040-02-28', '29 February returns in 2040, the day before is the last'],
    ['实用新型', '2020-02-29', '2030-02-27', 'there is none in 2030: 28 February is over already'],
  ] as const)('of %s filed on %s ends with %s: %s', (kind, filedOn, lastDay, _why) => {
    expect(patentLastDay(rules, kind, filedOn)).toBe(lastDay)
  })

  it('is told by year while only the number is known', () => {
    expect(lifeByYear(rules, '发明', 2017, 2026)).toEqual({ endYear: 2037, yearsLeft: 11 })
    expect(lifeByYear(rules, '实用新型', 2010, 2026)).toEqual({ endYear: 2020, yearsLeft: 0 })
  })

  it('of a trade mark is ten years from its registration, or what the certificate says', () => {
    const mark = { kind: 'trademark' as const, patentKind: null, filedOn: null, grantedOn: '2013-10-14', typedLastDay: null }
    expect(lastDayOf(rules, mark)).toBe('2023-10-13')
    expect(lastDayOf(rules, { ...mark, typedLastDay: '2033-10-13' })).toBe('2033-10-13')
    expect(lastDayOf(rules, { ...mark, grantedOn: null })).toBeNull()
  })

  it('of software is not kept here', () => {
    expect(lastDayOf(rules, { kind: 'software', patentKind: null, filedOn: '2020-01-01', grantedOn: '2020-02-01', typedLastDay: null })).toBeNull()
  })
})

describe('the rate of reduction', () => {
  it('is 85 alone, 70 with others, none without a record', () => {
    expect([reductionPercent(rules, true, []), reductionPercent(rules, true, ['山东某大学']), reductionPercent(rules, false, [])]).toEqual([85, 70, 0])
  })
})

describe('what is only pointed out', () => {
  const patent = { kind: 'patent' as const, number: 'ZL201710601862.4', check: 'mismatch' as const, filingYear: 2017, filedOn: null }
  it('is a check digit that does not fit, with the one that would', () => {
    expect(warningsOf(patent, 2026)).toEqual([{ field: 'number', reason: 'patent-mismatch', limit: '3' }])
  })
  it('is a filing date in another year than the number says, as divisional applications have', () => {
    const divisional = { ...patent, number: 'ZL201710601862.3', check: 'ok' as const, filedOn: '2015-03-01' }
    expect(warningsOf(divisional, 2026)).toEqual([{ field: 'filedOn', reason: 'patent-year-differs', limit: 2017 }])
    expect(warningsOf({ ...divisional, filedOn: '2017-12-31' }, 2026)).toEqual([])
  })
})

describe('dates', () => {
  const typed = { kind: 'patent' as const, filedOn: '2017-07-13', grantedOn: '2020-05-08', lastDay: null }
  it.each([
    [{}, []],
    [{ filedOn: null, grantedOn: null }, []],
    [{ grantedOn: '2017-07-13' }, []],
    [{ grantedOn: '2017-07-12' }, [{ field: 'grantedOn', reason: 'date-early', limit: '2017-07-13' }]],
    [{ filedOn: '1985-03-31' }, [{ field: 'filedOn', reason: 'date-early', limit: '1985-04-01' }]],
    [{ filedOn: '2026-02-29' }, [{ field: 'filedOn', reason: 'date-calendar' }]],
    [{ filedOn: '31/11/2016' }, [{ field: 'filedOn', reason: 'date-format' }]],
    [{ grantedOn: '2026-11-24' }, [{ field: 'grantedOn', reason: 'date-future' }]],
    [{ kind: 'trademark' as const, lastDay: '2020-05-07' }, [{ field: 'lastDay', reason: 'date-early', limit: '2020-05-08' }]],
    [{ kind: 'trademark' as const, lastDay: '2030-05-07' }, []],
  ])('%j are judged %j', (change, problems) => {
    expect(dateProblems({ ...typed, ...change }, '2026-11-23')).toEqual(problems)
  })
})
