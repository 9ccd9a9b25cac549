// The county's figures of financing: officers.
import { getFigures, getLoansSheet } from '#contract/financing/desk-endpoints.ts'
import { officers, row, type MatrixRow } from './rows.ts'

export const financingFiguresRows: readonly MatrixRow[] = [
  row(getFigures, officers(200), () => ({ query: { year: 2026 } })),
  row(getLoansSheet, officers(200), () => ({ query: { year: 2026 } })),
]
