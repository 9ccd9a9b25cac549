// Rows of reports the county has made.
import type { MeasureId } from '#contract/reports/measures.ts'

/** figures: JSON of MeasureId → number or null. made_by null: by the calendar. Never changed. */
export interface MonthReportRow { month: string; figures: string; made_at: number; made_by: string | null }
/** One line behind a figure as it was then; see contract/reports/measures.ts Part. */
export interface MonthReportPartRow { month: string; measure: MeasureId; position: number; label: string; detail: string; on_date: string; link: string | null; count: number; share: number | null }

export interface ReportTables {
  month_reports: MonthReportRow
  month_report_rows: MonthReportPartRow
}
