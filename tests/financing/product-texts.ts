// What a bank and an officer would really write, ready to be published.
import { emptyInsurance, emptyLoan } from '#contract/financing/product-rules.ts'
import type { InsuranceDraft, LoanDraft } from '#contract/financing/editing-schema.ts'

export function aLoan(change: Partial<LoanDraft> = {}): LoanDraft {
  return {
    ...emptyLoan, title: '专利快贷', about: '押发明专利，不用再找担保。', phone: '0533-8200000', from: '500000', to: '10000000', fromMonths: '6', toMonths: '36', rights: ['发明', '实用新型'],
    ratio: '不超过评估值的一半，由银行确定', rate: '由银行确定', conditions: ['专利有效，权属清楚', '成立满两年'], papers: ['专利证书', '近三年报表'], ...change,
  }
}
export function anInsurance(change: Partial<InsuranceDraft> = {}): InsuranceDraft {
  return {
    ...emptyInsurance, title: '专利执行保险', about: '别人侵权时，补上取证和打官司的费用。', forWhom: '有专利的企业', insurer: '示例保险公司', phone: '95500', premium: '由保险公司确定', subsidyPercent: '60', subsidyCap: '200000', programmeId: 'P03',
    papers: ['保单', '发票'], source: '保险公司提供的说明，县局核对', ...change,
  }
}
