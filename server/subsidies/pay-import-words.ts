// What columns of the finance office's table are called, in any order; and what stands on the table we give it to fill in.
import type { PayColumn } from '#contract/subsidies/pay-reasons.ts'

/** Compared without spaces, stars, colons and what stands in brackets. */
export const headerWords: Record<PayColumn, readonly string[]> = {
  number: ['编号', '办件编号', '受理编号', '申报编号', '申请编号', '案件编号', '业务编号', '项目编号', '办件号', '受理号'],
  firmName: ['企业', '企业名称', '单位', '单位名称', '申报单位', '申报企业', '收款单位', '收款单位名称', '收款人', '公司名称'],
  amount: ['金额', '拨付金额', '实拨金额', '支付金额', '付款金额', '核准金额', '拨款金额', '补助金额', '资金'],
  paidOn: ['拨付日期', '支付日期', '付款日期', '拨款日期', '到账日期', '拨付时间', '支付时间', '日期'],
  reference: ['凭证号', '凭证编号', '凭证号码', '支付凭证号', '拨付凭证号', '记账凭证号', '银行回单号', '回单号', '回单编号', '支付令号'],
}
export const wanWords = /万元|万/
/** Lines that sum up others. */
export const sumWords = /^(合计|总计|小计|共计|累计|总额)[:：]?$/

export const columnNames: Record<PayColumn, string> = { number: '编号', firmName: '企业', amount: '金额（元）', paidOn: '拨付日期', reference: '凭证号' }
export const templateSheet = '导入模板'
export const templateHint = '只填「拨付日期」和「凭证号」两列，其他不用动；还没拨的留空。填好存成 .xlsx，传回「拨付」里的「导入拨付结果」。'
export function templateTitle(office: string): string {
  return `${office} 拨付结果`
}
export function templateFileName(today: string): string {
  return `拨付导入模板-${today}.xlsx`
}
