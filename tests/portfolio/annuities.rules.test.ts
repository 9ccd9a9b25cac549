// Yearly fees, worked out by hand in the words of each test. Fees are those of the county's content (fen; 900 元 is 90000).
import { describe, expect, it } from 'vitest'
import { addMonths } from '#contract/identifiers/date.ts'
import { annuityLines, annuityOf, annuityYear, fullFee, patentYearOn, surchargePercent, type AnnuityContext, type AnnuityFacts } from '#contract/portfolio/annuities.ts'
import { loadContent } from '#server/content.ts'

const rules = loadContent('content/huantai', { demo: true }).portfolio

function on(today: string, isReduced = false): AnnuityContext {
  return { rules, isReduced, today }
}
/** An invention filed on 3 June 1997 and granted on 1 August 2001, in its fifth year; the firm has paid to the fifth. */
function aPatent(facts: Partial<AnnuityFacts> = {}): AnnuityFacts {
  return { patentKind: '发明', filedOn: '1997-06-03', grantedOn: '2001-08-01', coOwners: [], state: 'live', paidYear: 5, ...facts }
}
const yuan = (sum: number) => sum * 100

describe('the same day so many months on', () => {
  it.each([
    ['2024-02-29', 12, '2025-02-28', 'a leap day is the 28th in a common year'],
    ['2024-02-29', 48, '2028-02-29', 'and itself again four years later'],
    ['2023-08-31', 6, '2024-02-29', 'half a year after the 31st of August ends a leap February'],
    ['2022-08-31', 6, '2023-02-28', 'or a common one'],
    ['2026-10-31', 1, '2026-11-30', 'November has thirty days'],
    ['2026-12-31', 2, '2027-02-28', 'over the turn of the year'],
    ['2026-06-30', 6, '2026-12-30', 'the 30th stays the 30th, though the month has 31'],
    ['2026-11-23', 0, '2026-11-23', 'no month on is the same day'],
  ])('%s and %i months is %s: %s', (date, months, result) => {
    expect(addMonths(date, months)).toBe(result)
  })
})

describe('the patent year', () => {
  it.each([
    ['1999-06-03', '1999-06-03', 1, 'the first year begins with the filing'],
    ['1999-06-03', '2000-06-02', 1, 'and ends the day before that day returns'],
    ['1999-06-03', '2000-06-03', 2, 'on which the second begins'],
    ['1997-06-03', '2001-08-01', 5, '1997, 98, 99, 2000 have gone round on 3 June 2001'],
    ['2020-02-29', '2021-02-27', 1, 'filed on a leap day: the day before 28 February is still the first'],
    ['2020-02-29', '2021-02-28', 2, 'and 28 February begins the second'],
  ])('filed on %s, %s lies in year %i: %s', (filedOn, day, year) => {
    expect(patentYearOn(filedOn, day)).toBe(year)
  })
})

describe('the full fee', () => {
  it.each([
    ['发明', 1, 900], ['发明', 3, 900], ['发明', 4, 1200], ['发明', 6, 1200], ['发明', 7, 2000], ['发明', 9, 2000], ['发明', 10, 4000],
    ['发明', 12, 4000], ['发明', 13, 6000], ['发明', 15, 6000], ['发明', 16, 8000], ['发明', 20, 8000],
    ['实用新型', 3, 600], ['实用新型', 4, 900], ['实用新型', 5, 900], ['实用新型', 6, 1200], ['实用新型', 8, 1200], ['实用新型', 9, 2000], ['实用新型', 10, 2000],
    ['外观设计', 1, 600], ['外观设计', 5, 900], ['外观设计', 8, 1200], ['外观设计', 10, 2000], ['外观设计', 11, 3000], ['外观设计', 15, 3000],
  ] as const)('of %s in year %i is %i 元', (kind, year, fee) => {
    expect(fullFee(rules, kind, year, '2026-11-23')).toBe(yuan(fee))
  })

  it('comes from the table in force on the due date', () => {
    const [old, now] = rules.feeTables
    const dearer = { ...rules, feeTables: [{ ...old!, validFrom: '2001-03-01' }, { ...now!, validFrom: '2027-01-01', fees: [{ patentKind: '发明' as const, fromYear: 1, toYear: 20, fen: yuan(1000) }] }] }
    expect(fullFee(dearer, '发明', 3, '2026-12-31')).toBe(yuan(900))
    expect(fullFee(dearer, '发明', 3, '2027-01-01')).toBe(yuan(1000))
  })
})

