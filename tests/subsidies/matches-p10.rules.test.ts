import { describe } from 'vitest'
import { judgeRows } from './match-rows.ts'

const granted = (grantDate: string) => ({ patentNo: 'ZL201710601862.3', patentTitle: '一种含氟密封材料', patentType: '发明', grantDate })

describe('授权专利补助（P10），已停止受理：再没有钱可算', () => {
  judgeRows('P10', [
    { firm: '2019 年授权，条件都对：也没有钱', answers: { patents: [granted('2019-08-20')] }, verdict: 'eligible', fen: null },
    { firm: '2025年12月31日授权，最后一天：条件对，没有钱', answers: { patents: [granted('2025-12-31')] }, verdict: 'eligible', fen: null },
    { firm: '2026年1月1日授权：不符合', answers: { patents: [granted('2026-01-01')] }, verdict: 'ineligible', fen: null, because: ['date'] },
    { firm: '两件里有一件是 2026 年授权：不符合', answers: { patents: [granted('2019-08-20'), granted('2026-03-01')] }, verdict: 'ineligible', fen: null, because: ['date'] },
    { firm: '没有填专利：需核实，专利在申报里填，这里不问', answers: { patents: undefined }, verdict: 'check', fen: null, because: ['date'] },
    { firm: '分公司：不符合', answers: { legalPersonStatus: false }, verdict: 'ineligible', fen: null, because: ['legal'] },
    { firm: '没说是不是独立法人：需核实，问这一题', answers: { legalPersonStatus: undefined }, verdict: 'check', fen: null, because: ['legal'], asks: ['legalPersonStatus'] },
    { firm: '营业执照还没核对：需核实', facts: { verification: 'pending' }, verdict: 'check', fen: null, because: ['reg'] },
  ])
})
