// Every endpoint of financing that is not public, part by part.
import { financingAfterRows } from './financing-after-rows.ts'
import { financingDeskRows } from './financing-desk-rows.ts'
import { financingFiguresRows } from './financing-figures-rows.ts'
import { financingLeadRows } from './financing-lead-rows.ts'
import { financingProductRows } from './financing-product-rows.ts'
import { financingRequestRows } from './financing-request-rows.ts'
import type { MatrixRow } from './rows.ts'

export const financingRows: readonly MatrixRow[] = [...financingRequestRows, ...financingDeskRows, ...financingFiguresRows, ...financingLeadRows, ...financingAfterRows, ...financingProductRows]
