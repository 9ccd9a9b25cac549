import { describe, expect, it } from 'vitest'
import { lacksBasis, phoneMatch, phoneScheme } from '#client/subsidies/scheme-editor/phone-scheme.ts'
import { anEmptyScheme, schemeOf } from './scheme-sources.ts'

const today = '2026-11-23'
const batch = { id: 'b', name: '第一批', opensAt: '2026-11-01T00:00:00', closesAt: '2026-12-31T23:59:59', budgetFen: 100_000_000 }
const ready = () => {
  const source = schemeOf('P05')
  return { ...source, status: 'open' as const, batches: [batch], amount: { ...source.amount, illustrative: false } }
}

describe('the phone beside the editor', () => {
  it('shows a scheme with its documents, in its batch, as firms would get it', () => {
    const phone = phoneScheme(ready(), today, false)
    expect(phone.programme).toMatchObject({ availability: 'taking', closesOn: '2026-12-31', example: true })
    expect(phone).toMatchObject({ action: '开始申报', maxFen: 20_000_000 })
  })
  it('counts batches by its own status and windows, in the demonstration as well', () => {
    expect(phoneScheme({ ...ready(), batches: [{ ...batch, opensAt: '2026-12-01T00:00:00' }] }, today, true).action).toBe('还没开始受理')
    expect(phoneScheme({ ...ready(), batches: [{ ...batch, closesAt: '2026-11-22T23:59:59' }] }, today, true).action).toBe('本期已截止')
    expect(phoneScheme({ ...ready(), status: 'draft' }, today, true).action).toBe('还没有开放申报')
    expect(phoneScheme({ ...ready(), status: 'closed' }, today, true).action).toBe('已停止受理')
  })
  it('says that the documents come first where the sum is an example or none was checked', () => {
    expect(phoneScheme({ ...ready(), amount: { ...ready().amount, illustrative: true } }, today, false).action).toBe('依据补齐后开放受理')
    expect(phoneScheme({ ...ready(), basis: [{ ref: '甲', verified: false }] }, today, false).action).toBe('依据补齐后开放受理')
    expect(lacksBasis(ready())).toBe(false)
  })
  it('names no limit where there is none yet: a new scheme, or a rule without tiers', () => {
    expect(phoneScheme(anEmptyScheme(), today, false).maxFen).toBeNull()
    expect(phoneScheme({ ...ready(), amount: { type: 'fixedByTier', illustrative: true, summary: '', combine: 'max', tiers: [] } }, today, false).maxFen).toBeNull()
  })
  it('stands in 我能领什么 as 需核实 for a firm of which nothing is known, and counts with what is tried out', () => {
    const source = ready()
    expect(phoneMatch(source, phoneScheme(source, today, false), {})).toMatchObject({ verdict: 'check', maxFen: 20_000_000, leftFen: 100_000_000 })
    expect(phoneMatch(source, phoneScheme(source, today, false), { paidAmountFen: 62_000_000 }).amountFen).toBe(6_200_000)
    expect(phoneMatch(source, phoneScheme(source, today, false), { legalPersonStatus: false }).verdict).toBe('ineligible')
  })
})
