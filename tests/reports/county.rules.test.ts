import { describe, expect, it } from 'vitest'
import { isMet, measured, planStateOf, shareOf } from '#contract/reports/county-rules.ts'
import { figureWords, planWords, targetWords } from '#contract/reports/county-words.ts'
import { rowsIn, rowsWord, yearIn, type RowsPlace } from '#client/reports/county-place.ts'
import { readCount, writeCount } from '#client/reports/county-count.ts'

const plan = { fromYear: 2022, toYear: 2025 }
const least = (value: number) => ({ value, span: 'year' as const, direction: 'at-least' as const })
const more = (value: number) => ({ value, span: 'year' as const, direction: 'more-than' as const })

describe('a year', () => {
  it('is before, in or after the plan; afterwards it is reference', () => {
    expect([2021, 2022, 2025, 2026].map((year) => planStateOf(plan, year))).toEqual(['before', 'running', 'running', 'over'])
    expect(planWords(plan, 2026)).toBe('参照（方案期 2022—2025 年已满）')
    expect(planWords(plan, 2024)).toBe('方案期 2022—2025 年')
  })
})

describe('a target', () => {
  it('of at least ten is met by ten; of more than ten it is not, and 100% is not said', () => {
    expect([isMet(least(10), 10), isMet(more(10), 10), isMet(more(10), 11)]).toEqual([true, false, true])
    expect([shareOf(least(10), 10), shareOf(more(10), 10), shareOf(more(15_000_000_000), 15_000_000_001)]).toEqual([100, 99.9, 100])
  })
  it('is cut off, not rounded up, and exact for sums no float could hold', () => {
    expect([shareOf(least(3), 2), shareOf(least(1000), 999), shareOf(least(9_007_199_254_740_991), 9_007_199_254_740_990), shareOf(least(500), 1500)]).toEqual([66.6, 99.9, 99.9, 300])
  })
  it('is said in words', () => {
    expect(targetWords({ target: more(15_000_000_000), unit: 'fen', unitWord: '万元' })).toBe('每年超过 15,000 万元')
    expect(targetWords({ target: { ...least(1000), span: 'plan' }, unit: 'hundredths', unitWord: '件' })).toBe('方案期末不少于 10 件')
    expect(targetWords({ target: null, aim: '显著增长', unit: 'times', unitWord: '件' })).toBe('显著增长')
    expect(targetWords({ target: null, unit: 'times', unitWord: '件' })).toBe('')
  })
  it('of the whole plan stands against all its years', () => {
    expect([measured({ tally: 'plan' }, { value: 1, sincePlan: 6 }), measured({ tally: 'year' }, { value: 1, sincePlan: null })]).toEqual([6, 1])
  })
})

describe('figures', () => {
  it('are written with their decimals', () => {
    expect([figureWords('times', 6500), figureWords('hundredths', 1005), figureWords('fen', 15_000_000_001), figureWords('fen', 0)]).toEqual(['6,500', '10.05', '15,000.000001', '0.00'])
  })
  it.each([['times', '1,200', 1200], ['times', '１２', 12], ['hundredths', '10.5', 1050], ['hundredths', '10', 1000], ['times', '0', 0]] as const)('%s %s are read', (unit, text, value) => {
    expect(readCount(unit, text)).toEqual({ ok: true, value })
    expect(readCount(unit, writeCount(unit, value))).toEqual({ ok: true, value })
  })
  it.each([['times', '', 'required'], ['times', '1.5', 'number-decimals'], ['hundredths', '1.005', 'number-decimals'], ['times', '-1', 'wrong-type'], ['times', '1e9', 'wrong-type'], ['times', '十', 'wrong-type'], ['times', '99999999999', 'wrong-type']] as const)('%s %j are refused', (unit, text, reason) => {
    expect(readCount(unit, text)).toMatchObject({ ok: false, reason })
  })
})

describe('the address', () => {
  it.each<RowsPlace>([{}, { of: 'known' }, { month: 5 }, { month: 12 }, { town: '马桥镇' }, { town: '' }, { industry: '医药' }, { of: 'known', town: '马桥镇' }, { of: 'known', industry: '' }])('says whose rows are open: %j', (place) => {
    expect(rowsIn({ rows: rowsWord(place) })).toEqual(place)
  })
  it('says nothing where there is nothing or what it cannot mean', () => {
    expect([rowsIn({}), rowsIn({ rows: '' }), yearIn({}), yearIn({ year: '1999' }), yearIn({ year: '2026' }), yearIn({ year: ['2026'] })]).toEqual([null, null, undefined, undefined, 2026, undefined])
  })
})
