import { createPrinter } from '#server/pdf/print.ts'
import type { PrintedForm } from './printed-form.ts'

/** The PDF of a form. Throws `unavailable` when too many wait or drawing takes too long. */
export const printForm = createPrinter<PrintedForm>(new URL('./form-worker.ts', import.meta.url))