describe('due dates', () => {
  it('come round on the day of filing: granted in year 5, year 6 is due when it begins, 3 June 2002', () => {
    const lines = annuityLines(aPatent(), on('2002-01-01'))
    expect(lines.slice(0, 3).map(({ year, dueOn, state }) => [year, dueOn, state])).toEqual([[5, null, 'paid'], [6, '2002-06-03', 'next'], [7, '2003-06-03', 'later']])
    expect(lines.at(-1)).toMatchObject({ year: 20, dueOn: '2016-06-03' })
  })

  it('begin with the year of the grant, whose fee was paid when it was registered, whatever the firm says', () => {
    expect(annuityLines(aPatent({ paidYear: 1 }), on('2001-08-01'))[0]).toMatchObject({ year: 5, dueOn: null, graceEndsOn: null, state: 'paid', feeFen: yuan(1200) })
  })

  it('of a patent granted in its first year begin with year 2, one year after filing', () => {
    const design = aPatent({ patentKind: '外观设计', filedOn: '2025-01-10', grantedOn: '2025-08-01', paidYear: 1 })
    expect(annuityLines(design, on('2025-09-01'))[1]).toMatchObject({ year: 2, dueOn: '2026-01-10', feeFen: yuan(600) })
  })

  it('of a patent filed on 29 February are the 28th, and the 29th in leap years', () => {
    const lines = annuityLines(aPatent({ filedOn: '2020-02-29', grantedOn: '2020-12-01', paidYear: 1 }), on('2020-12-02'))
    expect(lines.slice(1, 5).map(({ dueOn, graceEndsOn }) => [dueOn, graceEndsOn])).toEqual([
      ['2021-02-28', '2021-08-28'], ['2022-02-28', '2022-08-28'], ['2023-02-28', '2023-08-28'], ['2024-02-29', '2024-08-29'],
    ])
  })

  it('of a patent filed on 31 August have a grace that ends with February', () => {
    const lines = annuityLines(aPatent({ filedOn: '2020-08-31', grantedOn: '2021-01-05', paidYear: 1 }), on('2021-01-06'))
    expect(lines.slice(1, 4).map(({ dueOn, graceEndsOn }) => [dueOn, graceEndsOn])).toEqual([['2021-08-31', '2022-02-28'], ['2022-08-31', '2023-02-28'], ['2023-08-31', '2024-02-29']])
  })

  it('are as many as the term has years: 20, 10, 10, and 15 for designs filed from 1 June 2021', () => {
    const last = (patentKind: AnnuityFacts['patentKind'], filedOn: string) => annuityLines(aPatent({ patentKind, filedOn, grantedOn: addMonths(filedOn, 6) }), on('2021-12-01')).at(-1)?.year
    expect([last('发明', '2020-01-01'), last('实用新型', '2020-01-01'), last('外观设计', '2021-05-31'), last('外观设计', '2021-06-01')]).toEqual([20, 10, 10, 15])
  })

  it('are not guessed while a date is missing', () => {
    expect(annuityLines(aPatent({ grantedOn: null }), on('2002-01-01'))).toEqual([])
    expect(annuityOf(aPatent({ grantedOn: null }), on('2002-01-01'))).toMatchObject({ status: 'unknown', missing: ['grantedOn'] })
    expect(annuityOf(aPatent({ filedOn: null, grantedOn: null }), on('2002-01-01'))).toMatchObject({ status: 'unknown', missing: ['filedOn', 'grantedOn'] })
  })
})

