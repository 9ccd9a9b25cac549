import { draw, printableData } from '#server/pdf/draw.ts'
import type { PrintedReport } from './printed-report.ts'
import { layoutReport } from './report-layout.ts'

/** The same report gives the same bytes. Only report-worker.ts and tests call it. */
export function drawReport(report: PrintedReport): Promise<Buffer> {
  return draw(layoutReport(printableData(report)))
}
