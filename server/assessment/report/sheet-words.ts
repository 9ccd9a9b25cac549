// Words of the workbook of a report.
import type { PrintedReport } from './printed-report.ts'

export const sheets = { checklist: '审核检查表', gaps: '差距清单', plan: '整改计划', readiness: '认证预备表', changeover: '换版差距表' } as const
export const keyWord = '关键'
export const notPlanned = '还没列进计划'
export const lateWord = '已过期限'
export const droppedWord = '不再问'

type Columns = readonly (readonly [name: string, width: number])[]
export const checklistColumns: Columns = [['序号', 6], ['部门', 16], ['条款', 24], ['检查内容', 46], ['关键项', 8], ['要看的证据', 26], ['自评结果', 12], ['说明', 36], ['已放的证据', 30], ['证据份数', 9], ['审核意见', 28], ['配合部门', 18]]
export const gapColumns: Columns = [['序号', 6], ['关键项', 8], ['自评结果', 12], ['条款', 24], ['检查内容', 44], ['说明', 34], ['怎么补', 40], ['要有的证据', 26], ['已放的证据', 26], ['部门', 16], ['负责人', 12], ['期限', 13], ['状态', 14]]
export const planColumns: Columns = [['序号', 6], ['条款', 24], ['要做的事', 50], ['负责人', 12], ['期限', 13], ['状态', 10], ['提醒', 10], ['进展', 40]]
export const readinessColumns: Columns = [['序号', 6], ['条款', 30], ['是否适用', 10], ['不适用的理由', 36], ['适用的项数', 11], ['有证据的项数', 13], ['证据份数', 9], ['准备情况', 26]]
export const changeoverColumns: Columns = [['序号', 6], ['变化', 10], ['条款', 24], ['新版检查内容', 46], ['旧版的哪一项', 46], ['变化在哪里、为什么不再问', 34], ['现在的回答', 14]]

export function aboutLine({ edition, state, today, disclaimer }: PrintedReport): string {
  return `依据 ${edition.edition}《${edition.title}》　状态：${state}　制表日期 ${today}　${disclaimer}`
}
