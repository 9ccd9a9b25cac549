import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

const content = loadContent('content/huantai', { demo: true })
const other = loadContent('tests/fixtures/content/yunxi', { demo: true })
const compute = (id: string, overrides: Answers = {}) => computeAmount(content.programme(id, '2026-11-23')!, sampleAnswers(id, overrides))
const fen = (id: string, overrides: Answers = {}) => compute(id, overrides).amountFen
const yuan = (amount: number) => Math.round(amount * 100)

describe('interest on a loan pledged on patents (P01)', () => {
  it('6,000,000 yuan at an LPR of 3.00 % for 365 days: 180,000 interest at LPR, 60 % of it are 108,000 yuan', () => {
    expect(fen('P01')).toBe(yuan(108_000))
    expect(compute('P01').lines[0]).toBe('600.00 万元 × LPR 3.00% × 60% × 365÷365 天 × 质押比例 100% = 108,000 元（10.80 万元）')
  })

  it('at 3.45 % 124,200 yuan: a decimal rate is counted exactly', () => {
    expect(fen('P01', { lprPercent: 3.45 })).toBe(yuan(124_200))
  })

  it('for 364 days 108,000 × 364 ÷ 365 = 107,704.109… yuan, of which 107,704.10 are given', () => {
    expect(fen('P01', { interestTo: '2026-03-19' })).toBe(yuan(107_704.1))
  })

  it('with half the loan standing on the patents half the sum, and with a third (33.33 %) 35,996.40', () => {
    expect(fen('P01', { pledgeRatio: 50 })).toBe(yuan(54_000))
    // 108,000 × 0.3333 = 35,996.40
    expect(fen('P01', { pledgeRatio: 33.33 })).toBe(yuan(35_996.4))
  })

  it('never more than the interest really paid', () => {
    expect(fen('P01', { interestPaidFen: yuan(100_000) })).toBe(yuan(100_000))
    expect(fen('P01', { interestPaidFen: yuan(108_000) })).toBe(yuan(108_000))
    expect(compute('P01', { interestPaidFen: yuan(100_000) }).lines).toContain('超过实际支付的利息，按实付利息 100,000 元（10.00 万元） 算')
  })

  it('never more than 500,000 yuan: 100 million at 3 % would give 1,800,000', () => {
    expect(fen('P01', { loanAmountFen: yuan(100_000_000), interestPaidFen: yuan(3_000_000) })).toBe(yuan(500_000))
  })

  it('for the largest loan the form takes stays exact: no floating point', () => {
    // 1,000,000,000.00 × 10 % × 60 % × 1 ÷ 365 = 164,383.5616… → 164,383.56
    expect(
      fen('P01', { loanAmountFen: 100_000_000_000, lprPercent: 10, interestTo: '2025-03-21', interestPaidFen: yuan(10_000_000) }),
    ).toBe(yuan(164_383.56))
  })

  it('says what is missing instead of guessing', () => {
    expect(compute('P01', { lprPercent: undefined, interestTo: undefined })).toMatchObject({
      amountFen: null,
      lines: [],
      missing: ['lprPercent', 'interestTo'],
    })
    expect(compute('P01', { interestTo: '2025-03-20' })).toMatchObject({ amountFen: null, missing: ['interestTo'] })
  })
})

describe('half the fee of a valuation or guarantee (P02)', () => {
  it('80,000 yuan give 40,000; 100,000 give the full 50,000; two fen more give no more', () => {
    expect(fen('P02')).toBe(yuan(40_000))
    expect(fen('P02', { feeFen: 10_000_000 })).toBe(yuan(50_000))
    expect(fen('P02', { feeFen: 10_000_002 })).toBe(yuan(50_000))
  })

  it('of an odd number of fen drops the half fen', () => {
    expect(fen('P02', { feeFen: 10_001 })).toBe(5_000)
  })

  it('is marked an example', () => {
    expect(compute('P02')).toMatchObject({ illustrative: true })
    expect(compute('P02').lines.at(-1)).toBe('比例和金额是示例，以正式通知为准')
  })
})

