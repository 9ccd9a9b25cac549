// One firm a row: what it says, and what it is told. Sums are worked out by hand in the sentence, never by the code.
import { expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import type { FirmFacts } from '#contract/subsidies/eligibility.ts'
import { matchProgramme } from '#contract/subsidies/matching.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

export interface MatchRow {
  /** The firm, and its sum by hand. */
  firm: string
  /** What it answers otherwise than the sample firm; undefined: not answered. */
  answers?: Answers
  /** What its profile and portfolio say otherwise. */
  facts?: FirmFacts
  verdict: 'eligible' | 'check' | 'ineligible'
  /** The sum it is told, in fen; null where it is told none. */
  fen: number | null
  /** Ids of the rules that rule it out (不符合) or are open (需核实). */
  because?: string[]
  /** What it is still asked, in the order of the form. */
  asks?: string[]
}

const content = loadContent('content/huantai', { demo: true })
const rights = { patents: 2, inventions: 2, trademarks: 0, software: 0, pledged: 0 }
/** Verified, small, two patents in force. */
const sampleFacts: FirmFacts = { verification: 'verified', scale: '小型', town: '果里镇', rights }

export function judgeRows(programmeId: string, rows: readonly MatchRow[]): void {
  it.each(rows.map((row) => [row.firm, row] as const))('%s', (_firm, { answers = {}, facts = {}, verdict, fen, because = [], asks = [] }) => {
    const programme = content.programme(programmeId, '2026-11-23')!
    const match = matchProgramme(programme, sampleAnswers(programmeId, answers), { ...sampleFacts, ...facts })
    const deciding = match.reasons.filter(({ hard, source }) => hard && source !== 'officer')
    const wanted = match.verdict === 'ineligible' ? 'unmet' : 'unknown'
    expect({ verdict: match.verdict, because: deciding.filter((reason) => reason.verdict === wanted).map(({ id }) => id), asks: match.asks }).toEqual({ verdict, because, asks })
    expect(match.verdict === 'ineligible' ? null : match.amount.amountFen).toBe(fen)
  })
  it('eight firms or more', () => expect(rows.length).toBeGreaterThanOrEqual(8))
}

/** The rules every county scheme shares: registered here, independent, the same thing not paid before. */
export function countyRows(fen: number | null): MatchRow[] {
  return [
    { firm: '分公司，不是独立法人：不符合', answers: { legalPersonStatus: false }, verdict: 'ineligible', fen: null, because: ['legal'] },
    { firm: '同一事项领过财政资金：不符合', answers: { duplicateFunding: true }, verdict: 'ineligible', fen: null, because: ['dup'] },
    { firm: '营业执照还没核对：需核实，金额照算', facts: { verification: 'pending' }, verdict: 'check', fen, because: ['reg'] },
    { firm: '没说是不是独立法人：需核实，问这一题', answers: { legalPersonStatus: undefined }, verdict: 'check', fen, because: ['legal'], asks: ['legalPersonStatus'] },
    { firm: '没说领没领过：需核实，问这一题', answers: { duplicateFunding: undefined }, verdict: 'check', fen, because: ['dup'], asks: ['duplicateFunding'] },
  ]
}
