import { describe } from 'vitest'
import { judgeRows } from './match-rows.ts'

describe('保险保费补贴（P03）', () => {
  judgeRows('P03', [
    { firm: '只投国内险，保费 8.00 万 × 60% = 4.80 万', verdict: 'eligible', fen: 4_800_000 },
    { firm: '只投国内险，12.00 万 × 60% = 7.20 万，到顶 6.00 万', answers: { premiumFen: 12_000_000 }, verdict: 'eligible', fen: 6_000_000 },
    { firm: '只投国内险，高价值专利，8.00 万 ×（60% + 10%）= 5.60 万', answers: { highValueOrBeltRoad: true }, verdict: 'eligible', fen: 5_600_000 },
    { firm: '只投国内险，高价值专利，10.00 万 × 70% = 7.00 万，到顶还是 6.00 万', answers: { highValueOrBeltRoad: true, premiumFen: 10_000_000 }, verdict: 'eligible', fen: 6_000_000 },
    { firm: '也投了海外险，执行险 30.00 万 × 60% = 18.00 万', answers: { domesticOnly: false, premiumFen: 30_000_000 }, verdict: 'eligible', fen: 18_000_000 },
    { firm: '也投了海外险，执行险 40.00 万 × 60% = 24.00 万，到顶 20.00 万', answers: { domesticOnly: false, premiumFen: 40_000_000 }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '被侵权损失险，高价值专利，50.00 万 × 70% = 35.00 万，到顶 30.00 万', answers: { insuranceType: '专利被侵权损失险', domesticOnly: false, highValueOrBeltRoad: true, premiumFen: 50_000_000 }, verdict: 'eligible', fen: 30_000_000 },
    { firm: '海外责任险 60.00 万 × 60% = 36.00 万', answers: { insuranceType: '知识产权海外侵权责任险', premiumFen: 60_000_000 }, verdict: 'eligible', fen: 36_000_000 },
    { firm: '海外责任险 100.00 万 × 60% = 60.00 万，到顶 40.00 万', answers: { insuranceType: '知识产权海外侵权责任险', premiumFen: 100_000_000 }, verdict: 'eligible', fen: 40_000_000 },
    { firm: '海外责任险，一带一路国家，100.00 万 × 70% = 70.00 万，到顶 50.00 万', answers: { insuranceType: '知识产权海外侵权责任险', highValueOrBeltRoad: true, premiumFen: 100_000_000 }, verdict: 'eligible', fen: 50_000_000 },
    { firm: '台账里没有专利：只作提示，仍是 4.80 万', facts: { rights: { patents: 0, inventions: 0, trademarks: 0, software: 0, pledged: 0 } }, verdict: 'eligible', fen: 4_800_000 },
    { firm: '不是权利人，也不是独占被许可人：不符合', answers: { isOwnerOrExclusiveLicensee: false }, verdict: 'ineligible', fen: null, because: ['legal'] },
    { firm: '专利有权属纠纷：不符合', answers: { ipValidNoDispute: false }, verdict: 'ineligible', fen: null, because: ['valid'] },
    { firm: '中途退保：不符合', answers: { premiumPaid: false }, verdict: 'ineligible', fen: null, because: ['paid'] },
    { firm: '营业执照还没核对：需核实，4.80 万照算', facts: { verification: 'unverified' }, verdict: 'check', fen: 4_800_000, because: ['reg'] },
    { firm: '没说保费交没交足：需核实，问这一题', answers: { premiumPaid: undefined }, verdict: 'check', fen: 4_800_000, because: ['paid'], asks: ['premiumPaid'] },
    { firm: '保费没填：需核实，还算不出来', answers: { premiumFen: undefined }, verdict: 'check', fen: null, asks: ['premiumFen'] },
    { firm: '险种没选：需核实，只问险种，别的等选了再问', answers: { insuranceType: undefined }, verdict: 'check', fen: null, asks: ['insuranceType'] },
    { firm: '没说是不是只投国内险：需核实，档次定不下来', answers: { domesticOnly: undefined }, verdict: 'check', fen: null, asks: ['domesticOnly'] },
  ])
})