describe('part of an insurance premium (P03)', () => {
  const both = { domesticOnly: false }
  const overseas = { insuranceType: '知识产权海外侵权责任险', domesticOnly: undefined }

  it('60 % of 80,000 yuan are 48,000; of 100,000 the 60,000 that a firm insured at home only may get; of 200,000 no more', () => {
    expect(fen('P03')).toBe(yuan(48_000))
    expect(fen('P03', { premiumFen: yuan(100_000) })).toBe(yuan(60_000))
    expect(fen('P03', { premiumFen: yuan(200_000) })).toBe(yuan(60_000))
  })

  it('with an overseas policy beside it 60 % of 400,000 are cut from 240,000 to 200,000', () => {
    expect(fen('P03', { ...both, premiumFen: yuan(400_000) })).toBe(yuan(200_000))
  })

  it('raised by ten points 70 % of 400,000 are 280,000, below the raised limit of 300,000', () => {
    expect(fen('P03', { ...both, premiumFen: yuan(400_000), highValueOrBeltRoad: true })).toBe(yuan(280_000))
    expect(compute('P03', { ...both, premiumFen: yuan(400_000), highValueOrBeltRoad: true }).lines[0]).toBe('比例 60%，上浮 10 个百分点')
  })

  it('for liability overseas stops at 400,000, raised at 500,000', () => {
    expect(fen('P03', { ...overseas, premiumFen: yuan(800_000) })).toBe(yuan(400_000))
    expect(fen('P03', { ...overseas, premiumFen: yuan(800_000), highValueOrBeltRoad: true })).toBe(yuan(500_000))
    expect(fen('P03', { ...overseas, premiumFen: yuan(300_000) })).toBe(yuan(180_000))
  })

  it('ignores a leftover answer to the question on home insurance when the policy is an overseas one', () => {
    expect(fen('P03', { ...overseas, domesticOnly: true, premiumFen: yuan(300_000) })).toBe(yuan(180_000))
  })

  it('is undecided while the question on home insurance or on the uplift is open', () => {
    expect(compute('P03', { domesticOnly: undefined })).toMatchObject({ amountFen: null, missing: ['domesticOnly'] })
    expect(compute('P03', { highValueOrBeltRoad: undefined })).toMatchObject({ amountFen: null, missing: ['highValueOrBeltRoad'] })
  })
})

describe('fixed rewards', () => {
  it('P04: 200,000 yuan for a model firm, 100,000 for an advantage firm', () => {
    expect(fen('P04', { honorType: '国家知识产权示范企业' })).toBe(yuan(200_000))
    expect(fen('P04')).toBe(yuan(100_000))
    expect(compute('P04', { honorType: undefined })).toMatchObject({ amountFen: null, missing: ['honorType'] })
  })

  it('P06: first certification 30,000 and level 2 or above 20,000 add up to 50,000', () => {
    expect(fen('P06')).toBe(yuan(50_000))
    expect(compute('P06').lines).toContain('合计 5.00 万元')
  })

  it('P06: either alone, and neither', () => {
    expect(fen('P06', { isoLevel: undefined })).toBe(yuan(30_000))
    expect(fen('P06', { isoLevel: '1级' })).toBe(yuan(30_000))
    expect(fen('P06', { firstCertification: false, isoLevel: '5级' })).toBe(yuan(20_000))
    expect(fen('P06', { firstCertification: false, isoLevel: '未申报' })).toBe(0)
  })

  it('P06: a certificate of the old edition earns nothing for a first certification, whatever was ticked before', () => {
    expect(fen('P06', { certEdition: 'GB/T 29490-2013（旧版，不再受理）', isoLevel: '未申报' })).toBe(0)
  })

  it('P07: gold 200,000, silver 100,000, excellence and the provincial award 50,000 each', () => {
    expect(fen('P07', { awardName: '中国专利金奖' })).toBe(yuan(200_000))
    expect(fen('P07', { awardName: '中国专利银奖' })).toBe(yuan(100_000))
    expect(fen('P07')).toBe(yuan(50_000))
    expect(fen('P07', { awardName: '山东省专利奖' })).toBe(yuan(50_000))
  })
})

describe('the other schemes', () => {
  it('P08 pays nothing itself and says so', () => {
    expect(compute('P08')).toMatchObject({ amountFen: null, missing: [] })
    expect(compute('P08').lines).toContain('县里只推荐，不拨付资金')
  })

  it('P09: half of 100,000 yuan spent on a case abroad, at most 200,000', () => {
    expect(fen('P09')).toBe(yuan(50_000))
    expect(fen('P09', { feeFen: yuan(400_000) })).toBe(yuan(200_000))
    expect(fen('P09', { feeFen: yuan(400_000.02) })).toBe(yuan(200_000))
  })

  it('P10 is closed and counts nothing', () => {
    expect(compute('P10')).toMatchObject({ amountFen: null, lines: ['已停止受理，不再计算'] })
  })

  it('of another county with 33.3 %: 100.00 yuan give 33.30, ten fen give three', () => {
    const y1 = other.programme('Y1', '2026-11-23')!
    expect(computeAmount(y1, { reportFeeFen: 10_000 }).amountFen).toBe(3_330)
    expect(computeAmount(y1, { reportFeeFen: 10 }).amountFen).toBe(3)
    expect(computeAmount(y1, {})).toMatchObject({ amountFen: null, missing: ['reportFeeFen'], illustrative: false })
  })

  it('never counts with money that is no whole number of fen', () => {
    expect(fen('P02', { feeFen: 80_000.5 })).toBeNull()
    expect(fen('P02', { feeFen: '80000' })).toBeNull()
    expect(fen('P02', { feeFen: -1 })).toBeNull()
  })
})
