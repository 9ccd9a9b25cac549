// What stands on the pay list for the finance office.
import { sayDate } from '#contract/identifiers/date.ts'

export const columns = ['序号', '办件编号', '企业名称', '统一社会信用代码', '项目', '拨付金额（元）', '开户名称', '开户银行', '银行账号', '拨付日期', '凭证号'] as const
export const fillHint = '拨付后填「拨付日期」和「凭证号」两列，存成 .xlsx 传回「导入拨付结果」，逐行核对后登记。'
export const sheetName = '待拨付'
export const totalWord = '合计'
export const exampleWord = '（示例金额，不作拨付依据）'

export function sheetTitle(office: string): string {
  return `${office} 资金拨付清单`
}

export function dateLine(today: string, rows: number): string {
  return `制表日期 ${today.slice(0, 4)}年${sayDate(today, today)}　共 ${rows} 笔`
}

export function fileName(today: string): string {
  return `拨付清单-${today}.xlsx`
}
