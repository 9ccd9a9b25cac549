// The county's reports: officers. The clock of the tests stands in November 2026, so October is over.
import { getMonthReport, getMonthSheet, listMonths, listReportRows, makeMonthReport } from '#contract/reports/endpoints.ts'
import { officers, row, type MatrixRow } from './rows.ts'

const october = { params: { month: '2026-10' } }
const november = { params: { month: '2026-11' } }

export const reportRows: readonly MatrixRow[] = [
  row(listMonths, officers(200)),
  row(getMonthReport, officers(200), () => november),
  row(makeMonthReport, officers(200), () => october),
  row(makeMonthReport, officers(409), () => november, { what: 'while it runs' }),
  row(listReportRows, officers(200), () => ({ ...november, query: { id: 'received' as const } })),
  row(getMonthSheet, officers(200), () => november),
]
