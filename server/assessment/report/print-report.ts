import { createPrinter } from '#server/pdf/print.ts'
import type { PrintedReport } from './printed-report.ts'

/** The PDF of a report. Throws `unavailable` when too many wait or drawing takes too long. */
export const printReport = createPrinter<PrintedReport>(new URL('./report-worker.ts', import.meta.url))
