// Words of the reports, on paper and in the workbook.
import type { AssessmentState, PlanState } from '#contract/assessment/schema.ts'
import type { Cap } from '#contract/assessment/scoring.ts'

export const reportTitle = '企业知识产权合规管理自评报告'
export const unanswered = '未答'
export const toConfirm = '待确认'
export const stateWords: Record<AssessmentState, string> = { open: '自评进行中', 'in-review': '审核中', changes: '退回修改中', closed: '已关闭' }
export const planWords: Record<PlanState, string> = { todo: '未开始', doing: '进行中', done: '已完成', dropped: '不做了' }
export const changeWords = { same: '未变', changed: '有变化', new: '新增' } as const
export const applyWords = { all: '适用', some: '部分适用', none: '不适用' } as const
export const capWords: Record<Cap['kind'], string> = {
  'red-line': '碰到红线',
  'key-failed': '关键项不符合',
  major: '其他项严重不符合',
}

export function unfinished(answered: number, total: number, redLinesOpen: number): string {
  const items = answered < total ? `已答 ${answered} 项，共 ${total} 项` : `${total} 项已答完`
  return `未完成（${items}${redLinesOpen > 0 ? `，红线还有 ${redLinesOpen} 问没答` : ''}）`
}

/** 855 → 85.5; 1000 → 100. */
export function scoreText(tenths: number | null): string {
  if (tenths === null) return '—'
  return tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1)
}

/** State of one clause: what stands in the way comes first. */
export function readinessState({ gaps, open, evidenced, applicable }: { gaps: number; open: number; evidenced: number; applicable: number }): string {
  if (applicable === 0) return '—'
  if (gaps > 0) return `差 ${gaps} 项${open > 0 ? `，待确认 ${open} 项` : ''}`
  if (open > 0) return `待确认 ${open} 项`
  return evidenced === applicable ? '已具备' : `做到了，${applicable - evidenced} 项没放证据`
}

export function evidenceName(name: string, { datedOn, expiresOn, today }: { datedOn: string | null; expiresOn: string | null; today: string }): string {
  const said = [datedOn === null ? '' : `${datedOn} 出`, expiresOn === null ? '' : expiresOn < today ? `已过期 ${expiresOn}` : `有效到 ${expiresOn}`].filter((one) => one !== '')
  return said.length === 0 ? name : `${name}（${said.join('，')}）`
}
