// Every endpoint of financing that is not public, part by part.
import { financingFiguresRows } from './financing-figures-rows.ts'
import type { MatrixRow } from './rows.ts'

export const financingRows: readonly MatrixRow[] = [...financingFiguresRows]
