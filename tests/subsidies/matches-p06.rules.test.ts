import { describe } from 'vitest'
import { countyRows, judgeRows } from './match-rows.ts'

describe('贯标奖励（P06）', () => {
  judgeRows('P06', [
    { firm: '头一次通过 2023 版认证，3.00 万', answers: { isoLevel: undefined }, verdict: 'eligible', fen: 3_000_000 },
    { firm: '头一次通过，ISO 56005 又有 3 级，3.00 万 + 2.00 万 = 5.00 万，最高就这么多', answers: { isoLevel: '3级' }, verdict: 'eligible', fen: 5_000_000 },
    { firm: '不是头一次，只有 ISO 56005 2 级，2.00 万', answers: { firstCertification: false, isoLevel: '2级' }, verdict: 'eligible', fen: 2_000_000 },
    { firm: '头一次通过，ISO 56005 1 级不够档，3.00 万', answers: { isoLevel: '1级' }, verdict: 'eligible', fen: 3_000_000 },
    { firm: '不是头一次，也没有分级：条件符合，0.00 万', answers: { firstCertification: false, isoLevel: '未申报' }, verdict: 'eligible', fen: 0 },
    { firm: '2013 版证书：不符合', answers: { certEdition: 'GB/T 29490-2013（旧版，不再受理）', firstCertification: undefined }, verdict: 'ineligible', fen: null, because: ['edition'] },
    { firm: '证书被暂停：不符合', answers: { certValid: false }, verdict: 'ineligible', fen: null, because: ['valid'] },
    { firm: '没说证书有没有效：需核实，3.00 万照算', answers: { certValid: undefined, isoLevel: undefined }, verdict: 'check', fen: 3_000_000, because: ['valid'], asks: ['certValid'] },
    { firm: '没说哪一版：需核实，先问版本，钱等选了版本再算', answers: { certEdition: undefined, isoLevel: undefined }, verdict: 'check', fen: null, because: ['edition'], asks: ['certEdition'] },
    { firm: '没说是不是头一次：需核实，还算不出来', answers: { firstCertification: undefined, isoLevel: undefined }, verdict: 'check', fen: null, asks: ['firstCertification'] },
    ...countyRows(5_000_000),
  ])
})
