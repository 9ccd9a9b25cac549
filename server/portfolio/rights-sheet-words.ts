// Words of the exported table; an import knows every one of them (contract/portfolio/table-words.ts).
import type { Pledge, RightKind, RightState } from '#contract/portfolio/schema.ts'

export const sheetName = '知识产权台账'
export const columns = [
  '知识产权类型', '号码', '名称', '权利人', '共有人', '申请日', '授权（注册、登记）日', '专用期限届满日', '国际分类', '状态', '质押', '质权人', '质押登记号', '质押登记日', '年费缴到第几年度',
  '专利类型', '期限届满前最后一天', '下次年费应缴日', '下次年费（元）', '待核',
] as const
export const kindWords: Record<RightKind, string> = { patent: '专利', trademark: '商标', software: '软件著作权', other: '其他' }
export const stateWords: Record<RightState, string> = { pending: '申请中', live: '有效', ended: '已终止' }
export const pledgeWords: Record<Pledge, string> = { none: '未质押', pledged: '已质押' }
export const checkWord = '号码待核'
export const nameSeparator = '、'
