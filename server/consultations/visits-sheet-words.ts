// Words of the table of visits.
import type { BookingRevisitRow } from '../db/schema.ts'

export const sheetName = '专家服务台账'
export const columns = [
  '编号', '日期', '开始', '结束', '企业', '统一社会信用代码', '镇（街道）', '专家', '主题', '方式', '状态', '县局代约', '改约、取消或请假的原因', '企业要谈的', '发现的问题', '专家建议', '讲得专业', '说到点上', '解决问题', '评价的话', '回访',
] as const
export const revisitWords: Readonly<Record<NonNullable<BookingRevisitRow['result']>, string>> = { solved: '已解决', partly: '解决了一部分', unsolved: '没有解决' }
