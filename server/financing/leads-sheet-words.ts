// Words of the table of a bank's leads.
import type { Verdict } from '#contract/financing/readiness-schema.ts'
import type { RightType } from '#contract/financing/words-schema.ts'

export const sheetName = '融资对接'
/** Three amounts, three columns: what the firm wants, what the bank granted, what was paid out. */
export const columns = [
  '对接编号', '状态', '请对接日期', '答复期限', '行业', '区域', '金额档次', '期限（月）', '用途', '知识产权', '准备情况', '企业', '统一社会信用代码', '联系人', '联系电话', '意向金额（元）', '批复金额（元）', '放款金额（元）', '合同号', '质押登记号', '登记日期', '放款日期', '到期日期', '结清日期',
] as const
export const typeWords: Readonly<Record<RightType, string>> = { 发明: '发明专利', 实用新型: '实用新型专利', 外观设计: '外观设计专利', trademark: '注册商标', software: '软件著作权', other: '其他知识产权' }
export const verdictWords: Readonly<Record<Verdict, string>> = { green: '准备好了', amber: '还要看一看', red: '过不去' }
export const sayAge = (years: number | null): string => (years === null ? '年限不详' : `${years} 年`)
export const separator = '、'
