import { describe } from 'vitest'
import { countyRows, judgeRows } from './match-rows.ts'

describe('专利奖配套（P07）', () => {
  judgeRows('P07', [
    { firm: '中国专利金奖，20.00 万，最高一档', answers: { awardName: '中国专利金奖' }, verdict: 'eligible', fen: 20_000_000 },
    { firm: '中国专利银奖，10.00 万', answers: { awardName: '中国专利银奖' }, verdict: 'eligible', fen: 10_000_000 },
    { firm: '中国专利优秀奖，5.00 万', answers: { awardName: '中国专利优秀奖' }, verdict: 'eligible', fen: 5_000_000 },
    { firm: '山东省专利奖，5.00 万', answers: { awardName: '山东省专利奖' }, verdict: 'eligible', fen: 5_000_000 },
    { firm: '台账里没有专利：只作提示，仍是 5.00 万', answers: { awardName: '山东省专利奖' }, facts: { rights: { patents: 0, inventions: 0, trademarks: 0, software: 0, pledged: 0 } }, verdict: 'eligible', fen: 5_000_000 },
    { firm: '授奖决定还没公布：不符合', answers: { awardGranted: false }, verdict: 'ineligible', fen: null, because: ['award'] },
    { firm: '不是第一专利权人：不符合', answers: { isFirstPatentee: false }, verdict: 'ineligible', fen: null, because: ['first'] },
    { firm: '没说是不是第一专利权人：需核实，5.00 万照算', answers: { isFirstPatentee: undefined, awardName: '中国专利优秀奖' }, verdict: 'check', fen: 5_000_000, because: ['first'], asks: ['isFirstPatentee'] },
    { firm: '奖项没选：需核实，还算不出来', answers: { awardName: undefined }, verdict: 'check', fen: null, asks: ['awardName'] },
    ...countyRows(5_000_000),
  ])
})
