// One complete set of answers for every scheme of content/huantai, as a firm would give them; the sums are worked out in tests/subsidies/amount.rules.test.ts.
// Firm, people and sums are made up; the patent numbers are public ones with right check digits.
import type { Answers } from '#contract/subsidies/schema.ts'

export const sampleFirm = {
  name: '桓台苇畔新材料有限公司',
  uscc: '91370321MA0DEM013L',
  town: '果里镇',
  legalPerson: '周苇',
  industry: '新材料',
  scale: '小型',
} as const

const firm: Answers = {
  companyName: sampleFirm.name,
  uscc: sampleFirm.uscc,
  legalPerson: sampleFirm.legalPerson,
  contactName: '李敏',
  contactMobile: '13800138000',
  town: sampleFirm.town,
}
const account: Answers = { bankAccountName: sampleFirm.name, bankName: '示例银行甲桓台支行', bankAccountNo: '37050163000000000371' }
const invention = { patentNo: 'ZL201710601862.3', patentTitle: '一种含氟密封材料及其制备方法', patentType: '发明', grantDate: '2019-08-20' }
const utilityModel = {
  patentNo: 'ZL202020773489.7',
  patentTitle: '一种反应釜机械密封装置',
  patentType: '实用新型',
  grantDate: '2020-12-29',
}
const laterInvention = {
  patentNo: 'ZL201911044411.X',
  patentTitle: '一种耐腐蚀涂层的喷涂方法',
  patentType: '发明',
  grantDate: '2022-03-15',
}
const declared: Answers = { legalPersonStatus: true, duplicateFunding: false }

const samples: Record<string, Answers> = {
  P01: {
    ...firm,
    ...account,
    patents: [invention, utilityModel],
    bank: '示例银行甲',
    loanContractNo: 'SL-2025-0318',
    contractDate: '2025-03-18',
    lprPercent: 3,
    loanAmountFen: 600_000_000,
    loanStart: '2025-03-20',
    loanEnd: '2026-03-20',
    pledgeRegNo: 'Y2025000000001',
    pledgeRegDate: '2025-03-19',
    firstPledgedCount: 2,
    combinedLoan: false,
    pledgeRatio: 100,
    interestFrom: '2025-03-20',
    interestTo: '2026-03-20',
    interestPaidFen: 19_800_000,
    legalPersonStatus: true,
    isPatentee: true,
    repaidAsAgreed: true,
  },
  P02: {
    ...firm,
    ...account,
    ...declared,
    assessOrg: '示例资产评估有限公司',
    feeType: '评估费',
    feeFen: 8_000_000,
    invoiceDate: '2026-02-10',
    loanAmountFen: 600_000_000,
    loanDisbursed: true,
  },
  P03: {
    ...firm,
    ...account,
    patents: [invention],
    insuranceType: '专利执行险',
    domesticOnly: true,
    insurer: '示例财产保险公司',
    policyNo: 'PZIP2026000001',
    policyStart: '2026-01-15',
    premiumFen: 8_000_000,
    highValueOrBeltRoad: false,
    isOwnerOrExclusiveLicensee: true,
    ipValidNoDispute: true,
    premiumPaid: true,
  },
  P04: { ...firm, ...account, ...declared, honorType: '国家知识产权优势企业', listYear: 2025, listOrder: '第 128 号', onCnipaList: true },
  P05: {
    ...firm,
    ...account,
    ...declared,
    patents: [invention, laterInvention],
    dealType: '许可（被许可方）',
    counterparty: '示例大学',
    contractFen: 80_000_000,
    paidAmountFen: 62_000_000,
    transferRecorded: true,
    recordNo: 'X2026980000001',
    relatedParty: false,
  },
  P06: {
    ...firm,
    ...account,
    ...declared,
    certNo: '示例-IPMS-2026-0001',
    certBody: '示例认证有限公司',
    certEdition: 'GB/T 29490-2023',
    firstCertification: true,
    certDate: '2026-01-20',
    certExpire: '2029-01-19',
    isoLevel: '2级',
    certValid: true,
  },
  P07: {
    ...firm,
    ...account,
    ...declared,
    patents: [invention],
    awardName: '中国专利优秀奖',
    awardYear: 2025,
    awardGranted: true,
    isFirstPatentee: true,
  },
  P08: {
    ...firm,
    project: '高价值专利培育中心（参与单位）',
    industry: '新材料',
    partners: '示例大学材料学院',
    demand: '含氟密封材料的耐温和寿命；现有发明专利 2 件，实用新型 1 件。',
    roleIsPartner: true,
  },
  P09: {
    ...firm,
    ...account,
    ...declared,
    country: '德国',
    caseType: '专利',
    role: '被控方',
    caseNo: '示例 4 O 1/26',
    feeFen: 10_000_000,
    result: '已提交答辩，等开庭。',
    hasOverseasCase: true,
  },
  P10: { ...firm, ...account, legalPersonStatus: true, patents: [{ ...invention }] },
}

/** A fresh copy, with fields changed or (undefined) left out. */
export function sampleAnswers(programmeId: string, overrides: Answers = {}): Answers {
  const sample = samples[programmeId]
  if (!sample) throw new Error(`no sample answers for ${programmeId}`)
  const answers: Answers = { ...structuredClone(sample), ...overrides }
  for (const name of Object.keys(answers)) if (answers[name] === undefined) delete answers[name]
  return answers
}
