import { createPrinter } from '#server/pdf/print.ts'
import type { PrintedRecord } from './printed-record.ts'

/** The PDF of a record. Throws `unavailable` when too many wait or drawing takes too long. */
export const printRecord = createPrinter<PrintedRecord>(new URL('./record-worker.ts', import.meta.url))
