import { describe } from 'vitest'
import { countyRows, judgeRows } from './match-rows.ts'

describe('评估费、担保费补助（P02）', () => {
  judgeRows('P02', [
    { firm: '评估费 8.00 万 × 50% = 4.00 万', verdict: 'eligible', fen: 4_000_000 },
    { firm: '费用 10.00 万 × 50% = 5.00 万，正好到顶', answers: { feeFen: 10_000_000 }, verdict: 'eligible', fen: 5_000_000 },
    { firm: '费用 12.00 万 × 50% = 6.00 万，到顶 5.00 万', answers: { feeFen: 12_000_000 }, verdict: 'eligible', fen: 5_000_000 },
    { firm: '费用 333.33 元 × 50% = 166.665 元，舍到 166.66 元', answers: { feeFen: 33_333 }, verdict: 'eligible', fen: 16_666 },
    { firm: '贷款还没放：不符合', answers: { loanDisbursed: false }, verdict: 'ineligible', fen: null, because: ['loan'] },
    { firm: '没说贷款放没放：需核实，4.00 万照算', answers: { loanDisbursed: undefined }, verdict: 'check', fen: 4_000_000, because: ['loan'], asks: ['loanDisbursed'] },
    { firm: '费用没填：需核实，还算不出来', answers: { feeFen: undefined }, verdict: 'check', fen: null, asks: ['feeFen'] },
    ...countyRows(4_000_000),
  ])
})