describe('the surcharge', () => {
  it.each([
    ['2026-06-03', 0, 'the last day in time'],
    ['2026-06-04', 0, 'the first month late is free'],
    ['2026-07-03', 0, 'to its last day'],
    ['2026-07-04', 5, 'the second month has begun'],
    ['2026-08-03', 5, 'to two whole months'],
    ['2026-08-04', 10, 'the third'],
    ['2026-09-04', 15, 'the fourth'],
    ['2026-10-04', 20, 'the fifth'],
    ['2026-11-04', 25, 'the sixth'],
    ['2026-12-03', 25, 'the last day of the grace'],
  ])('of a fee due on 2026-06-03, paid on %s, is %i %%: %s', (day, percent) => {
    expect(surchargePercent(rules, '2026-06-03', day)).toBe(percent)
  })

  it('counts months to their ends: due on 31 August, 30 September is still the first month, 31 October the second', () => {
    const paid = (day: string) => surchargePercent(rules, '2026-08-31', day)
    expect([paid('2026-09-30'), paid('2026-10-01'), paid('2026-10-31'), paid('2026-11-01'), paid('2027-02-28')]).toEqual([0, 5, 5, 10, 25])
  })

  it('is of the full fee, also where the fee itself is reduced: 4000 less 85 % is 600, and 10 % of 4000 is 400, together 1000 元', () => {
    // Filed 2017-07-13, year 10 due 2026-07-13; granted in year 3, so reduced from 3 to 12. On 2026-09-20 the third month has begun.
    const patent = aPatent({ filedOn: '2017-07-13', grantedOn: '2020-05-08', paidYear: 9 })
    expect(annuityOf(patent, on('2026-09-20', true)).next).toMatchObject({
      year: 10, dueOn: '2026-07-13', graceEndsOn: '2027-01-13', feeFen: 400000, reductionPercent: 85, payableFen: 60000, surchargePercent: 10, surchargeFen: 40000, totalFen: 100000, state: 'grace',
    })
  })

  it('is not counted before the due date: 600 元 and no more', () => {
    const patent = aPatent({ filedOn: '2017-07-13', grantedOn: '2020-05-08', paidYear: 9 })
    expect(annuityOf(patent, on('2026-07-13', true)).next).toMatchObject({ surchargeFen: 0, totalFen: yuan(600), state: 'next' })
  })
})

describe('the reduction', () => {
  const granted = { filedOn: '2017-07-13', grantedOn: '2020-05-08', paidYear: 3 }

  it('is 85 % for one owner, ten patent years from the one of the grant: years 3 to 12, and nothing in year 13', () => {
    const lines = annuityLines(aPatent(granted), on('2020-06-01', true))
    const of = (year: number) => lines.find((line) => line.year === year)
    expect([3, 4, 7, 12, 13, 20].map((year) => [year, of(year)?.reductionPercent, of(year)?.payableFen])).toEqual([
      [3, 85, yuan(135)], // 900 × 15 %
      [4, 85, yuan(180)], // 1200 × 15 %
      [7, 85, yuan(300)], // 2000 × 15 %
      [12, 85, yuan(600)], // 4000 × 15 %
      [13, 0, yuan(6000)],
      [20, 0, yuan(8000)],
    ])
  })

  it('is 70 % with a co-owner: 1200 less 840 is 360 元', () => {
    expect(annuityLines(aPatent({ ...granted, coOwners: ['山东某大学'] }), on('2020-06-01', true))[1]).toMatchObject({ year: 4, reductionPercent: 70, payableFen: yuan(360) })
  })

  it('is nothing for a firm that has none on record', () => {
    expect(annuityLines(aPatent(granted), on('2020-06-01', false))[1]).toMatchObject({ reductionPercent: 0, payableFen: yuan(1200) })
  })

  it('of a utility model granted in year 1 covers its whole term: 2000 × 15 % is 300 元 in year 10', () => {
    const utility = aPatent({ patentKind: '实用新型', filedOn: '2020-03-01', grantedOn: '2020-10-01', paidYear: 1 })
    expect(annuityLines(utility, on('2020-11-01', true)).at(-1)).toMatchObject({ year: 10, dueOn: '2029-03-01', payableFen: yuan(300) })
  })

  it('of a design with 15 years ends after year 10 when it was granted in year 1: year 11 costs 3000 元', () => {
    const design = aPatent({ patentKind: '外观设计', filedOn: '2022-03-01', grantedOn: '2022-10-01', paidYear: 1 })
    const lines = annuityLines(design, on('2022-11-01', true))
    expect(lines.find((line) => line.year === 10)).toMatchObject({ reductionPercent: 85, payableFen: yuan(300) })
    expect(lines.find((line) => line.year === 11)).toMatchObject({ reductionPercent: 0, payableFen: yuan(3000), dueOn: '2032-03-01' })
  })
})

