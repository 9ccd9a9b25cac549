import { describe } from 'vitest'
import { judgeRows } from './match-rows.ts'

describe('贷款贴息（P01）', () => {
  judgeRows('P01', [
    { firm: '小型企业，600 万 × 3% × 60% × 365 ÷ 365 × 100% = 10.80 万', verdict: 'eligible', fen: 10_800_000 },
    // 3月20日到9月19日：11 + 30 + 31 + 30 + 31 + 31 + 19 = 183 天；108000 × 183 = 19764000，÷ 365 = 54147.945 元，舍到分
    { firm: '只贴半年，600 万 × 3% × 60% × 183 ÷ 365 = 5.414794 万', answers: { interestTo: '2025-09-19' }, verdict: 'eligible', fen: 5_414_794 },
    { firm: '组合贷款，专利占 60%，10.80 万 × 60% = 6.48 万', answers: { combinedLoan: true, pledgeRatio: 60 }, verdict: 'eligible', fen: 6_480_000 },
    { firm: 'LPR 3.45%，600 万 × 3.45% × 60% = 12.42 万', answers: { lprPercent: 3.45 }, verdict: 'eligible', fen: 12_420_000 },
    { firm: '实付利息只有 10.00 万，10.80 万按 10.00 万', answers: { interestPaidFen: 10_000_000 }, verdict: 'eligible', fen: 10_000_000 },
    { firm: '贷了 3000 万，3000 万 × 3% × 60% = 54.00 万，到顶 50.00 万', answers: { loanAmountFen: 3_000_000_000, interestPaidFen: 100_000_000 }, verdict: 'eligible', fen: 50_000_000 },
    { firm: '登记和放款同一天：符合，10.80 万', answers: { pledgeRegDate: '2025-03-20' }, verdict: 'eligible', fen: 10_800_000 },
    { firm: '台账里没有专利：只作提示，仍是 10.80 万', facts: { rights: { patents: 0, inventions: 0, trademarks: 3, software: 0, pledged: 0 } }, verdict: 'eligible', fen: 10_800_000 },
    { firm: '分公司：不符合', answers: { legalPersonStatus: false }, verdict: 'ineligible', fen: null, because: ['legal'] },
    { firm: '大型企业：不符合', facts: { scale: '大型' }, verdict: 'ineligible', fen: null, because: ['sme'] },
    { firm: '专利不是自己的：不符合', answers: { isPatentee: false }, verdict: 'ineligible', fen: null, because: ['owner'] },
    { firm: '没有一件首次质押：不符合', answers: { firstPledgedCount: 0 }, verdict: 'ineligible', fen: null, because: ['first'] },
    { firm: '放款后一天才登记：不符合', answers: { pledgeRegDate: '2025-03-21' }, verdict: 'ineligible', fen: null, because: ['before'] },
    { firm: '没按约定还：不符合', answers: { repaidAsAgreed: false }, verdict: 'ineligible', fen: null, because: ['repay'] },
    { firm: '放款日没填：需核实，问放款日，10.80 万照算', answers: { loanStart: undefined }, verdict: 'check', fen: 10_800_000, because: ['before'], asks: ['loanStart'] },
    { firm: '规模没填：需核实，到企业资料里填', facts: { scale: null }, verdict: 'check', fen: 10_800_000, because: ['sme'] },
    { firm: '实付利息没填：需核实，还算不出来', answers: { interestPaidFen: undefined }, verdict: 'check', fen: null, asks: ['interestPaidFen'] },
    { firm: '止日不在起日之后：需核实，要改止日', answers: { interestTo: '2025-03-20' }, verdict: 'check', fen: null, asks: ['interestTo'] },
  ])
})
