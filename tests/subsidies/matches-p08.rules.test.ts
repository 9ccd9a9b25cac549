import { describe } from 'vitest'
import { judgeRows } from './match-rows.ts'

describe('高价值专利培育与专利池（P08），县里只推荐，不拨钱', () => {
  judgeRows('P08', [
    { firm: '以参与单位身份联合：符合，没有县里的钱可算', verdict: 'eligible', fen: null },
    { firm: '和产业链上的专利权人一起组建专利池：符合', answers: { project: '重点产业专利池', roleIsPartner: undefined, poolMember: true }, verdict: 'eligible', fen: null },
    { firm: '想自己牵头培育中心：只作提示，不算不符合', answers: { roleIsPartner: false }, verdict: 'eligible', fen: null },
    { firm: '想一家组建专利池：只作提示，不算不符合', answers: { project: '重点产业专利池', roleIsPartner: undefined, poolMember: false }, verdict: 'eligible', fen: null },
    { firm: '营业执照还没核对：这个项目不看登记地，符合', facts: { verification: 'unverified' }, verdict: 'eligible', fen: null },
    { firm: '大型企业：规模不限，符合', facts: { scale: '大型' }, verdict: 'eligible', fen: null },
    { firm: '意向项目没选：需核实，先问项目', answers: { project: undefined, roleIsPartner: undefined, poolMember: undefined }, verdict: 'check', fen: null, asks: ['project'] },
    { firm: '选了培育中心，没说是不是参与单位：需核实，问这一题', answers: { roleIsPartner: undefined }, verdict: 'check', fen: null, asks: ['roleIsPartner'] },
    { firm: '选了专利池，没说和谁组建：需核实，问这一题', answers: { project: '重点产业专利池', roleIsPartner: undefined, poolMember: undefined }, verdict: 'check', fen: null, asks: ['poolMember'] },
  ])
})
