import { describe } from 'vitest'
import { countyRows, judgeRows } from './match-rows.ts'

const selfMade = { dealType: '自行产业化', counterparty: undefined, contractFen: undefined, transferRecorded: undefined, recordNo: undefined, relatedParty: undefined }

describe('转化运用奖励（P05）', () => {
  judgeRows('P05', [
    { firm: '许可，实付 62.00 万 × 10% = 6.20 万', verdict: 'eligible', fen: 6_200_000 },
    { firm: '实付 200.00 万 × 10% = 20.00 万，正好到顶', answers: { contractFen: 200_000_000, paidAmountFen: 200_000_000 }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '实付 250.00 万 × 10% = 25.00 万，到顶 20.00 万', answers: { contractFen: 250_000_000, paidAmountFen: 250_000_000 }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '自行产业化，投了 15.00 万 × 10% = 1.50 万，不问备案和对方', answers: { ...selfMade, paidAmountFen: 15_000_000 }, verdict: 'eligible', fen: 1_500_000 },
    { firm: '台账里没有专利：只作提示，仍是 6.20 万', facts: { rights: { patents: 0, inventions: 0, trademarks: 0, software: 0, pledged: 0 } }, verdict: 'eligible', fen: 6_200_000 },
    { firm: '许可没有备案：不符合', answers: { transferRecorded: false }, verdict: 'ineligible', fen: null, because: ['recorded'] },
    { firm: '和对方有关联关系：不符合', answers: { relatedParty: true }, verdict: 'ineligible', fen: null, because: ['arms'] },
    { firm: '一分钱没付：不符合', answers: { paidAmountFen: 0 }, verdict: 'ineligible', fen: null, because: ['paid'] },
    { firm: '没说备没备案：需核实，6.20 万照算', answers: { transferRecorded: undefined }, verdict: 'check', fen: 6_200_000, because: ['recorded'], asks: ['transferRecorded'] },
    { firm: '方式没选：需核实，只问方式，6.20 万照算', answers: { dealType: undefined }, verdict: 'check', fen: 6_200_000, asks: ['dealType'] },
    { firm: '实付没填：需核实，还算不出来', answers: { paidAmountFen: undefined }, verdict: 'check', fen: null, because: ['paid'], asks: ['paidAmountFen'] },
    ...countyRows(6_200_000),
  ])
})
