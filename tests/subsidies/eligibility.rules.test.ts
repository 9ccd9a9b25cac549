import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { evaluateConditions, verdictOf, type FirmFacts } from '#contract/subsidies/eligibility.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

const content = loadContent('content/huantai', { demo: true })
const ids = content.programmes('2026-11-23').map((programme) => programme.id)
const verified: FirmFacts = { verification: 'verified', scale: '小型', town: '果里镇' }
const clean = { seriousDishonesty: false, abnormalFilings: 0 }

function judge(id: string, overrides: Answers = {}, firm: FirmFacts = verified, officer: Record<string, unknown> = clean) {
  return evaluateConditions(content.programme(id, '2026-11-23')!, sampleAnswers(id, overrides), firm, officer)
}
const verdict = (results: ReturnType<typeof judge>, id: string) => results.find((result) => result.id === id)?.verdict

describe('the conditions of a scheme', () => {
  it.each(ids)('%s: a firm with all right answers, verified and looked up, is eligible', (id) => {
    expect(verdictOf(judge(id))).toBe('eligible')
  })

  it.each(ids)('%s: with no answer at all nothing is met and nothing is unmet by silence', (id) => {
    const results = evaluateConditions(content.programme(id, '2026-11-23')!, {}, {})
    expect(results.length).toBeGreaterThan(0)
    expect(results.map((result) => result.verdict)).toEqual(results.map(() => 'unknown'))
    expect(verdictOf(results)).toBe('check')
  })

  it.each(ids)('%s: a firm listed for serious dishonesty is not eligible', (id) => {
    expect(verdictOf(judge(id, {}, verified, { ...clean, seriousDishonesty: true }))).toBe('ineligible')
  })

  it('P01: a large firm is not eligible, a firm whose size nobody stated is to be checked', () => {
    expect(verdict(judge('P01', {}, { ...verified, scale: '大型' }), 'sme')).toBe('unmet')
    expect(verdict(judge('P01', {}, { ...verified, scale: null }), 'sme')).toBe('unknown')
    expect(verdict(judge('P01', {}, { ...verified, scale: '微型' }), 'sme')).toBe('met')
  })

  it('P01: a pledge registered on the day of the loan counts, one day later does not, and without a date nobody knows', () => {
    expect(verdict(judge('P01', { pledgeRegDate: '2025-03-20' }), 'before')).toBe('met')
    expect(verdict(judge('P01', { pledgeRegDate: '2025-03-21' }), 'before')).toBe('unmet')
    expect(verdict(judge('P01', { pledgeRegDate: undefined }), 'before')).toBe('unknown')
    expect(verdict(judge('P01', { loanStart: undefined }), 'before')).toBe('unknown')
  })

  it('P01: one patent pledged for the first time is enough, none is not', () => {
    expect(verdict(judge('P01', { firstPledgedCount: 1 }), 'first')).toBe('met')
    expect(verdict(judge('P01', { firstPledgedCount: 0 }), 'first')).toBe('unmet')
  })

  it('P06: a certificate of the 2013 edition is not eligible', () => {
    expect(verdict(judge('P06', { certEdition: 'GB/T 29490-2013（旧版，不再受理）' }), 'edition')).toBe('unmet')
  })

  it('P08: the soft condition of the chosen project is judged, that of the other left out, and it never rules a firm out', () => {
    const results = judge('P08', { roleIsPartner: false })
    expect(verdict(results, 'lead')).toBe('unmet')
    expect(results.map((result) => result.id)).not.toContain('pool')
    expect(verdictOf(results)).toBe('eligible')
    expect(verdict(judge('P08', { project: '重点产业专利池', poolMember: true }), 'pool')).toBe('met')
  })

  it('P09: costs of nothing are no costs', () => {
    expect(verdict(judge('P09', { feeFen: 0 }), 'spent')).toBe('unmet')
  })

  it('P10: every patent has to be granted by 31 December 2025, not only the first', () => {
    const granted = (date: string) => ({ patentNo: 'ZL201710601862.3', patentTitle: '一', patentType: '发明', grantDate: date })
    expect(verdict(judge('P10', { patents: [granted('2025-12-31')] }), 'date')).toBe('met')
    expect(verdict(judge('P10', { patents: [granted('2024-01-01'), granted('2026-01-01')] }), 'date')).toBe('unmet')
    expect(verdict(judge('P10', { patents: [granted('2024-01-01'), { patentTitle: '二' }] }), 'date')).toBe('unknown')
  })

  it('a firm whose licence photo was refused is unknown, not unmet: it may send another', () => {
    expect(verdict(judge('P02', {}, { verification: 'refused' }), 'reg')).toBe('unknown')
  })
})
