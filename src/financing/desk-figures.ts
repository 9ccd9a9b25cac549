// Figures of financing at the desk: what is asked, and how it is said.
import { getFigures, getLoansSheet } from '#contract/financing/desk-endpoints.ts'
import type { Figures, FunnelRow, FunnelStage } from '#contract/financing/desk-schema.ts'
import { formatWan } from '#contract/identifiers/money.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'

export const stageWords: Record<FunnelStage, string> = {
  intent: '意向',
  accepted: '受理',
  taken: '接单',
  approved: '批复',
  registered: '登记',
  disbursed: '放款',
  subsidised: '贴息',
}

/** `year` null: the one we are in. */
export function useFigures(year: () => number | null): Load<Figures> {
  return useLoad({
    key: () => ['financing', 'figures', year() ?? 0],
    query: (read) => read(getFigures, { query: year() === null ? {} : { year: year() ?? 0 } }),
    staleTime: 30_000,
  })
}

export async function saveLoansSheet(year: number): Promise<true> {
  saveFile(await call(getLoansSheet, { query: { year }, asBytes: true, timeoutMs: 60_000 }), `质押融资台账-${year}.xlsx`)
  return true
}

/** Where the rows behind a figure are. */
export function rowsOf(year: number, stage: FunnelStage, more: { bankId?: string; town?: string; industry?: string } = {}) {
  return { path: '/desk/financing', query: { group: 'all', stage, year: String(year), ...more } }
}

export function wanText(fen: number | null): string {
  return fen === null ? '' : formatWan(fen)
}

/** 中位 6 天，最长 24 天 */
export function daysText({ medianDays, longestDays }: Pick<FunnelRow, 'medianDays' | 'longestDays'>): string {
  if (medianDays === null || longestDays === null) return ''
  return medianDays === longestDays ? `${longestDays} 天` : `${medianDays} 天，最长 ${longestDays} 天`
}

/** 4.3，9 家评过; nobody has said anything yet: 还没有 */
export function markText(mean: number | null): string {
  return mean === null ? '还没有' : `${mean.toFixed(1)} 分`
}
