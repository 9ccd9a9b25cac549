import { endpoint } from '../endpoint.ts'
import type { MeasureId } from './measures.ts'
import type { MonthReport, Months, ReportRows } from './schema.ts'

/** All of it for officers. */
export const listMonths = endpoint<{ reply: Months }>('GET', '/api/reports/months')
export const getMonthReport = endpoint<{ params: { month: string }; reply: MonthReport }>('GET', '/api/reports/months/:month')
/** Fixes a month that is over; fixed before: as it is. 409 `reports.month-running`. */
export const makeMonthReport = endpoint<{ params: { month: string }; reply: MonthReport }>('POST', '/api/reports/months/:month')
export const listReportRows = endpoint<{ params: { month: string }; query: { id: MeasureId; cursor?: string; limit?: number }; reply: ReportRows }>('GET', '/api/reports/months/:month/rows')
export const getMonthSheet = endpoint<{ params: { month: string }; reply: ArrayBuffer }>('GET', '/api/reports/months/:month/report.xlsx')
