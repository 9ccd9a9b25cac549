// Scheme P05 (专利转化运用和产业化奖励), worked out by hand: 10 % of what was paid, at most 200,000 yuan a firm and year, fractions of a fen dropped.
import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { checkAnswers, missingPapers } from '#contract/subsidies/answers.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import { evaluateConditions, verdictOf } from '#contract/subsidies/eligibility.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

const content = loadContent('content/huantai', { demo: true })
const today = '2026-11-23'
const p05 = content.programme('P05', today)!
const context = { today, towns: content.county.towns }
const rights = { patents: 2, inventions: 2, trademarks: 0, software: 0, pledged: 0 }
const verifiedFirm = { verification: 'verified', town: '果里镇', scale: '小型', rights }
const cleanRecord = { seriousDishonesty: false, abnormalFilings: 0 }

const amountOf = (overrides: Answers) => computeAmount(p05, sampleAnswers('P05', overrides)).amountFen
const judge = (overrides: Answers, firm = verifiedFirm, officer: Record<string, unknown> = cleanRecord) =>
  evaluateConditions(p05, sampleAnswers('P05', overrides), firm, officer)
const verdictsOf = (results: ReturnType<typeof judge>) => Object.fromEntries(results.map((result) => [result.id, result.verdict]))
const papersAsked = (overrides: Answers) => missingPapers(p05, sampleAnswers('P05', overrides), new Map()).map((paper) => paper.id)
const selfMade = {
  dealType: '自行产业化',
  counterparty: undefined,
  contractFen: undefined,
  transferRecorded: undefined,
  recordNo: undefined,
  relatedParty: undefined,
}

