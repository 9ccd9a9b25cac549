import { describe } from 'vitest'
import { countyRows, judgeRows } from './match-rows.ts'

describe('示范、优势企业奖励（P04）', () => {
  judgeRows('P04', [
    { firm: '优势企业，一档 10.00 万', verdict: 'eligible', fen: 10_000_000 },
    { firm: '示范企业，一档 20.00 万，最高就这么多', answers: { honorType: '国家知识产权示范企业' }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '大型的优势企业也是 10.00 万，规模不限', facts: { scale: '大型' }, verdict: 'eligible', fen: 10_000_000 },
    { firm: '没有列入名单：不符合', answers: { onCnipaList: false }, verdict: 'ineligible', fen: null, because: ['list'] },
    { firm: '没说列没列入：需核实，10.00 万照算', answers: { onCnipaList: undefined }, verdict: 'check', fen: 10_000_000, because: ['list'], asks: ['onCnipaList'] },
    { firm: '类别没选：需核实，还算不出来', answers: { honorType: undefined }, verdict: 'check', fen: null, asks: ['honorType'] },
    { firm: '类别不在档里：符合，但没有钱可算，0.00 万', answers: { honorType: '县级知识产权优势企业' }, verdict: 'eligible', fen: 0 },
    ...countyRows(10_000_000),
  ])
})
