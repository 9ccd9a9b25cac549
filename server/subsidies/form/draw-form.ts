import { draw, printableData } from '#server/pdf/draw.ts'
import { layoutForm } from './form-layout.ts'
import type { PrintedForm } from './printed-form.ts'

/** The same form gives the same bytes. Only form-worker.ts and tests call it. */
export function drawForm(form: PrintedForm): Promise<Buffer> {
  return draw(layoutForm(printableData(form)))
}
