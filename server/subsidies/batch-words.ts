// What stands in the tables and in the notice of a batch.
import { sayDate } from '#contract/identifiers/date.ts'

export const listColumns = ['序号', '编号', '企业名称', '统一社会信用代码', '镇（街道）', '项目', '批次', '位次', '状态', '提交日期', '申报金额（元）', '核准金额（元）', '公示截止', '拨付日期', '凭证号'] as const
export const listSheet = '办件'
export const schemeColumns = ['项目', '批次', '件数', '其中无金额', '申报金额（元）', '核准金额（元）', '已拨付（元）'] as const
export const townColumns = ['镇（街道）', '件数', '其中无金额', '申报金额（元）', '核准金额（元）', '已拨付（元）'] as const
export const detailColumns = ['项目', '批次', '镇（街道）', '件数', '其中无金额', '申报金额（元）', '核准金额（元）', '已拨付（元）'] as const
export const summarySheets = { scheme: '按项目和批次', town: '按镇（街道）', detail: '按项目、批次和镇' } as const
export const totalWord = '合计'
export const subtotalWord = '小计'
export const noBatchWord = '不分批'
export const exampleWord = '（示例）'
export const exampleLine = '金额后标「示例」的项目没有文件依据，只作演示，不作拨付依据。'

export function listTitle(office: string): string {
  return `${office} 办件清单`
}
export function summaryTitle(office: string): string {
  return `${office} 资金汇总表`
}
export function dateLine(today: string, cases: number): string {
  return `制表日期 ${today.slice(0, 4)}年${sayDate(today, today)}　共 ${cases} 件`
}
export function listFileName(today: string): string {
  return `办件清单-${today}.xlsx`
}
export function summaryFileName(today: string): string {
  return `资金汇总表-${today}.xlsx`
}

export function noticeTitle(year: string, scheme: string | undefined): string {
  return `关于${year}年${scheme ?? '知识产权专项资金'}拟支持企业的公示`
}
export function noticeOpening(schemes: readonly string[], firms: number): string {
  return `${schemes.map((scheme) => `「${scheme}」`).join('')}已完成受理、初审和复核，拟支持企业 ${firms} 家，现予公示。`
}
/** 公示时间：2026年11月23日（周一）至11月30日（周一），5 个工作日。With several schemes that take unlike long, one line each. */
export function noticePeriod(scheme: string | undefined, startsOn: string, endsOn: string, workdays: number): string {
  return `${scheme === undefined ? '' : `「${scheme}」`}公示时间：${startsOn.slice(0, 4)}年${sayDate(startsOn, startsOn)}至${sayDate(endsOn, startsOn)}，共 ${workdays} 个工作日。`
}
export const provisionalLine = '公示期含未公布放假安排的年份，暂按周末推算，以国务院通知为准。'
export function objectionLine(address: string): string {
  return `对公示内容有异议的，可以在公示期内实名提出，写明事实和理由：打开 ${address}，找到这一项，选「提出异议」；也可以拨打 12330。`
}
export const noticeExampleLine = '表中标「示例」的金额没有文件依据，只作演示。'
