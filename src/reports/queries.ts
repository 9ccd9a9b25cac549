// Month reports at the desk: what is asked, and how figures are said.
import { useQueryCache } from '@pinia/colada'
import { getMonthReport, getMonthSheet, listMonths, listReportRows, makeMonthReport } from '#contract/reports/endpoints.ts'
import { measureOf, type MeasureId } from '#contract/reports/measures.ts'
import type { MonthReport, Months, ReportRow, ReportRows } from '#contract/reports/schema.ts'
import { formatWan } from '#contract/identifiers/money.ts'
import { call } from '#client/http.ts'
import { saveFile } from '#client/ui/save-file.ts'
import { useLoad, type Load } from '#client/ui/use-load.ts'
import { usePages, type Pages } from '#client/ui/use-pages.ts'
import { useSubmit, type Submit } from '#client/ui/use-submit.ts'

export function useMonths(): Load<Months> {
  return useLoad({ key: ['reports', 'months'], query: (read) => read(listMonths), staleTime: 60_000 })
}

/** `month` undefined: nothing is asked yet. */
export function useMonthReport(month: () => string | undefined): Load<MonthReport> {
  return useLoad({
    key: () => ['reports', 'month', month() ?? ''],
    query: (read) => read(getMonthReport, { params: { month: month() ?? '' } }),
    enabled: () => month() !== undefined,
    staleTime: 30_000,
  })
}

export function useReportRows(month: () => string | undefined, id: () => MeasureId | undefined): Pages<ReportRow, ReportRows> {
  return usePages<ReportRow, ReportRows>({
    key: () => ['reports', 'rows', month() ?? '', id() ?? ''],
    query: (read, cursor) =>
      read(listReportRows, {
        params: { month: month() ?? '' },
        query: { id: id() ?? 'received', ...(cursor === undefined ? {} : { cursor }) },
      }),
    enabled: () => month() !== undefined && id() !== undefined,
    staleTime: 30_000,
  })
}

/** Fixes a month; all reports are asked anew. */
export function useMakeReport(): Submit<[month: string], MonthReport> {
  const cache = useQueryCache()
  return useSubmit(async (_key, month: string) => {
    const report = await call(makeMonthReport, { params: { month } })
    await cache.invalidateQueries({ key: ['reports'] }).catch(() => undefined)
    return report
  })
}

export async function saveMonthSheet(month: string): Promise<true> {
  saveFile(await call(getMonthSheet, { params: { month }, asBytes: true, timeoutMs: 60_000 }), `知识产权服务月报-${month}.xlsx`)
  return true
}

/** 2026-11 → 2026 年 11 月 */
export function monthWords(month: string): string {
  const [year, number] = month.split('-')
  return `${year} 年 ${Number(number)} 月`
}

/** With its unit's decimals; nothing was counted: 没有, since a dash before 个工作日 would read as a one. */
export function figureText(id: MeasureId, value: number | null): string {
  if (value === null) return '没有'
  const { unit } = measureOf(id)
  if (unit === 'fen') return formatWan(value)
  return unit === 'times' ? String(value) : value.toFixed(1)
}

/** What one row adds, where that is not simply one. */
export function rowText(id: MeasureId, row: ReportRow): string {
  const { unit } = measureOf(id)
  if (id === 'told') return `${row.count} 人`
  if (id === 'read') return `${row.count} 人，读了 ${(row.value ?? 0).toFixed(1)}%`
  if (id === 'corrected') return row.value === 0 ? '没有补正' : '补正过'
  if (unit === 'workdays') return `${row.value ?? 0} 个工作日`
  if (unit === 'marks') return `${(row.value ?? 0).toFixed(1)} 分`
  return unit === 'fen' ? `${formatWan(row.value ?? 0)} 万元` : ''
}
