// Every endpoint of financing that is not public, part by part.
import { financingFiguresRows } from './financing-figures-rows.ts'
import { financingLeadRows } from './financing-lead-rows.ts'
import { financingRequestRows } from './financing-request-rows.ts'
import type { MatrixRow } from './rows.ts'

export const financingRows: readonly MatrixRow[] = [...financingRequestRows, ...financingFiguresRows, ...financingLeadRows]