describe('where a patent stands', () => {
  const status = (facts: Partial<AnnuityFacts>, today: string) => annuityOf(aPatent(facts), on(today)).status

  it('paid to year 5, year 6 due on 3 June 2002: upcoming to that day, grace to 3 December, then lapsed', () => {
    expect(['2001-08-02', '2002-06-03', '2002-06-04', '2002-12-03', '2002-12-04'].map((day) => status({}, day))).toEqual(['upcoming', 'upcoming', 'grace', 'grace', 'lapsed'])
  })

  it('a lapsed patent names the year it lapsed over, though later ones are due as well', () => {
    expect(annuityOf(aPatent(), on('2005-01-01')).next).toMatchObject({ year: 6, dueOn: '2002-06-03', state: 'missed', surchargeFen: 0 })
  })

  it('reaches the end of its term: paid to year 20 it is settled to 2 June 2017 and expired from 3 June 2017', () => {
    expect(['2016-06-04', '2017-06-02', '2017-06-03'].map((day) => status({ paidYear: 20 }, day))).toEqual(['settled', 'settled', 'expired'])
  })

  it('a utility model filed on 6 September 1999 lives to 5 September 2009', () => {
    const utility = { patentKind: '实用新型' as const, filedOn: '1999-09-06', grantedOn: '2000-05-01', paidYear: 10 }
    expect([status(utility, '2009-09-05'), status(utility, '2009-09-06')]).toEqual(['settled', 'expired'])
  })

  it('an application has no yearly fees yet, and what has ended has none any more', () => {
    expect([status({ state: 'pending', grantedOn: null, paidYear: null }, '2000-01-01'), status({ state: 'ended' }, '2002-01-01')]).toEqual(['pending', 'ended'])
  })

  it('where the firm has not said what is paid, past fees count as paid, and one that may be late is asked about', () => {
    const unsaid = annuityOf(aPatent({ paidYear: null }), on('2002-09-01'))
    expect(unsaid).toMatchObject({ status: 'upcoming', next: { year: 7, dueOn: '2003-06-03' }, unconfirmed: { year: 6, dueOn: '2002-06-03', state: 'assumed' } })
    expect(annuityOf(aPatent({ paidYear: null }), on('2002-12-04')).unconfirmed).toBeNull()
  })
})

describe('a year of fees', () => {
  const patents = [
    { ...aPatent({ filedOn: '2017-07-13', grantedOn: '2020-05-08', paidYear: 9 }), id: 'a', number: 'ZL201710601862.3', title: '甲' },
    { ...aPatent({ patentKind: '实用新型', filedOn: '2020-08-03', grantedOn: '2021-02-02', paidYear: 6 }), id: 'b', number: 'ZL202020773489.7', title: '乙' },
    { ...aPatent({ filedOn: null }), id: 'c', number: 'ZL97101765.4', title: '丙' },
    { ...aPatent({ patentKind: '外观设计', filedOn: '2017-12-04', grantedOn: '2018-06-01', paidYear: 5 }), id: 'd', number: 'ZL201730610076.0', title: '丁' },
  ]

  it('lists what falls due in it by date, with the sums: 4000 and 1200 元 in 2026, seen in June', () => {
    const year = annuityYear(patents, 2026, on('2026-06-01'))
    expect(year.items.map(({ rightId, line }) => [rightId, line.year, line.dueOn, line.payableFen])).toEqual([['a', 10, '2026-07-13', yuan(4000)], ['b', 7, '2026-08-03', yuan(1200)]])
    expect([year.payableFen, year.openFen]).toEqual([yuan(5200), yuan(5200)])
  })

  it('counts a surcharge only in what is still open: on 1 September 4000 + 5 % and 1200 + 0 %', () => {
    // Due 13 July: on 1 September the second month has begun, 5 %. Due 3 August: the first month is free.
    const year = annuityYear(patents, 2026, on('2026-09-01'))
    expect([year.payableFen, year.openFen]).toEqual([yuan(5200), yuan(4200 + 1200)])
  })

  it('leaves a lapsed patent out and names those of which a date is missing', () => {
    // Filed in December 2017 and paid to year 5: year 6 was due on 4 December 2022.
    const year = annuityYear(patents, 2027, on('2026-06-01'))
    expect(year.items.map(({ rightId }) => rightId)).toEqual(['a', 'b'])
    expect(year.unknown).toEqual([{ rightId: 'c', number: 'ZL97101765.4', title: '丙', missing: ['filedOn'] }])
  })

  it('shows what is paid already, and asks nothing more for it', () => {
    const year = annuityYear(patents.slice(0, 1), 2025, on('2026-06-01'))
    expect(year.items.map(({ line }) => [line.year, line.state])).toEqual([[9, 'paid']])
    expect([year.payableFen, year.openFen]).toEqual([yuan(2000), 0])
  })
})
