import { describe } from 'vitest'
import { countyRows, judgeRows } from './match-rows.ts'

describe('海外维权补助（P09）', () => {
  judgeRows('P09', [
    { firm: '付了 12.00 万 × 50% = 6.00 万', answers: { feeFen: 12_000_000 }, verdict: 'eligible', fen: 6_000_000 },
    { firm: '付了 40.00 万 × 50% = 20.00 万，正好到顶', answers: { feeFen: 40_000_000 }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '付了 50.00 万 × 50% = 25.00 万，到顶 20.00 万', answers: { feeFen: 50_000_000 }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '付了 100.01 元 × 50% = 50.005 元，舍到 50.00 元', answers: { feeFen: 10_001 }, verdict: 'eligible', fen: 5_000 },
    { firm: '案子还没立：不符合', answers: { hasOverseasCase: false }, verdict: 'ineligible', fen: null, because: ['case'] },
    { firm: '还没付钱：不符合', answers: { feeFen: 0 }, verdict: 'ineligible', fen: null, because: ['spent'] },
    { firm: '没说立没立案：需核实，6.00 万照算', answers: { hasOverseasCase: undefined, feeFen: 12_000_000 }, verdict: 'check', fen: 6_000_000, because: ['case'], asks: ['hasOverseasCase'] },
    { firm: '费用没填：需核实，还算不出来', answers: { feeFen: undefined }, verdict: 'check', fen: null, because: ['spent'], asks: ['feeFen'] },
    ...countyRows(5_000_000),
  ])
})