describe('the reward for putting a patent to use (P05)', () => {
  it('1: a licence over 800,000 yuan of which 620,000 were paid earns a tenth, 62,000 yuan, and all nine conditions are met', () => {
    // 620,000.00 × 10 % = 62,000.00 yuan = 6,200,000 fen, below 200,000.00
    const results = judge({ paidAmountFen: 62_000_000 })
    expect(amountOf({ paidAmountFen: 62_000_000 })).toBe(6_200_000)
    expect(verdictsOf(results)).toEqual({
      reg: 'met',
      legal: 'met',
      credit: 'met',
      dup: 'met',
      abnormal: 'met',
      recorded: 'met',
      arms: 'met',
      paid: 'met',
      portfolio: 'met',
    })
    expect(verdictOf(results)).toBe('eligible')
  })

  it('2: two million yuan paid earn exactly the 200,000 a firm may get in a year, and the line says that it is not more', () => {
    // 2,000,000.00 × 10 % = 200,000.00: on the cap, not above it
    const amount = computeAmount(p05, sampleAnswers('P05', { contractFen: 200_000_000, paidAmountFen: 200_000_000 }))
    expect(amount.amountFen).toBe(20_000_000)
    expect(amount.lines).toContain('没有超过每家每年最高 20.00 万元')
  })

  it('3: ten fen above two million yuan would earn one fen above the cap and earn the cap', () => {
    // 2,000,000.10 × 10 % = 200,000.01 → 200,000.00
    const amount = computeAmount(p05, sampleAnswers('P05', { contractFen: 200_000_010, paidAmountFen: 200_000_010 }))
    expect(amount.amountFen).toBe(20_000_000)
    expect(amount.lines).toContain('超过每家每年最高 20.00 万元，按 20.00 万元算')
  })

  it('4: 333.33 yuan paid earn 33.33 yuan; the third decimal is dropped, not rounded', () => {
    // 33,333 fen × 10 % = 3,333.3 fen → 3,333 fen; 33,339 fen → 3,333.9 → 3,333 fen
    expect(amountOf({ paidAmountFen: 33_333 })).toBe(3_333)
    expect(amountOf({ paidAmountFen: 33_339 })).toBe(3_333)
  })

  it('5: a firm that makes the product itself and spent 150,000 yuan earns 15,000, without counterparty, record number or the two conditions on the other side', () => {
    // 150,000.00 × 10 % = 15,000.00 yuan
    const answers = sampleAnswers('P05', { ...selfMade, paidAmountFen: 15_000_000 })
    expect(computeAmount(p05, answers).amountFen).toBe(1_500_000)
    expect(checkAnswers(p05, answers, context)).toEqual([])
    const results = judge({ ...selfMade, paidAmountFen: 15_000_000 })
    expect(Object.keys(verdictsOf(results))).toEqual(['reg', 'legal', 'credit', 'dup', 'abnormal', 'paid', 'portfolio'])
    expect(verdictOf(results)).toBe('eligible')
    expect(papersAsked(selfMade)).toEqual(['license', 'payment', 'useProof', 'commitment', 'account'])
  })

  it('6: between related parties 620,000 yuan would still count 62,000, but the condition is not met and the firm is not eligible', () => {
    const results = judge({ relatedParty: true })
    expect(amountOf({ relatedParty: true })).toBe(6_200_000)
    expect(verdictsOf(results).arms).toBe('unmet')
    expect(verdictOf(results)).toBe('ineligible')
  })

  it('7: with nothing paid yet a tenth of nothing is nothing, and the condition that money was paid is not met', () => {
    const results = judge({ paidAmountFen: 0 })
    expect(amountOf({ paidAmountFen: 0 })).toBe(0)
    expect(verdictsOf(results).paid).toBe('unmet')
    expect(verdictOf(results)).toBe('ineligible')
  })

  it('8: a firm no officer has verified or looked up is to be checked: registration, dishonesty list and abnormal filings are unknown, nothing is unmet', () => {
    const results = judge({}, { ...verifiedFirm, verification: 'pending' }, {})
    expect(verdictsOf(results)).toEqual({
      reg: 'unknown',
      legal: 'met',
      credit: 'unknown',
      dup: 'met',
      abnormal: 'unknown',
      recorded: 'met',
      arms: 'met',
      paid: 'met',
      portfolio: 'met',
    })
    expect(verdictOf(results)).toBe('check')
  })

  it('9: one filing found abnormal this year, a listing for dishonesty, or the same money received elsewhere each rule the firm out', () => {
    expect(verdictOf(judge({}, verifiedFirm, { ...cleanRecord, abnormalFilings: 1 }))).toBe('ineligible')
    expect(verdictOf(judge({}, verifiedFirm, { ...cleanRecord, seriousDishonesty: true }))).toBe('ineligible')
    expect(verdictOf(judge({ duplicateFunding: true }))).toBe('ineligible')
  })

  it('10: a licence not yet on record is not eligible, is not asked for its number and not for the paper that cannot exist', () => {
    const unrecorded = { transferRecorded: false, recordNo: undefined }
    expect(verdictsOf(judge(unrecorded)).recorded).toBe('unmet')
    expect(checkAnswers(p05, sampleAnswers('P05', unrecorded), context)).toEqual([])
    expect(papersAsked(unrecorded)).not.toContain('record')
    expect(papersAsked({})).toContain('record')
  })

  it('11: 800,000.01 yuan paid on a contract over 800,000 is refused, 800,000 is not; a firm making the product itself has no contract to exceed', () => {
    expect(checkAnswers(p05, sampleAnswers('P05', { paidAmountFen: 80_000_001 }), context)).toEqual([
      { field: 'paidAmountFen', reason: 'money-over', limit: '合同金额' },
    ])
    expect(checkAnswers(p05, sampleAnswers('P05', { paidAmountFen: 80_000_000 }), context)).toEqual([])
    expect(checkAnswers(p05, sampleAnswers('P05', { ...selfMade, contractFen: 1_000_000, paidAmountFen: 80_000_000 }), context)).toEqual([])
  })

  it('12: answers left over from the other way of dealing are neither judged nor counted nor asked for', () => {
    const leftOver = { dealType: '自行产业化', relatedParty: true, transferRecorded: true }
    expect(Object.keys(verdictsOf(judge(leftOver)))).not.toContain('arms')
    expect(papersAsked(leftOver)).not.toContain('record')
    expect(verdictOf(judge(leftOver))).toBe('eligible')
  })
})
